/** Draws what data managers ask a center, with a place for the answer. */

import { html, useState } from "../vendor/htm-preact.js";
import { askApi } from "../api/ask.js";
import { say } from "../shell/language.js";
import { useUnsent } from "../shell/leaving.js";
import { ProblemBox } from "./problem_box.js";
import { useAction } from "./use_action.js";

/** `onAnswered` gets the query, as it was, after it was answered. */
export function QueryList({ study, queries, onAnswered }) {
  return html`<ul class="plain">${queries.map((query) => html`<li key=${query.id} class="card"><${Query} study=${study} query=${query} onAnswered=${onAnswered} /></li>`)}</ul>`;
}

function Query({ study, query, onAnswered }) {
  const [answer, write] = useState("");
  useUnsent(answer.trim() !== "");
  const [send, busy, problem] = useAction(async () => {
    await askApi("POST", `/studies/${study}/queries/${query.id}/answer`, { version: query.version + 1, answer });
    onAnswered(query);
  });
  const submit = (event) => {
    event.preventDefault();
    send();
  };
  const asked = query.versions.findLast((one) => one.state === "open" || one.state === "reopened");
  return html`
    <p><strong>${asked.text}</strong></p>
    <p class="note">${aboutText(query.about)} · ${say("query.due", { day: query.due })}</p>
    <form onSubmit=${submit}>
      <${ProblemBox} problem=${problem} />
      <label>${say("query.answer")}<textarea required maxlength="500" rows="2" value=${answer} onInput=${(event) => write(event.target.value)} /></label>
      <button type="submit" aria-busy=${busy}>${say("query.send")}</button>
    </form>
  `;
}

function aboutText(about) {
  const line = about.place || about.line ? say("query.row", { place: about.place || about.line }) : "";
  return [line, about.analyte, about.subject, about.collected_at].filter(Boolean).join(" · ");
}
