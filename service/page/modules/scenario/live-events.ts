/**
 * Changes of scenarios, from the service's events. One tab of a browser listens to the stream for
 * all tabs; if the stream does not work, it polls instead.
 */

import { ownName } from "../core/address.ts";
import { clearCache, fetchFromService, request } from "../core/api.ts";

/** an event of the service, or of a listening tab */
interface LiveEvent {
  event: string;
  tag: string; // the ETag of the list after the event
  data: { rows?: ScenarioRow[]; gone?: string[] };
}

/** Timeouts of a stream's begin and of silence: the service sends something every 10 s. */
const BEGINS_WITHIN_MS = 8_000;
const SILENT_MS = 25_000;
const ASK_EVERY_MS = 10_000;
/** After how many polls a stream is tried again. */
const QUESTIONS = 30;
/** The length of the service's list of scenarios, first by id; a search finds others. */
export const LISTED = 200;
const AGAIN_AFTER_MS = 1_000;

/** Keep the list of scenarios up to date. */
export function followEvents(store: Store) {
  void store
    .when(() => store.state.me && store.state.plan && !store.state.loading)
    .then(() => listen(store, ownName(`zonewright events ${store.state.me?.name}`)));
  store.on(["scenario", "against"], () => {
    const { scenario, against, scenarios } = store.state;
    const left = scenarios.filter((row) => !row.gone || [scenario, against].includes(row.scenario));
    if (left.length < scenarios.length) store.set({ scenarios: left });
  });
}

/** The tab with the lock listens, and forwards events to the same person's other tabs. */
async function listen(store: Store, name: string) {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => hear(store, data));
  const tell = (event: LiveEvent) => {
    hear(store, event);
    channel.postMessage(event);
  };
  if (!navigator.locks) return poll(store, tell); // otherwise each tab would hold a connection
  await navigator.locks.request(name, async () => {
    for (;;) if (!(await stream(store, tell))) await poll(store, tell, QUESTIONS);
  });
}

/**
 * Listen to streams, one after another, as long as they work.
 *
 * @returns whether any worked
 */
async function stream(store: Store, tell: (event: LiveEvent) => void): Promise<boolean> {
  for (let came = false; ; came = true) {
    await whenOnline(store);
    const query = new URLSearchParams({ known: store.state.listTag ?? "" });
    let received = 0;
    const ended = await readStream(`/api/events?${query}`, (text) => {
      const one = parseEvent(text);
      if (one.event === "full") return;
      received += 1;
      tell({ ...one, tag: one.tag || store.state.listTag || "" });
    });
    if (!received) return came;
    if (!ended) await pause(AGAIN_AFTER_MS);
  }
}

/**
 * Read a stream of events to its end.
 *
 * @returns whether the service ended it
 */
async function readStream(path: string, take: (event: string) => void): Promise<boolean> {
  const controller = new AbortController();
  let patience = setTimeout(() => controller.abort(), BEGINS_WITHIN_MS);
  try {
    const { ok, body } = await fetchFromService(path, {
      signal: controller.signal,
      cache: "no-store",
    });
    if (!ok || !body) return false;
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return true;
      clearTimeout(patience);
      patience = setTimeout(() => controller.abort(), SILENT_MS);
      const events = (text + value).split("\n\n");
      text = events.pop() ?? "";
      events.forEach(take);
    }
  } catch {
    return false; // it broke off, did not begin, or was silent for too long
  } finally {
    clearTimeout(patience);
    controller.abort();
  }
}

/** A comment is the event `here`: nothing has changed. */
function parseEvent(text: string): LiveEvent {
  const field = (name: string) =>
    text
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field("data");
  return {
    event: field("event") ?? "here",
    tag: field("id") ?? "",
    data: data ? JSON.parse(data) : {},
  };
}

/** Poll the list. */
async function poll(store: Store, tell: (event: LiveEvent) => void, times: number = Infinity) {
  for (let polls = 0; polls < times; polls += 1) {
    await whenOnline(store);
    const event = await askList();
    if (event) tell(event);
    await pause(ASK_EVERY_MS);
  }
}

/** The service's present list; null without an answer. */
const askList = (): Promise<LiveEvent | null> =>
  request("/api/scenarios").then(
    ({ body, etag }) => ({ event: "list", tag: etag ?? "", data: { rows: body } }),
    () => null,
  );

/**
 * Apply an event. A tab whose list differs from that of the listening tab has missed an event, and
 * requests the list itself.
 */
function hear(store: Store, { event, tag, data }: LiveEvent) {
  const { rows = [], gone = [] } = data;
  if (event === "list") return show(store, rows, tag);
  if (event === "scenarios") {
    const left = store.state.scenarios.filter(
      ({ scenario }) => !gone.includes(scenario) && !rows.some((row) => row.scenario === scenario),
    );
    return show(store, [...left, ...rows], tag);
  }
  if (tag === store.state.listTag) return;
  store.set({ listTag: tag });
  void askList().then((list) => list && hear(store, list));
}

/**
 * Show a list of scenarios, by id; unchanged rows stay the same objects. A shown scenario that is
 * no longer readable stays in the list, marked, until another is selected; nothing of it is
 * requested.
 */
function show(store: Store, rows: ScenarioRow[], tag: string) {
  const { scenario, against, scenarios } = store.state;
  const known = new Map(scenarios.map((row) => [JSON.stringify(row), row]));
  const listed = new Set(rows.map((row) => row.scenario));
  const last = rows.length < LISTED ? null : rows[LISTED - 1].scenario;
  const others = scenarios.filter((row) => !listed.has(row.scenario));
  const beyond = others.filter((row) => last !== null && row.scenario > last);
  const gone = others
    .filter((row) => [scenario, against].includes(row.scenario) && !beyond.includes(row))
    .map((row) => ({ ...row, gone: true }));
  const next = [...rows, ...beyond, ...gone]
    .map((row) => known.get(JSON.stringify(row)) ?? row)
    .sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
  const same = next.length === scenarios.length && next.every((row) => scenarios.includes(row));
  if (!same) clearCache(); // figures of saved scenarios have changed
  store.set(same ? { listTag: tag } : { listTag: tag, scenarios: next });
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Wait until the service answers. */
async function whenOnline(store: Store): Promise<void> {
  while (store.state.offline || !navigator.onLine) {
    if (store.state.offline) await store.when(() => !store.state.offline);
    else await new Promise((done) => addEventListener("online", done, { once: true }));
  }
}
