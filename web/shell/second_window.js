/** Draws the window in which a user has signed in again, where the browser does not close it by itself. */

import { html } from "../vendor/htm-preact.js";
import { say } from "./language.js";

export function SecondWindow() {
  return html`
    <main id="main">
      <h1>${say("session.signed_in_again")}</h1>
      <p>${say("session.close_window")}</p>
    </main>
  `;
}
