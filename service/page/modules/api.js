/** Requests to the service, on the same host only; every path is relative to the service. */

import { address } from "./address.js";

/** An error that the service answered as a problem document (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {Message[]} problems a message for each problem
   * @param {number} status
   * @param {{[name: string]: any}} document
   */
  constructor(problems, status, document) {
    super(document.detail);
    this.problems = problems;
    this.status = status;
    this.document = document;
  }
}

/** The service did not answer, its answer broke off, or another server answered. */
export class OfflineError extends Error {}

/** What is awaited before a refusal is raised. */
let beforeRefusals = () => Promise.resolve();

/** Have the words loaded that refusals are told in. @param {() => Promise<void>} load */
export const awaitBeforeRefusals = (load) => {
  beforeRefusals = load;
};

/** @type {Map<string, AbortController>} */
const controllers = new Map();

/**
 * An abort signal for a request on a channel; the previous request on that channel is aborted.
 *
 * @param {string} channel
 */
export function abortPrevious(channel) {
  controllers.get(channel)?.abort();
  const controller = new AbortController();
  controllers.set(channel, controller);
  return controller.signal;
}

/** @param {unknown} error @returns {boolean} whether the request was aborted on purpose */
export const isAborted = (error) => error instanceof DOMException && error.name === "AbortError";

/** @param {unknown} error @returns {boolean} whether the service did not answer at all */
export const isOffline = (error) => error instanceof OfflineError;

/**
 * @typedef {{method?: string, body?: object, ifMatch?: string | null, signal?: AbortSignal}}
 * Options
 */

/**
 * Fetch from the service. Raises OfflineError without an answer.
 *
 * @param {string} path
 * @param {RequestInit} [options]
 */
export const fetchFromService = (path, options) =>
  fetch(address(path), options).catch(raiseOffline);

/**
 * Browsers word a failed connection differently; an aborted request is the only other failure.
 *
 * @param {unknown} error
 * @returns {never}
 */
function raiseOffline(error) {
  if (isAborted(error)) throw error;
  throw new OfflineError("the service does not answer", { cause: error });
}

/**
 * Load a part of the page on demand. Raises OfflineError if it cannot be loaded.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export const loadModule = (load) => load().catch(raiseOffline);

/** Send a request; a body is JSON, or a file as it is. @param {string} path @param {Options} options */
function send(path, { method, body, ifMatch, signal }) {
  const isFile = body instanceof Blob;
  /** @type {{[name: string]: string}} */
  const headers = body ? { "Content-Type": `application/${isFile ? "octet-stream" : "json"}` } : {};
  if (ifMatch) headers["If-Match"] = ifMatch.startsWith('"') ? ifMatch : `"${ifMatch}"`;
  return fetchFromService(path, {
    signal,
    method: method ?? (body ? "POST" : "GET"),
    headers,
    body: isFile ? body : body && JSON.stringify(body),
  });
}

/**
 * Request JSON, with its ETag. Raises Problem for an error status, OfflineError without a complete
 * answer.
 *
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{body: any, etag: string | null}>}
 */
export async function request(path, options = {}) {
  const response = await send(path, options);
  const answered = await response.json().catch(withoutBody);
  if (response.ok && !answered && response.status !== 204)
    throw new OfflineError(`${path}: an answer without JSON is not the service's`);
  if (response.ok) return { body: answered ?? {}, etag: response.headers.get("ETag") };
  throw await problemOf(response, answered, path);
}

/**
 * What the service answered with an error status.
 *
 * @param {Response} response
 * @param {any} answered
 * @param {string} path
 */
async function problemOf({ status }, answered, path) {
  await beforeRefusals();
  const unexplained = { code: "text", params: { text: `${status} ${path}` } };
  return new Problem(answered?.problems ?? [unexplained], status, answered ?? {});
}

/**
 * Request a file, with the name that the service gives it. Raises Problem for an error status,
 * OfflineError without a whole answer.
 *
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{file: Blob, name: string}>}
 */
export async function requestFile(path, body) {
  const response = await send(path, { body });
  if (!response.ok) throw await problemOf(response, await response.json().catch(withoutBody), path);
  const named = response.headers.get("Content-Disposition") ?? "";
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(named)?.[1] ?? "");
  return { file: await response.blob().catch(raiseOffline), name };
}

/** An answer may have no body, or one that is not JSON. @param {unknown} error */
function withoutBody(error) {
  return error instanceof SyntaxError ? null : raiseOffline(error);
}

/**
 * Save a scenario; a repeated request is answered with the revision it made. Raises OfflineError if
 * the answer names no revision: then it is unknown whether anything was saved.
 *
 * @param {Save} save
 * @param {AbortSignal} [signal]
 * @returns {Promise<{row: ScenarioRow, etag: string}>}
 */
export async function requestRevision({ path, ...options }, signal) {
  const { body, etag } = await request(path, { ...options, signal });
  const named = typeof body.scenario === "string" && Number.isInteger(body.revision);
  if (!named || !etag) throw new OfflineError(`${path}: the answer names no revision`);
  return { row: body, etag };
}

/**
 * Request JSON.
 *
 * @template T
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<T>}
 */
export function ask(path, options) {
  return request(path, options).then(({ body }) => body);
}

/** @type {Map<string, Promise<any>>} */
const cached = new Map();
const MAX_CACHED = 24;

/**
 * Request JSON that does not change while the page is open; the latest answers are cached.
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

/** Clear the cache: a scenario was saved, so its figures changed. */
export const clearCache = () => cached.clear();
