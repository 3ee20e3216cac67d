/** Draws a picture that the API gives, as an image: nothing in it runs. */

import { html, useEffect, useState } from "../vendor/htm-preact.js";
import { askRaw } from "../api/ask.js";
import { say } from "../shell/language.js";
import { ProblemBox } from "./problem_box.js";
import { useAnswer } from "./use_answer.js";

/** `text` says what the picture shows, for those who do not see it. */
export function Picture({ path, text }) {
  const [content, problem] = useAnswer(async () => (await askRaw("GET", path, undefined, "image/svg+xml")).blob(), [path]);
  const [shown, show] = useState({ of: null, address: "" });
  useEffect(() => {
    if (!content) return undefined;
    const address = URL.createObjectURL(content);
    show({ of: content, address });
    return () => URL.revokeObjectURL(address);
  }, [content]);
  if (problem) return html`<${ProblemBox} problem=${problem} />`;
  // the address of an earlier picture is not valid any more
  return content && shown.of === content ? html`<img class="picture" src=${shown.address} alt=${text} />` : html`<p role="status">${say("shell.loading")}</p>`;
}
