/** Draws what all pages share: header, navigation, the page itself, errors. */

import { html, useEffect, useState } from "../vendor/htm-preact.js";
import { askApi } from "../api/ask.js";
import { ProblemBox } from "../components/problem_box.js";
import { currentAddress, followHistory, followLinks } from "./addresses.js";
import { useChanges } from "./changes.js";
import { Header } from "./header.js";
import { say } from "./language.js";
import { askBeforeClosing } from "./leaving.js";
import { PageFrame } from "./page_frame.js";
import { signedIn, userId } from "./session.js";
import { SessionLine } from "./session_line.js";
import { StartPage } from "./start_page.js";

/** Draws everything. `failure` is what went wrong at sign-in. */
export function Shell({ settings, failure }) {
  useChanges();
  const [me, problem] = useMe();
  useEffect(() => {
    addEventListener("popstate", followHistory);
    addEventListener("beforeunload", askBeforeClosing);
    document.addEventListener("click", followLinks);
  }, []);
  const address = currentAddress();
  const study = me?.studies.find((one) => one.study === address.study);
  return html`
    <a class="skip" href="#main">${say("shell.skip")}</a>
    <${Header} me=${me} study=${study} page=${address.page} />
    <${SessionLine} />
    <main id="main" tabindex="-1">
      <${ProblemBox} problem=${failure ?? problem} />
      ${signedIn() && me && address.known && (study || !address.study)
        ? html`<${PageFrame} key=${`${userId()} ${location.pathname}`} me=${me} study=${study} address=${address} settings=${settings} />`
        : html`<${StartPage} me=${me} unknown=${Boolean(me)} />`}
    </main>
    <footer>${say("shell.version", { version: settings.version })}</footer>
  `;
}

/** Asks once after sign-in who the user is and what he may do. */
function useMe() {
  const [told, tell] = useState([null, null]);
  const asked = userId();
  useEffect(() => {
    tell([null, null]);
    if (asked) askApi("GET", "/me").then((me) => tell([me, null]), (problem) => tell([null, problem]));
  }, [asked]);
  return told;
}
