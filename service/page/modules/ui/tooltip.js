/** Contents of tooltips: built from text nodes, so that no name can run as markup. */

import { elementOf, h } from "./dom.js";
import { spokenSource } from "../words/sources.js";
import { language, say } from "../words/words.js";

/**
 * The element that Leaflet shows.
 *
 * @param {string} title
 * @param {[string, string][]} rows label and value; rows without a value are left out
 * @param {...Child} notes
 */
export function tooltip(title, rows, ...notes) {
  const facts = rows.filter(([, value]) => value);
  return elementOf(
    h(
      "div",
      { class: "tip" },
      h("strong", {}, title),
      h("dl", {}, ...facts.flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
      ...notes,
    ),
  );
}

/** Whether a fact is verified, in a mark and words. @param {boolean | null | undefined} verified */
export const verifiedMark = (verified) =>
  h(
    "span",
    { class: `mark ${verified ? "verified" : "unverified"}` },
    verified ? "✓ " : "? ",
    say(verified ? "page-mark-verified" : "page-mark-unverified"),
  );

/**
 * The source of a fact: as written, until it is known in the page's language.
 *
 * @param {string} source
 * @param {string | null} [scenario] that is the source
 */
export const sourceText = (source, scenario) =>
  h("span", {
    key: [source, scenario, language()].join(),
    ref: (/** @type {HTMLElement | null} */ element) => {
      if (!element) return;
      element.textContent ||= source;
      void spokenSource(source, scenario).then(
        (spoken) => (element.textContent = spoken),
        () => {}, // it stays unchanged
      );
    },
  });
