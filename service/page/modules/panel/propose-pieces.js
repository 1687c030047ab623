/** Limits of a proposal's pieces of land: the fields, and their part of the request. */

import { h } from "../ui/dom.js";
import { say } from "../words/words.js";
import { check, choice, figure } from "./propose-objective.js";

/**
 * @typedef {import("../types.js").PlanDocument} PlanDocument
 *
 * @typedef {object} Pieces the values
 * @property {string} least the smallest piece in km²
 * @property {string} most the most pieces; "": any number
 * @property {string} width the narrowest piece in km
 * @property {boolean} gateways whether a swap may release land with gateways
 * @property {string} apart how many may be new blocks
 * @property {"lobes" | "parcels"} candidates the candidate land
 * @property {boolean} [open] whether the limits of pieces are shown
 */

/** The limits that differ from the defaults. @param {Pieces} wish */
export const limitsOf = ({ least, most, width, gateways, apart, candidates }) => ({
  ...(Number(least) > 0 && Number(least) !== 0.5 ? { min_piece_km2: Number(least) } : {}),
  ...(Number(width) > 0 && Number(width) !== 1 ? { min_width_km: Number(width) } : {}),
  ...(gateways ? { release_gateways: true } : {}),
  ...(Number(most) >= 1 ? { max_pieces: Math.round(Number(most)) } : {}),
  ...(Number(apart) >= 1 ? { new_blocks: Math.round(Number(apart)) } : {}),
  ...(candidates === "parcels" ? { candidates } : {}),
});

/** The limits of pieces, collapsed at first. @param {PlanDocument} plan @param {Pieces} wish */
export const pieceFields = (plan, wish) =>
  h(
    "details",
    {
      open: wish.open,
      ontoggle: (/** @type {any} */ { target }) => (wish.open = target.open),
    },
    h("summary", {}, say("page-propose-limits")),
    h(
      "div",
      { class: "fields" },
      figure("least", say("page-propose-least"), wish, 0),
      figure("most", say("page-propose-most"), wish, 1),
      figure("width", say("page-propose-width"), wish, 0),
      figure("apart", say("page-propose-new-blocks"), wish, 0),
    ),
    check("gateways", say("page-propose-gateways"), wish),
    plan.has.includes("parcels") &&
      choice("candidates", say("page-propose-candidates"), wish, [
        ["lobes", say("page-propose-candidates-lobes"), false],
        ["parcels", say("page-propose-candidates-parcels"), false],
      ]),
  );
