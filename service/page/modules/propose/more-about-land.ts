/** More about the land than most people say: its words in sentences, and their part of the request. */

import { button, h } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { say, sayAround } from "../core/words/words.ts";
import { choiceWord, figureWord, lessButton, redraw } from "./propose-objective.ts";

type Weight = { code: string; weight: string };

/** the values */
export interface Advanced {
  /** : people and clusters of regions and strategic regions count multiple times */
  weights: Weight[];
  time: string; // in seconds
  kept: string; // of the gain in 95 of 100 runs, in per cent
  boundary: string; // by how much boundaries are uncertain, in km
  residents: string; // as how many people reached a resident of the land weighs
  compact: string; // how many times its area the square of a piece's depth is at most
  joint: string; // how wide a piece is where it meets its zone, in km; "": as anywhere
  least: string; // the smallest piece in km²
  most: string; // the most pieces; "": any number
  width: string; // of a piece at its far end, in km; "": twice as wide as boundaries are uncertain
  candidates: "shapes" | "parcels"; // the candidate land
  open?: boolean; // whether the sentences are shown
}

/** The initial values. */
export const USUAL: Advanced = {
  weights: [],
  time: "300",
  kept: "80",
  boundary: "1",
  residents: "1",
  compact: "1.5",
  joint: "",
  least: "0.5",
  most: "",
  width: "",
  candidates: "shapes",
};

/** A member of the request, where a value is typed that differs from the usual one. */
function changed(wish: Advanced, key: keyof Advanced, member: string, parts = 1) {
  const value = Number(wish[key]);
  const typed = String(wish[key]).trim();
  return typed === "" || !(value >= 0) || value === Number(USUAL[key] || NaN)
    ? {}
    : { [member]: value / parts };
}

/** The part of the request about the search. */
export const searchOf = (wish: Advanced) => ({
  time_limit_s: Number(wish.time),
  ...changed(wish, "residents", "residents"),
});

/** The limits of pieces that differ from the defaults. */
export const limitsOf = (wish: Advanced) => ({
  ...changed(wish, "kept", "kept_share", 100),
  ...changed(wish, "least", "min_piece_km2"),
  ...changed(wish, "width", "width_km"),
  ...changed(wish, "joint", "joint_km"),
  ...changed(wish, "boundary", "boundary_km"),
  ...changed(wish, "compact", "compact"),
  ...changed(wish, "most", "max_pieces"),
  ...(wish.candidates === "parcels" ? { candidates: wish.candidates } : {}),
});

/**
 * The sentences, collapsed at first. Land beside zones that there are has further ones.
 *
 * @param ofFtzs whether zones that there are may change
 */
export const advancedFields = (plan: PlanDocument, wish: Advanced, ofFtzs: boolean) =>
  h(
    "details",
    {
      open: wish.open,
      ontoggle: ({ target }: any) => (wish.open = target.open),
    },
    h("summary", {}, say("page-propose-more-land")),
    ...(ofFtzs ? landSentences(plan, wish) : []),
    sentence("page-propose-more-residents", {
      residents: figureWord("residents", say("page-propose-residents-weigh"), wish, 0),
    }),
    sentence("page-propose-more-time", {
      time: figureWord("time", say("page-propose-time"), wish, 1),
    }),
    weightFields(plan, wish),
  );

const sentence = (code: string, words: Parameters<typeof sayAround>[1]) =>
  h("p", { key: code, class: "sentence" }, ...sayAround(code, words));

function landSentences(plan: PlanDocument, wish: Advanced) {
  const wide = String(2 * Number(wish.boundary));
  const word = (name: keyof Advanced, label: string, min: number, placeholder = "") =>
    figureWord(name, label, wish, min, { placeholder });
  return [
    sentence("page-propose-more-kept", {
      boundary: word("boundary", say("page-propose-boundary"), 0),
      kept: word("kept", say("page-propose-kept"), 0),
    }),
    sentence("page-propose-more-width", {
      width: word("width", say("page-propose-width"), 0, wide),
      joint: word("joint", say("page-propose-joint"), 0, wish.width || wide),
    }),
    sentence("page-propose-more-size", {
      least: word("least", say("page-propose-least"), 0),
      compact: word("compact", say("page-propose-compact"), 1),
      most: word("most", say("page-propose-most"), 1, "∞"),
    }),
    plan.has.includes("parcels") &&
      sentence("page-propose-more-made", {
        candidates: choiceWord(
          "candidates",
          say("page-propose-candidates"),
          wish.candidates,
          [
            ["shapes", say("page-propose-candidates-shapes")],
            ["parcels", say("page-propose-candidates-parcels")],
          ],
          (value) => (wish.candidates = value as Advanced["candidates"]),
        ),
      }),
  ];
}

const MOST_WEIGHTS = 20;

/** Weights in the notation of the service. */
export const writtenWeights = (weights: Weight[]) =>
  weights.length
    ? { weights: Object.fromEntries(weights.map(({ code, weight }) => [code, Number(weight)])) }
    : {};

/** Regions that may be weighted, strategic ones first. */
const regionsOf = (plan: PlanDocument) => [
  ...plan.strategies.map((one) => ({ code: one.strategy_id, words: nameOf(one) })),
  ...plan.provinces.map((one) => ({ code: one.adcode, words: nameOf(one) })),
];

/** The fields of all weights, and a button for one more. */
function weightFields(plan: PlanDocument, wish: { weights: Weight[] }) {
  const regions = regionsOf(plan);
  const { weights } = wish;
  const chosen = new Set(weights.map(({ code }) => code));
  const next = regions.find(({ code }) => !chosen.has(code));
  return h(
    "div",
    { class: "terms", role: "group", "aria-label": say("page-propose-weights") },
    ...weights.map((weight, index) =>
      h(
        "p",
        { class: "sentence term weighed" },
        ...sayAround("page-propose-more-weight", {
          region: choiceWord(
            `region-${index}`,
            say("page-propose-weighted"),
            weight.code,
            regions
              .filter(({ code }) => code === weight.code || !chosen.has(code))
              .map(({ code, words }) => [code, words || code]),
            (value) => (weight.code = value),
          ),
          times: figureWord(`times-${index}`, say("page-propose-times"), weight, 0, {
            key: "weight",
          }),
        }),
        lessButton(weights, index),
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
