/** Draws a receipt: the accounting line, what the lab corrects, what the data manager does, and the evidence of each. */

import { html } from "../vendor/htm-preact.js";
import { currentLanguage, say, writeNumber, writeTime } from "../shell/language.js";
import { DownloadButton } from "./download.js";
import { Effect } from "./effect.js";
import { accountOf } from "./account.js";
import { Causes, linesOf } from "./causes.js";

/** `receipt` is that of a file, or of a delivery that is not processed yet. */
export function Receipt({ study, receipt, canTake }) {
  return html`
    <p><${Status} status=${receipt.before ? "duplicate" : receipt.outcome} /></p>
    ${receipt.before && html`<p>${receipt.before[currentLanguage()]}</p><p class="note">${say("receipt.first", { time: writeTime(receipt.received) })}</p>`}
    ${receipt.message && html`<p>${receipt.message[currentLanguage()]}</p>`}
    ${receipt.outcome === "refused" && html`<p class="outcome bad">${say("receipt.refused")}</p>`}
    ${receipt.counts && html`<p class="account">${accountOf(receipt.counts)}</p>`}
    ${receipt.counts && !receipt.before && html`<${Effect} receipt=${receipt} />`}
    ${receipt.masked && html`<p class="note">${say("files.masked")}</p>`}
    ${receipt.counts && (receipt.causes.length > 0 ? html`<${Causes} causes=${receipt.causes} open />` : html`<p>${say("verdict.fine")}</p>`)}
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

function Queries({ queries }) {
  return html`
    <h3>${say("receipt.queries")}</h3>
    <ul class="causes">
      ${queries.map(
        (query) => html`
          <li class="card">
            <p><strong>${query.question}</strong></p>
            <p class="note">${linesOf(query.place, 1)} · ${say("receipt.due", { due: query.due })}</p>
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
      <h3>${say("receipt.take")}</h3>
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
