/** Draws the page of the address: loads its module, names it in the title, and moves the focus to it. */

import { html, useEffect, useRef, useState } from "../vendor/htm-preact.js";
import { ProblemBox } from "../components/problem_box.js";
import { askForNewPages } from "./deployed.js";
import { currentLanguage, say } from "./language.js";
import { pagesFor } from "./pages.js";
import { StartPage } from "./start_page.js";

export function PageFrame({ me, study, address, settings }) {
  const page = study && pagesFor(study.roles).find((one) => one.name === address.page);
  const [loaded, show] = useState(null);
  const [problem, report] = useState(null);
  const heading = useRef(null);
  useEffect(() => {
    if (page) page.load().then((Page) => show(() => Page), () => {
      report({ detail: say("problem.not_loaded") });
      askForNewPages(); // then the files of these pages are gone
    });
  }, []);
  useEffect(() => {
    document.title = page ? `${say(`page.${page.name}`)} · hepaflow` : "hepaflow";
  }, [currentLanguage()]);
  useEffect(() => heading.current?.focus(), [loaded]);
  if (!page) return html`<${StartPage} me=${me} study=${study} unknown=${Boolean(address.page)} />`;
  const Page = loaded;
  return html`
    <h1 tabindex="-1" ref=${heading}>${say(`page.${page.name}`)}</h1>
    <${ProblemBox} problem=${problem} />
    ${Page && html`<${Page} study=${study} things=${address.things} settings=${settings} />`}
  `;
}
