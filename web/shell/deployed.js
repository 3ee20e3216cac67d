/** Knows whether the server has other pages, or another engine, than those that are shown. */

import { changed } from "./changes.js";

const ADDRESS = "/app/config.json";
let loaded = null; // what the server told when the pages were loaded
let isOld = false;

/** Returns the settings of the pages. */
export async function fetchSettings() {
  return (loaded = await settingsNow());
}

/** Says whether the server is known to have other pages by now. */
export function pagesAreOld() {
  return isOld;
}

/** Asks the server whether it has other pages by now: when the pages are looked at again, and when a file was sent. */
export async function askForNewPages() {
  if (isOld) return;
  try {
    const told = await settingsNow();
    isOld = told.build !== loaded.build || told.engine !== loaded.engine;
  } catch {
    return; // without a connection, whatever else is asked says so
  }
  if (isOld) changed();
}

/** Asks each time when somebody looks at the pages again. */
export function askWhenShownAgain() {
  if (document.visibilityState === "visible") askForNewPages();
}

async function settingsNow() {
  return (await fetch(ADDRESS, { cache: "no-cache" })).json();
}
