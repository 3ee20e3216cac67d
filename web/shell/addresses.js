/** Knows the address of the page: `/app/studies/{study}/{page}/{thing}/…`. */

import { changed } from "./changes.js";
import { mayLeave } from "./leaving.js";

let shown = ""; // the address of the page that is drawn

/** Returns study, page and what the page is about, each "" where the address does not name it. */
export function currentAddress() {
  shown = location.pathname;
  const words = shown.split("/").slice(2).map(decodeURIComponent);
  const [, study = "", page = "", ...things] = words[0] === "studies" ? words : [];
  return { study, page, things, known: words[0] === "studies" || !words[0] };
}

/** Returns the address of a page, and of the things that it is about. */
export function addressOf(study, page = "", ...things) {
  const words = ["/app", "studies", study, page, ...things].filter(Boolean);
  return words.map((word, index) => (index ? encodeURIComponent(word) : word)).join("/");
}

/** Shows another page. */
export function goTo(address) {
  if (!mayLeave()) return;
  history.pushState(null, "", address);
  changed();
}

/** Shows another page in place of the present one in the browser's history. */
export function replaceAddress(address) {
  history.replaceState(null, "", address);
  changed();
}

/** Follows the browser's buttons back and forward. The browser has changed the address already: who stays gets it back. */
export function followHistory() {
  if (location.pathname !== shown && !mayLeave()) history.pushState(null, "", shown);
  changed();
}

/** Follows links to pages without loading everything again. */
export function followLinks(event) {
  const link = event.target.closest?.("a[href^='/app']");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.hasAttribute("download")) return;
  event.preventDefault();
  goTo(link.getAttribute("href"));
}
