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

/** The sentences of a refusal, shown beside the refused input; any other error is reported. */
export function tellRefusal(store: Store, error: unknown): string {
  if (error instanceof Problem) return sayMessages(store.state, error.problems);
  reportProblem(store, error);
  return "";
}
