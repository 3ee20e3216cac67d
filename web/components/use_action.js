/** Does what a button or a choice begins, and drops what comes too late. */

import { useEffect, useRef, useState } from "../vendor/htm-preact.js";

/** Returns a function that begins something. It returns whether that is still the last thing begun, in a component that is still shown. */
export function useLatest() {
  const last = useRef(0);
  useEffect(() => () => (last.current += 1), []);
  return useRef(() => {
    const mine = (last.current += 1);
    return () => last.current === mine;
  }).current;
}

/** Returns `[run, busy, problem]` of what a button does: not twice at the same time, however often it is pressed. */
export function useAction(act) {
  const begin = useLatest();
  const runs = useRef(false);
  const [[busy, problem], set] = useState([false, null]);
  const run = async (...given) => {
    if (runs.current) return;
    runs.current = true;
    const isLatest = begin();
    set([true, null]);
    const failure = await act(...given).then(() => null, (failure) => failure);
    runs.current = false;
    if (isLatest()) set([false, failure]);
  };
  return [run, busy, problem];
}
