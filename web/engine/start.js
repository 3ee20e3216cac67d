/** Starts Python with the package hepaflow from the files of `build/engine`: in a worker of the browser, and in node for tests. */

/** Returns Pyodide with all packages in place.
 *
 * `loadPyodide` is that of pyodide.mjs, `base` names the folder, `list` is its engine.json; `packages` has name and bytes of
 * each of `list.packages`.
 */
export async function startPython(loadPyodide, base, list, packages) {
  const python = await loadPyodide({
    indexURL: base,
    lockFileContents: JSON.stringify({ info: list.info, packages: {} }), // nothing is fetched from elsewhere
  });
  const place = python.runPython("import site; site.getsitepackages()[0]");
  for (const { name, bytes } of packages) {
    python.unpackArchive(bytes, name.endsWith(".whl") ? "wheel" : "zip", name.endsWith(".whl") ? {} : { extractDir: place });
  }
  python.runPython("import importlib; importlib.invalidate_caches()");
  return python;
}
