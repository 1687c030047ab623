/**
 * The clusters of a sector, under its bar: which are not reached, and the distance of each to the
 * nearest zone. It follows the scenario, the radius, the scope and the edits.
 */

import { featureOf } from "../core/plan-parts.ts";
import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { mainBlockBounds, onMap, zoomTo } from "../map/view.ts";
import { scopeOf } from "./scope.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";
import { measured, reachWords, within } from "../core/way.ts";
import { announce, button, byId, fill, h, note } from "../core/ui/dom.ts";
import { sectorSymbol } from "../core/ui/symbols.ts";
import { nameById, nameOf, zoneName } from "../core/words/names.ts";
import { say, sayOr } from "../core/words/words.ts";

/** of a cluster */
export interface Reach {
  cluster_id: string;
  name: string | null;
  name_zh: string | null;
  sector: string;
  lon: number;
  lat: number;
  adcode: string | null; // of its district
  reached: boolean;
  zone_id: string | null; // of the nearest zone
  distance_km?: number | null;
  distance_min?: number | null;
}

/** of /api/clusters */
export type Answer = { clusters: Reach[]; left_off: number };

export function addClusterList({ store, map }: Page) {
  const place = byId("cluster-list");
  const marks = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "explained" });
  const answered = signal(null as (Answer & { of: string }) | null);

  const show = (cluster: Reach) => {
    const { plan, zonesLayer, by } = store.state;
    const at = L.latLng(cluster.lat, onMap(cluster.lon, plan?.extent));
    const zone = featureOf(zonesLayer, cluster.zone_id);
    const bounds = L.latLngBounds(at, at);
    const options = { pane: "explained", renderer, interactive: false };
    marks.clearLayers();
    store.set({ wayTo: { cluster: cluster.cluster_id } });
    if (zone) {
      bounds.extend(mainBlockBounds(zone));
      const line = [at, mainBlockBounds(zone).getCenter()];
      if (!cluster.reached && by === "line")
        L.polyline(line, { ...options, className: "would-cover" }).addTo(marks);
    }
    const icon = L.divIcon({ className: "cluster-found", iconSize: [26, 26] });
    L.marker(at, { ...options, icon, keyboard: false }).addTo(marks);
    zoomTo(map, bounds.pad(0.2));
    announce(say("page-announce-shown", { name: clusterName(cluster) }));
  };
  const close = () => {
    const bar = barOf(store.state.clustersOf);
    store.set({ clustersOf: null });
    bar?.focus();
  };
  store.watch(() => {
    const { clustersOf, tab } = store.state;
    place.hidden = !clustersOf;
    if (!clustersOf || tab !== "coverage") {
      marks.clearLayers();
      if (tab === "coverage" && "cluster" in (store.state.wayTo ?? {})) store.set({ wayTo: null });
    }
    if (!clustersOf) return (answered.value = null);
    if (tab !== "coverage") return;
    const answer = answered.value?.of === clustersOf ? answered.value : null;
    const focused = place.contains(document.activeElement);
    fill(place, ...(answer ? listOf(store.state, answer, { show, close }) : [skeleton()]));
    // a removed cluster had the focus
    if (focused && !place.contains(document.activeElement)) place.querySelector("button")?.focus();
  });
  const take = (answer: Answer & { of: string }) => {
    const isFresh = answered.value?.of !== answer.of;
    answered.value = answer;
    if (!isFresh || store.state.clustersOf !== answer.of) return;
    if (document.activeElement === barOf(answer.of)) place.querySelector("button")?.focus();
    place.scrollIntoView({ block: "nearest" });
    announce(titleOf(store.state, answer));
  };
  followAnswer(
    store,
    () => {
      const { clustersOf, tab, plan, trial, offline, aim, scenarios } = store.state;
      if (!clustersOf) return [null, async () => null];
      if (tab !== "coverage" || !plan || trial?.drawn || offline) return;
      const shown = shownEdits(store.state);
      const body = { ...shown, sector: clustersOf, aim, ...measured(store.state) };
      return [
        [body, scenarios.map(({ revision }) => revision)],
        async (aborted) => {
          const answer: Answer = await ask("/api/clusters", { body, signal: aborted });
          return { ...answer, of: clustersOf };
        },
      ];
    },
    (answer) => answer && take(answer),
    isRefusedEdit,
  );
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
}

const skeleton = () => h("div", { class: "skeleton bars-skeleton" });

const barOf = (sector: string | null) =>
  (sector &&
    document.querySelector(
      `#sector-bars [data-id="${CSS.escape(sector)}"] button`,
    )) as HTMLElement | null;

export const clusterName = (cluster: Reach) => nameOf(cluster) || cluster.cluster_id;

function titleOf(state: State, { clusters, left_off }: Answer) {
  const { clustersOf } = state;
  return say("page-clusters-of", {
    sector: sayOr(`page-sector-${clustersOf}`, clustersOf ?? ""),
    missed: clusters.filter(({ reached }) => !reached).length,
    all: clusters.length + left_off,
    ...reachWords(state),
  });
}

function listOf(
  state: State,
  answer: Answer,
  { show, close }: { show: (cluster: Reach) => void; close: () => void },
) {
  const [kind, value] = scopeOf(state);
  const by =
    kind === "sector"
      ? sayOr(`page-sector-${value}`, value)
      : kind === "ftz"
        ? nameById(state, value)
        : null;
  const group = (reached: boolean) => {
    const rows = answer.clusters.filter((row) => row.reached === reached);
    if (!rows.length) return [];
    return [
      h("h4", {}, say(reached ? "page-clusters-reached" : "page-clusters-missed")),
      h(
        "ul",
        { key: String(reached), class: "pairs", "data-reached": String(reached) },
        ...rows.map((row) =>
          h(
            "li",
            { key: row.cluster_id, "data-cluster": row.cluster_id },
            h("b", { class: "sign", "aria-hidden": "true" }, reached ? "✓" : "✕"),
            sectorSymbol(row.sector, state.plan?.sectors),
            button(
              { class: "go", "data-id": row.cluster_id, onclick: () => show(row) },
              clusterName(row),
            ),
            h("span", { class: "context" }, nearestWords(state, row)),
          ),
        ),
      ),
    ];
  };
  return [
    h(
      "div",
      { class: "explained-head" },
      h("h3", {}, titleOf(state, answer)),
      button(
        {
          class: "close-list",
          "data-id": "",
          "aria-label": say("page-about-close"),
          onclick: close,
        },
        "×",
      ),
    ),
    by && h("p", { class: "context" }, say("page-clusters-by", { by })),
    ...group(false),
    ...group(true),
    answer.left_off > 0 && note(say("page-clusters-left-off", { count: answer.left_off })),
  ];
}

export function nearestWords(state: State, { zone_id, distance_km, distance_min }: Reach) {
  const distance = distance_km ?? distance_min;
  if (!zone_id) return state.by === "line" ? say("page-clusters-no-zone") : say("page-way-none");
  const zone = zoneName(state, zone_id);
  if (!distance) return say("page-clusters-inside", { zone });
  return say("page-clusters-from", {
    zone,
    within: within({ radius: Math.round(distance * 10) / 10, by: state.by }),
  });
}
