/** Violations: which are new, their order, and their subjects' names. */

import { shortNameOf, zoneName } from "../words/names.js";
import { sayOr } from "../words/words.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Violation} Violation
 */

/** The same violation in another scenario: its figures aside. @param {Violation} violation */
const keyOf = ({ rule, zone_id, message }) =>
  [rule, zone_id, message.replace(/(?<![\p{L}\p{N}_-])[\d.,]+/gu, "#")].join("|");

/**
 * Violations that the scenario compared with does not have.
 *
 * @param {State} state
 * @returns {Violation[]}
 */
export function newViolations({ figures, before }) {
  if (!figures || !before) return [];
  const known = new Set(before.violations.map(keyOf));
  return hardFirst(figures.violations.filter((violation) => !known.has(keyOf(violation))));
}

/** Hard rules before soft ones, else in their order. @param {Violation[]} violations */
export const hardFirst = (violations) =>
  [...violations].sort((a, b) => Number(b.level === "hard") - Number(a.level === "hard"));

/** @param {string | null} unit */
export const unitOf = (unit) => (unit ? ` ${sayOr(`unit.${unit}`, unit)}` : "");

/**
 * The name of the zone or the FTZ that breaks the rule.
 *
 * @param {State} state
 * @param {Violation} violation
 */
export function subjectOf(state, { zone_id, message }) {
  if (zone_id) return zoneName(state, zone_id);
  const ftz_id = /^FTZ (\S+)/.exec(message)?.[1];
  const ftz = state.plan?.ftzs.find((row) => row.ftz_id === ftz_id);
  return shortNameOf(ftz) || ftz_id || "";
}
