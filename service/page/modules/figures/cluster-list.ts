/**
 * The clusters of a sector, under its bar: which are not reached, and the distance of each to the
 * nearest zone. It follows the scenario, the radius, the scope and the edits.
 */

import { featureOf } from "../core/plan-parts.ts";
import { signal, untracked } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { mainBlockBounds, onMap, zoomTo } from "../map/view.ts";
import { scopeOf } from "./scope.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";
import { measured, reachWords, within } from "../core/way.ts";
import { announce, button, h, note } from "../core/ui/dom.ts";
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

const answered = signal(null as (Answer & { of: string }) | null);

/** The cluster shown on the map last; null: none. */
const marked = signal<Reach | null>(null);

export function followClusters(page: Page) {
  const { store } = page;
  markOnMap(page);
  store.watch(() => {
    const { clustersOf, tab, wayTo } = store.state;
    if (!clustersOf) answered.value = null;
    if (clustersOf && tab === "coverage") return;
    marked.value = null;
    if (tab === "coverage" && "cluster" in (wayTo ?? {})) store.set({ wayTo: null });
  });
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
    (answer) => {
      if (!answer) return;
      const isFresh = answered.value?.of !== answer.of;
      const list = document.getElementById("cluster-list");
      const hasFocus = list?.contains(document.activeElement);
      answered.value = answer;
      // a cluster that goes to the other list loses the focus
      if (hasFocus)
        requestAnimationFrame(() => {
          if (!list?.contains(document.activeElement)) list?.querySelector("button")?.focus();
        });
      if (isFresh && store.state.clustersOf === answer.of) announce(titleOf(store.state, answer));
    },
    isRefusedEdit,
  );
}

/** Mark a cluster on the map, with a line to its nearest zone. */
function markOnMap({ store, map }: Page) {
  const marks = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "explained" });
  store.watch(() => {
    marks.clearLayers();
    const cluster = marked.value;
    if (cluster) untracked(() => mark(cluster));
  });
  const mark = (cluster: Reach) => {
    const { plan, zonesLayer, by } = store.state;
    const at = L.latLng(cluster.lat, onMap(cluster.lon, plan?.extent));
    const zone = featureOf(zonesLayer, cluster.zone_id);
    const bounds = L.latLngBounds(at, at);
    const options = { pane: "explained", renderer, interactive: false };
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
}

export function ClusterList({ page: { store }, sector }: { page: Page; sector: string }) {
  const answer = answered.value?.of === sector ? answered.value : null;
  const close = () => {
    const bar = barOf(sector);
    store.set({ clustersOf: null });
    bar?.focus();
  };
  return h(
    "section",
    {
      id: "cluster-list",
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      },
    },
    ...(answer ? listOf(store.state, answer, close) : [skeleton()]),
  );
}

/** A list that has just come takes the focus of its bar. */
function takeFocus(button: HTMLElement | null) {
  if (!button) return;
  button.closest("section")?.scrollIntoView({ block: "nearest" });
  const bar = document.activeElement?.closest("#sector-bars");
  if (bar) button.focus();
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

function listOf(state: State, answer: Answer, close: () => void) {
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
              {
                class: "go",
                "data-id": row.cluster_id,
                onclick: () => (marked.value = { ...row }),
              },
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
          ref: takeFocus,
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
