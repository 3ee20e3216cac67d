/** Asks before a page is left with something on it that is not sent. */

import { useEffect } from "../vendor/htm-preact.js";
import { say } from "./language.js";

const unsent = new Set();

/** Marks that a component shows something that is lost if the page is left. */
export function useUnsent(isUnsent) {
  useEffect(() => {
    if (!isUnsent) return undefined;
    const mark = Symbol();
    unsent.add(mark);
    return () => unsent.delete(mark);
  }, [isUnsent]);
}

/** Returns whether the page may be left: nothing is lost, or the reader says so. */
export function mayLeave() {
  return unsent.size === 0 || confirm(say("shell.leave"));
}

/** Has the browser ask before it closes the page or loads another. */
export function askBeforeClosing(event) {
  if (unsent.size > 0) event.preventDefault();
}
