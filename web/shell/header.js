/** Draws the header: study, pages, language, sign-in. */

import { html } from "../vendor/htm-preact.js";
import { addressOf } from "./addresses.js";
import { LANGUAGES, chooseLanguage, currentLanguage, rememberLanguage, say } from "./language.js";
import { mayLeave } from "./leaving.js";
import { pagesFor } from "./pages.js";
import { signIn, signOut, signedIn, userName } from "./session.js";

export function Header({ me, study, page }) {
  return html`
    <header>
      <a class="home" href="/app">hepaflow</a>
      ${study && html`<span class="study">${study.study}</span>`}
      ${study && html`<${Navigation} study=${study} page=${page} />`}
      <div class="user">
        ${me && html`<span class="name">${userName()}</span>`}
        <${LanguageSwitch} />
        ${signedIn()
          ? html`<button type="button" onClick=${() => mayLeave() && signOut()}>${say("shell.sign_out")}</button>`
          : html`<button type="button" class="main" onClick=${signIn}>${say("shell.sign_in")}</button>`}
      </div>
    </header>
  `;
}

function Navigation({ study, page }) {
  const item = (one) => html`
    <li><a href=${addressOf(study.study, one.name)} aria-current=${one.name === page ? "page" : null}>
      ${say(`page.${one.name}`)}
    </a></li>
  `;
  return html`<nav aria-label=${say("shell.pages")}><ul>${pagesFor(study.roles).map(item)}</ul></nav>`;
}

function LanguageSwitch() {
  const choose = async (event) => {
    const wanted = event.target.value;
    rememberLanguage(wanted);
    await chooseLanguage(wanted);
  };
  return html`
    <label class="language">
      <span class="hidden">Language 语言</span>
      <select value=${currentLanguage()} onChange=${choose}>
        ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}
      </select>
    </label>
  `;
}
