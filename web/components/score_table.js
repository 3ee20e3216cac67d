/** Draws the scores of the newest specimen days: a value, an interval, or that it is not determined. */

import { html } from "../vendor/htm-preact.js";
import { say, writeDay } from "../shell/language.js";
import { DataTable } from "./data_table.js";

const DAYS = 6; // columns

/** `days` are specimen days of a subject with their scores, oldest first. */
export function ScoreTable({ days }) {
  const newest = days.filter((one) => one.scores.some((score) => score.answer.truth !== "undetermined")).slice(-DAYS);
  if (!newest.length) return html`<p>${say("scores.none")}</p>`;
  const names = new Map(newest.flatMap((one) => one.scores.map((score) => [score.score, score.name])));
  const rows = [...names]
    .map(([code, name]) => [name, ...newest.map((one) => written(one.scores.find((score) => score.score === code)))])
    .filter(([, ...cells]) => cells.some((cell) => cell !== "–"));
  const columns = [[say("column.score")], ...newest.map((one) => [writeDay(one.day), true])];
  return html`
    <${DataTable} caption=${say("subjects.scores")} columns=${columns} rows=${rows} quiet />
    <p class="note">${say("scores.how")}</p>
  `;
}

function written(score) {
  const { truth, value, low, high } = score?.answer ?? { truth: "undetermined" };
  if (truth === "undetermined") return "–";
  return value ?? `${low ?? ""} … ${high ?? ""}`;
}
