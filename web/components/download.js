/** Gives a file to the reader: what the API answers, or what the page has made. */

import { html } from "../vendor/htm-preact.js";
import { askPages } from "../api/ask.js";
import { ProblemBox } from "./problem_box.js";
import { useAction } from "./use_action.js";

/** Saves a file under a name. */
export function saveFile(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Draws a button that fetches a file of the API and saves it. The name gets the ending of the file's kind. */
export function DownloadButton({ path, accept, name, children }) {
  const [take, busy, problem] = useAction(async () => {
    const content = await askPages(path, accept);
    saveFile(content, `${name}.${ending(content.type)}`);
  });
  return html`<button type="button" aria-busy=${busy} onClick=${take}>${children}</button><${ProblemBox} problem=${problem} />`;
}

function ending(type) {
  const known = { "text/html": "html", "application/x-ndjson": "ndjson", "application/json": "json", "image/svg+xml": "svg" };
  return known[type.split(";")[0]] ?? (type.includes("spreadsheet") ? "xlsx" : "csv");
}
