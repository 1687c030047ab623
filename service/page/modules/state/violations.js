/** Violations: which are new, their order, and their subjects' names. */

import { say } from "../words/words.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Violation} Violation
 */

/**
 * The same violation in another scenario has the same key, whatever its figures.
 *
 * @param {{rule: string, subject: string}} violation
 */
const keyOf = ({ rule, subject }) => `${rule}|${subject}`;

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

const UNITS = /** @type {{[unit: string]: string}} */ ({
  blocks: "page-unit-blocks",
  m: "page-unit-m",
  "km²": "page-unit-km2",
});

/** The unit of an amount, as it stands after it. @param {string | null} unit @param {number} amount */
export const unitOf = (unit, amount) => (unit ? ` ${say(UNITS[unit] ?? unit, { amount })}` : "");
