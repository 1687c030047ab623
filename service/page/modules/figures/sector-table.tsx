/**
 * The clusters of a sector by region, among *Places*: how many no zone reaches, how far the farthest
 * is from one, and which they are. It follows the scenario, the radius, the scope and the edits.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { coarsestLevel, featureOf } from "../core/plan-parts.ts";
import { measured, reachWords } from "../core/way.ts";
import { announce, h } from "../core/ui/dom.ts";
import { sortableTable } from "../core/ui/sortable-table.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { nameOf } from "../core/words/names.ts";
import { say, sayOr } from "../core/words/words.ts";
import { shownEdits } from "../draft/draft.ts";
import { mainBlockBounds, onMap, zoomTo } from "../map/view.ts";
import { clusterName, nearestWords, type Answer, type Reach } from "./cluster-list.ts";
import { COUNTRY_ZOOM, regionLayer, regionsAt } from "./region-shapes.ts";

/** A region with its clusters of the sector. */
type Row = {
  adcode: string;
  feature: GeoJSON.Feature | undefined;
  name: string;
  missed: Reach[];
  all: number;
  farthest: number | null;
};

type Known = { sector: string; clusters: Reach[]; regionOf: Map<string, string> };

const chosen = signal("");
const known = signal(null as Known | null);

export function followSectors(store: Store) {
  followAnswer(
    store,
    () => {
      const { tab, plan, trial, offline, aim, scenarios } = store.state;
      const sector = sectorOf(store.state);
      if (tab !== "sectors" || !plan || !sector || trial?.drawn || offline) return;
      const body = { ...shownEdits(store.state), sector, aim, ...measured(store.state) };
      return [
        [body, scenarios.map(({ revision }) => revision)],
        async (aborted) => {
          const [answer, districts] = await Promise.all([
            ask("/api/clusters", { body, signal: aborted }) as Promise<Answer>,
            regionsAt(COUNTRY_ZOOM, null),
            regionLayer(store, coarsestLevel(store.state)),
          ]);
          const inside = districts.features.map(({ properties }) => [
            properties?.adcode,
            properties?.lies.at(-1) ?? properties?.adcode,
          ]);
          return { sector, clusters: answer.clusters, regionOf: new Map(inside as any) as any };
        },
      ];
    },
    (answer) => (known.value = answer),
    isRefusedEdit,
  );
}

const sectorsOf = ({ figures }: State) => [
  ...new Set((figures?.sectors ?? []).map(({ sector }) => sector)),
];

/** The chosen sector, else the first. */
const sectorOf = (state: State) =>
  sectorsOf(state).find((one) => one === chosen.value) ?? sectorsOf(state)[0] ?? "";

function rowsOf(state: State, { clusters, regionOf }: Known): Row[] {
  const layer = state.regionLayers[coarsestLevel(state)];
  const byRegion = new Map<string, Reach[]>();
  for (const cluster of clusters) {
    const region = regionOf.get(cluster.adcode ?? "") ?? "";
    byRegion.set(region, [...(byRegion.get(region) ?? []), cluster]);
  }
  const rows = [...byRegion].map(([adcode, all]) => {
    const feature = featureOf(layer, adcode, "adcode");
    const missed = all.filter(({ reached }) => !reached);
    const name = nameOf(feature?.properties ?? {}) || adcode || say("page-sectors-nowhere");
    const farthest = missed.length ? distanceOf(missed[0]) : null; // the farthest come first
    return { adcode, feature, name, missed, all: all.length, farthest };
  });
  return rows.sort((one, other) => (other.farthest ?? -1) - (one.farthest ?? -1));
}

const distanceOf = ({ distance_km, distance_min }: Reach) => distance_km ?? distance_min ?? null;

export function SectorTable({ page: { store, map } }: { page: Page }) {
  const { state } = store;
  if (state.tab !== "sectors" || !state.figures) return null;
  const sector = sectorOf(state);
  const answer = known.value?.sector === sector ? known.value : null;
  return (
    <div id="sector-table">
      <div class="tools">
        <label>
          <span>{say("page-sectors-choose")}</span>
          <select
            id="sector-choice"
            onChange={({ target }: Event) => (chosen.value = (target as HTMLSelectElement).value)}
          >
            {sectorsOf(state).map((one) => (
              <option value={one} selected={one === sector}>
                {sayOr(`page-sector-${one}`, one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {answer ? (
        tableOf(state, map, answer)
      ) : (
        <div class="skeleton bars-skeleton tall" key="awaited"></div>
      )}
    </div>
  );
}

function tableOf(state: State, map: L.Map, answer: Known) {
  const columns = [
    {
      key: "name",
      title: say("page-column-name"),
      text: true,
      value: (row: Row) => row.name,
      write: (row: Row) => regionCell(state, map, row),
    },
    {
      key: "missed",
      title: say("page-clusters-missed"),
      value: (row: Row) => row.missed.length,
      write: (row: Row) => say("page-sectors-missed", { missed: row.missed.length, all: row.all }),
    },
    {
      key: "farthest",
      title: say("page-sectors-farthest", { unit: state.by.endsWith("_min") ? "min" : "km" }),
      value: (row: Row) => row.farthest,
      write: (row: Row) => formatNumber(row.farthest, 1),
      why: () => say("page-sectors-all-reached"),
    },
  ];
  const caption = say("page-clusters-of", {
    sector: sayOr(`page-sector-${answer.sector}`, answer.sector),
    missed: answer.clusters.filter(({ reached }) => !reached).length,
    all: answer.clusters.length,
    ...reachWords(state),
  });
  const order = { column: "missed", down: true };
  return [
    <h2 key="caption">{caption}</h2>,
    sortableTable("sectors", caption, columns as any, rowsOf(state, answer), order),
  ];
}

/** The name of a region, with its clusters that are not reached, the farthest first. */
function regionCell(state: State, map: L.Map, { feature, name, missed }: Row) {
  const show = (bounds: L.LatLngBounds, shown: string) => {
    zoomTo(map, bounds);
    announce(say("page-announce-shown", { name: shown }));
  };
  const showCluster = (cluster: Reach) => {
    const at = L.latLng(cluster.lat, onMap(cluster.lon, state.plan?.extent));
    const zone = featureOf(state.zonesLayer, cluster.zone_id);
    const bounds = L.latLngBounds(at, at);
    show((zone ? bounds.extend(mainBlockBounds(zone)) : bounds).pad(0.2), clusterName(cluster));
  };
  return (
    <div>
      <button
        type="button"
        class="go"
        onClick={() => feature && show(L.geoJSON(feature).getBounds(), name)}
      >
        {name}
      </button>
      {missed.length > 0 && (
        <ul class="missed-clusters">
          {missed.map((cluster) => (
            <li key={cluster.cluster_id}>
              <button type="button" class="go" onClick={() => showCluster(cluster)}>
                {clusterName(cluster)}
              </button>{" "}
              <span class="context">{nearestWords(state, cluster)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
