/** Draws the causes of issues: what is wrong, where, what was found there, and what to do. */

import { html } from "../vendor/htm-preact.js";
import { say, writeNumber } from "../shell/language.js";

const MANY = 5;

/** `causes` are those of the engine: their texts are in one language. */
export function VerdictCauses({ title, note, causes }) {
  if (causes.length === 0) return null;
  return html`
    <section class="causes">
      <h3>${title}</h3>
      ${note && html`<p class="note">${note}</p>`}
      <ul class="plain">
        ${causes.map((cause) => html`<li key=${cause.code}><${VerdictCause} cause=${cause} /></li>`)}
      </ul>
    </section>
  `;
}

function VerdictCause({ cause }) {
  const places = [placesOf(cause), columnsOf(cause.columns)].filter(Boolean).join(" · ");
  return html`
    <p>
      <strong class=${`status ${cause.skipped ? "skip" : cause.severity}`}>${say(`severity.${cause.skipped ? "skip" : cause.severity}`)}</strong>${" "}
      ${cause.title} <span class="note">${cause.code}</span>
    </p>
    <div class="detail">
      ${places && html`<p>${places}</p>`}
      ${cause.found.length > 0 && html`<p>${say("cause.found", { found: listed(cause.found.map(foundText)) })}</p>`}
      <p>${withCode(cause.remedy)}</p>
    </div>
  `;
}

function placesOf({ lines }) {
  const where = shortened(lines);
  if (!where) return "";
  return /^\d/.test(where) ? say("cause.lines", { n: where.includes(",") || where.includes("–") ? 2 : 1, where }) : where;
}

/** Returns line numbers abbreviated to ranges; places of messages as they are. */
function shortened(lines) {
  if (!lines.every((line) => /^\d+$/.test(line))) return listed(lines);
  const ranges = [];
  for (const line of lines.map(Number)) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return listed(ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)));
}

function columnsOf(columns) {
  return columns.length ? say("cause.columns", { n: columns.length, columns: listed(columns) }) : "";
}

function foundText({ text, analyte, count, reason }) {
  const of = analyte ? say("cause.of", { analyte }) : "";
  const times = count > 1 ? ` ×${writeNumber(count)}` : "";
  return `“${text}”${of}${times}${reason ? say("cause.says", { reason }) : ""}`;
}

function listed(texts) {
  const others = Math.max(0, texts.length - MANY);
  return [...texts.slice(0, MANY), ...(others ? [say("cause.more", { n: others })] : [])].join(say("list.and"));
}

/** Returns a text of the catalog with what it names between backquotes as code. */
export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));
}

/** Splits causes by who can do something: the lab, the data manager, nobody needs to. */
export function byActor(causes) {
  const open = causes.filter((cause) => !cause.skipped && cause.severity !== "note");
  return {
    lab: open.filter((cause) => cause.who === "lab"),
    manager: open.filter((cause) => cause.who !== "lab"),
    noted: causes.filter((cause) => cause.skipped || cause.severity === "note"),
  };
}
