/** Page "Send": a lab drops its files, and sees what became of them. */

import { html, useState } from "../vendor/htm-preact.js";
import { FileDrop } from "../components/file_drop.js";
import { say, writeBytes } from "../shell/language.js";

export function SendPage({ settings }) {
  const [files, choose] = useState([]);
  return html`
    <p>${say("send.what")}</p>
    ${!settings.engine && html`<p class="note">${say("send.no_engine")}</p>`}
    <${FileDrop} onFiles=${(more) => choose((before) => [...before, ...more])} />
    ${files.length > 0 &&
    html`
      <h2>${say("send.chosen", { n: files.length })}</h2>
      <ul class="plain">
        ${files.map((file) => html`<li>${file.name} <span class="note">${writeBytes(file.size)}</span></li>`)}
      </ul>
    `}
  `;
}
