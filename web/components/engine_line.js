/** Loads the engine that checks files on this computer, and draws how far it has come. */

import { html, useEffect, useState } from "../vendor/htm-preact.js";
import { say, writeBytes } from "../shell/language.js";
import { ProblemBox } from "./problem_box.js";

export function EngineLine({ engine }) {
  const [[done, whole], tell] = useState([0, 0]);
  const [ready, setReady] = useState(false);
  const [problem, report] = useState(null);
  useEffect(() => {
    engine?.load((...come) => tell(come)).then(() => setReady(true), (failure) => report({ title: say("engine.failed"), detail: failure.message }));
  }, []);
  if (!engine) return html`<p class="note">${say("send.no_engine")}</p>`;
  if (problem) return html`<${ProblemBox} problem=${problem} />`;
  if (ready) return html`<p class="note" role="status">${say("engine.ready")}</p>`;
  const loaded = whole > 0 && done >= whole;
  return html`
    <p class="note" role="status">
      <label>${loaded ? say("engine.starting") : say("engine.loading", { done: writeBytes(done), whole: writeBytes(whole) })}${" "}
        ${loaded ? html`<progress />` : html`<progress max=${whole || 1} value=${done} />`}</label>
    </p>
  `;
}
