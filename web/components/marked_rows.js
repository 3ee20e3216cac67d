/** Draws rows to be fixed as they stand in the file, with the cells at fault marked. */

import { html } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";

/** `table` has `count`, `header`, `whole_header` and `rows`, of which each has `place`, `cells`, `marked`, `codes` and `whole`; `titles` says what a code means. */
export function MarkedRows({ table, titles, caption }) {
  if (table.count === 0) return null;
  const left = table.count - table.rows.length;
  return html`
    <div class="wide" tabindex="0" role="region" aria-label=${caption}>
      <table class="cells">
        <caption>${caption}</caption>
        <thead>
          <tr><th scope="col">${say("rows.place")}</th><th scope="col">${say("rows.issues")}</th>${table.header.map((name) => html`<th scope="col">${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${table.rows.map((row) => (row.whole.length > 0 ? html`<${WholeRow} row=${row} table=${table} titles=${titles} />` : html`<${Row} row=${row} titles=${titles} />`))}
        </tbody>
      </table>
    </div>
    ${left > 0 && html`<p class="note">${say("rows.more", { n: left })}</p>`}
  `;
}

function Row({ row, titles }) {
  const marked = new Set(row.marked);
  return html`
    <tr class=${marked.size === 0 ? "fault" : ""}>
      <th scope="row">${row.place}</th>
      <td class="why">${row.codes.map((code) => titles[code]).join(" ")}</td>
      ${row.cells.map((cell, at) => (marked.has(at) ? html`<td class="fault"><mark>${cell || say("rows.blank")}</mark></td>` : html`<td>${cell}</td>`))}
    </tr>
  `;
}

/** Draws a row that has more or fewer cells than the header, with all its cells: what is too much or missing is marked where the row ends. */
function WholeRow({ row, table, titles }) {
  const headers = table.whole_header;
  const places = Array.from({ length: Math.max(headers.length, row.whole.length) }, (_, at) => at);
  const cell = (at) => html`
    <li>
      <span class="note">${headers[at] ?? say("rows.no_header")}</span>
      ${at < Math.min(headers.length, row.whole.length) ? html`<span>${row.whole[at] || say("rows.blank")}</span>` : html`<mark>${row.whole[at] ?? say("rows.no_cell")}</mark>`}
    </li>
  `;
  return html`
    <tr>
      <th scope="row">${row.place}</th>
      <td class="why">${row.codes.map((code) => titles[code]).join(" ")} ${say("rows.width", { headers: headers.length, cells: row.whole.length })}</td>
      <td class="fault" colspan=${table.header.length}><ol class="whole">${places.map(cell)}</ol></td>
    </tr>
  `;
}
