/** Draws one file from the check on this computer to its receipt. */

import { html, useEffect, useRef, useState } from "../vendor/htm-preact.js";
import { ApiProblem } from "../api/ask.js";
import { sameBytes } from "../api/sending.js";
import { EngineStopped } from "../engine/engine.js";
import { currentLanguage, say, writeBytes } from "../shell/language.js";
import { useUnsent } from "../shell/leaving.js";
import { Delivery } from "./delivery.js";
import { saveFile } from "./download.js";
import { ProblemBox } from "./problem_box.js";
import { useAction, useLatest } from "./use_action.js";
import { Details, Summary } from "./verdict.js";

const ENDING = /\.[^.]*$/;

/** `id` is what the engine calls the file; `declared` is null where the center has no profile: then the file waits there.
 * `place` names the center and feed, where the reader has the choice. */
export function CheckedFile({ id, study, sender, place, file, engine, declared, onSent, onRemove }) {
  const language = currentLanguage();
  const [told, tell] = useState({ state: engine && declared ? "checking" : "unchecked", done: 0, whole: 0, verdict: null, language });
  const [problem, report] = useState(null);
  const [sent, send] = useState(false);
  const [arrived, arrive] = useState(false);
  const [done, finish] = useState(false);
  const worker = useRef(0); // the engine's worker that knows the file
  const sha256 = useRef(null); // of the bytes that were checked: no others are sent
  const begin = useLatest();
  const check = async () => {
    const read = await sameBytes(file, sha256.current);
    sha256.current = read.sha256;
    const asked = { ...declared, received: new Date().toISOString() };
    const verdict = await engine.run(
      "check",
      { key: id, name: file.name, bytes: read.bytes, asked, language: currentLanguage() },
      (done, whole) => tell((before) => ({ ...before, done, whole })),
    );
    worker.current = engine.started;
    return verdict;
  };
  const show = (checked) => {
    const isLatest = begin();
    const failed = (failure) => {
      if (!isLatest()) return;
      if (failure instanceof EngineStopped) tell((before) => ({ ...before, state: before.verdict ? "checked" : "stopped" }));
      else {
        tell((before) => ({ ...before, state: failure instanceof ApiProblem ? "unreadable" : "unchecked" }));
        report(problemWith(failure));
      }
    };
    const wanted = currentLanguage();
    checked.then((verdict) => isLatest() && tell({ state: verdict ? "checked" : "waits", verdict, language: wanted }), failed);
  };
  useEffect(() => {
    if (told.state === "checking") show(check());
  }, []);
  useEffect(() => {
    if (told.state === "checked" && told.language !== language) show(worker.current === engine.started ? engine.run("verdict", { key: id, language }) : check());
  }, [language, told.language]);
  const stop = () => {
    engine.stop();
    engine.load().catch(() => {}); // ready for what comes next; who asks then is told why it is not
  };
  const finished = () => {
    finish(true);
    onSent();
  };
  const again = () => {
    report(null);
    tell({ state: "checking", done: 0, whole: 0, verdict: null, language });
    show(check());
  };
  const [save, , notSaved] = useAction(async (task, number, ending) => {
    if (worker.current !== engine.started) await check();
    const bytes = await engine.run(task, { key: id, number, who: "lab", language });
    const name = told.verdict.files[number].file.replace(/^.*\//, "").replace(ENDING, "");
    saveFile(new Blob([bytes]), `${name}-${say(`saved_name.${task}`)}${ending}`);
  });
  const files = told.verdict?.files ?? [];
  const refusedFiles = files.filter((one) => one.refused);
  const refused = files.length > 0 && refusedFiles.length === files.length;
  const namesPerson = Boolean(told.verdict?.name_shows_a_person);
  const sendable = !refused && !namesPerson && told.state !== "unreadable";
  useUnsent(sendable && !arrived);
  return html`
    <section class="card file" aria-label=${file.name}>
      <h2>${file.name} <span class="note">${[place, writeBytes(file.size)].filter(Boolean).join(" · ")}</span></h2>
      <${ProblemBox} problem=${problem ?? (notSaved && problemWith(notSaved))} />
      ${namesPerson && html`<p class="outcome bad">${say("verdict.name_shows_a_person")}</p>`}
      ${told.state === "checking" && html`<${Reading} told=${told} onStop=${stop} />`}
      ${told.state === "stopped" && html`<p>${say("send.stopped")} <button type="button" onClick=${again}>${say("send.check_again")}</button></p>`}
      ${!sent && (told.state === "waits" || (told.state === "unchecked" && !declared)) && html`<p class="outcome warn">${say("send.waits")}</p>`}
      ${!sent && told.state === "unchecked" && declared && html`<p class="note">${say("send.unchecked")}</p>`}
      ${!told.verdict?.name_shows_a_person && files.map((one, number) => html`<${Summary} key=${number} file=${one} named=${files.length > 1} sent=${sent} onSave=${() => save("fixFile", number, one.to_fix.lab.ending)} />`)}
      ${refused && html`<p>${say(files.some((one) => one.causes.some((cause) => cause.who === "lab")) ? "send.refused" : "send.refused_for_manager")}</p>`}
      ${!sent && !refused && refusedFiles.length > 0 && html`<p>${say("send.partly_refused", { n: refusedFiles.length })}</p>`}
      ${(!sent || done) &&
      html`
        <p class="actions screen">
          ${!sent && sendable && told.state !== "checking" && html`<button type="button" class=${needsWork(files) ? "" : "main"} onClick=${() => send(true)}>${say(needsWork(files) ? "send.anyway" : "send.send")}</button>`}
          <button type="button" onClick=${onRemove}>${say("send.remove")}</button>
        </p>
      `}
      ${sent && html`<${Delivery} study=${study} sender=${sender} file=${file} sha256=${sha256.current} names=${files.map((one) => one.file)} onArrived=${() => arrive(true)} onDone=${finished} onRemove=${onRemove} />`}
      ${files.length > 0 &&
      html`
        <details open=${!sent}>
          <summary>${say("verdict.details")}</summary>
          ${files.map((one, number) => html`<${Details} key=${number} file=${one} named=${files.length > 1} onSave=${(task) => save(task, number, ".csv")} />`)}
          <p class="note">${say("verdict.read_with", { version: told.verdict.profile_version })}${" "}${
            told.verdict.labs_without_papers.length > 0 ? say("verdict.labs", { labs: told.verdict.labs_without_papers.join(say("list.and")) }) : ""
          }</p>
        </details>
      `}
    </section>
  `;
}

function Reading({ told, onStop }) {
  return html`
    <p role="status">
      <label>${say("send.checking", { done: told.done })}${" "}${told.whole ? html`<progress max=${told.whole} value=${told.done} />` : html`<progress />`}</label>${" "}
      <button type="button" onClick=${onStop}>${say("send.stop")}</button>
    </p>
  `;
}

function needsWork(files) {
  return files.some((one) => one.refused || one.to_fix.lab.count > 0);
}

function problemWith(failure) {
  return failure instanceof ApiProblem ? failure : { title: say("engine.failed"), detail: failure.message };
}
