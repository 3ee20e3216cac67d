/** Draws what the server would say of one file. */

import { html } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";
import { accountOf } from "./account.js";
import { Causes } from "./causes.js";
import { MarkedRows } from "./marked_rows.js";

/** Draws the sentence that counts, the account of the rows, and the rows to save. `file` is one of the engine's verdict. */
export function Summary({ file, named, sent, onSave }) {
  const count = file.to_fix.lab.count;
  const [state, sentence] = outcomeOf(file);
  return html`
    ${named && html`<h3>${file.file}</h3>`}
    <p class=${`outcome ${state}`}>${sentence}</p>
    ${!file.refused && html`<p class="account">${accountOf(file)}</p>`}
    ${count > 0 &&
    html`
      <p class="screen"><button type="button" class=${sent ? "" : "main"} onClick=${onSave}>${say("verdict.save_rows", { n: count })}</button></p>
      <p class="note">${say(sent ? "verdict.how_to_fix_sent" : "verdict.how_to_fix")}</p>
    `}
  `;
}

/** Draws what is wrong where: what the lab mends, what is for the data manager, the rest, and the rows as they stand. */
export function Details({ file, named, onSave }) {
  const titles = Object.fromEntries(file.causes.map((cause) => [cause.code, cause.title]));
  const others = file.to_fix["data manager"];
  const rowsOfOthers = say("verdict.rows_for_manager", { n: others.count });
  const forLab = html`<${MarkedRows} table=${file.to_fix.lab} titles=${titles} caption=${say("verdict.rows_for_lab")} />`;
  const forManager =
    others.count > 0 &&
    html`
      <details>
        <summary>${rowsOfOthers}</summary>
        <${MarkedRows} table=${others} titles=${titles} caption=${rowsOfOthers} />
      </details>
    `;
  return html`
    ${named && html`<h3>${file.file}</h3>`}
    <${Causes} causes=${file.causes} forLab=${forLab} forManager=${forManager} />
    <p class="actions screen">
      ${!file.refused && html`<button type="button" onClick=${() => onSave("results")}>${say("verdict.save_results")}</button>`}
      ${file.causes.length > 0 && html`<button type="button" onClick=${() => onSave("issues")}>${say("verdict.save_issues")}</button>`}
    </p>
    ${!file.refused && html`<p class="note">${say(`keeps.${file.kept.form}`)}${" "}${droppedOf(file.kept)}</p>`}
  `;
}

/** Returns `bad`, `warn` or `good`, and what there is to do. */
function outcomeOf(file) {
  const [lab, manager] = [file.to_fix.lab.count, file.to_fix["data manager"].count];
  if (file.refused) return ["bad", say("verdict.refused")];
  if (lab > 0) return ["warn", say("verdict.lab_acts", { n: lab })];
  if (manager > 0) return ["warn", say("verdict.only_manager", { n: manager })];
  if (file.accepted === 0) return ["warn", say("verdict.none_accepted")];
  return ["good", say(file.skipped > 0 ? "verdict.fine_skipped" : "verdict.fine")];
}

function droppedOf({ dropped_columns: columns }) {
  return columns.length ? say("verdict.dropped", { columns: columns.join(say("list.and")) }) : "";
}
