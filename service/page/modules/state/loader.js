/** Loads what the state needs from the service into the store. */

import { ask, askCached, abortPrevious } from "../api.js";
import { speakPlan } from "../words/words.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("../types.js").RegionRow} RegionRow
 * @typedef {import("./store.js").Store} Store
 */

export const QUICK_TABLES = "totals,ftzs,zones,sectors,violations";

/** @param {Store} store */
export async function loadPlan(store) {
  const [plan, scenarios] = await Promise.all([ask("/api/plan"), ask("/api/scenarios")]);
  const radius_km = plan.radii_km.includes(store.state.radius_km)
    ? store.state.radius_km
    : plan.radii_km[Math.floor((plan.radii_km.length - 1) / 2)];
  speakPlan(plan);
  const tint = plan.has.includes("demand") ? store.state.tint : "land";
  store.set({ plan, scenarios, radius_km, tint });
}

/**
 * Load figures whenever the scenario, the one compared with or the radius changes. While a draft is
 * edited, its own figures come from `edit/draft-figures.js`.
 *
 * @param {Store} store
 */
export function followFigures(store) {
  let shown = "";
  store.on(["scenario", "against", "radius_km", "plan", "draft", "scenarios"], () => {
    const { plan, scenario, against, radius_km, draft, scenarios } = store.state;
    const revision = scenarios.find((row) => row.scenario === scenario)?.revision;
    const asked = [scenario, against, radius_km, draft != null, draft ? "" : revision].join();
    if (!plan || asked === shown) return;
    shown = asked;
    const signal = abortPrevious("figures");
    store.set({ loading: true, problem: null });
    Promise.all([loadFigures(store, signal), loadRegions(store, signal)])
      .then(() => {
        if (!signal.aborted) store.set({ loading: false });
      })
      .catch((error) => reportProblem(store, error));
  });
}

/**
 * @param {Store} store
 * @param {AbortSignal} signal
 */
async function loadFigures(store, signal) {
  const { scenario, against, radius_km, draft } = store.state;
  const alone = scenario === against && !draft;
  const comparing = `/api/compare?a=${scenario}&b=${against}&tables=zones,clusters`;
  const [figures, before, comparison] = await Promise.all([
    draft ? null : fetchFigures(scenario, radius_km, QUICK_TABLES),
    alone ? null : fetchFigures(against, radius_km, QUICK_TABLES),
    alone || draft ? null : askCached(comparing),
  ]);
  if (!signal.aborted) store.set(draft ? { before } : { figures, before, comparison });
}

/**
 * @param {Store} store
 * @param {AbortSignal} signal
 */
async function loadRegions(store, signal) {
  const { scenario, against, radius_km, draft } = store.state;
  const [now, before] = await Promise.all([
    draft ? null : fetchRegionFigures(scenario, radius_km),
    scenario === against && !draft ? null : fetchRegionFigures(against, radius_km),
  ]);
  if (!signal.aborted)
    store.set(now ? { regions: now, regionsBefore: before } : { regionsBefore: before });
}

/**
 * A scenario's tables at one radius (the service adds "inside", radius 0, to some of them).
 *
 * @param {string} scenario
 * @param {number} radius_km
 * @param {string} tables
 * @returns {Promise<any>}
 */
export async function fetchFigures(scenario, radius_km, tables) {
  const body = { scenario, radii_km: [radius_km] };
  /** @type {{[table: string]: any}} */
  const document = await askCached(`/api/measure?tables=${tables}&geometry=display`, { body });
  const ofRadius = (/** @type {any[] | undefined} */ rows) =>
    rows?.filter((row) => row.radius_km === radius_km);
  return {
    ...document,
    totals: ofRadius(document.totals),
    sectors: ofRadius(document.sectors),
  };
}

/** @type {WeakMap<object, RegionRow[]>} */
const rowsByAnswer = new WeakMap();

/**
 * A scenario's figures of every region at one radius. They come as columns, a fifth of the bytes,
 * and without names, which the map's layers have.
 *
 * @param {string} scenario
 * @param {number} radius_km
 * @returns {Promise<RegionRow[]>}
 */
export async function fetchRegionFigures(scenario, radius_km) {
  const body = { scenario, radii_km: [radius_km] };
  /** @type {{regions: {[column: string]: any[]}}} */
  const { regions } = await askCached("/api/measure?tables=regions&compact=true", { body });
  const known = rowsByAnswer.get(regions);
  if (known) return known;
  const columns = Object.entries(regions);
  const rows = regions.adcode.map(
    (_, index) =>
      /** @type {RegionRow} */ (
        Object.fromEntries(columns.map(([name, values]) => [name, values[index]]))
      ),
  );
  rowsByAnswer.set(regions, rows);
  return rows;
}

/**
 * Load a layer whenever the scenario changes.
 *
 * @param {Store} store
 * @param {string} layer
 * @param {(features: GeoJSON.FeatureCollection) => void} show
 */
export function followLayer(store, layer, show) {
  let shown = "";
  store.on(["scenario", "scenarios"], () => {
    const { scenario, scenarios } = store.state;
    const revision = scenarios.find((row) => row.scenario === scenario)?.revision ?? "";
    if (shown === `${scenario} ${revision}` || (shown === `${scenario} ` && revision)) return;
    shown = `${scenario} ${revision}`;
    const signal = abortPrevious(`layer ${layer} ${store.id}`);
    ask(`/api/layers/${layer}?scenario=${store.state.scenario}`, { signal })
      .then((features) => show(/** @type {GeoJSON.FeatureCollection} */ (features)))
      .catch((error) => reportProblem(store, error));
  });
}
