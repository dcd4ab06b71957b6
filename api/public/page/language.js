/** Chinese or English: which one, remembered, and what follows from it for dates and pairs of words. */

import { PHRASES } from "./phrases.js";

const MEMORY = "language";
let current = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

/** "zh" or "en". */
export function language() {
  return current;
}

/** Switch to the other language, remember it, and write the page's own words anew. */
export function switchLanguage() {
  current = current === "zh" ? "en" : "zh";
  try {
    localStorage.setItem(MEMORY, current);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage switched off: it is remembered until the page closes
  }
  applyLanguage();
}

/** Write every element with `data-phrase`, the title and the page's `lang`. */
export function applyLanguage() {
  document.documentElement.lang = current === "zh" ? "zh-Hans" : "en";
  document.title = phrase("page_title");
  for (const element of document.querySelectorAll("[data-phrase]")) element.textContent = phrase(element.dataset.phrase);
  const other = document.getElementById("language");
  other.textContent = current === "zh" ? "English" : "中文";
  other.lang = current === "zh" ? "en" : "zh-Hans";
}

/** One of the page's own phrases, `{name}` places filled in. */
export function phrase(key, values = {}) {
  return pick(PHRASES[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The text of a pair in the chosen language, the other one where it has none, null where it has neither. */
export function pick(pair) {
  const other = current === "zh" ? "en" : "zh";
  return pair?.[current] ?? pair?.[other] ?? null;
}

/** An instant in the registry's zone, to the minute: `2022年12月1日 08:00` or `1 December 2022 at 08:00`. */
export function instant(text) {
  return formatted(new Date(text), { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai" });
}

/** A legal date, as a day and nothing else. */
export function day(text) {
  return formatted(new Date(`${text}T00:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
}

function formatted(date, style) {
  return new Intl.DateTimeFormat(current === "zh" ? "zh-CN" : "en-GB", style).format(date);
}

function remembered() {
  try {
    const kept = localStorage.getItem(MEMORY);
    return kept === "zh" || kept === "en" ? kept : null;
  } catch (error) {
    if (error instanceof DOMException) return null; // storage switched off
    throw error;
  }
}
