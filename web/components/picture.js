/** Draws a picture that the API gives, as an image: nothing in it runs. */

import { html, useEffect, useState } from "../vendor/htm-preact.js";
import { askRaw } from "../api/ask.js";
import { say } from "../shell/language.js";
import { ProblemBox } from "./problem_box.js";

/** `text` says what the picture shows, for those who do not see it. */
export function Picture({ path, text }) {
  const [address, show] = useState(null);
  const [problem, report] = useState(null);
  useEffect(() => {
    let made = null;
    let gone = false;
    askRaw("GET", path, undefined, "image/svg+xml")
      .then((answer) => answer.blob())
      .then((content) => {
        if (gone) return;
        made = URL.createObjectURL(content);
        report(null);
        show(made);
      })
      .catch((failure) => gone || report(failure));
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [path]);
  if (problem) return html`<${ProblemBox} problem=${problem} />`;
  return address ? html`<img class="picture" src=${address} alt=${text} />` : html`<p role="status">${say("shell.loading")}</p>`;
}
