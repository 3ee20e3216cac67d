/** Draws the first page: sign-in, or the studies of the user and their pages. */

import { html, useEffect } from "../vendor/htm-preact.js";
import { addressOf } from "./addresses.js";
import { say } from "./language.js";
import { pagesFor } from "./pages.js";
import { signIn, signedIn } from "./session.js";

/** `unknown`: the address names no page that the user may see. */
export function StartPage({ me, study, unknown }) {
  useEffect(() => {
    document.title = "hepaflow";
  }, []);
  if (!signedIn()) {
    return html`
      <h1>${say("start.title")}</h1>
      <p>${say("start.what")}</p>
      <p><button type="button" class="main" onClick=${signIn}>${say("shell.sign_in")}</button></p>
      <p class="note">${say("start.account")}</p>
    `;
  }
  if (!me) return html`<h1>${say("start.title")}</h1><p role="status">${say("shell.loading")}</p>`;
  return html`
    <h1>${say("start.studies")}</h1>
    ${unknown && html`<p role="alert">${say("start.unknown")}</p>`}
    ${(study ? [study] : me.studies).map((one) => html`<${Study} study=${one} />`)}
  `;
}

function Study({ study }) {
  const roles = study.roles.filter((role) => role !== "center").map((role) => say(`role.${role}`));
  const centers = study.centers.map((center) => say("role.center", { center }));
  return html`
    <section class="card">
      <h2>${study.study}</h2>
      <p>${[...roles, ...centers].join(" · ")}</p>
      <ul>
        ${pagesFor(study.roles).map(
          (page) => html`<li><a href=${addressOf(study.study, page.name)}>${say(`page.${page.name}`)}</a></li>`,
        )}
      </ul>
    </section>
  `;
}
