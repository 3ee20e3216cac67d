/** Draws what a file changed in earlier results, and what it did for the rows of earlier files. */

import { html } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";

/** `receipt` is that of a file. */
export function Effect({ receipt }) {
  return html`
    ${effectLines(receipt).map((line) => html`<p>${line}</p>`)}
    ${(receipt.resubmitted_rows ?? []).map((rows) => html`<p>${resubmittedLine(rows)}</p>`)}
  `;
}

function effectLines({ effect_status: status, accepted_now: now, omitted }) {
  if (status === "pending" || status === "failed") return [say(`effect.${status}`)];
  return [
    ...(now ? [say("receipt.accepted_now", now)] : []),
    ...(now?.waiting ? [say("receipt.waiting", { n: now.waiting })] : []),
    ...(omitted ? [say("receipt.omitted", { n: omitted.results })] : []),
  ];
}

function resubmittedLine({ file_id: file, resolved, open }) {
  return [
    say("receipt.resubmitted", { file: file.slice(0, 16) }),
    ...(resolved.length ? [say("receipt.settled", { n: resolved.length })] : []),
    ...(open.length ? [say("receipt.open", { n: open.length })] : []),
  ].join(" ");
}
