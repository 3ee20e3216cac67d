/** Starts the pages: language, settings, sign-in, then the page of the address. */

import { html, render } from "./vendor/htm-preact.js";
import { SecondWindow } from "./shell/second_window.js";
import { Shell } from "./shell/shell.js";
import { fetchSettings } from "./shell/deployed.js";
import { chooseLanguage, preferredLanguage } from "./shell/language.js";
import { finishSignIn, startSession } from "./shell/session.js";

async function start() {
  const [settings] = await Promise.all([
    fetchSettings(),
    chooseLanguage(preferredLanguage()),
  ]);
  startSession(settings);
  const { failure, isSecond } = await finishSignIn();
  render(isSecond ? html`<${SecondWindow} />` : html`<${Shell} settings=${settings} failure=${failure} />`, document.getElementById("page"));
}

start();
