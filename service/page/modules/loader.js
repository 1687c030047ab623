/** Fetches what the present state needs, and puts it into the store. */

import { Problem, ask, askOnce, latest, wasDropped } from "./api.js";
import { say } from "./words.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Figures} Figures
 * @typedef {import("./types.js").RegionRow} RegionRow
 * @typedef {import("./store.js").Store} Store
 */

const QUICK_TABLES = "totals,ftzs,zones,sectors,violations";

/** @param {Store} store */
export async function loadPlan(store) {
  const [plan, scenarios] = await Promise.all([ask("/api/plan"), ask("/api/scenarios")]);
  const radius_km = plan.radii_km.includes(store.state.radius_km)
    ? store.state.radius_km
    : plan.radii_km[Math.floor((plan.radii_km.length - 1) / 2)];
  store.set({ plan, scenarios, radius_km });
}

/**
 * Follow the scenario, the one compared with and the radius, for as long as the page lives.
 *
 * @param {Store} store
 */
export function followFigures(store) {
  store.on(["scenario", "against", "radius_km", "plan"], () => {
    if (!store.state.plan) return;
    const signal = latest("figures");
    store.set({ loading: true, problem: null });
    Promise.all([loadQuick(store, signal), loadRegions(store, signal)])
      .then(() => store.set({ loading: false }))
      .catch((error) => report(store, error));
  });
}

/**
 * @param {Store} store
 * @param {AbortSignal} signal
 */
async function loadQuick(store, signal) {
  const { scenario, against, radius_km } = store.state;
  const alone = scenario === against;
  const comparing = `/api/compare?a=${scenario}&b=${against}&tables=zones,clusters,violations`;
  const [figures, before, comparison] = await Promise.all([
    measure(scenario, radius_km, QUICK_TABLES),
    alone ? null : measure(against, radius_km, QUICK_TABLES),
    alone ? null : askOnce(comparing),
  ]);
  if (!signal.aborted) store.set({ figures, before, comparison });
}

/**
 * @param {Store} store
 * @param {AbortSignal} signal
 */
async function loadRegions(store, signal) {
  const { scenario, against, radius_km } = store.state;
  const [now, before] = await Promise.all([
    measure(scenario, radius_km, "regions"),
    scenario === against ? null : measure(against, radius_km, "regions"),
  ]);
  if (!signal.aborted)
    store.set({ regions: now.regions, regionsBefore: before ? before.regions : null });
}

/**
 * A scenario's tables at one radius (the service adds "inside", radius 0, to some of them).
 *
 * @param {string} scenario
 * @param {number} radius_km
 * @param {string} tables
 * @returns {Promise<any>}
 */
async function measure(scenario, radius_km, tables) {
  const body = { scenario, radii_km: [radius_km] };
  /** @type {{[table: string]: any}} */
  const document = await askOnce(`/api/measure?tables=${tables}`, { body });
  const ofRadius = (/** @type {any[] | undefined} */ rows) =>
    rows?.filter((row) => row.radius_km === radius_km);
  return {
    ...document,
    totals: ofRadius(document.totals),
    sectors: ofRadius(document.sectors),
    regions: ofRadius(document.regions),
  };
}

/**
 * Follow a layer that depends on the scenario.
 *
 * @param {Store} store
 * @param {string} layer
 * @param {(features: GeoJSON.FeatureCollection) => void} show
 */
export function followLayer(store, layer, show) {
  store.on(["scenario"], () => {
    const signal = latest(`layer ${layer}`);
    ask(`/api/layers/${layer}?scenario=${store.state.scenario}`, { signal })
      .then((features) => show(/** @type {GeoJSON.FeatureCollection} */ (features)))
      .catch((error) => report(store, error));
  });
}

/**
 * A level's regions at country scale, fetched once: names for search, outlines for zooming.
 *
 * @param {Store} store
 * @param {string} level
 * @returns {Promise<GeoJSON.FeatureCollection | undefined>}
 */
export async function regionLayer(store, level) {
  try {
    /** @type {GeoJSON.FeatureCollection} */
    const features = await askOnce(`/api/layers/regions?level=${level}&zoom=4`);
    if (!store.state.regionLayers[level])
      store.set({ regionLayers: { ...store.state.regionLayers, [level]: features } });
    return features;
  } catch (error) {
    report(store, error);
    return undefined;
  }
}

/**
 * Say what went wrong, unless the question was dropped on purpose.
 *
 * @param {Store} store
 * @param {unknown} error
 */
export function report(store, error) {
  if (wasDropped(error)) return;
  const problem = error instanceof Problem ? error.message : say("problem.offline");
  store.set({ problem, loading: false });
}
