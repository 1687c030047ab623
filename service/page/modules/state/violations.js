/** Violations: which are new, worse, improved or mended, and their order. */

import { say } from "../words/words.js";

/**
 * The same violation in another scenario has the same key, whatever its figures.
 *
 * @param {{rule: string, subject: string}} violation
 */
export const violationKey = ({ rule, subject }) => `${rule}|${subject}`;

/**
 * The service's changes of violations against the compared scenario.
 *
 * @param {Pick<State, "figures">} state
 * @param {RuleChange["change"][]} changes
 * @returns {RuleChange[]} hard ones first
 */
export const changedRules = ({ figures }, ...changes) =>
  hardFirst((figures?.rule_changes ?? []).filter(({ change }) => changes.includes(change)));

/**
 * The shown violations by their change; others are `unchanged`.
 *
 * @param {Pick<State, "figures">} state
 * @returns {{violation: Violation, change: RuleChange | null}[]}
 */
export function withChanges({ figures }) {
  const changes = new Map((figures?.rule_changes ?? []).map((one) => [violationKey(one), one]));
  return hardFirst(figures?.violations ?? []).map((violation) => ({
    violation,
    change: changes.get(violationKey(violation)) ?? null,
  }));
}

/**
 * Hard rules before soft ones, otherwise in order.
 *
 * @template {Violation} T
 * @param {T[]} violations
 */
const hardFirst = (violations) =>
  [...violations].sort((a, b) => Number(b.level === "hard") - Number(a.level === "hard"));

const UNITS = /** @type {{[unit: string]: string}} */ ({
  blocks: "page-unit-blocks",
  m: "unit-m",
  "km²": "unit-km2",
  persons: "page-unit-persons",
});

/** The unit of an amount, for display after it. @param {string | null} unit @param {number} amount */
export const unitOf = (unit, amount) => (unit ? ` ${say(UNITS[unit] ?? unit, { amount })}` : "");
