/** What went wrong is told in one place. */

import { isOffline, Problem, isAborted } from "../api.js";
import { say } from "../words/words.js";
import { signIn } from "./sign-in.js";

/** @typedef {import("./store.js").Store} Store */

/**
 * Say what went wrong, unless the question was dropped on purpose.
 *
 * @param {Store} store
 * @param {unknown} error
 */
export function reportProblem(store, error) {
  if (isAborted(error)) return;
  if (isOffline(error)) return store.set({ offline: true, loading: false });
  if (error instanceof Problem && error.status === 401) return void signIn(store);
  const problem = error instanceof Problem ? error.message : say("problem.offline");
  store.set({ problem, loading: false });
}
