/** Asks the API while a component is shown. An answer to an earlier question is never shown for a later one. */

import { useEffect, useState } from "../vendor/htm-preact.js";

/** Returns `[answer, problem]` of a function that asks; both are null until the answer is there. `about` is what is asked: where it changes, the last
 * answer is gone at once. Where `again` changes, the same is asked again, and the last answer stays until then. */
export function useAnswer(ask, about, again = 0) {
  const [{ of, answer, problem }, set] = useState({ of: null, answer: null, problem: null });
  useEffect(() => {
    let gone = false;
    const hear = (answer, problem) => gone || set({ of: about, answer, problem });
    ask().then((answer) => hear(answer, null), (problem) => hear(null, problem));
    return () => {
      gone = true;
    };
  }, [...about, again]);
  return of?.every((one, at) => one === about[at]) ? [answer, problem] : [null, null];
}
