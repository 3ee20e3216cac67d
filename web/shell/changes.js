/** Has the page drawn again when something outside of it changes: language, address, user. */

import { useEffect, useState } from "../vendor/htm-preact.js";

const listeners = new Set();

/** Reports a change. */
export function changed() {
  for (const listener of listeners) listener();
}

/** Draws a component again at each change. */
export function useChanges() {
  const [, draw] = useState(0);
  useEffect(() => {
    const listener = () => draw((times) => times + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
}
