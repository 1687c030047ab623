/**
 * Figures of the draft while it is edited. One request at a time, the newest state next; an
 * outdated answer is dropped. Only the rows that edits change are fetched.
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
 * Fetch figures of the draft with the trial; an outdated answer is dropped.
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

/** Fetch zones, land and clusters of the draft without a trial. @param {Store} store */
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
 * A refused edit is shown in the toolbar; when offline, edits wait.
 *
 * @param {Store} store
 * @param {unknown} error
 */
function handleError(store, error) {
  if (isAborted(error)) return;
  if (isOffline(error)) store.set({ offline: true, loading: false });
  else if (error instanceof Problem && error.status === 422) store.set({ refused: error.problems });
  else throw error;
}

/**
 * Add the trial to the draft, also where another tool is active by the time of the answer. A
 * refused edit is not added; when offline, the trial is queued.
 *
 * @param {Store} store
 * @returns {Promise<boolean>} whether it was added
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
 * The draft's edits with those that the trial means: the service resolves a drawn outline.
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

/** The draft's edits with those of the trial, a drawn outline left out. @param {State} state */
function editsWithTrial(state) {
  const edits = draftEdits(state) ?? [];
  return state.trial?.edits ? appendEdits(edits, state.trial.edits) : edits;
}

/**
 * Fetch zones, land and clusters of a list of edits; cached.
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
 * Fetch a zone of the draft with all vertices and digits.
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
