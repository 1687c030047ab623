/** The comments on the shown scenario: loaded when it gets a note. */

import { abortPrevious, ask } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";

/** Load the comments whenever they change. */
export function followComments(store: Store) {
  let requested = "";
  store.on(["scenario", "scenarios"], () => {
    const { scenario, scenarios } = store.state;
    const row = scenarios.find((one) => one.scenario === scenario);
    const key = `${scenario} ${row?.notes ?? 0}`;
    if (key === requested) return;
    const other = !requested.startsWith(`${scenario} `);
    requested = key;
    if (other) store.set({ comments: [], comment: null, pin: null });
    if ((row?.notes ?? 0) > 1) void loadComments(store); // the first note is its visibility
  });
}

export async function loadComments(store: Store) {
  const { scenario } = store.state;
  try {
    const signal = abortPrevious("comments");
    const comments: ScenarioComment[] = await ask(`/api/scenarios/${scenario}/comments`, {
      signal,
    });
    if (scenario === store.state.scenario) store.set({ comments });
  } catch (error) {
    reportProblem(store, error);
  }
}

/** Comments with a place, except withdrawn ones and replies. */
export const pinsOf = (comments: ScenarioComment[]) =>
  comments.filter(({ place, reply_to, withdrawn_by }) => place && !reply_to && !withdrawn_by);
