/** The words on screen, one file per language, and the names of things in the chosen language. */

import { fetchFromService } from "../api.js";
import { compiled } from "./translating.js";

/** @typedef {import("../types.js").Language} Language */

/** @type {{language: Language, words: {[key: string]: string}, refusals: import("./translating.js").Entry[]}} */
const loaded = { language: "en", words: {}, refusals: [] };

/**
 * Load a language's words; until then the page speaks the former one.
 *
 * @param {Language} language
 */
export async function loadLanguage(language) {
  const folder = document.body.dataset.words ?? "";
  const read = async (/** @type {string} */ name) =>
    (await fetchFromService(`${folder}${name}.json`)).json();
  const [words, catalogue] = await Promise.all([read(language), read("refusals-zh")]);
  const same = () =>
    Object.fromEntries(Object.keys(catalogue).map((template) => [template, template]));
  loaded.words = words;
  loaded.refusals = compiled(language === "zh" ? catalogue : same());
  loaded.language = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-word]")
  )) {
    element.textContent = say(element.dataset.word ?? "");
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-word-label]")
  )) {
    element.setAttribute("aria-label", say(element.dataset.wordLabel ?? ""));
  }
  for (const element of /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("[data-word-placeholder]")
  )) {
    element.placeholder = say(element.dataset.wordPlaceholder ?? "");
  }
}

/** The service's sentences, in the page's language: English ones as they are. */
export const refusals = () => loaded.refusals;

/**
 * Words under a key, with `{name}` places filled.
 *
 * @param {string} key
 * @param {{[place: string]: string | number}} [places]
 */
export function say(key, places = {}) {
  const text = loaded.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, place) => String(places[place] ?? whole));
}

/** Words under a key, or the fallback where there are none (a sector of the user's own). */
export const sayOr = (/** @type {string} */ key, /** @type {string} */ fallback) =>
  loaded.words[key] ?? fallback;

export const language = () => loaded.language;
export const locale = () => (loaded.language === "zh" ? "zh-CN" : "en-GB");
