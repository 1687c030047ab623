/** The rules that a scenario sets otherwise than the plan, in the page's language. */

import { nameById } from "./names.ts";
import { formatKm2 } from "./number-format.ts";
import { say } from "./words.ts";

/** One line per rule, and one per quota beyond a cap that the scenario requests. */
export const ownRules = (state: State, rules: ScenarioDocument["rules"] = {}): string[] =>
  Object.entries(rules).flatMap(([name, value]) => {
    const rule = say(`rule-${name}-name`);
    const { level = null, quota_km2 = {} } =
      typeof value === "string" ? { level: value } : (value ?? {});
    if (level === "ignore") return [say("page-own-rule-ignored", { rule })];
    const quotas = Object.entries(quota_km2 as { [ftz: string]: number });
    if (!quotas.length && level)
      return [say("page-own-rule-level", { rule, level: say(`page-rule-${level}`) })];
    if (!quotas.length) return [say("page-own-rule", { rule })];
    return quotas.map(([ftz, km2]) =>
      say("page-own-rule-quota", { ftz: nameById(state, ftz), area: formatKm2(km2) }),
    );
  });
