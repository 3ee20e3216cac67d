/** Page "Prepare": a hospital keeps trial subjects and mapped columns of an export, under subject ids, on its own computer. */

import { html, useEffect, useRef, useState } from "../vendor/htm-preact.js";
import { ApiProblem } from "../api/ask.js";
import { centersOf, fetchDefinition } from "../api/declared.js";
import { bytesOfFile } from "../api/sending.js";
import { EngineLine } from "../components/engine_line.js";
import { saveFile } from "../components/download.js";
import { ProblemBox } from "../components/problem_box.js";
import { SenderChoice } from "../components/sender_choice.js";
import { useLatest } from "../components/use_action.js";
import { useProfile } from "../components/use_declared.js";
import { Engine } from "../engine/engine.js";
import { addressOf } from "../shell/addresses.js";
import { currentLanguage, say } from "../shell/language.js";

const ENDING = /\.[^.]*$/;

export function PreparePage({ study, settings }) {
  const [definition, setDefinition] = useState(null);
  const [sender, setSender] = useState(null); // {center, feed}
  const [problem, report] = useState(null);
  const engine = useRef(settings.engine ? new Engine(settings.engine) : null).current;
  useEffect(() => {
    fetchDefinition(study.study).then((known) => {
      setDefinition(known);
      setSender({ center: centersOf(study, known)[0], feed: "main" });
    }, report);
    return () => engine?.stop();
  }, []);
  const [{ profile }, notDeclared] = useProfile(study.study, sender);
  return html`
    <p>${say("prepare.what")}</p>
    <${ProblemBox} problem=${problem ?? notDeclared} />
    ${definition && sender && html`<${SenderChoice} centers=${centersOf(study, definition)} definition=${definition} sender=${sender} onChoose=${setSender} />`}
    ${engine ? html`<${EngineLine} engine=${engine} />` : html`<p class="note">${say("prepare.no_engine")}</p>`}
    ${profile === null && html`<p class="note">${say("prepare.no_profile")}</p>`}
    ${engine && profile && html`<${Preparing} key=${`${sender.center}/${sender.feed}`} study=${study.study} engine=${engine} declared=${{ profile, definition: definition.text }} />`}
  `;
}

function Preparing({ study, engine, declared }) {
  const [files, choose] = useState({}); // export, keys, secret
  const [secret, setSecret] = useState(null); // {name, text}, new: made here
  const [told, tell] = useState(null);
  const [problem, report] = useState(null);
  const [busy, work] = useState(false);
  const begin = useLatest(); // to prepare what is chosen
  const beginSecret = useLatest();
  const changed = () => {
    begin();
    tell(null);
    report(null);
  };
  const take = (name) => (event) => {
    changed();
    choose((before) => ({ ...before, [name]: event.target.files[0] }));
  };
  const useSecret = async (find) => {
    changed();
    setSecret(null);
    const isLatest = beginSecret();
    try {
      const found = await find();
      if (isLatest()) setSecret(found);
      return isLatest() ? found : null;
    } catch (failure) {
      if (isLatest()) report(failure instanceof ApiProblem ? failure : { title: say("engine.failed"), detail: failure.message });
      return null;
    }
  };
  const takeSecret = ({ target: { files: [file] } }) =>
    useSecret(async () => file && { name: file.name, text: new TextDecoder().decode(await bytesOfFile(file)) });
  const makeSecret = async () => {
    const name = `${files.keys?.name ?? "keys"}.secret`;
    const made = await useSecret(async () => ({ name, text: await engine.run("newSecret", {}) }));
    if (made) saveFile(new Blob([made.text]), made.name);
  };
  const prepare = async (event) => {
    event.preventDefault();
    if (busy) return;
    changed();
    const isLatest = begin();
    work(true);
    const asked = { ...declared, secret: secret.text, secret_name: secret.name, keys_name: files.keys.name };
    try {
      const [bytes, keys] = await Promise.all([bytesOfFile(files.export), bytesOfFile(files.keys)]);
      const name = `${files.export.name.replace(ENDING, "")}-${say("saved_name.prepared")}`;
      const prepared = await engine.run("prepare", { bytes, keys, asked, name, language: currentLanguage() });
      if (isLatest()) tell(prepared);
    } catch (failure) {
      if (!isLatest()) return;
      const ours = failure.type === "NotPrepared";
      if (failure instanceof ApiProblem) report(failure);
      else report({ title: say(ours ? "prepare.not_prepared" : "engine.failed"), detail: ours ? lastLines(failure.message) : failure.message });
    } finally {
      work(false);
    }
  };
  return html`
    <form onSubmit=${prepare}>
      <label>${say("prepare.export")}<input type="file" required onChange=${take("export")} /></label>
      <label>${say("prepare.keys")}<input type="file" required accept=".csv" onChange=${take("keys")} /></label>
      <p class="note">${say("prepare.keys_how")}</p>
      <label>${say("prepare.secret")}<input type="file" onChange=${takeSecret} /></label>
      <p class="note">
        ${secret ? say("prepare.secret_chosen", { name: secret.name }) : say("prepare.secret_how")}${" "}
        <button type="button" onClick=${makeSecret}>${say("prepare.secret_new")}</button>
      </p>
      <button type="submit" class="main" disabled=${busy || !files.export || !files.keys || !secret}>${say(busy ? "prepare.busy" : "prepare.prepare")}</button>
    </form>
    <${ProblemBox} problem=${problem} />
    <div aria-live="polite">${told && html`<${Prepared} study=${study} told=${told} />`}</div>
  `;
}

function Prepared({ study, told }) {
  const { rows, kept, not_in_trial: others, no_id: blank, width, other_table: elsewhere } = told.counts;
  return html`
    <p class=${`outcome ${kept ? "good" : "warn"}`}>${say("prepare.done", { n: kept })}</p>
    <p class="account">${say("prepare.account", { n: rows, kept, others, blank, width, elsewhere })}</p>
    <p class="actions screen">
      <button type="button" class="main" onClick=${() => saveFile(new Blob([told.file]), told.name)}>${say("prepare.save")}</button>
      <button type="button" onClick=${() => saveFile(new Blob([told.log]), `${told.name}.log.csv`)}>${say("prepare.save_log")}</button>
    </p>
    <p class="note">${say("prepare.stays")}</p>
    <p><a href=${addressOf(study, "send")}>${say("prepare.then_send")}</a></p>
  `;
}

/** Returns what Python's exception says, without the trace before it. */
function lastLines(message) {
  return message.slice(message.lastIndexOf("NotPrepared: ") + "NotPrepared: ".length).trim();
}
