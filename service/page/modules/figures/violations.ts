/** Violations: which are new, worse, improved or mended, and their order. */

import { say } from "../core/words/words.ts";

/** The same violation in another scenario has the same key, even with other figures. */
export const violationKey = ({ rule, subject }: { rule: string; subject: string }) =>
  `${rule}|${subject}`;

/**
 * The service's changes of violations against the compared scenario.
 *
 * @returns hard ones first
 */
export const changedRules = (
  { figures }: Pick<State, "figures">,
  ...changes: RuleChange["change"][]
): RuleChange[] =>
  hardFirst((figures?.rule_changes ?? []).filter(({ change }) => changes.includes(change)));

/** The shown violations by their change; others are `unchanged`. */
export function withChanges({
  figures,
}: Pick<State, "figures">): { violation: Violation; change: RuleChange | null }[] {
  const changes = new Map((figures?.rule_changes ?? []).map((one) => [violationKey(one), one]));
  return hardFirst(figures?.violations ?? []).map((violation) => ({
    violation,
    change: changes.get(violationKey(violation)) ?? null,
  }));
}

/** Hard rules before soft ones, otherwise in order. */
const hardFirst = <T extends { level: string }>(violations: T[]) =>
  [...violations].sort((a, b) => Number(b.level === "hard") - Number(a.level === "hard"));

const UNITS = {
  blocks: "page-unit-blocks",
  m: "unit-m",
  "km²": "unit-km2",
  persons: "page-unit-persons",
} as { [unit: string]: string };

/** The unit of an amount, for display after it. */
export const unitOf = (unit: string | null, amount: number) =>
  unit ? ` ${say(UNITS[unit] ?? unit, { amount })}` : "";
