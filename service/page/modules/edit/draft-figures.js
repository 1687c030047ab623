/**
 * Figures of the draft, while it is edited: one question at a time, the newest asked next; an
 * answer to what is no longer asked is dropped. Only the rows that edits change are fetched.
 */

import { Problem, ask, askOnce, isOffline, latest, wasDropped } from "../api.js";
import { editsOf, put, withEdits } from "../state/draft.js";
import { QUICK_TABLES, measure, measureRegions, report } from "../state/loader.js";
import { cutNeighbours, findRefused, letWait } from "./offline-queue.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Edit} Edit
 * @typedef {import("../types.js").Edited} Edited
 * @typedef {import("../types.js").Trial} Trial
 * @typedef {import("../types.js").Violation} Violation
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {{[column: string]: any}} Row
 */

const KEYS = /** @type {{[table: string]: string[]}} */ ({
  totals: ["radius_km"],
  ftzs: ["ftz_id"],
  zones: ["zone_id"],
  sectors: ["sector", "radius_km"],
  regions: ["adcode", "level", "radius_km"],
});

/** @param {Store} store */
export function followDraft(store) {
  let newest = 0;
  let running = false;
  const next = async () => {
    if (running) return;
    running = true;
    for (let asked = 0; asked !== newest; ) {
      asked = newest;
      await showFigures(store).catch((error) => report(store, error));
    }
    running = false;
  };
  store.on(["draft", "trial", "radius_km", "scenario", "plan", "offline"], () => {
    if (!store.state.draft || !store.state.plan || store.state.offline) return;
    newest += 1;
    if (!store.state.trial) latest("live");
    void next();
  });
  store.on(["draft", "trial", "against", "scenario", "offline"], () => {
    const { draft, trial, offline } = store.state;
    if (draft && !trial && !offline)
      showOutlines(store).catch((error) => report(store, error));
  });
}

/**
 * Figures of the draft with what is being tried; an answer to what was left is dropped.
 *
 * @param {Store} store
 */
async function showFigures(store) {
  const { draft, trial, radius_km, scenario, locks } = store.state;
  if (!draft) return;
  const signal = latest("live");
  const began = performance.now();
  const edits = editsWritten(store.state);
  const drawn = trial?.drawn && { ...trial.drawn, locked: locks };
  try {
    const [changed, base, regions, edited] = await Promise.all([
      ask(`/api/measure?tables=${QUICK_TABLES},regions&geometry=display&changed=true`, {
        body: { edits, drawn, rules: draft.document?.rules ?? {}, radii_km: [radius_km] },
        signal,
      }),
      measure("baseline", radius_km, QUICK_TABLES),
      measureRegions("baseline", radius_km),
      trial?.edits ? askEdited(store.state, edits) : null,
    ]);
    const left = trial ? !store.state.trial : draft !== store.state.draft;
    if (signal.aborted || left || scenario !== store.state.scenario) return;
    const figures = overlaid({ ...base, regions }, changed, radius_km);
    store.set({
      figures,
      regions: figures.regions,
      tried: trial ? withEdits(edits, changed.edits ?? []) : null,
      loading: false,
      ...(trial ? { refused: null } : {}),
      ...(edited ? { edited, comparison: edited.comparison } : {}),
    });
    document.body.dataset.live = String(Math.round(performance.now() - began));
  } catch (error) {
    mind(store, error);
  }
}

/** Zones, land and clusters of the draft as it stands. @param {Store} store */
async function showOutlines(store) {
  const { draft } = store.state;
  const edits = editsOf(store.state) ?? [];
  const stands = () => draft === store.state.draft && !store.state.trial;
  try {
    if (await cutNeighbours(store)) return; // the draft is another one now, and asked for as such
    const edited = await askEdited(store.state, edits);
    if (stands()) store.set({ edited, answered: edits, stuck: null, comparison: edited.comparison });
  } catch (error) {
    mind(store, error);
    if (!(error instanceof Problem) || error.status !== 422) return;
    const question = (/** @type {Edit[]} */ some) => askEdited(store.state, some);
    const stuck = await findRefused(store.state, question).catch((other) => mind(store, other));
    if (stuck && stands()) store.set({ stuck, refused: null });
  }
}

/**
 * What cannot be made is said at the place; without the service, edits wait.
 *
 * @param {Store} store
 * @param {unknown} error
 */
function mind(store, error) {
  if (wasDropped(error)) return;
  if (isOffline(error)) store.set({ offline: true, loading: false });
  else if (error instanceof Problem && error.status === 422) store.set({ refused: error.message });
  else throw error;
}

/**
 * Make the edit that is tried part of the draft, also where another tool is in hand by the time of
 * the answer. What cannot be made is not; without the service it is kept at once, and waits.
 *
 * @param {Store} store
 * @returns {Promise<boolean>} whether it was made
 */
export async function apply(store) {
  const { trial, draft, offline } = store.state;
  if (!trial) return false;
  const left = () =>
    draft !== store.state.draft || (store.state.trial && trial !== store.state.trial);
  try {
    if (!offline) {
      const edits = await meaningOf(store.state);
      await askEdited(store.state, edits);
      if (left()) return false;
      put(store, edits);
      return true;
    }
  } catch (error) {
    mind(store, error);
    if (!isOffline(error)) return false;
  }
  if (left()) return false;
  letWait(store, trial);
  return true;
}

/**
 * The whole list of edits that the page stands for, with what is being tried.
 *
 * @param {State} state
 * @returns {Promise<Edit[]>}
 */
async function meaningOf(state) {
  const edits = editsWritten(state);
  const { trial, locks } = state;
  if (!trial?.drawn) return edits;
  const answer = await ask("/api/redraw", { body: { edits, ...trial.drawn, locked: locks } });
  return withEdits(edits, /** @type {{edits: Edit[]}} */ (answer).edits);
}

/** The draft's edits with those being tried, but not with an outline. @param {State} state */
function editsWritten(state) {
  const edits = editsOf(state) ?? [];
  return state.trial?.edits ? withEdits(edits, state.trial.edits) : edits;
}

/**
 * Zones, land and clusters of a list of edits; the same question is asked once.
 *
 * @param {State} state
 * @param {Edit[]} edits
 * @returns {Promise<Edited>}
 */
const askEdited = ({ scenario, against, draft }, edits) =>
  askOnce("/api/edited", {
    body: { edits, rules: draft?.document?.rules ?? {}, shown: scenario, against },
  });

/**
 * Whole tables from those of the baseline and the rows that differ.
 *
 * @param {{[table: string]: any}} base
 * @param {{[table: string]: any}} changed
 * @param {number} radius_km
 * @returns {any}
 */
function overlaid(base, changed, radius_km) {
  /** @type {{[table: string]: any}} */
  const whole = { ...base };
  for (const [table, keys] of Object.entries(KEYS)) {
    const known = placesIn(base[table], keys);
    /** @type {Row[]} */
    const rows = [...base[table]];
    for (const row of /** @type {Row[]} */ (changed[table] ?? [])) {
      if (row.radius_km !== undefined && row.radius_km !== radius_km) continue;
      rows[known.get(keyOf(row, keys)) ?? rows.length] = row;
    }
    const gone = new Set(/** @type {Row[]} */ (changed.gone?.[table] ?? []).map((row) => keyOf(row, keys)));
    whole[table] = gone.size ? rows.filter((row) => !gone.has(keyOf(row, keys))) : rows;
  }
  whole.violations = overlaidViolations(base.violations, changed);
  return whole;
}

/** @type {WeakMap<Row[], Map<string, number>>} */
const places = new WeakMap();

/**
 * Where each row of a table stands, by its key; found once for each table.
 *
 * @param {Row[]} rows
 * @param {string[]} keys
 */
function placesIn(rows, keys) {
  const known = places.get(rows) ?? new Map(rows.map((row, place) => [keyOf(row, keys), place]));
  places.set(rows, known);
  return known;
}

const keyOf = (/** @type {Row} */ row, /** @type {string[]} */ keys) =>
  keys.map((name) => row[name]).join("|");

/**
 * The baseline's violations without those that are mended or changed, then the changed ones.
 *
 * @param {Violation[]} base
 * @param {{[table: string]: any}} changed
 * @returns {Violation[]}
 */
function overlaidViolations(base, changed) {
  /** @type {{rule: string, subject: string}[]} */
  const others = [...changed.violations, ...(changed.gone?.violations ?? [])];
  const names = (/** @type {string} */ text) => text.split(/[^\p{L}\p{N}_-]+/u);
  const stays = (/** @type {Violation} */ { rule, message }) => {
    const said = names(message).flatMap((name) => [name, name.replace(/s$/, "")]);
    return !others.some(
      (other) => other.rule === rule && names(other.subject).every((name) => said.includes(name)),
    );
  };
  return [...base.filter(stays), ...changed.violations];
}
