/** Answers of the service that follow the state. */

import { untracked } from "../../vendor/preact/index.js";
import { Problem } from "../api.js";
import { retryWhenOnline } from "./connection.js";
import { reportProblem } from "./report-problem.js";

/**
 * Ask the service whenever a question about the state changes; an answer that a newer question has
 * overtaken is dropped, and a question that failed is asked again: one that nobody answered, once
 * the service is back.
 *
 * @template T
 * @param {Store} store
 * @param {() => [key: unknown, ask: (signal: AbortSignal) => Promise<T>] | undefined} question
 * what identifies it, and how it is asked; undefined: not now, the last answer stays
 * @param {(answer: T) => void} take
 * @param {(error: unknown) => boolean} [expects] whether an error needs no report
 */
export function followAnswer(store, question, take, expects = () => false) {
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

/** Whether an edit was refused, which the toolbox shows. @param {unknown} error */
export const isRefusedEdit = (error) => error instanceof Problem && error.status === 422;
