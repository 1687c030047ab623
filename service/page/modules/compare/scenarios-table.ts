/**
 * Several scenarios side by side: a row for each chosen one, with its figures at the selected
 * radius and their differences from the compared scenario, sortable by any column; and a small map
 * of each.
 */

import { signal } from "../../vendor/preact/index.js";
import { followAnswer } from "../core/answers.ts";
import { fetchFigures, QUICK_TABLES } from "../draft/loader.ts";
import { coarsestLevel, hasLayer } from "../core/plan-parts.ts";
import { regionLayer } from "../figures/region-shapes.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { measured, reachWords } from "../core/way.ts";
import { h, differenceMark } from "../core/ui/dom.ts";
import { sortableTable } from "../core/ui/sortable-table.ts";
import { differenceOf, formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { fetchChanges, scenarioMaps } from "./scenario-maps.ts";
import type { Changes } from "./scenario-maps.ts";

type Column = {
  key: string;
  title: string;
  decimals?: number;
  read: (figures: Figures) => number | null;
  /** a part of the figure, in brackets */
  part?: (figures: Figures) => number;
};

type Answer = {
  chosen: string[];
  changes: Changes[];
  measured: Figures[];
  before: Figures;
  regions: GeoJSON.FeatureCollection | undefined;
};

const answered = signal(null as Answer | null);

export function followSeveral(store: Store) {
  followAnswer(
    store,
    () => {
      const { tab, consensusScenarios: chosen, scenarios, against } = store.state;
      const { aim, plan } = store.state;
      const reach = measured(store.state);
      if (tab !== "compare" || chosen.length < 2 || !plan) return;
      return [
        [chosen, against, reach, aim, scenarios.map(({ revision }) => revision)],
        async () => {
          const [changes, regions, before, ...measured] = await Promise.all([
            fetchChanges(chosen, against),
            regionLayer(store, coarsestLevel(store.state)),
            ...[against, ...chosen].map((id) => fetchFigures(id, reach, QUICK_TABLES, aim)),
          ]);
          return { chosen, changes, regions, before, measured };
        },
      ];
    },
    (answer) => (answered.value = answer),
  );
}

export function Several({ store }: { store: Store }) {
  if (!answered.value) return null;
  const { chosen, changes, regions, before, measured } = answered.value;
  return [table(store.state, chosen, measured, before), scenarioMaps(store, changes, regions)];
}

function table(state: State, chosen: string[], measured: Figures[], before: Figures) {
  const rows = chosen.map((id, at) => ({ id, figures: measured[at] }));
  const written = ({ read, part, decimals }: Column, row: any) => {
    const difference = differenceOf(read(row.figures), read(before));
    const size = (value: number) => formatNumber(value, decimals);
    return h(
      "span",
      {},
      size(read(row.figures) ?? 0),
      part && ` (${size(part(row.figures))})`,
      differenceMark(difference, decimals ? 0.005 : 0.5, size),
    );
  };
  return sortableTable(
    "several",
    say("page-several-title"),
    [
      {
        key: "name",
        title: say("page-header-scenario"),
        text: true,
        above: true,
        value: (row) => scenarioTitle(state, row.id),
      },
      ...columns(state).map((column) => ({
        key: column.key,
        title: column.title,
        value: (row: any) => column.read(row.figures),
        write: (row: any) => written(column, row),
      })),
    ],
    rows,
    { column: "", down: true },
  );
}

function columns(state: State): Column[] {
  const within = reachWords(state);
  const sum = (rows: any[], key: string) => rows.reduce((all, row) => all + row[key], 0);
  return [
    hasLayer(state, "demand") && {
      key: "people",
      title: say("page-card-people", within),
      read: ({ totals }: Figures) => totals[0]?.covered_population ?? null,
    },
    state.by === "line" && {
      key: "land",
      title: say("page-compare-in-km2", { figure: say("page-card-land", within) }),
      read: ({ totals }: Figures) => totals[0]?.covered_area_km2 ?? null,
    },
    hasLayer(state, "clusters") && {
      key: "clusters",
      title: say("page-card-clusters", within),
      read: ({ sectors }: Figures) => sum(sectors, "covered_clusters"),
    },
    hasLayer(state, "clusters") && {
      key: "matched",
      title: say("page-compare-matched"),
      read: ({ sectors }: Figures) => sum(sectors, "matched_clusters"),
    },
    {
      key: "area",
      title: say("page-compare-in-km2", { figure: say("page-layer-zones") }),
      decimals: 2,
      read: ({ zones }: Figures) => sum(zones, "area_km2"),
    },
    {
      key: "above-cap",
      title: say("page-compare-in-km2", { figure: say("page-several-above-caps") }),
      decimals: 2,
      read: ({ ftzs }: Figures) =>
        ftzs.reduce((all, { headroom_km2 }) => all + Math.max(0, -(headroom_km2 ?? 0)), 0),
    },
    {
      key: "rules",
      title: say("page-several-rules"),
      read: ({ violations }: Figures) => violations.length,
      part: ({ violations }: Figures) => violations.filter(({ level }) => level === "hard").length,
    },
  ].filter((one) => one !== false);
}
