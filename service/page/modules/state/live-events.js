/**
 * What changes among the scenarios, as the service tells it. One tab of a browser listens to its
 * stream for all of them; where no stream comes through, it asks now and then instead.
 */

import { ownName } from "../address.js";
import { clearCache, fetchFromService, request } from "../api.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").ScenarioRow} ScenarioRow
 *
 * @typedef {object} Told an event of the service, or that a tab listens
 * @property {string} event
 * @property {string} tag the ETag of the list as it is after the event
 * @property {{rows?: ScenarioRow[], gone?: string[]}} data
 */

/** How long a stream may take to begin, and then be silent: the service says something every 10 s. */
const BEGINS_WITHIN_MS = 8_000;
const SILENT_MS = 25_000;
const ASK_EVERY_MS = 10_000;
/** After how many questions a stream is tried again. */
const QUESTIONS = 30;
/** How many scenarios the service lists at once, the first by id; a search finds the others. */
export const LISTED = 200;
const AGAIN_AFTER_MS = 1_000;

/** Keep the list of scenarios as the service has it. @param {Store} store */
export function followEvents(store) {
  const begin = () => {
    const { me, plan, loading } = store.state;
    if (!me || !plan || loading) return;
    store.forget(begin);
    void listen(store, ownName(`zonewright events ${me.name}`));
  };
  store.on(["me", "plan", "loading"], begin);
  store.on(["scenario", "against"], () => {
    const { scenario, against, scenarios } = store.state;
    const left = scenarios.filter((row) => !row.gone || [scenario, against].includes(row.scenario));
    if (left.length < scenarios.length) store.set({ scenarios: left });
  });
}

/**
 * The tab that gets the lock listens, and tells the others of the same person.
 *
 * @param {Store} store
 * @param {string} name
 */
async function listen(store, name) {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => hear(store, data));
  const tell = (/** @type {Told} */ told) => {
    hear(store, told);
    channel.postMessage(told);
  };
  if (!navigator.locks) return poll(store, tell); // else each tab would hold a connection
  await navigator.locks.request(name, async () => {
    for (;;) if (!(await stream(store, tell))) await poll(store, tell, QUESTIONS);
  });
}

/**
 * Listen to streams, one after the other, for as long as they come.
 *
 * @param {Store} store
 * @param {(told: Told) => void} tell
 * @returns {Promise<boolean>} whether any came
 */
async function stream(store, tell) {
  for (let came = false; ; came = true) {
    await whenOnline(store);
    const query = new URLSearchParams({ known: store.state.listTag ?? "" });
    let told = 0;
    const ended = await readStream(`/api/events?${query}`, (text) => {
      const one = parseEvent(text);
      if (one.event === "full") return;
      told += 1;
      tell({ ...one, tag: one.tag || store.state.listTag || "" });
    });
    if (!told) return came;
    if (!ended) await pause(AGAIN_AFTER_MS);
  }
}

/**
 * Read a stream of events to its end.
 *
 * @param {string} path
 * @param {(event: string) => void} take
 * @returns {Promise<boolean>} whether the service ended it
 */
async function readStream(path, take) {
  const given = new AbortController();
  let patience = setTimeout(() => given.abort(), BEGINS_WITHIN_MS);
  try {
    const { ok, body } = await fetchFromService(path, { signal: given.signal, cache: "no-store" });
    if (!ok || !body) return false;
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return true;
      clearTimeout(patience);
      patience = setTimeout(() => given.abort(), SILENT_MS);
      const events = (text + value).split("\n\n");
      text = events.pop() ?? "";
      events.forEach(take);
    }
  } catch {
    return false; // it broke off, did not come, or was silent for too long
  } finally {
    clearTimeout(patience);
    given.abort();
  }
}

/** A comment is the event `here`, which says that nothing has changed. @param {string} text @returns {Told} */
function parseEvent(text) {
  const field = (/** @type {string} */ name) =>
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

/**
 * Ask for the list now and then.
 *
 * @param {Store} store
 * @param {(told: Told) => void} tell
 * @param {number} [times]
 */
async function poll(store, tell, times = Infinity) {
  for (let asked = 0; asked < times; asked += 1) {
    await whenOnline(store);
    const told = await askList();
    if (told) tell(told);
    await pause(ASK_EVERY_MS);
  }
}

/** The list as the service has it now; null without an answer. @returns {Promise<Told | null>} */
const askList = () =>
  request("/api/scenarios").then(
    ({ body, etag }) => ({ event: "list", tag: etag ?? "", data: { rows: body } }),
    () => null,
  );

/**
 * Take over what is told. A tab that knows another list than the one that listens has missed
 * something: it asks itself.
 *
 * @param {Store} store
 * @param {Told} told
 */
function hear(store, { event, tag, data }) {
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
 * Show a list of scenarios, by id; rows that are as they were stay the same. What is shown and may be
 * read no more stays in the list, marked, until it is left: nothing of it is asked for.
 *
 * @param {Store} store
 * @param {ScenarioRow[]} rows
 * @param {string} tag
 */
function show(store, rows, tag) {
  const { scenario, against, scenarios } = store.state;
  const known = new Map(scenarios.map((row) => [JSON.stringify(row), row]));
  const told = new Set(rows.map((row) => row.scenario));
  const last = rows.length < LISTED ? null : rows[LISTED - 1].scenario;
  const others = scenarios.filter((row) => !told.has(row.scenario));
  const beyond = others.filter((row) => last !== null && row.scenario > last);
  const gone = others
    .filter((row) => [scenario, against].includes(row.scenario) && !beyond.includes(row))
    .map((row) => ({ ...row, gone: true }));
  const next = [...rows, ...beyond, ...gone]
    .map((row) => known.get(JSON.stringify(row)) ?? row)
    .sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
  const same = next.length === scenarios.length && next.every((row) => scenarios.includes(row));
  if (!same) clearCache(); // figures of what was saved are others now
  store.set(same ? { listTag: tag } : { listTag: tag, scenarios: next });
}

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** Wait until the service is known to answer. @param {Store} store @returns {Promise<void>} */
const whenOnline = (store) =>
  new Promise((done) => {
    const look = () => {
      if (store.state.offline || !navigator.onLine) return;
      store.forget(look);
      removeEventListener("online", look);
      done();
    };
    addEventListener("online", look);
    store.on(["offline"], look);
  });
