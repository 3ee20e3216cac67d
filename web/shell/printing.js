/** Prints what is folded, too: it is opened before a page is printed, and closed again after it. */

let opened = [];

export function openAll() {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const folded of opened) folded.open = true;
}

export function closeAgain() {
  for (const folded of opened) folded.open = false;
  opened = [];
}
