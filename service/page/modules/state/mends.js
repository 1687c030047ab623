/** The edits that mend violations: requested once the figures are loaded. */

import { ask, isAborted, abortPrevious } from "../api.js";
import { draftEdits } from "./draft.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Edit} Edit
 * @typedef {import("../types.js").Message} Message
 * @typedef {{rule: string, subject: string, edit: Edit} & Message} Mend
 */

/**
 * Call `show` with the mends of the figures' violations, whenever these change.
 *
 * @param {Store} store
 * @param {(mends: Mend[]) => void} show
 */
export function followMends(store, show) {
  let requested = "";
  store.on(["tab", "figures", "locks", "me", "trial"], () => {
    const { tab, figures, draft, scenario, locks, me, trial, offline } = store.state;
    if (tab !== "rules" || !figures || !me || me.role === "viewer" || trial || offline) return;
    const edits = draftEdits(store.state);
    const broken = figures.violations.map(({ rule, subject, amount }) => [rule, subject, amount]);
    const key = JSON.stringify([scenario, edits, locks, broken]);
    if (key === requested) return;
    requested = key;
    show([]);
    if (!broken.length) return;
    const rules = draft?.document?.rules ?? {};
    const body = { locked: locks, ...(edits ? { edits, rules } : { scenario }) };
    ask("/api/mends", { body, signal: abortPrevious("mends") })
      .then((mends) => requested === key && show(/** @type {Mend[]} */ (mends)))
      .catch((error) => {
        if (requested === key) requested = "";
        if (!isAborted(error)) reportProblem(store, error);
      });
  });
}
