/** The texts of the page: the catalogue of its language, one file for each. */

import { signal } from "../../vendor/preact/index.js";
import { awaitBeforeRefusals, fetchFromService } from "../api.js";
import { Catalogue } from "./catalogue.js";

/**
 * @typedef {object} Declared a language, as `language.json` of its folder declares it
 * @property {string} name
 * @property {string} locale of numbers
 * @property {string} tag of the document
 * @property {[number, string][]} people steps of large numbers, the largest first
 * @property {[number, string][]} areas the same, of km²
 * @typedef {import("./catalogue.js").Places} Places
 */

/** What each language declares, English first. @returns {{[language: Language]: Declared}} */
const declared = () => JSON.parse(document.body.dataset.languages ?? "{}");

/** The language of a tag, such as "zh-Hans"; English if it is none of the page's. */
export const languageOf = (/** @type {string} */ tag) =>
  Object.keys(declared()).find((one) => tag.toLowerCase().startsWith(one)) ?? "en";

/** The language after this one in the list: that of the header's button. */
export function nextLanguage() {
  const all = Object.keys(declared());
  return all[(all.indexOf(language()) + 1) % all.length];
}

/** The spoken language: what reads it while it is watched is called again when that changes. */
const spoken = signal({
  language: "en",
  facts: /** @type {Declared} */ ({ name: "", locale: "en-GB", tag: "en", people: [], areas: [] }),
  catalogue: new Catalogue("en-GB", ""),
  plan: /** @type {PlanDocument | null} */ (null),
});

/**
 * Load a language's catalogue; until then the page uses the previous one.
 *
 * @param {Language} language
 */
export async function loadLanguage(language) {
  const file = await fetchFromService(`${document.body.dataset.messages}${language}.ftl`);
  const facts = declared()[language];
  const catalogue = new Catalogue(facts.locale, await file.text());
  if (later) await addLaterWords(language, catalogue);
  document.documentElement.lang = facts.tag;
  speak({ ...spoken.peek(), language, facts, catalogue });
}

/** Loading of the sentences that a first screen does not say. @type {Promise<void> | null} */
let later = null;

/**
 * Load the sentences of refusals, of files and of proposals, once for all languages; without the
 * service codes are said, as offline nothing is refused.
 */
export const loadLaterWords = () =>
  (later ??= addLaterWords(language(), catalogue()).catch(() => {
    later = null;
  }));

/** @param {Language} of @param {Catalogue} to */
async function addLaterWords(of, to) {
  const file = await fetchFromService(`${document.body.dataset.messages}${of}.later.ftl`);
  to.add(await file.text());
}

awaitBeforeRefusals(loadLaterWords);

/** Use the plan's own terms from here on, in either language. @param {PlanDocument} plan */
export const speakPlan = (plan) => speak({ ...spoken.peek(), plan });

/** @param {typeof spoken.value} next */
function speak(next) {
  const { plan, language, catalogue } = next;
  if (plan)
    catalogue.useWords(
      plan.terms[language],
      plan.levels.map((each) => [each.level, each[language]]),
    );
  spoken.value = next;
  sayPage();
}

/** Fill the page's static texts in the language. */
function sayPage() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-word]")
  )) {
    element.textContent = say(element.dataset.word ?? "");
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-word-label]")
  )) {
    const words = say(element.dataset.wordLabel ?? "");
    element.setAttribute("aria-label", words);
    if (element instanceof HTMLButtonElement) element.title = words;
  }
  for (const element of document.querySelectorAll("[data-next-language]")) {
    const { name } = declared()[nextLanguage()];
    element.textContent = name;
    element.setAttribute("aria-label", say("page-button-language", { language: name }));
  }
  for (const element of /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("[data-word-placeholder]")
  )) {
    element.placeholder = say(element.dataset.wordPlaceholder ?? "");
  }
}

/** Longitude and latitude of a place in the plan, as an example of the notation. */
export const examplePlace = () => {
  const [lon, lat] = spoken.value.plan?.example ?? [0, 0];
  return { lon: String(lon), lat: String(lat) };
};

/** The catalogue of the page's language. */
export const catalogue = () => spoken.value.catalogue;

/** Parts of a code, such as a sector's id, have underscores; codes have hyphens. */
const codeOf = (/** @type {string} */ text) => text.replaceAll("_", "-");

/**
 * The sentence of a code; the code itself if there is none.
 *
 * @param {string} code
 * @param {Places} [places]
 */
export const say = (code, places) => spoken.value.catalogue.say(codeOf(code), places);

/** The sentence of a code, or the fallback if there is none (a custom sector). */
export const sayOr = (/** @type {string} */ code, /** @type {string} */ fallback) =>
  spoken.value.catalogue.has(codeOf(code)) ? say(code) : fallback;

export const language = () => spoken.value.language;
export const facts = () => spoken.value.facts;
export const locale = () => spoken.value.facts.locale;

/** A text that the service gives in several languages, in the page's; else in English. */
export const inLanguage = (/** @type {{[language: string]: string}} */ texts) =>
  texts[language()] ?? texts.en;
