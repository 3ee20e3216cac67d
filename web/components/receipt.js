/** Draws a receipt: the accounting line, what the lab corrects, what the data manager does, and the evidence of each. */

import { html } from "../vendor/htm-preact.js";
import { currentLanguage, say, writeNumber, writeTime } from "../shell/language.js";
import { DownloadButton } from "./download.js";
import { Effect } from "./effect.js";
import { byActor, withCode } from "./verdict_causes.js";

/** `receipt` is that of a file, or of a delivery that is not processed yet. */
export function Receipt({ study, receipt, canTake }) {
  return html`
    <p><${Status} status=${receipt.before ? "duplicate" : receipt.outcome} /></p>
    ${receipt.before && html`<p>${receipt.before[currentLanguage()]}</p><p class="note">${say("receipt.first", { time: writeTime(receipt.received) })}</p>`}
    ${receipt.message && html`<p>${receipt.message[currentLanguage()]}</p>`}
    ${receipt.counts && html`<${Accounting} counts=${receipt.counts} />`}
    ${receipt.counts && !receipt.before && html`<${Effect} receipt=${receipt} />`}
    ${receipt.masked && html`<p class="note">${say("files.masked")}</p>`}
    ${receipt.counts && html`<${Causes} causes=${receipt.causes} />`}
    ${receipt.queries?.length > 0 && html`<${Queries} queries=${receipt.queries} />`}
    ${canTake && receipt.run && html`<${Files} study=${study} receipt=${receipt} />`}
    <${Facts} receipt=${receipt} />
  `;
}

/** Draws the status of a delivery or file, with a color that repeats the word. */
export function Status({ status }) {
  const kind = { committed: "good", refused: "bad", failed: "bad", "too-large": "bad", removed: "bad", voided: "bad" }[status];
  return html`<span class=${`status ${kind ?? "warn"}`}>${say(`status.${status}`)}</span>`;
}

/** Draws how many rows there are, and what came of them. */
export function Accounting({ counts }) {
  return html`<p class="accounting">${say("receipt.accounting", counts)}</p>`;
}

/** Draws causes grouped by who acts; the lab's come first. */
export function Causes({ causes }) {
  const { lab, manager, noted } = byActor(causes);
  if (!causes.length) return html`<p>${say("receipt.fine")}</p>`;
  return html`
    <${Group} title=${say("receipt.for_lab")} causes=${lab} />
    <${Group} title=${say("receipt.for_data_manager")} causes=${manager} />
    <${Group} title=${say("receipt.noted")} causes=${noted} />
  `;
}

function Group({ title, causes }) {
  if (!causes.length) return null;
  return html`
    <h2>${title}</h2>
    <ul class="causes">${causes.map((cause) => html`<${Cause} cause=${cause} />`)}</ul>
  `;
}

function Cause({ cause }) {
  const language = currentLanguage();
  const severity = cause.skipped ? "skip" : cause.severity;
  const found = (cause.found ?? []).map((one) => (one.analyte ? `${one.analyte}: “${one.text}”` : `“${one.text}”`));
  return html`
    <li class="card">
      <p><span class=${`status ${severity}`}>${say(`severity.${severity}`)}</span> <strong>${cause.title[language]}</strong></p>
      <p class="note">
        ${cause.line_ranges && rowsInWords(cause.line_ranges)}
        ${cause.columns.length > 0 && ` · ${say("receipt.columns", { columns: cause.columns.join(", ") })}`}
      </p>
      ${found.length > 0 && html`<p class="note">${say("receipt.found", { found: found.join(", ") })}</p>`}
      <p>${withCode(cause.remedy[language])}</p>
    </li>
  `;
}

function rowsInWords(rows) {
  if (!/^\d/.test(rows)) return rows; // places of a message, which need no word before them
  return say("receipt.rows", { rows, n: /[,\u2013-]/.test(rows) ? 2 : 1 });
}

function Queries({ queries }) {
  return html`
    <h2>${say("receipt.queries")}</h2>
    <ul class="causes">
      ${queries.map(
        (query) => html`
          <li class="card">
            <p><strong>${query.question}</strong></p>
            <p class="note">${rowsInWords(query.place)} · ${say("receipt.due", { due: query.due })}</p>
            ${query.answer && html`<p>${query.answer}</p>`}
          </li>
        `,
      )}
    </ul>
  `;
}

function Files({ study, receipt }) {
  const at = `/studies/${study}/files/${receipt.file_id}`;
  const name = `${receipt.center}-${receipt.file_id.slice(0, 8)}`;
  const stored = receipt.documents?.stored ?? [];
  const rejected = stored.some((one) => one.startsWith("rejected."));
  const desk = stored.some((one) => one.startsWith("data-manager."));
  return html`
    <section class="screen">
      <h2>${say("receipt.take")}</h2>
      <p class="actions">
        ${rejected && html`<${DownloadButton} path=${`${at}/rejected?for=lab`} accept="*/*" name=${`${name}-lab`}>${say("receipt.take_lab")}<//>`}
        ${desk && html`<${DownloadButton} path=${`${at}/rejected?for=data-manager`} accept="*/*" name=${`${name}-data-manager`}>${say("receipt.take_data_manager")}<//>`}
        <${DownloadButton} path=${`${at}/issues?format=csv`} accept="text/csv" name=${`${name}-issues`}>${say("receipt.take_issues")}<//>
        <${DownloadButton} path=${`${at}/receipt?format=html`} accept="text/html" name=${`${name}-receipt`}>${say("receipt.take_page")}<//>
      </p>
    </section>
  `;
}

function Facts({ receipt }) {
  const facts = [
    ["receipt.received", receipt.received && writeTime(receipt.received)],
    ["receipt.run", receipt.run && writeNumber(receipt.run)],
    ["receipt.profile", receipt.recipe && writeNumber(receipt.recipe.profile_version)],
    ["receipt.file", receipt.file_id],
  ];
  return html`
    <dl class="facts">
      ${facts.map(([key, value]) => value && html`<dt>${say(key)}</dt><dd>${value}</dd>`)}
    </dl>
  `;
}
