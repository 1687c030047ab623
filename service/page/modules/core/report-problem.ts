/** Reports errors: offline, signed out, or a problem shown on the page. */

import { isOffline, Problem, isAborted } from "./api.ts";
import { problemsOf, sayMessages } from "./words/messages.ts";
import { signIn } from "./sign-in.ts";

/** Report an error, unless the request was aborted on purpose. */
export function reportProblem(store: Store, error: unknown) {
  if (isAborted(error)) return;
  if (isOffline(error)) return store.set({ offline: true, loading: false });
  if (error instanceof Problem && error.status === 401) return void signIn(store);
  store.set({ problem: problemsOf(error), loading: false });
}

/** Report a refusal in words at a place, another error as usual. */
export function tellRefusal(store: Store, error: unknown, place: HTMLElement) {
  if (!(error instanceof Problem)) return reportProblem(store, error);
  place.textContent = sayMessages(store.state, error.problems);
}
