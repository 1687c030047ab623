/** Questions to the service: same host only, answers of a question asked anew are dropped. */

/** An error that the service answered as a problem document (RFC 9457). */
export class Problem extends Error {}

/** @type {Map<string, AbortController>} */
const asked = new Map();

/**
 * A signal for one kind of question; asking again aborts the question asked before.
 *
 * @param {string} channel
 */
export function latest(channel) {
  asked.get(channel)?.abort();
  const controller = new AbortController();
  asked.set(channel, controller);
  return controller.signal;
}

/**
 * @param {unknown} error
 * @returns {boolean} whether the question was dropped on purpose
 */
export const wasDropped = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * Ask for JSON. Raises Problem with one readable line.
 *
 * @template T
 * @param {string} path
 * @param {{body?: object, signal?: AbortSignal}} [options]
 * @returns {Promise<T>}
 */
export async function ask(path, { body, signal } = {}) {
  const response = await fetch(path, {
    signal,
    method: body ? "POST" : "GET",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.detail ?? problem.title ?? `${response.status} ${path}`);
}

/** @type {Map<string, Promise<any>>} */
const kept = new Map();
const KEPT_AT_MOST = 24;

/**
 * Ask for what does not change while the page is open, once; the latest answers are kept.
 *
 * @template T
 * @param {string} path
 * @param {{body?: object, signal?: AbortSignal}} [options]
 * @returns {Promise<T>}
 */
export function askOnce(path, options = {}) {
  const key = path + JSON.stringify(options.body ?? null);
  const known = kept.get(key);
  if (known) return known;
  const answer = ask(path, options);
  kept.set(key, answer);
  answer.catch(() => kept.delete(key));
  for (const old of kept.keys()) {
    if (kept.size <= KEPT_AT_MOST) break;
    kept.delete(old);
  }
  return /** @type {Promise<T>} */ (answer);
}
