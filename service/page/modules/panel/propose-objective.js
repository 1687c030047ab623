/** The objective of a proposal: fields for its terms, and its terms in words. */

import { h } from "../ui/dom.js";
import { formatNumber } from "../words/number-format.js";
import { say, sayOr } from "../words/words.js";

/**
 * @typedef {import("../types.js").PlanDocument} PlanDocument
 * @typedef {{name: string, radius: string, weight: string}} Term
 */

const MOST_TERMS = 6;

/** What an objective may count. @param {PlanDocument} plan */
export const countedNames = (plan) => [
  ...plan.weights,
  ...(plan.weights.includes("population") ? ["worst-served"] : []),
  ...plan.sectors.map((sector) => `sector:${sector}`),
];

/** What an objective counts, in words. @param {string} name */
function countedInWords(name) {
  if (name === "population") return say("page-propose-people");
  if (name === "worst-served") return say("page-propose-worst");
  const sector = name.replace(/^sector:/, "");
  return sector === name ? name : sayOr(`page-sector-${sector}`, sector);
}

/** An objective in words: "people within 50 km, twice". @param {string} text */
export function objectiveInWords(text) {
  const terms = text.split(" + ").map((term) => {
    const found = /^(?:([^*]+)\*)?(.+)@([^@]+)$/.exec(term);
    if (!found) return term;
    const [, weight, name, radius] = found;
    const counted = countedInWords(name);
    const words =
      name === "worst-served"
        ? say("page-propose-term-beyond", { counted, radius: Number(radius) })
        : say("page-propose-term", { counted, radius: Number(radius) });
    return weight ? `${formatNumber(Number(weight), 0)} × ${words}` : words;
  });
  return terms.join(say("list-separator"));
}

/** Terms as the service reads them. @param {Term[]} terms */
export const writtenTerms = (terms) =>
  terms.map(({ name, radius, weight }) =>
    terms.length > 1 ? `${Number(weight)}*${name}@${Number(radius)}` : `${name}@${Number(radius)}`,
  );

/**
 * The fields of one term of an objective.
 *
 * @param {PlanDocument} plan
 * @param {Term[]} terms
 * @param {number} index
 * @param {string} prefix of the fields' names
 * @param {() => void} [redraw]
 */
export function termFields(plan, terms, index, prefix, redraw) {
  const [term, several] = [terms[index], terms.length > 1];
  return h(
    "div",
    { class: "term" },
    h(
      "select",
      {
        name: `${prefix}counted-${index}`,
        "aria-label": say("page-propose-counted"),
        onchange: (/** @type {any} */ { target }) => (term.name = target.value),
      },
      ...countedNames(plan).map((name) =>
        h("option", { value: name, selected: name === term.name }, countedInWords(name)),
      ),
    ),
    figure(`${prefix}radius-${index}`, say("page-propose-radius"), term, 0, "radius"),
    several && figure(`${prefix}weight-${index}`, say("page-propose-weight"), term, 0, "weight"),
    several &&
      h(
        "button",
        {
          type: "button",
          class: "less",
          "aria-label": say("page-propose-less"),
          title: say("page-propose-less"),
          onclick: () => {
            terms.splice(index, 1);
            redraw?.();
          },
        },
        "×",
      ),
  );
}

/**
 * The fields of an objective.
 *
 * @param {PlanDocument} plan
 * @param {Term[]} terms
 * @param {() => void} redraw
 */
export function objectiveField(plan, terms, redraw) {
  return h(
    "fieldset",
    { class: "terms" },
    h("legend", {}, say("page-propose-objective")),
    ...terms.map((_, index) => termFields(plan, terms, index, "", redraw)),
    h("p", { class: "note" }, say("page-propose-objective-note")),
    terms.length < MOST_TERMS &&
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            terms.push({ ...terms[terms.length - 1], weight: "1" });
            redraw();
          },
        },
        say("page-propose-more"),
      ),
  );
}

/**
 * A figure of the wish.
 *
 * @param {string} name
 * @param {string} label
 * @param {{[key: string]: any}} of
 * @param {number} min
 * @param {string} [key]
 */
export const figure = (name, label, of, min, key = name) =>
  h(
    "label",
    {},
    h("span", {}, label),
    h("input", {
      name,
      type: "number",
      step: "any",
      min,
      inputmode: "decimal",
      value: of[key],
      oninput: (/** @type {any} */ { target }) => (of[key] = target.value),
    }),
  );
