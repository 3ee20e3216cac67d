/** Loads the engine that checks files on this computer, and draws how far it has come. */

import { html, useEffect, useState } from "../vendor/htm-preact.js";
import { EngineStopped } from "../engine/engine.js";
import { say, writeBytes } from "../shell/language.js";
import { ProblemBox } from "./problem_box.js";
import { useLatest } from "./use_action.js";

export function EngineLine({ engine }) {
  const [[done, whole], tell] = useState([0, 0]);
  const [ready, setReady] = useState(false);
  const [problem, report] = useState(null);
  const begin = useLatest();
  const load = () => {
    const isLatest = begin();
    report(null);
    engine.load((...come) => tell(come)).then(() => setReady(true), (failure) => {
      if (!isLatest()) return;
      if (failure instanceof EngineStopped) load(); // somebody stopped a check meanwhile
      else report({ title: say("engine.failed"), detail: failure.message });
    });
  };
  useEffect(() => engine && load(), []);
  if (!engine) return html`<p class="note">${say("send.no_engine")}</p>`;
  if (problem) return html`<${ProblemBox} problem=${problem} /><p class="screen"><button type="button" onClick=${load}>${say("engine.again")}</button></p>`;
  if (ready) return html`<p class="note" role="status">${say("engine.ready")}</p>`;
  const loaded = whole > 0 && done >= whole;
  return html`
    <p class="note" role="status">
      <label>${loaded ? say("engine.starting") : say("engine.loading", { done: writeBytes(done), whole: writeBytes(whole) })}${" "}
        ${loaded ? html`<progress />` : html`<progress max=${whole || 1} value=${done} />`}</label>
    </p>
  `;
}
