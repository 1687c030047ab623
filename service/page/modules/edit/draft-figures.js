/**
 * Figures of the draft, while it is edited: one question at a time, the newest asked next; an
 * answer to what is no longer asked is dropped. Only the rows that edits change are fetched.
 */

import { ask, askCached, isOffline, abortPrevious, Problem, isAborted } from "../api.js";
import { draftEdits, pushVersion, appendEdits } from "../state/draft.js";
import { fetchFigures, fetchRegionFigures, QUICK_TABLES } from "../state/loader.js";
import { reportProblem } from "../state/report-problem.js";
import { overlayTables } from "./changed-rows.js";
import { recutNeighbours, findRejected, enqueueTrial } from "./offline-queue.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Edit} Edit
 * @typedef {import("../types.js").Edited} Edited
 * @typedef {import("../state/store.js").Store} Store
 */

/** @param {Store} store */
export function followDraft(store) {
  let newest = 0;
  let running = false;
  const next = async () => {
    if (running) return;
    running = true;
    for (let asked = 0; asked !== newest;) {
      asked = newest;
      await showFigures(store).catch((error) => reportProblem(store, error));
    }
    running = false;
  };
  store.on(["draft", "trial", "radius_km", "scenario", "plan", "offline"], () => {
    if (!store.state.draft || !store.state.plan || store.state.offline) return;
    newest += 1;
    if (!store.state.trial) abortPrevious("live");
    void next();
  });
  store.on(["draft", "trial", "against", "scenario", "offline"], () => {
    const { draft, trial, offline } = store.state;
    if (draft && !trial && !offline)
      showOutlines(store).catch((error) => reportProblem(store, error));
  });
}

/**
 * Figures of the draft with what is being tried; an answer to what was left is dropped.
 *
 * @param {Store} store
 */
async function showFigures(store) {
  const { draft, trial, radius_km, scenario, locks, plan } = store.state;
  if (!draft || !plan) return;
  const signal = abortPrevious("live");
  const began = performance.now();
  const edits = editsWithTrial(store.state);
  const drawn = trial?.drawn && { ...trial.drawn, locked: locks };
  try {
    const [changed, base, regions, edited] = await Promise.all([
      ask(`/api/measure?tables=${QUICK_TABLES},regions&geometry=display&changed=true`, {
        body: { edits, drawn, rules: draft.document?.rules ?? {}, radii_km: [radius_km] },
        signal,
      }),
      fetchFigures("baseline", radius_km, QUICK_TABLES),
      fetchRegionFigures("baseline", radius_km),
      trial?.edits ? askEdited(store.state, edits) : null,
    ]);
    const left = trial ? !store.state.trial : draft !== store.state.draft;
    if (signal.aborted || left || scenario !== store.state.scenario) return;
    const figures = overlayTables({ ...base, regions }, changed, radius_km, plan.keys);
    store.set({
      figures,
      regions: figures.regions,
      trialEdits: trial ? appendEdits(edits, changed.edits ?? []) : null,
      loading: false,
      ...(trial ? { refused: null } : {}),
      ...(edited ? { edited, comparison: edited.comparison } : {}),
    });
    document.body.dataset.live = String(Math.round(performance.now() - began));
  } catch (error) {
    handleError(store, error);
  }
}

/** Zones, land and clusters of the draft as it stands. @param {Store} store */
async function showOutlines(store) {
  const { draft } = store.state;
  const edits = draftEdits(store.state) ?? [];
  const stands = () => draft === store.state.draft && !store.state.trial;
  try {
    if (await recutNeighbours(store)) return; // the draft is another one now, and asked for as such
    const edited = await askEdited(store.state, edits);
    if (stands())
      store.set({ edited, confirmedEdits: edits, rejected: null, comparison: edited.comparison });
  } catch (error) {
    handleError(store, error);
    if (!(error instanceof Problem) || error.status !== 422) return;
    const question = (/** @type {Edit[]} */ some) => askEdited(store.state, some);
    const rejected = await findRejected(store.state, question).catch((other) =>
      handleError(store, other),
    );
    if (rejected && stands()) store.set({ rejected, refused: null });
  }
}

/**
 * What cannot be made is said at the place; without the service, edits wait.
 *
 * @param {Store} store
 * @param {unknown} error
 */
function handleError(store, error) {
  if (isAborted(error)) return;
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
export async function applyTrial(store) {
  const { trial, draft, offline } = store.state;
  if (!trial) return false;
  const left = () =>
    draft !== store.state.draft || (store.state.trial && trial !== store.state.trial);
  try {
    if (!offline) {
      const edits = await resolveTrial(store.state);
      await askEdited(store.state, edits);
      if (left()) return false;
      pushVersion(store, edits);
      return true;
    }
  } catch (error) {
    handleError(store, error);
    if (!isOffline(error)) return false;
  }
  if (left()) return false;
  enqueueTrial(store, trial);
  return true;
}

/**
 * The whole list of edits that the page stands for, with what is being tried.
 *
 * @param {State} state
 * @returns {Promise<Edit[]>}
 */
async function resolveTrial(state) {
  const edits = editsWithTrial(state);
  const { trial, locks } = state;
  if (!trial?.drawn) return edits;
  const answer = await ask("/api/redraw", { body: { edits, ...trial.drawn, locked: locks } });
  return appendEdits(edits, /** @type {{edits: Edit[]}} */ (answer).edits);
}

/** The draft's edits with those being tried, but not with an outline. @param {State} state */
function editsWithTrial(state) {
  const edits = draftEdits(state) ?? [];
  return state.trial?.edits ? appendEdits(edits, state.trial.edits) : edits;
}

/**
 * Zones, land and clusters of a list of edits; the same question is asked once.
 *
 * @param {State} state
 * @param {Edit[]} edits
 * @returns {Promise<Edited>}
 */
const askEdited = ({ scenario, against, draft }, edits) =>
  askCached("/api/edited", {
    body: { edits, rules: draft?.document?.rules ?? {}, shown: scenario, against },
  });

/**
 * A zone with every digit and vertex, as the draft has it.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Promise<GeoJSON.Feature | undefined>}
 */
export async function fetchFullZone(state, zone) {
  /** @type {Edited} */
  const { zones } = await ask("/api/edited", {
    body: {
      edits: draftEdits(state) ?? [],
      rules: state.draft?.document?.rules ?? {},
      shown: state.scenario,
      zone,
    },
  });
  return zones.features.find(({ properties }) => properties?.zone_id === zone);
}
