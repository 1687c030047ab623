/** What a proposal takes for granted unless somebody says otherwise: fields, and their part of the request. */

import { button, h } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { check, choice, figure, redraw, lessButton } from "./propose-objective.ts";

type Weight = { code: string; weight: string };

/** the values */
export interface Advanced {
  /** : people and clusters of regions and strategic regions count multiple times */
  weights: Weight[];
  time: string; // in seconds
  gap: string; // in per cent
  spread: string; // of the radii, in km
  kept: string; // of the gain in 95 of 100 runs, in per cent
  boundary: string; // by how much boundaries are uncertain, in km
  residents: string; // as how many people reached a resident of the land weighs
  compact: string; // how many times its area the square of a piece's depth is at most
  joint: string; // how wide a piece is where it meets its zone, in km; "": as anywhere
  runs: string; // with uncertain boundaries
  across: boolean; // whether land may lie across railways and rivers
  least: string; // the smallest piece in km²
  most: string; // the most pieces; "": any number
  width: string; // of a piece at its far end, in km; "": twice as wide as boundaries are uncertain
  gateways: boolean; // whether a swap may release land with gateways
  apart: string; // how many may be new blocks
  candidates: "shapes" | "parcels"; // the candidate land
  open?: boolean; // whether the fields are shown
}

/** The initial values. */
export const USUAL: Advanced = {
  weights: [],
  time: "300",
  gap: "0",
  spread: "2",
  kept: "80",
  boundary: "1",
  residents: "1",
  compact: "1.5",
  joint: "",
  runs: "300",
  across: false,
  least: "0.5",
  most: "",
  width: "",
  gateways: false,
  apart: "0",
  candidates: "shapes",
};

/** What the request says of the search. */
export const searchOf = (wish: Advanced) => ({
  ...timesOf(wish),
  ...(Number(wish.residents) >= 0 && Number(wish.residents) !== 1
    ? { residents: Number(wish.residents) }
    : {}),
});

const timesOf = ({ time, gap, spread, kept, runs, across }: Advanced) => ({
  time_limit_s: Number(time),
  gap: Math.min(0.99, Math.max(0, Number(gap) / 100)),
  spread_km: Math.max(0, Number(spread)),
  kept_share: Math.min(1, Math.max(0, Number(kept) / 100)),
  runs: Math.max(0, Math.round(Number(runs))),
  ...(across ? { across_barriers: true } : {}),
});

/** The limits of pieces that differ from the defaults. */
export const limitsOf = ({ least, most, gateways, apart, candidates, ...wish }: Advanced) => ({
  ...(Number(least) > 0 && Number(least) !== 0.5 ? { min_piece_km2: Number(least) } : {}),
  ...(Number(wish.width) > 0 ? { width_km: Number(wish.width) } : {}),
  ...(Number(wish.joint) > 0 ? { joint_km: Number(wish.joint) } : {}),
  ...(Number(wish.boundary) > 0 && Number(wish.boundary) !== 1
    ? { boundary_km: Number(wish.boundary) }
    : {}),
  ...(Number(wish.compact) >= 1 && Number(wish.compact) !== 1.5
    ? { compact: Number(wish.compact) }
    : {}),
  ...(gateways ? { release_gateways: true } : {}),
  ...(Number(most) >= 1 ? { max_pieces: Math.round(Number(most)) } : {}),
  ...(Number(apart) >= 1 ? { new_blocks: Math.round(Number(apart)) } : {}),
  ...(candidates === "parcels" ? { candidates } : {}),
});

/**
 * The fields, collapsed at first. Land beside zones that there are has further ones.
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
    h("summary", {}, say("page-propose-advanced")),
    weightFields(plan, wish),
    h(
      "div",
      { class: "fields" },
      figure("time", say("page-propose-time"), wish, 1),
      figure("gap", say("page-propose-gap-field"), wish, 0),
      figure("runs", say("page-propose-runs"), wish, 0),
      figure("spread", say("page-propose-spread"), wish, 0),
      ofFtzs && figure("kept", say("page-propose-kept"), wish, 0),
      ofFtzs && figure("least", say("page-propose-least"), wish, 0),
      figure("residents", say("page-propose-residents-weigh"), wish, 0),
      ofFtzs && figure("boundary", say("page-propose-boundary"), wish, 0),
      ofFtzs && figure("width", say("page-propose-width"), wish, 0),
      ofFtzs && figure("joint", say("page-propose-joint"), wish, 0),
      ofFtzs && figure("compact", say("page-propose-compact"), wish, 1),
      ofFtzs && figure("most", say("page-propose-most"), wish, 1),
      ofFtzs && figure("apart", say("page-propose-new-blocks"), wish, 0),
    ),
    check("across", say("page-propose-across"), wish),
    ofFtzs && check("gateways", say("page-propose-gateways"), wish),
    ofFtzs &&
      plan.has.includes("parcels") &&
      choice("candidates", say("page-propose-candidates"), wish, [
        ["shapes", say("page-propose-candidates-shapes"), false],
        ["parcels", say("page-propose-candidates-parcels"), false],
      ]),
  );

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
            onchange: ({ target }: any) => {
              weight.code = target.value;
              redraw();
            },
          },
          ...regions
            .filter(({ code }) => code === weight.code || !chosen.has(code))
            .map(({ code, words }) => h("option", { key: code, value: code }, words || code)),
        ),
        figure(`times-${index}`, say("page-propose-times"), weight, 0, "weight"),
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
