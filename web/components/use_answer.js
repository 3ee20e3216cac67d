/** Asks the API while a component is shown. */

import { useEffect, useState } from "../vendor/htm-preact.js";

/** Returns `[answer, problem]` of a function that asks; both are null until the answer is there. It asks again when `about` changes. */
export function useAnswer(ask, about) {
  const [state, set] = useState([null, null]);
  useEffect(() => {
    let gone = false;
    set([null, null]);
    ask().then(
      (answer) => gone || set([answer, null]),
      (problem) => gone || set([null, problem]),
    );
    return () => {
      gone = true;
    };
  }, about);
  return state;
}
