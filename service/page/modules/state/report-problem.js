/** Reports errors: offline, signed out, or a problem shown on the page. */

import { isOffline, Problem, isAborted } from "../api.js";
import { problemsOf, sayMessages } from "../words/messages.js";
import { signIn } from "./sign-in.js";

/**
 * Report an error, unless the request was aborted on purpose.
 *
 * @param {Store} store
 * @param {unknown} error
 */
export function reportProblem(store, error) {
  if (isAborted(error)) return;
  if (isOffline(error)) return store.set({ offline: true, loading: false });
  if (error instanceof Problem && error.status === 401) return void signIn(store);
  store.set({ problem: problemsOf(error), loading: false });
}

/**
 * Report a refusal in words at a place, another error as usual.
 *
 * @param {Store} store
 * @param {unknown} error
 * @param {HTMLElement} place
 */
export function tellRefusal(store, error, place) {
  if (!(error instanceof Problem)) return reportProblem(store, error);
  place.textContent = sayMessages(store.state, error.problems);
}
