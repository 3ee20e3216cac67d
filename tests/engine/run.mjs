/** Checks files under Pyodide in node, as the worker of the pages does, and prints what came out as JSON.
 *
 * node run.mjs FOLDER <ASKED: FOLDER is build/engine; ASKED is a list of {name, bytes (base64), asked, chinese}.
 */

import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { startPython } from "../../web/engine/start.js";

const asked = JSON.parse(fs.readFileSync(0, "utf8")); // first: Pyodide makes the standard input one that does not wait
const folder = `${process.argv[2]}/`;
const list = JSON.parse(fs.readFileSync(`${folder}engine.json`, "utf8"));
const packages = list.packages.map(({ name }) => ({ name, bytes: new Uint8Array(fs.readFileSync(folder + name)) }));
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`));
const python = await startPython(loadPyodide, folder, list, packages);
const engine = python.pyimport("hepaflow.browser.checking");

const told = asked.map(({ name, bytes, asked: declared, chinese }) => {
  const data = python.toPy(new Uint8Array(Buffer.from(bytes, "base64"))).tobytes();
  const checked = engine.check_file(name, data, JSON.stringify(declared), () => {});
  const words = { chinese };
  return {
    name,
    verdict: engine.verdict.callKwargs(checked, words),
    results: base64(engine.results_csv(checked, 0)),
    issues: base64(engine.issues_csv.callKwargs(checked, 0, words)),
    fix: base64(engine.fix_file.callKwargs(checked, 0, "lab", words)),
  };
});
console.log(JSON.stringify({ python: python.runPython("import sys; sys.version"), told }));

function base64(proxy) {
  return Buffer.from(proxy.toJs()).toString("base64");
}
