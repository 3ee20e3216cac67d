/** Draws a table that can be read by a screen reader, on a telephone and printed. */

import { html } from "../vendor/htm-preact.js";

/** `columns` are `[title, isNumber]`; a row is a list of cells, each a text or a part of a page. `quiet`: a heading says what the caption says.
 * `stacks`: on a telephone the cells of a row stand below each other, each with its title. */
export function DataTable({ caption, columns, rows, quiet, stacks }) {
  const cell = (content, index) => html`<td class=${columns[index][1] ? "number" : null} data-title=${columns[index][0]}>${content}</td>`;
  return html`
    <div class="wide" tabindex="0" role="region" aria-label=${caption}>
      <table class=${stacks ? "stacks" : null}>
        <caption class=${quiet ? "hidden" : null}>${caption}</caption>
        <thead>
          <tr>${columns.map(([title, isNumber]) => html`<th scope="col" class=${isNumber ? "number" : null}>${title}</th>`)}</tr>
        </thead>
        <tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}
