/** Answers of the service that follow the state; and the connection to it, which may be lost. */

import { untracked } from "../../vendor/preact/index.js";
import { Problem, ask, isOffline } from "./api.ts";
import { reportProblem } from "./report-problem.ts";

/**
 * Ask the service whenever a question about the state changes; an answer that a newer question has
 * overtaken is dropped, and a question that failed is asked again: if the service was away, once
 * the service is back.
 *
 * @param question what identifies it, and how it is asked; undefined: not now, the last answer stays
 * @param expects whether an error needs no report
 */
export function followAnswer<T>(
  store: Store,
  question: () => [key: unknown, ask: (signal: AbortSignal) => Promise<T>] | undefined,
  take: (answer: T) => void,
  expects: (error: unknown) => boolean = () => false,
) {
  let latest = "";
  let controller = new AbortController();
  store.watch(() => {
    const [key, ask] = question() ?? [];
    const known = JSON.stringify(key);
    if (!ask || known === latest) return;
    latest = known;
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    untracked(() => retryWhenOnline(store, () => ask(signal), signal))
      .then((answer) => signal.aborted || take(answer))
      .catch((error) => {
        if (signal.aborted) return;
        latest = "";
        if (!expects(error)) reportProblem(store, error);
      });
  });
}

/** Whether an edit was refused, which the toolbox shows. */
export const isRefusedEdit = (error: unknown) => error instanceof Problem && error.status === 422;

const AGAIN_AFTER_MS = 3_000;

/**
 * Send a request until the service answers; other errors are raised. Once the signal is aborted, it
 * is no longer sent, and an AbortError is raised.
 */
export async function retryWhenOnline<T>(
  store: Store,
  question: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await question();
    } catch (error) {
      if (!isOffline(error)) throw error;
      store.set({ offline: true });
      await store.when(() => !store.state.offline, signal);
    }
  }
}

/** Poll the service's health while it is offline. */
export function watchConnection(store: Store) {
  let waiting = 0;
  const look = async () => {
    const lives = await ask("/healthz").then(
      () => true,
      (error) => !isOffline(error),
    );
    if (lives) store.set({ offline: false });
    else wait();
  };
  const wait = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(look, AGAIN_AFTER_MS);
  };
  store.on(["offline"], () => {
    if (store.state.offline) wait();
  });
  addEventListener("online", () => {
    if (store.state.offline) void look();
  });
}
