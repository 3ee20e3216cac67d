/** Draws what all pages share: header, navigation, the page itself, errors. */

import { html, useEffect } from "../vendor/htm-preact.js";
import { askApi } from "../api/ask.js";
import { ProblemBox } from "../components/problem_box.js";
import { useAnswer } from "../components/use_answer.js";
import { currentAddress, followHistory, followLinks } from "./addresses.js";
import { useChanges } from "./changes.js";
import { askWhenShownAgain } from "./deployed.js";
import { Header } from "./header.js";
import { say } from "./language.js";
import { askBeforeClosing } from "./leaving.js";
import { PageFrame } from "./page_frame.js";
import { closeAgain, openAll } from "./printing.js";
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
    addEventListener("beforeprint", openAll);
    addEventListener("afterprint", closeAgain);
    document.addEventListener("visibilitychange", askWhenShownAgain);
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
  const user = userId();
  return useAnswer(async () => (user ? askApi("GET", "/me") : null), [user]);
}
