/** Draws the causes of issues: what is wrong, where, what was found there, and what to do. Before a file is sent and after, they are the same. */

import { html } from "../vendor/htm-preact.js";
import { currentLanguage, say, writeNumber } from "../shell/language.js";

const MANY = 5;

/** `causes` are those of the engine, whose texts are in one language, or those of a receipt. `forLab` and `forManager` follow the causes
 * that are theirs; `open`: what is only noted is shown at once. */
export function Causes({ causes, forLab, forManager, open }) {
  const { lab, manager, noted } = byActor(causes);
  return html`
    <${Group} title=${say("cause.for_lab")} causes=${lab}>${forLab}<//>
    <${Group} title=${say("cause.for_manager")} note=${say("cause.manager_acts")} causes=${manager}>${forManager}<//>
    ${noted.length > 0 &&
    html`
      <details open=${open}>
        <summary>${say("cause.noted", { n: noted.length })}</summary>
        <${List} causes=${noted} />
      </details>
    `}
  `;
}

/** Splits causes by who can do something: the lab, the data manager, nobody needs to. */
function byActor(causes) {
  const open = causes.filter((cause) => !cause.skipped && cause.severity !== "note");
  return {
    lab: open.filter((cause) => cause.who === "lab"),
    manager: open.filter((cause) => cause.who !== "lab"),
    noted: causes.filter((cause) => cause.skipped || cause.severity === "note"),
  };
}

function Group({ title, note, causes, children }) {
  if (causes.length === 0) return null;
  return html`
    <section>
      <h3>${title}</h3>
      ${note && html`<p class="note">${note}</p>`}
      <${List} causes=${causes} />
      ${children}
    </section>
  `;
}

function List({ causes }) {
  return html`<ul class="causes">${causes.map((cause) => html`<li key=${cause.code}><${Cause} cause=${cause} /></li>`)}</ul>`;
}

function Cause({ cause }) {
  const kind = cause.skipped ? "skip" : cause.severity;
  const places = [linesOf(cause.line_ranges, cause.lines.length), columnsOf(cause.columns)].filter(Boolean).join(" · ");
  return html`
    <p><span class=${`status ${kind}`}>${say(`severity.${kind}`)}</span> <strong>${inLanguage(cause.title)}</strong> <span class="note">${cause.code}</span></p>
    <div class="detail">
      ${places && html`<p>${places}</p>`}
      ${cause.found?.length > 0 && html`<p>${say("cause.found", { found: listed(cause.found.map(foundText), cause.found_more) })}</p>`}
      <p>${withCode(inLanguage(cause.remedy))}</p>
    </div>
  `;
}

/** Returns lines with the word for them, "" without lines; places of a message need no word. `ranges` are `n` lines, abbreviated. */
export function linesOf(ranges, n) {
  if (!/^\d/.test(ranges)) return ranges;
  return say("cause.lines", { n, where: ranges.replaceAll(", ", say("list.and")) });
}

function columnsOf(columns) {
  return columns.length ? say("cause.columns", { n: columns.length, columns: listed(columns) }) : "";
}

/** `said` is a text of hepaflow's own in both languages: it is no cell of the file. */
function foundText({ text, said, analyte, analyte_name: name, count, reason }) {
  const of = analyte ? say("cause.of", { analyte: inLanguage(name) }) : "";
  const times = count > 1 ? ` ×${writeNumber(count)}` : "";
  return `“${said ? inLanguage(said) : text}”${of}${times}${reason ? say("cause.says", { reason: inLanguage(reason) }) : ""}`;
}

function listed(texts, left = 0) {
  const others = Math.max(0, texts.length - MANY) + left;
  return [...texts.slice(0, MANY), ...(others ? [say("cause.more", { n: others })] : [])].join(say("list.and"));
}

function inLanguage(text) {
  return typeof text === "string" ? text : text[currentLanguage()];
}

/** Returns a text of the catalog with what it names between backquotes as code. */
function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));
}
