/** Checks and prepares files beside the page, so that it stays usable: a module worker that answers one request after another. */

import { startPython } from "./start.js";

let python = null;
let results = new Map(); // what was checked or prepared, by the number that the page gave it

const TASKS = {
  load: ({ base }, tell) => load(base, tell),
  check({ key, name, bytes, asked, language }, tell) {
    const { check_file, verdict } = python.pyimport("hepaflow.browser.checking");
    forget({ key });
    const checked = check_file(name, dataOf(bytes), JSON.stringify(asked), tell);
    if (checked === undefined || checked === null) return null;
    results.set(key, checked);
    return JSON.parse(verdict.callKwargs(checked, { chinese: language === "zh" }));
  },
  verdict({ key, language }) {
    const { verdict } = python.pyimport("hepaflow.browser.checking");
    return JSON.parse(verdict.callKwargs(results.get(key), { chinese: language === "zh" }));
  },
  fixFile({ key, number, who, language }) {
    const { fix_file } = python.pyimport("hepaflow.browser.checking");
    return bytesOf(fix_file.callKwargs(results.get(key), number, who, { chinese: language === "zh" }));
  },
  results({ key, number }) {
    return bytesOf(python.pyimport("hepaflow.browser.checking").results_csv(results.get(key), number));
  },
  issues({ key, number, language }) {
    const { issues_csv } = python.pyimport("hepaflow.browser.checking");
    return bytesOf(issues_csv.callKwargs(results.get(key), number, { chinese: language === "zh" }));
  },
  template({ asked }) {
    const empty = python.pyimport("hepaflow.browser.templates").empty_file(asked.profile, asked.definition);
    if (!empty) return null;
    const told = { ending: empty.ending, bytes: bytesOf(empty.data) };
    empty.destroy();
    return told;
  },
  newSecret: () => python.pyimport("hepaflow.browser.preparing").new_secret(),
  prepare({ bytes, keys, asked, name, language }) {
    const preparing = python.pyimport("hepaflow.browser.preparing");
    const said = JSON.stringify(asked);
    const prepared = preparing.prepare_export.callKwargs(dataOf(bytes), dataOf(keys), said, { chinese: language === "zh" });
    const counts = JSON.parse(preparing.prepared_counts(prepared, said));
    const written = `${name}${counts.ending}`;
    const told = {
      counts,
      name: written,
      file: bytesOf(preparing.prepared_file(prepared, said)),
      log: bytesOf(preparing.prepared_log(prepared, written)),
    };
    prepared.destroy();
    return told;
  },
  forget,
};

/** Fetches all files, telling how many bytes have come, and starts Python. */
async function load(base, tell) {
  const list = await (await fetch(`${base}engine.json`)).json();
  const files = [...list.runtime, ...list.packages];
  const whole = files.reduce((sum, file) => sum + file.bytes, 0);
  let come = 0;
  const packages = await Promise.all(
    files.map(async ({ name }) => {
      const bytes = await fetched(base + name, (count) => tell((come += count), whole));
      return { name, bytes };
    }),
  );
  const { loadPyodide } = await import(`${base}pyodide.mjs`);
  python = await startPython(loadPyodide, base, list, packages.slice(list.runtime.length));
  python.pyimport("hepaflow.browser.checking");
  return null;
}

async function fetched(address, tell) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const pieces = [];
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    tell(value.length);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

function forget({ key }) {
  results.get(key)?.destroy();
  results.delete(key);
  return null;
}

function dataOf(bytes) {
  return python.toPy(new Uint8Array(bytes)).tobytes();
}

function bytesOf(proxy) {
  const bytes = proxy.toJs().slice();
  proxy.destroy();
  return bytes;
}

addEventListener("message", async ({ data: { id, task, ...asked } }) => {
  const tell = (done, whole) => postMessage({ id, done, whole });
  try {
    postMessage({ id, value: await TASKS[task](asked, tell) });
  } catch (error) {
    postMessage({ id, failure: error.type ? { type: error.type, message: error.message } : { type: "", message: String(error) } });
  }
});
