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
    ${engine && declared && html`<${Template} engine=${engine} declared=${declared} sender=${sender} onProblem=${report} />`}
    <div aria-live="polite">
      ${files.map(({ key, file, sender, declared }) => html`<${CheckedFile} key=${key} id=${key} study=${study.study} sender=${sender} place=${choice && placeOf(sender)} file=${file} engine=${engine} declared=${declared} onSent=${() => count((before) => before + 1)} onRemove=${() => remove(key)} />`)}
    </div>
    ${sender && study.centers.includes(sender.center) && html`<${Queries} key=${`${sender.center}/${sent}`} study=${study.study} center=${sender.center} />`}
    <p><a href=${addressOf(study.study, "files")}>${say("send.earlier")}</a></p>
  `;
}

function Template({ engine, declared, sender, onProblem }) {
  const [none, mark] = useState(false);
  const save = async () => {
    try {
      const empty = await engine.run("template", { asked: declared });
      if (empty) saveFile(new Blob([empty.bytes]), `${sender.center}${empty.ending}`);
      else mark(true);
    } catch (failure) {
      onProblem({ title: say("engine.failed"), detail: failure.message });
    }
  };
  return html`<p class="screen"><button type="button" onClick=${save}>${say("send.template")}</button> ${none && html`<span class="note" role="status">${say("send.no_template")}</span>`}</p>`;
}

function placeOf({ center, feed }) {
  return feed === "main" ? center : `${center}, ${feed}`;
}

/** Draws the queries that wait for the center. */
function Queries({ study, center }) {
  const [queries, setQueries] = useState([]);
  const [problem, report] = useState(null);
  useEffect(() => {
    const path = `/studies/${study}/queries?center=${center}&state=`;
    Promise.all(["open", "reopened"].map((state) => askAll(path + state, "queries"))).then((found) => setQueries(found.flat()), report);
  }, []);
  const answered = (query) => setQueries((before) => before.filter((one) => one.id !== query.id));
  return html`
    <${ProblemBox} problem=${problem} />
    ${queries.length > 0 && html`<h2>${say("query.title", { n: queries.length })}</h2><${QueryList} study=${study} queries=${queries} onAnswered=${answered} />`}
  `;
}
