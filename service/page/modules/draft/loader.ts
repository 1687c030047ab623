/** Loads the data that the state needs from the service into the store. */

import { ask, askCached, abortPrevious, request } from "../core/api.ts";
import { speakPlan } from "../core/words/words.ts";
import { isComparing } from "./draft.ts";
import { isReadable } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { measured, radiusOf, unitOf, usualRadius } from "../core/way.ts";

/** the radius and the way of measuring */
type Reach = ReturnType<typeof measured>;

/** The radius before the plan's radii are known. */
export const USUAL_RADIUS_KM = 50;

export const QUICK_TABLES = "totals,ftzs,zones,sectors,violations,targets";

/**
 * Load the plan and the list of scenarios. If a link's scenario is not readable, the page reports
 * that and shows the baseline.
 */
export async function loadPlan(store: Store) {
  const [plan, listed] = await Promise.all([
    ask("/api/plan?layers=false"),
    request("/api/scenarios"),
  ]);
  const { radius: requested } = store.state;
  speakPlan(plan);
  const tint = plan.has.includes("demand") ? store.state.tint : "land";
  const by = plan.ways.includes(store.state.by) ? store.state.by : "line";
  const isUsual = unitOf(by) !== unitOf(store.state.by) || requested === USUAL_RADIUS_KM;
  const radius = isUsual ? usualRadius(plan, by) : requested;
  const known = { plan, scenarios: listed.body, listTag: listed.etag, radius, by, tint };
  const { scenario, against } = store.state;
  for (const id of new Set([scenario, against]))
    if (!isReadable({ ...store.state, ...known }, id)) known.scenarios.push(...(await rowsOf(id)));
  const isKnown = (id: string) => isReadable({ ...store.state, ...known }, id);
  const [shown, other] = [scenario, against].map((id) => (isKnown(id) ? id : "baseline"));
  store.set({ ...known, scenario: shown, against: other });
  const unknown = [scenario, against].find((id) => !isKnown(id));
  if (unknown)
    store.set({ problem: [{ code: "page-share-refused", params: { scenario: unknown } }] });
}

/**
 * A scenario that is not among the first ones, to which the list is limited.
 *
 * @returns no row if it is not readable
 */
const rowsOf = async (id: string): Promise<ScenarioRow[]> =>
  (await ask(`/api/scenarios?text=${encodeURIComponent(id)}`)).filter(
    (row: { scenario: string }) => row.scenario === id,
  );

/**
 * Load figures whenever the scenario, the compared one, the radius or the way of measuring changes. Figures of a draft
 * come from `edit/draft-figures.ts`.
 */
export function followFigures(store: Store) {
  let shown = "";
  store.on(
    ["scenario", "against", "radius", "by", "againstBy", "aim", "plan", "draft", "scenarios"],
    () => {
      const { plan, scenario, against, radius, by, againstBy, aim, draft, scenarios } = store.state;
      const revisionOf = (id: string) => scenarios.find((row) => row.scenario === id)?.revision;
      const revisions = [draft ? "" : revisionOf(scenario), revisionOf(against)];
      const key = [
        scenario,
        against,
        radius,
        by,
        againstBy,
        aim,
        draft != null,
        ...revisions,
      ].join();
      if (!plan || key === shown) return;
      shown = key;
      const signal = abortPrevious("figures");
      store.set({ loading: true, problem: null });
      Promise.all([loadFigures(store, signal), loadRegions(store, signal)])
        .then(() => {
          if (!signal.aborted) store.set({ loading: false });
        })
        .catch((error) => reportProblem(store, error));
    },
  );
}

async function loadFigures(store: Store, signal: AbortSignal) {
  const { scenario, against, by, againstBy, aim, draft } = store.state;
  const [reach, former] = bothReaches(store.state);
  const alone = !isComparing(store.state);
  const ways = `by=${by}&b_by=${againstBy ?? by}`;
  const comparing = `/api/compare?a=${scenario}&b=${against}&${ways}&tables=zones,clusters`;
  const [figures, before, comparison] = await Promise.all([
    draft ? null : fetchFigures(scenario, reach, QUICK_TABLES, aim, alone ? null : against),
    alone ? null : fetchFigures(against, former, QUICK_TABLES, aim),
    alone || draft ? null : askCached(comparing),
  ]);
  if (!signal.aborted) store.set(draft ? { before } : { figures, before, comparison });
}

async function loadRegions(store: Store, signal: AbortSignal) {
  const { scenario, against, aim, draft } = store.state;
  const [reach, former] = bothReaches(store.state);
  const [now, before] = await Promise.all([
    draft ? null : fetchRegionFigures(scenario, reach, aim),
    isComparing(store.state) ? fetchRegionFigures(against, former, aim) : null,
  ]);
  if (!signal.aborted)
    store.set(now ? { regions: now, regionsBefore: before } : { regionsBefore: before });
}

/** How the shown and the compared figures are measured. */
const bothReaches = (state: State) => [
  measured(state),
  measured({ ...state, by: state.againstBy ?? state.by }),
];

/**
 * A scenario's tables at one radius (the service adds "inside", radius 0, to some of them).
 *
 * @param compared the scenario to compare violations with
 */
export async function fetchFigures(
  scenario: string,
  reach: Reach,
  tables: string,
  aim: string | null = null,
  compared: string | null = null,
): Promise<any> {
  const further = { ...(aim ? { aim } : {}), ...(compared ? { compared } : {}) };
  const body = { scenario, ...reach, ...further };
  const path = `/api/measure?tables=${tables}&geometry=display&plan=false`;
  const document: { [table: string]: any } = await askCached(path, { body });
  const ofRadius = (rows: any[] | undefined) =>
    rows?.filter((row) => radiusOf(row) === (reach.radii_km ?? reach.radii_min)?.[0]);
  return {
    ...document,
    totals: ofRadius(document.totals),
    sectors: ofRadius(document.sectors),
  };
}

const rowsByAnswer = new WeakMap<object, RegionRow[]>();

/**
 * A scenario's figures of every region at one radius. They come as columns, a fifth of the bytes,
 * and without names, which the map's layers have.
 */
export async function fetchRegionFigures(
  scenario: string,
  reach: Reach,
  aim: string | null = null,
): Promise<RegionRow[]> {
  const body = { scenario, ...reach, ...(aim ? { aim } : {}) };
  const path = "/api/measure?tables=regions&compact=true&plan=false";
  const { regions }: { regions: { [column: string]: any[] | { runs: [any, number][] } } } =
    await askCached(path, { body });
  const known = rowsByAnswer.get(regions);
  if (known) return known;
  const columns = Object.entries(regions).map(([name, column]) => [name, cellsOf(column)]);
  const rows = (cellsOf(regions.adcode) as any[]).map(
    (_, index) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[index]])) as RegionRow,
  );
  rowsByAnswer.set(regions, rows);
  return rows;
}

/** The cells of a column, which is sent as a list or as runs of equal values. */
const cellsOf = (column: any[] | { runs: [any, number][] }) =>
  Array.isArray(column)
    ? column
    : column.runs.flatMap(([value, times]) => new Array(times).fill(value));

/** Load a layer whenever the scenario changes. */
export function followLayer(
  store: Store,
  layer: string,
  show: (features: GeoJSON.FeatureCollection) => void,
) {
  let shown = "";
  store.on(["scenario", "scenarios"], () => {
    const { scenario, scenarios } = store.state;
    const revision = scenarios.find((row) => row.scenario === scenario)?.revision ?? "";
    if (shown === `${scenario} ${revision}` || (shown === `${scenario} ` && revision)) return;
    shown = `${scenario} ${revision}`;
    const signal = abortPrevious(`layer ${layer} ${store.id}`);
    ask(`/api/layers/${layer}?scenario=${store.state.scenario}`, { signal })
      .then((features) => show(features as GeoJSON.FeatureCollection))
      .catch((error) => signal.aborted || reportProblem(store, error));
  });
}
