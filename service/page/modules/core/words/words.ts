/** The texts of the page: the catalogue of its language, one file for each. */

import { signal } from "../../../vendor/preact/index.js";
import { awaitBeforeRefusals, fetchText } from "../api.ts";
import { Catalogue } from "./catalogue.ts";
import type { Places } from "./catalogue.ts";

/** a language, as `language.json` of its folder declares it */
interface Declared {
  name: string;
  locale: string; // of numbers
  tag: string; // of the document
  people: [number, string][]; // steps of large numbers, the largest first
  areas: [number, string][]; // the same, of km²
}

/** What each language declares, English first. */
const declared = (): { [language: Language]: Declared } =>
  JSON.parse(document.body.dataset.languages ?? "{}");

/** The language of a tag, such as "zh-Hans"; English if it is none of the page's. */
export const languageOf = (tag: string) =>
  Object.keys(declared()).find((one) => tag.toLowerCase().startsWith(one)) ?? "en";

/** The name of a language in itself. */
export const languageName = (one: Language) => declared()[one].name;

/** The language after this one in the list: that of the header's button. */
export function nextLanguage() {
  const all = Object.keys(declared());
  return all[(all.indexOf(language()) + 1) % all.length];
}

/** The spoken language: what reads it while it is watched is called again when that changes. */
const spoken = signal({
  language: "en",
  facts: { name: "", locale: "en-GB", tag: "en", people: [], areas: [] } as Declared,
  catalogue: new Catalogue("en-GB", ""),
  plan: null as PlanDocument | null,
});

/** Load a language's catalogue; until then the page uses the previous one. */
export async function loadLanguage(language: Language) {
  const text = await fetchText(`${document.body.dataset.messages}${language}.ftl`);
  const catalogue = catalogueOf(language, text);
  if (later) await addLaterWords(language, catalogue);
  speakBy(language, catalogue);
}

/** Speak a language from here on, by a catalogue that is there already. */
export function speakBy(language: Language, catalogue: Catalogue) {
  const facts = declared()[language];
  document.documentElement.lang = facts.tag;
  speak({ ...spoken.peek(), language, facts, catalogue });
}

/** The catalogue of a text in a language. */
export const catalogueOf = (language: Language, text: string) =>
  new Catalogue(declared()[language].locale, text);

/** Loading of the sentences that a first screen does not say. */
let later: Promise<void> | null = null;

/**
 * Load the sentences of refusals, of files and of proposals, once for all languages; without the
 * service codes are said, as offline nothing is refused.
 */
export const loadLaterWords = () =>
  (later ??= addLaterWords(language(), catalogue()).catch(() => {
    later = null;
  }));

async function addLaterWords(of: Language, to: Catalogue) {
  to.add(await fetchText(`${document.body.dataset.messages}${of}.later.ftl`));
}

awaitBeforeRefusals(loadLaterWords);

/** Use the plan's own terms from here on, in either language. */
export const speakPlan = (plan: PlanDocument) => speak({ ...spoken.peek(), plan });

function speak(next: typeof spoken.value) {
  const { plan, language, catalogue } = next;
  if (plan)
    catalogue.useWords(
      plan.terms[language],
      plan.levels.map((each) => [each.level, each[language]]),
    );
  spoken.value = next;
}

/** Longitude and latitude of a place in the plan, as an example of the notation. */
export const examplePlace = () => {
  const [lon, lat] = spoken.value.plan?.example ?? [0, 0];
  return { lon: String(lon), lat: String(lat) };
};

/** The catalogue of the page's language. */
export const catalogue = () => spoken.value.catalogue;

/** Parts of a code, such as a sector's id, have underscores; codes have hyphens. */
const codeOf = (text: string) => text.replaceAll("_", "-");

/** The sentence of a code; the code itself if there is none. */
export const say = (code: string, places?: Places) =>
  spoken.value.catalogue.say(codeOf(code), places);

/** A sentence with elements in some of its places, as parts to draw. */
export function sayAround(code: string, elements: { [place: string]: Child }, places?: Places) {
  const names = Object.keys(elements);
  const marks = names.map((name, index) => [name, `\u0000${index}\u0000`]);
  const parts = say(code, { ...places, ...Object.fromEntries(marks) }).split("\u0000");
  return parts.map((part, at) => (at % 2 ? elements[names[Number(part)]] : part));
}

/** The sentence of a code, or the fallback if there is none (a custom sector). */
export const sayOr = (code: string, fallback: string) =>
  spoken.value.catalogue.has(codeOf(code)) ? say(code) : fallback;

export const language = () => spoken.value.language;
export const facts = () => spoken.value.facts;
export const locale = () => spoken.value.facts.locale;

/** A text that the service gives in several languages, in the page's; else in English. */
export const inLanguage = (texts: { [language: string]: string }) => texts[language()] ?? texts.en;
