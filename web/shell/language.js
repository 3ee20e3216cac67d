/** Knows the reader's language: its texts, and how it writes dates and numbers. */

import { changed } from "./changes.js";

export const LANGUAGES = { en: "English", zh: "中文" };
const KEY = "hepaflow-language";
const load = {
  en: () => import("../texts/en.js"),
  zh: () => import("../texts/zh.js"),
};
let language = "en";
let texts = {};
let wantedLast = ""; // the texts of a language that was chosen before may come later

/** Returns the language that the reader chose before, or that of the browser. */
export function preferredLanguage() {
  const chosen = localStorage.getItem(KEY);
  if (chosen in LANGUAGES) return chosen;
  return navigator.languages.some((one) => one.startsWith("zh")) ? "zh" : "en";
}

/** Loads a language's texts and shows the page in it. */
export async function chooseLanguage(wanted) {
  wantedLast = wanted;
  const loaded = await load[wanted]();
  if (wanted !== wantedLast) return;
  language = wanted;
  texts = loaded.texts;
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en";
  changed();
}

/** Keeps the choice for the next visit. */
export function rememberLanguage(wanted) {
  localStorage.setItem(KEY, wanted);
}

export function currentLanguage() {
  return language;
}

/** Returns a text. A number `n` chooses between `one` and `other`; `{name}` is replaced. */
export function say(key, values = {}) {
  const found = texts[key];
  if (found === undefined) throw new Error(`no text ${key}`);
  const form = typeof found === "string" ? found : found[new Intl.PluralRules(language).select(values.n)] ?? found.other;
  return form.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? writeNumber(values[name]) : values[name]));
}

export function writeNumber(number) {
  return new Intl.NumberFormat(language).format(number);
}

/** Returns a time as the reader writes it, in the time zone of the browser. */
export function writeTime(text) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
}

/** Returns a day, such as 2024-03-22, as the reader writes it: the same day in every time zone. */
export function writeDay(text) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(text));
}

/** Returns a size of a file. */
export function writeBytes(bytes) {
  const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const options = { style: "unit", unit, maximumFractionDigits: size < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language, options).format(size);
}
