/**
 * Figures of the draft, while it is edited: one question at a time, the newest asked next; an
 * answer to what is no longer asked is dropped. Only the rows that edits change are fetched.
 */

import { Problem, ask, askOnce, isOffline, latest, wasDropped } from "./api.js";
import { editsOf, put, withEdits } from "./draft.js";
import { QUICK_TABLES, measure, measureRegions, report } from "./loader.js";
import { insist } from "./offline.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Edit} Edit
 * @typedef {import("./types.js").Edited} Edited
 * @typedef {import("./types.js").Trial} Trial
 * @typedef {import("./types.js").Violation} Violation
 * @typedef {import("./store.js").Store} Store
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
  const { draft, trial, radius_km, scenario } = store.state;
  if (!draft) return;
  const signal = latest("live");
  const began = performance.now();
  try {
    const edits = await meaningOf(store.state, signal);
    const [changed, base, regions, edited] = await Promise.all([
      ask(`/api/measure?tables=${QUICK_TABLES},regions&changed=true`, {
        body: { edits, rules: draft.document?.rules ?? {}, radii_km: [radius_km] },
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
      tried: trial ? edits : null,
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
  try {
    const edited = await askEdited(store.state, editsOf(store.state) ?? []);
    if (draft === store.state.draft && !store.state.trial)
      store.set({ edited, comparison: edited.comparison });
  } catch (error) {
    mind(store, error);
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
 * Make the edit that is tried part of the draft. What cannot be made is not.
 *
 * @param {Store} store
 * @returns {Promise<boolean>} whether it was made
 */
export async function apply(store) {
  const { trial } = store.state;
  if (!trial) return false;
  try {
    const edits = await insist(store, () => meaningOf(store.state));
    await insist(store, () => askEdited(store.state, edits));
    if (trial !== store.state.trial) return false;
    put(store, edits);
    return true;
  } catch (error) {
    mind(store, error);
    return false;
  }
}

/**
 * The whole list of edits that the page stands for, with what is being tried.
 *
 * @param {State} state
 * @param {AbortSignal} [signal]
 * @returns {Promise<Edit[]>}
 */
export async function meaningOf(state, signal) {
  const edits = editsOf(state) ?? [];
  const { trial, locks } = state;
  if (trial?.drawn) {
    const body = { edits, ...trial.drawn, locked: locks };
    const answer = await ask("/api/redraw", { body, signal });
    return withEdits(edits, /** @type {{edits: Edit[]}} */ (answer).edits);
  }
  return trial?.edits ? withEdits(edits, trial.edits) : edits;
}

/**
 * Zones, land and clusters of a list of edits; the same question is asked once.
 *
 * @param {State} state
 * @param {Edit[]} edits
 * @returns {Promise<Edited>}
 */
export const askEdited = ({ scenario, against, draft }, edits) =>
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
export function overlaid(base, changed, radius_km) {
  /** @type {{[table: string]: any}} */
  const whole = { ...base };
  for (const [table, keys] of Object.entries(KEYS)) {
    const key = (/** @type {Row} */ row) => keys.map((name) => row[name]).join("|");
    const rows = /** @type {Row[]} */ (changed[table] ?? []).filter(
      (row) => row.radius_km === undefined || row.radius_km === radius_km,
    );
    const others = new Map(rows.map((row) => [key(row), row]));
    const gone = new Set(/** @type {Row[]} */ (changed.gone?.[table] ?? []).map(key));
    whole[table] = /** @type {Row[]} */ (base[table])
      .filter((row) => !gone.has(key(row)))
      .map((row) => {
        const other = others.get(key(row));
        others.delete(key(row));
        return other ?? row;
      })
      .concat([...others.values()]);
  }
  whole.violations = overlaidViolations(base.violations, changed);
  return whole;
}

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
