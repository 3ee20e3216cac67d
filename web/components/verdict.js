/** Draws what the server would say of one file. */

import { html } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";
import { VerdictCauses, byActor } from "./verdict_causes.js";
import { MarkedRows } from "./marked_rows.js";

/** Draws the sentence that counts, the account of the rows, and the rows to save. `file` is one of the engine's verdict. */
export function Summary({ file, named, sent, onSave }) {
  const count = file.to_fix.lab.count;
  return html`
    ${named && html`<h3>${file.file}</h3>`}
    <p class=${`outcome ${stateOf(file)}`}>${sentenceOf(file)}</p>
    ${!file.refused && html`<p class="account">${accountOf(file)}</p>`}
    ${count > 0 &&
    html`
      <p class="screen"><button type="button" class=${sent ? "" : "main"} onClick=${onSave}>${say("verdict.save_rows", { n: count })}</button></p>
      <p class="note">${say("verdict.how_to_fix")}</p>
    `}
  `;
}

/** Draws what is wrong where: what the lab mends, what is for the data manager, the rest, and the rows as they stand. */
export function Details({ file, named, onSave }) {
  const { lab, manager, noted } = byActor(file.causes);
  const titles = Object.fromEntries(file.causes.map((cause) => [cause.code, cause.title]));
  const others = file.to_fix["data manager"];
  const rowsOfOthers = say("verdict.rows_for_manager", { n: others.count });
  return html`
    ${named && html`<h3>${file.file}</h3>`}
    <${VerdictCauses} title=${say("verdict.for_lab")} causes=${lab} />
    <${MarkedRows} table=${file.to_fix.lab} titles=${titles} caption=${say("verdict.rows_for_lab")} />
    <${VerdictCauses} title=${say("verdict.for_manager")} note=${say("verdict.manager_acts")} causes=${manager} />
    ${others.count > 0 &&
    html`
      <details>
        <summary>${rowsOfOthers}</summary>
        <${MarkedRows} table=${others} titles=${titles} caption=${rowsOfOthers} />
      </details>
    `}
    <${Noted} causes=${noted} />
    <p class="actions screen">
      ${!file.refused && html`<button type="button" onClick=${() => onSave("results")}>${say("verdict.save_results")}</button>`}
      ${file.causes.length > 0 && html`<button type="button" onClick=${() => onSave("issues")}>${say("verdict.save_issues")}</button>`}
    </p>
    <p class="note">${say(`keeps.${file.kept.form}`)}${" "}${droppedOf(file.kept)}</p>
  `;
}

/** Draws what nobody needs to act on, once the reader asks for it. */
function Noted({ causes }) {
  if (causes.length === 0) return null;
  return html`
    <details>
      <summary>${say("verdict.noted", { n: causes.length })}</summary>
      <${VerdictCauses} title=${say("verdict.nothing_to_do")} causes=${causes} />
    </details>
  `;
}

/** Returns how the rows are accounted for: the numbers add up. */
export function accountOf({ rows, accepted, held, rejected, skipped }) {
  return say("verdict.account", { n: rows, accepted, held, rejected, skipped });
}

/** Returns `bad`, `warn` or `good`. */
export function stateOf(file) {
  if (file.refused) return "bad";
  return file.held || file.rejected ? "warn" : "good";
}

function sentenceOf(file) {
  if (file.refused) return say("verdict.refused");
  if (file.to_fix.lab.count) return say("verdict.lab_acts", { n: file.to_fix.lab.count });
  if (file.to_fix["data manager"].count) return say("verdict.only_manager", { n: file.to_fix["data manager"].count });
  return say("verdict.fine");
}

function droppedOf({ dropped_columns: columns }) {
  return columns.length ? say("verdict.dropped", { columns: columns.join(say("list.and")) }) : "";
}
