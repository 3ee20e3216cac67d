/** Measures CPU of the engine in node: node bench_engine.mjs FOLDER < {profile, definition, files: [{name, bytes (base64)}]}.
 *
 * FOLDER is build/engine. It prints a JSON object: seconds of CPU by step.
 */

import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { startPython } from "../../web/engine/start.js";

const { files, ...declared } = JSON.parse(fs.readFileSync(0, "utf8"));
const folder = `${process.argv[2]}/`;
const list = JSON.parse(fs.readFileSync(`${folder}engine.json`, "utf8"));
const packages = list.packages.map(({ name }) => ({ name, bytes: new Uint8Array(fs.readFileSync(folder + name)) }));
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`));
const told = {};
let used = process.cpuUsage();

const python = await startPython(loadPyodide, folder, list, packages);
done("starting Pyodide with the packages");
const engine = python.pyimport("hepaflow.browser.checking");
done("loading hepaflow");
const asked = JSON.stringify({ ...declared, labs: [], received: "2025-09-01T00:00:00+00:00" });
for (const { name, bytes } of files) {
  const checked = engine.check_file(name, python.toPy(new Uint8Array(Buffer.from(bytes, "base64"))).tobytes(), asked, () => {});
  engine.verdict.callKwargs(checked, { chinese: false });
  checked.destroy();
  done(name);
}
console.log(JSON.stringify(told));

function done(step) {
  const { user, system } = process.cpuUsage(used);
  told[step] = (user + system) / 1e6;
  used = process.cpuUsage();
}
