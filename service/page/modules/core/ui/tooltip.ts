/** Contents of tooltips: built from text nodes, so that no name can run as markup. */

import { elementOf, h } from "./dom.ts";
import { spokenSource } from "../words/sources.ts";
import { language, say } from "../words/words.ts";

/**
 * The element that Leaflet shows.
 *
 * @param rows label and value; rows without a value are skipped
 */
export function tooltip(title: string, rows: [string, string][], ...notes: Child[]) {
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

/** Whether a fact is verified, in a mark and words. */
export const verifiedMark = (verified: boolean | null | undefined) =>
  h(
    "span",
    { class: `mark ${verified ? "verified" : "unverified"}` },
    verified ? "✓ " : "? ",
    say(verified ? "page-mark-verified" : "page-mark-unverified"),
  );

/**
 * The source of a fact: as written, until it is known in the page's language.
 *
 * @param scenario that is the source
 */
export const sourceText = (source: string, scenario?: string | null) =>
  h("span", {
    key: [source, scenario, language()].join(),
    ref: (element: HTMLElement | null) => {
      if (!element) return;
      element.textContent ||= source;
      void spokenSource(source, scenario).then(
        (spoken) => (element.textContent = spoken),
        () => {}, // it stays unchanged
      );
    },
  });
