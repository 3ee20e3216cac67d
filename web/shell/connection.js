/** Knows whether the server was reached last, and waits before it is asked again. */

import { changed } from "./changes.js";

const LONGEST = 30_000; // milliseconds between two tries
let lost = false;

export function connectionLost() {
  return lost;
}

/** Hears that the server answers. */
export function connectionIsBack() {
  if (!lost) return;
  lost = false;
  changed();
}

/** Waits before another try: longer each time, shorter if the browser says that it is connected again. */
export function beforeNextTry(tries) {
  if (!lost) {
    lost = true;
    changed();
  }
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, Math.min(LONGEST, 1000 * 2 ** tries));
    addEventListener("online", go);
  });
}
