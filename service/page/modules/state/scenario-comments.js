/** The comments on the scenario that is shown: loaded when something is noted of it. */

import { abortPrevious, ask } from "../api.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Comment} Comment
 */

/** Load the comments whenever there are others. @param {Store} store */
export function followComments(store) {
  let asked = "";
  store.on(["scenario", "scenarios"], () => {
    const { scenario, scenarios } = store.state;
    const row = scenarios.find((one) => one.scenario === scenario);
    const key = `${scenario} ${row?.notes ?? 0}`;
    if (key === asked) return;
    const other = !asked.startsWith(`${scenario} `);
    asked = key;
    if (other) store.set({ comments: [], comment: null, pin: null });
    if ((row?.notes ?? 0) > 1) void loadComments(store); // the first says whom it is shown to
  });
}

/** @param {Store} store */
export async function loadComments(store) {
  const { scenario } = store.state;
  try {
    const signal = abortPrevious("comments");
    /** @type {Comment[]} */
    const comments = await ask(`/api/scenarios/${scenario}/comments`, { signal });
    if (scenario === store.state.scenario) store.set({ comments });
  } catch (error) {
    reportProblem(store, error);
  }
}

/** Those that stand at a place: what is withdrawn, and answers, do not. @param {Comment[]} comments */
export const pinsOf = (comments) =>
  comments.filter(({ place, reply_to, withdrawn_by }) => place && !reply_to && !withdrawn_by);
