/** Page "Subjects": the subjects that a user may see, and of each the picture of its liver panel and its scores. */

import { html, useState } from "../vendor/htm-preact.js";
import { askAll } from "../api/ask.js";
import { DataTable } from "../components/data_table.js";
import { DownloadButton } from "../components/download.js";
import { Picture } from "../components/picture.js";
import { ProblemBox } from "../components/problem_box.js";
import { ScoreTable } from "../components/score_table.js";
import { useAnswer } from "../components/use_answer.js";
import { addressOf } from "../shell/addresses.js";
import { currentLanguage, say } from "../shell/language.js";

const SHOWN = 200; // rows of the list; more are found by typing

export function SubjectsPage({ study, things }) {
  const [subject] = things;
  if (subject) return html`<${OneSubject} study=${study.study} subject=${subject} />`;
  return html`<${SubjectList} study=${study.study} />`;
}

function SubjectList({ study }) {
  const [wanted, want] = useState("");
  const path = `/studies/${study}/subjects`;
  const [subjects, problem] = useAnswer(() => askAll(path, "subjects"), [path]);
  if (!subjects) return problem ? html`<${ProblemBox} problem=${problem} />` : html`<p role="status">${say("shell.loading")}</p>`;
  const found = subjects.filter((one) => one.subject.toLowerCase().includes(wanted.toLowerCase()));
  const columns = ["subject", "center", "register"].map((name) => [say(`column.${name}`)]);
  const rows = found.slice(0, SHOWN).map((one) => [
    html`<a href=${addressOf(study, "subjects", one.href.split("/").pop())}>${one.subject}</a>`,
    one.center,
    one.entry ? say(`entry.${one.entry.status}`) : say("entry.none"),
  ]);
  return html`
    <label class="screen">
      ${say("subjects.find")}${" "}
      <input type="search" value=${wanted} onInput=${(event) => want(event.target.value)} />
    </label>
    <${DataTable} caption=${say("subjects.caption", { n: found.length, shown: rows.length })} columns=${columns} rows=${rows} />
  `;
}

function OneSubject({ study, subject }) {
  const at = `/studies/${study}/subjects/${subject}`;
  const [days, problem] = useAnswer(() => askAll(`${at}/panels`, "panels"), [at]);
  const language = currentLanguage();
  return html`
    <p class="screen"><a href=${addressOf(study, "subjects")}>← ${say("subjects.all")}</a></p>
    <h2>${days?.[0]?.subject ?? subject}</h2>
    <${Picture} path=${`${at}/liver-panel?lang=${language}`} text=${say("subjects.panel", { subject })} />
    <h2>${say("subjects.scores")}</h2>
    <${ProblemBox} problem=${problem} />
    ${!days && !problem && html`<p role="status">${say("shell.loading")}</p>`}
    ${days && html`<${ScoreTable} days=${days} />`}
    <p class="actions screen">
      <${DownloadButton} path=${`${at}/report?lang=${language}`} accept="text/html" name=${subject}>${say("subjects.report")}<//>
    </p>
  `;
}
