/** Questions to the service: same host only, answers of a question asked anew are dropped. */

/** An error that the service answered as a problem document (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {string} message one readable line
   * @param {number} status
   * @param {{[name: string]: any}} document
   */
  constructor(message, status, document) {
    super(message);
    this.status = status;
    this.document = document;
  }
}

/** The service did not answer, or its answer broke off. */
export class OfflineError extends Error {}

/** @type {Map<string, AbortController>} */
const controllers = new Map();

/**
 * A signal for one kind of question; asking again aborts the question asked before.
 *
 * @param {string} channel
 */
export function abortPrevious(channel) {
  controllers.get(channel)?.abort();
  const controller = new AbortController();
  controllers.set(channel, controller);
  return controller.signal;
}

/**
 * @param {unknown} error
 * @returns {boolean} whether the question was dropped on purpose
 */
export const isAborted = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * @param {unknown} error
 * @returns {boolean} whether the service did not answer at all
 */
export const isOffline = (error) => error instanceof OfflineError;

/**
 * @typedef {{method?: string, body?: object, ifMatch?: string | null, signal?: AbortSignal}} Options
 */

/** @type {Set<Promise<unknown>>} what is not answered yet */
const pending = new Set();

/** Wait until nothing is asked any more, but no longer than some seconds. */
export const whenIdle = () =>
  Promise.race([Promise.allSettled([...pending]), new Promise((done) => setTimeout(done, 10_000))]);

/**
 * Fetch from the service. Raises OfflineError without an answer.
 *
 * @param {string} path
 * @param {RequestInit} [options]
 */
export const fetchFromService = (path, options) => fetch(path, options).catch(raiseOffline);

/**
 * Whatever a browser calls a connection that fails: only a request that is aborted fails otherwise.
 *
 * @param {unknown} error
 * @returns {never}
 */
function raiseOffline(error) {
  if (isAborted(error)) throw error;
  throw new OfflineError("the service does not answer", { cause: error });
}

/**
 * Ask for JSON, with the ETag that came with it. Raises Problem with one readable line, OfflineError
 * without a whole answer.
 *
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{body: any, etag: string | null}>}
 */
export async function request(path, { method, body, ifMatch, signal } = {}) {
  /** @type {{[name: string]: string}} */
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (ifMatch) headers["If-Match"] = ifMatch.startsWith('"') ? ifMatch : `"${ifMatch}"`;
  const response = await fetchFromService(path, {
    signal,
    method: method ?? (body ? "POST" : "GET"),
    headers,
    body: body ? JSON.stringify(body) : undefined,
  });
  const answered = await response.json().catch(withoutBody);
  if (response.ok) return { body: answered, etag: response.headers.get("ETag") };
  const line = answered.detail ?? answered.title ?? `${response.status} ${path}`;
  throw new Problem(line, response.status, answered);
}

/** An answer may have no body, or one that is not JSON. @param {unknown} error */
function withoutBody(error) {
  return error instanceof SyntaxError ? {} : raiseOffline(error);
}

/**
 * Ask for JSON.
 *
 * @template T
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<T>}
 */
export function ask(path, options) {
  const answer = request(path, options).then(({ body }) => body);
  const done = () => pending.delete(answer);
  pending.add(answer);
  answer.then(done, done);
  return answer;
}

/** @type {Map<string, Promise<any>>} */
const cached = new Map();
const MAX_CACHED = 24;

/**
 * Ask for what does not change while the page is open, once; the latest answers are kept.
 *
 * @template T
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<T>}
 */
export function askCached(path, options = {}) {
  const key = path + JSON.stringify(options.body ?? null);
  const known = cached.get(key);
  if (known) return known;
  const answer = ask(path, options);
  cached.set(key, answer);
  answer.catch(() => cached.delete(key));
  for (const old of cached.keys()) {
    if (cached.size <= MAX_CACHED) break;
    cached.delete(old);
  }
  return /** @type {Promise<T>} */ (answer);
}

/** Forget what was asked once: a scenario was saved, and its figures are others now. */
export const clearCache = () => cached.clear();
