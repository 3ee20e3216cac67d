/** Page "Send": a lab checks files on its own computer, mends them, sends them, and reads its receipts. */

import { html, useEffect, useRef, useState } from "../vendor/htm-preact.js";
import { askAll } from "../api/ask.js";
import { centersOf, fetchDefinition } from "../api/declared.js";
import { CheckedFile } from "../components/checked_file.js";
import { saveFile } from "../components/download.js";
import { EngineLine } from "../components/engine_line.js";
import { FileDrop } from "../components/file_drop.js";
import { ProblemBox } from "../components/problem_box.js";
import { QueryList } from "../components/query_list.js";
import { SenderChoice } from "../components/sender_choice.js";
import { useAction } from "../components/use_action.js";
import { useAnswer } from "../components/use_answer.js";
import { useDeclared } from "../components/use_declared.js";
import { Engine } from "../engine/engine.js";
import { addressOf } from "../shell/addresses.js";
import { say } from "../shell/language.js";

export function SendPage({ study, settings }) {
  const [definition, setDefinition] = useState(null);
  const [sender, setSender] = useState(null); // {center, feed}
  const [files, setFiles] = useState([]);
  const [sent, count] = useState(0); // how many deliveries have their receipt: then the queries are read again: a file may have closed one
  const [problem, report] = useState(null);
  const engine = useRef(settings.engine ? new Engine(settings.engine) : null).current;
  useEffect(() => {
    fetchDefinition(study.study).then((found) => {
      setDefinition(found);
      setSender({ center: centersOf(study, found)[0], feed: "main" });
    }, report);
    return () => engine?.stop();
  }, []);
  const [{ profile, labs }, notDeclared] = useDeclared(study.study, sender);
  const declared = profile && definition ? { profile, definition: definition.text, labs } : null;
  const add = (more) => setFiles((before) => [...more.map((file) => ({ key: crypto.randomUUID(), file, sender, declared })), ...before]); // who chooses another center keeps them
  const remove = (key) => {
    if (engine?.started) engine.run("forget", { key }).catch(() => {});
    setFiles((before) => before.filter((one) => one.key !== key));
  };
  const choice = definition && sender && (centersOf(study, definition).length > 1 || definition.feedsOf(sender.center).length > 1);
  return html`
    <p>${say("send.what")}</p>
    <${ProblemBox} problem=${problem ?? notDeclared} />
    ${definition && sender && html`<${SenderChoice} centers=${centersOf(study, definition)} definition=${definition} sender=${sender} onChoose=${setSender} />`}
    <${EngineLine} engine=${engine} />
    ${profile === null && html`<p class="note">${say("send.no_profile")}</p>`}
    ${profile !== undefined && html`<${FileDrop} onFiles=${add} />`}
    ${engine && declared && html`<${Template} key=${placeOf(sender)} engine=${engine} declared=${declared} sender=${sender} />`}
    <div aria-live="polite">
      ${files.map(({ key, file, sender, declared }) => html`<${CheckedFile} key=${key} id=${key} study=${study.study} sender=${sender} place=${choice && placeOf(sender)} file=${file} engine=${engine} declared=${declared} onSent=${() => count((before) => before + 1)} onRemove=${() => remove(key)} />`)}
    </div>
    ${sender && study.centers.includes(sender.center) && html`<${Queries} study=${study.study} center=${sender.center} sent=${sent} />`}
    <p><a href=${addressOf(study.study, "files")}>${say("send.earlier")}</a></p>
  `;
}

function Template({ engine, declared, sender }) {
  const [none, mark] = useState(false);
  const [save, busy, problem] = useAction(async () => {
    const empty = await engine.run("template", { asked: declared }).catch((failure) => {
      throw Object.assign(failure, { title: say("engine.failed") });
    });
    if (empty) saveFile(new Blob([empty.bytes]), `${sender.center}${empty.ending}`);
    else mark(true);
  });
  return html`
    <p class="screen"><button type="button" aria-busy=${busy} onClick=${save}>${say("send.template")}</button> ${none && html`<span class="note" role="status">${say("send.no_template")}</span>`}</p>
    <${ProblemBox} problem=${problem} />
  `;
}

function placeOf({ center, feed }) {
  return feed === "main" ? center : `${center}, ${feed}`;
}

/** Draws the queries that wait for the center. They are asked for again when a file was sent: it may have closed one. */
function Queries({ study, center, sent }) {
  const [answered, answer] = useState([]); // versions of queries: one that is reopened has another
  const path = `/studies/${study}/queries?center=${center}&state=`;
  const [found, problem] = useAnswer(() => Promise.all(["open", "reopened"].map((state) => askAll(path + state, "queries"))), [path], sent);
  const version = (query) => `${query.id} ${query.version}`;
  const queries = (found ?? []).flat().filter((query) => !answered.includes(version(query)));
  return html`
    <${ProblemBox} problem=${problem} />
    ${queries.length > 0 && html`<h2>${say("query.title", { n: queries.length })}</h2><${QueryList} study=${study} queries=${queries} onAnswered=${(query) => answer([...answered, version(query)])} />`}
  `;
}
