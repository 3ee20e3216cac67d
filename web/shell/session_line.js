/** Draws above the page that the session has ended, that the server has a newer version, or that there is no connection. The page below stays as it is. */

import { html, useState } from "../vendor/htm-preact.js";
import { ProblemBox } from "../components/problem_box.js";
import { connectionLost } from "./connection.js";
import { pagesAreOld } from "./deployed.js";
import { say } from "./language.js";
import { sessionEnded, signInAgain } from "./session.js";

export function SessionLine() {
  const [problem, report] = useState(null);
  const again = () => {
    report(null);
    signInAgain().catch((error) => report({ title: error.error, detail: error.error_description }));
  };
  if (sessionEnded()) {
    return html`
      <div class="session bad" role="alert">
        <p><strong>${say("session.ended")}</strong> ${say("session.page_stays")}</p>
        <button type="button" class="main" onClick=${again}>${say("session.sign_in_again")}</button>
        <${ProblemBox} problem=${problem} />
      </div>
    `;
  }
  if (pagesAreOld()) {
    return html`
      <div class="session warn" role="status">
        <p><strong>${say("shell.newer")}</strong> ${say("shell.newer_how")}</p>
        <button type="button" onClick=${() => location.reload()}>${say("shell.load_again")}</button>
      </div>
    `;
  }
  return connectionLost() && html`<div class="session warn" role="status"><p><strong>${say("session.no_connection")}</strong> ${say("session.tries")}</p></div>`;
}
