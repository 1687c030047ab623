/** The edits that mend violations: requested once the figures are loaded. */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { draftEdits, draftRules } from "../draft/draft.ts";

export type Mend = { rule: string; subject: string; edit: Edit; mends: number } & Message;

/** The mends of the figures' violations. */
export const mends = signal([] as Mend[]);

/** Ask for the mends while the Check tab is shown. */
export function followMends(store: Store) {
  followAnswer(
    store,
    () => {
      const { tab, figures, scenario, locks, me, trial, offline } = store.state;
      if (tab !== "rules" || !figures || !me || me.role === "viewer" || trial || offline) return;
      const edits = draftEdits(store.state);
      const broken = figures.violations.map(({ rule, subject, amount }) => [rule, subject, amount]);
      const rules = draftRules(store.state);
      const body = { locked: locks, ...(edits ? { edits, rules } : { scenario }) };
      return [
        [scenario, edits, rules, locks, broken],
        async (aborted) => {
          mends.value = [];
          return broken.length ? ask("/api/mends", { body, signal: aborted }) : [];
        },
      ];
    },
    (answer) => (mends.value = answer),
  );
}
