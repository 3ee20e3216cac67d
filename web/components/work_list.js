/** Draws what waits for somebody: since when, what it is, who acts. */

import { html } from "../vendor/htm-preact.js";
import { askAll, askApi } from "../api/ask.js";
import { currentLanguage, say, writeTime } from "../shell/language.js";
import { DataTable } from "./data_table.js";
import { ProblemBox } from "./problem_box.js";
import { useAnswer } from "./use_answer.js";

export function WorkList({ study, center }) {
  const path = `/studies/${study.study}/work${center ? `?center=${encodeURIComponent(center)}` : ""}`;
  const [answer, problem] = useAnswer(
    () => Promise.all([askAll(path, "entries"), askApi("GET", "/catalog/issues")]),
    [path],
  );
  if (!answer) return problem ? html`<${ProblemBox} problem=${problem} />` : html`<p role="status">${say("shell.loading")}</p>`;
  const [entries, issues] = answer;
  if (!entries.length) return html`<p>${say("files.nothing_waits")}</p>`;
  const columns = ["since", "center", "what", "who", "due"].map((name) => [say(`column.${name}`)]);
  const rows = entries.map((entry) => [
    entry.since && writeTime(entry.since),
    entry.center,
    say(`work.${entry.kind}`, { n: entry.count, name: titleOf(entry, issues) }),
    say(`who.${entry.who}`),
    entry.due,
  ]);
  return html`<${DataTable} caption=${say("files.waits")} columns=${columns} rows=${rows} quiet stacks />`;
}

function titleOf(entry, issues) {
  if (entry.kind === "unmapped") return say(`term.${entry.name}`);
  if (entry.kind !== "hold") return entry.name;
  const title = (code) => issues.find((issue) => issue.code === code)?.[`title_${currentLanguage()}`] ?? code;
  return entry.name.split(",").map(title).join(" ");
}
