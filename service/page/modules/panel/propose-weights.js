/** Weights of regions and strategic regions: people and clusters there count multiple times. */

import { button, h } from "../ui/dom.js";
import { nameOf } from "../words/names.js";
import { say } from "../words/words.js";
import { figure, redraw } from "./propose-objective.js";

/**
 * @typedef {{code: string, weight: string}} Weight
 */

const MOST_WEIGHTS = 20;

/** Weights in the notation of the service. @param {Weight[]} weights */
export const writtenWeights = (weights) =>
  weights.length
    ? { weights: Object.fromEntries(weights.map(({ code, weight }) => [code, Number(weight)])) }
    : {};

/** Regions that may be weighted, strategic ones first. @param {PlanDocument} plan */
const regionsOf = (plan) => [
  ...plan.strategies.map((one) => ({ code: one.strategy_id, words: nameOf(one) })),
  ...plan.provinces.map((one) => ({ code: one.adcode, words: nameOf(one) })),
];

/**
 * The fields of all weights, and a button for one more.
 *
 * @param {PlanDocument} plan
 * @param {{weights: Weight[]}} wish
 *
 */
export function weightFields(plan, wish) {
  const regions = regionsOf(plan);
  const { weights } = wish;
  const chosen = new Set(weights.map(({ code }) => code));
  const next = regions.find(({ code }) => !chosen.has(code));
  return h(
    "fieldset",
    { class: "terms" },
    h("legend", {}, say("page-propose-weights")),
    ...weights.map((weight, index) =>
      h(
        "div",
        { class: "term weighed" },
        h(
          "select",
          {
            name: `region-${index}`,
            value: weight.code,
            "aria-label": say("page-propose-weighted"),
            onchange: (/** @type {any} */ { target }) => {
              weight.code = target.value;
              redraw();
            },
          },
          ...regions
            .filter(({ code }) => code === weight.code || !chosen.has(code))
            .map(({ code, words }) => h("option", { key: code, value: code }, words || code)),
        ),
        figure(`times-${index}`, say("page-propose-times"), weight, 0, "weight"),
        button(
          {
            class: "less",
            "aria-label": say("page-propose-less"),
            title: say("page-propose-less"),
            onclick: () => {
              weights.splice(index, 1);
              redraw();
            },
          },
          "×",
        ),
      ),
    ),
    next &&
      weights.length < MOST_WEIGHTS &&
      button(
        {
          onclick: () => {
            weights.push({ code: next.code, weight: "2" });
            redraw();
          },
        },
        say("page-propose-weigh"),
      ),
  );
}
