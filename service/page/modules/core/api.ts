/** Requests to the service, on the same host only; every path is relative to the service. */

import { address } from "./address.ts";

/** An error that the service answered as a problem document (RFC 9457). */
export class Problem extends Error {
  /** A message for each problem. */
  readonly problems: Message[];
  readonly status: number;
  readonly document: { [name: string]: any };

  constructor(problems: Message[], status: number, document: { [name: string]: any }) {
    super(document.detail);
    this.problems = problems;
    this.status = status;
    this.document = document;
  }
}

/** The service did not answer, its answer broke off, or another server answered. */
export class OfflineError extends Error {}

/** Resolves before a refusal is raised. */
let beforeRefusals = () => Promise.resolve();

/** Load the messages of refusals before one is raised. */
export const awaitBeforeRefusals = (load: () => Promise<void>) => {
  beforeRefusals = load;
};

const controllers = new Map<string, AbortController>();

/** An abort signal for a request on a channel; the previous request on that channel is aborted. */
export function abortPrevious(channel: string) {
  controllers.get(channel)?.abort();
  const controller = new AbortController();
  controllers.set(channel, controller);
  return controller.signal;
}

/** @returns whether the request was aborted on purpose */
export const isAborted = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

/** @returns whether the service did not answer at all */
export const isOffline = (error: unknown): boolean => error instanceof OfflineError;

type Options = { method?: string; body?: object; ifMatch?: string | null; signal?: AbortSignal };

/** Fetch from the service. Raises OfflineError without an answer. */
export const fetchFromService = (path: string, options?: RequestInit) =>
  fetch(address(path), options).catch(raiseOffline);

/** Browsers word a failed connection differently; an aborted request is the only other failure. */
function raiseOffline(error: unknown): never {
  if (isAborted(error)) throw error;
  throw new OfflineError("the service does not answer", { cause: error });
}

/** Fetch a text from the service. Raises OfflineError without a whole one. */
export const fetchText = (path: string): Promise<string> =>
  fetchFromService(path).then((response) => response.text().catch(raiseOffline));

/** How browsers word that a part of the page cannot be loaded: a fault within it is another error. */
const NOT_LOADED = /import(ed|ing)|loading/i;

/** Load a part of the page on demand. Raises OfflineError if it cannot be loaded. */
export const loadModule = <T>(load: () => Promise<T>): Promise<T> =>
  load().catch((error) => {
    if (error instanceof TypeError && NOT_LOADED.test(error.message)) raiseOffline(error);
    throw error;
  });

/** Send a request; a body is JSON, or the bytes of a file. */
function send(path: string, { method, body, ifMatch, signal }: Options) {
  const isFile = body instanceof Blob;
  const headers: { [name: string]: string } = body
    ? { "Content-Type": `application/${isFile ? "octet-stream" : "json"}` }
    : {};
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
 */
export async function request(
  path: string,
  options: Options = {},
): Promise<{ body: any; etag: string | null }> {
  const response = await send(path, options);
  const answered = await response.json().catch(withoutBody);
  if (response.ok && !answered && response.status !== 204)
    throw new OfflineError(`${path}: an answer without JSON is not the service's`);
  if (response.ok) return { body: answered ?? {}, etag: response.headers.get("ETag") };
  throw await problemOf(response, answered, path);
}

/** The service's answer with an error status. */
async function problemOf({ status }: Response, answered: any, path: string) {
  await beforeRefusals();
  const unexplained = { code: "text", params: { text: `${status} ${path}` } };
  return new Problem(answered?.problems ?? [unexplained], status, answered ?? {});
}

/**
 * Request a file, with the name that the service gives it. Raises Problem for an error status,
 * OfflineError without a whole answer.
 */
export async function requestFile(
  path: string,
  body?: object,
): Promise<{ file: Blob; name: string }> {
  const response = await send(path, { body });
  if (!response.ok) throw await problemOf(response, await response.json().catch(withoutBody), path);
  const named = response.headers.get("Content-Disposition") ?? "";
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(named)?.[1] ?? "");
  return { file: await response.blob().catch(raiseOffline), name };
}

/** Start something; returns the address at which it appears. Raises as `requestFile`. */
export async function requestAddress(path: string, body: object): Promise<string> {
  const response = await send(path, { body });
  if (!response.ok) throw await problemOf(response, await response.json().catch(withoutBody), path);
  return response.headers.get("Location") ?? raiseOffline(path);
}

/** An answer may have no body, or one that is not JSON. */
function withoutBody(error: unknown) {
  return error instanceof SyntaxError ? null : raiseOffline(error);
}

/**
 * Save a scenario; a repeated request is answered with the revision it made. Raises OfflineError if
 * the answer names no revision: then it is unknown whether anything was saved.
 */
export async function requestRevision(
  { path, ...options }: Save,
  signal?: AbortSignal,
): Promise<{ row: ScenarioRow; etag: string }> {
  const { body, etag } = await request(path, { ...options, signal });
  const named = typeof body.scenario === "string" && Number.isInteger(body.revision);
  if (!named || !etag) throw new OfflineError(`${path}: the answer names no revision`);
  return { row: body, etag };
}

/** Request JSON. */
export function ask<T = any>(path: string, options?: Options): Promise<T> {
  return request(path, options).then(({ body }) => body);
}

const cached = new Map<string, Promise<any>>();
const MAX_CACHED = 24;

/** Request JSON that does not change while the page is open; the latest answers are cached. */
export function askCached<T = any>(path: string, options: Options = {}): Promise<T> {
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
  return answer as Promise<T>;
}

/** Clear the cache: a scenario was saved, so its figures changed. */
export const clearCache = () => cached.clear();
