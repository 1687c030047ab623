/** The connection to the service: watched while offline, retried, and resumed. */

import { ask, isOffline } from "../api.js";

const AGAIN_AFTER_MS = 3_000;

/**
 * Send a request until the service answers; other errors are raised. Once the signal is aborted, it
 * is no longer sent, and an AbortError is raised.
 *
 * @template T
 * @param {Store} store
 * @param {() => Promise<T>} question
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function retryWhenOnline(store, question, signal) {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await question();
    } catch (error) {
      if (!isOffline(error)) throw error;
      store.set({ offline: true });
      await Promise.race([
        store.when(() => !store.state.offline),
        new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true })),
      ]);
    }
  }
}

/** Poll the service's health while it is offline. @param {Store} store */
export function watchConnection(store) {
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
