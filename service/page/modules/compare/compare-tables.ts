/** The tables of the Compare tab. */

import { zoomTo } from "../map/view.ts";
import { clusterChanges, DIRECTION_SIGNS, DIRECTIONS } from "../figures/cluster-changes.ts";
import { chartedLevel, isInScope } from "../figures/scope.ts";
import { hasLayer, featureOf } from "../core/plan-parts.ts";
import { bothTitles } from "../scenario/scenario-titles.ts";
import { byWords, radiusOf, radiusWords, reachWords, wayWords } from "../core/way.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { sortableTable, figureColumn } from "../core/ui/sortable-table.ts";
import { sectorSymbol } from "../core/ui/symbols.ts";
import { ftzName, nameById, nameOf, shortNameOf, zoneName } from "../core/words/names.ts";
import {
  differenceOf,
  formatDifference,
  formatNumber,
  formatPercent,
} from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { coarseNotes } from "../figures/coverage-cards.ts";
import { changedRuleList } from "../figures/rules-tab.tsx";

export type People = { radius: number; entering: number | null; leaving: number | null };

export function compareTables(
  page: Page,
  figures: Figures,
  before: Figures,
  { people, former }: { people: People[] | null; former: GeoJSON.FeatureCollection | null },
) {
  const { state } = page.store;
  const part = (key: string, ...content: Child[]) =>
    h("section", { key }, h("h2", {}, say(key)), ...content);
  return [
    h("p", { class: "context" }, bothTitles(state)),
    ...(state.againstBy
      ? [part("page-over-title", overTable(state), note(say("page-over-map")))]
      : [
          part(
            "page-compare-totals",
            figureTable(
              "totals",
              say("page-compare-figure"),
              totalRows(state, figures, before),
              sideTitles(state),
            ),
          ),
          part("page-compare-zones", zoneTable(page, former)),
          part("page-compare-rules", changedRuleList(state)),
          ...(hasLayer(state, "demand")
            ? [part("page-compare-people", peopleTable(state, people), ...coarseNotes(state))]
            : []),
        ]),
    ...(hasLayer(state, "clusters")
      ? [
          part(state.againstBy ? "page-over-clusters" : "page-compare-clusters", clusterList(page)),
          part(
            "page-compare-sectors",
            figureTable(
              "sectors",
              say("page-figure-sector"),
              sectorRows(figures, before),
              sideTitles(state),
            ),
          ),
        ]
      : []),
    ...(hasLayer(state, "demand") ? [regionsPart(state)] : []),
  ];
}

const SIDES = ["before", "after"] as const;

/** The titles of both sides: the ways of measuring, where they differ. */
const sideTitles = ({ by, againstBy }: State) =>
  againstBy
    ? { before: byWords(againstBy), after: byWords(by) }
    : { before: say("page-compare-before"), after: say("page-compare-after") };

/** The people over-counted by the straight line, by radius. */
function overTable({ comparison, by }: State) {
  return sortableTable(
    "over-counted",
    say("page-over-title"),
    [
      {
        key: "radius",
        title: say("page-header-radius"),
        text: true,
        value: (row) => radiusOf(row),
        write: (row) => radiusWords(radiusOf(row), by),
      },
      figureColumn("line_population", say("page-by-line")),
      figureColumn("way_population", byWords(by)),
      figureColumn("over_counted_population", say("page-over-people")),
      {
        key: "share",
        title: "%",
        value: (row) => row.over_counted_share,
        write: (row) => formatPercent(row.over_counted_share),
      },
    ],
    comparison?.over_counted ?? [],
    { column: "radius", down: false },
  );
}

type Pair = { name: string; before: number | null; after: number | null; decimals?: number };

/** @param titles of both sides */
function figureTable(
  id: string,
  heads: string,
  rows: Pair[],
  titles: { before: string; after: string },
) {
  const difference = (row: any) => differenceOf(row.after, row.before);
  return sortableTable(
    `compare-${id}`,
    heads,
    [
      { key: "name", title: heads, text: true, value: (row) => row.name },
      ...SIDES.map((side) => ({
        key: side,
        title: titles[side],
        value: (row: any) => row[side],
        write: (row: any) => formatNumber(row[side], row.decimals),
      })),
      {
        key: "difference",
        title: say("page-column-difference"),
        value: difference,
        write: (row) =>
          formatDifference(
            difference(row),
            (size) => formatNumber(size, row.decimals),
            row.decimals ? 0.005 : 0.5,
          ),
      },
    ],
    rows,
    { column: id === "provinces" ? "difference" : "", down: true },
  );
}

function totalRows(state: State, now: Figures, then: Figures): Pair[] {
  const sum = (rows: any[], key: string) => rows.reduce((all, row) => all + row[key], 0);
  const [a, b] = [now.totals[0], then.totals[0]];
  const reach = reachWords({ ...state, by: state.againstBy ?? state.by }); // heads name the ways
  const people = {
    name: say("page-card-people", reach),
    before: b?.covered_population ?? null,
    after: a?.covered_population ?? null,
  };
  const land = {
    name: say("page-compare-in-km2", { figure: say("page-card-land", reach) }),
    before: b?.covered_area_km2 ?? null,
    after: a?.covered_area_km2 ?? null,
    decimals: 2,
  };
  const ofClusters = (name: string, key: string) => ({
    name,
    before: sum(then.sectors, key),
    after: sum(now.sectors, key),
  });
  const within = say("page-card-clusters", reach);
  return [
    ...(hasLayer(state, "demand") ? [people] : []),
    ...(state.by === "line" ? [land] : []),
    {
      name: say("page-compare-in-km2", { figure: say("page-layer-zones") }),
      before: sum(then.zones, "area_km2"),
      after: sum(now.zones, "area_km2"),
      decimals: 2,
    },
    ...capRows(state, now, then),
    ...(hasLayer(state, "clusters")
      ? [
          ofClusters(within, "covered_clusters"),
          ofClusters(say("page-compare-matched"), "matched_clusters"),
        ]
      : []),
    {
      name: say("page-compare-rules"),
      before: then.violations.length,
      after: now.violations.length,
    },
  ];
}

/**
 * The area used by each FTZ with a cap on both sides, if the area of one of its zones differs.
 */
function capRows(state: State, now: Figures, then: Figures): Pair[] {
  const areas = [now, then].map(
    ({ zones }) => new Map(zones.map(({ zone_id, area_km2 }) => [zone_id, area_km2])),
  );
  const differs = (zone_id: string) => {
    const [after = 0, before = 0] = areas.map((of) => of.get(zone_id));
    return Math.abs(after - before) >= 0.005;
  };
  const changed = new Set(
    [...now.zones, ...then.zones]
      .filter(({ zone_id }) => differs(zone_id))
      .map(({ ftz_id }) => ftz_id),
  );
  return now.ftzs
    .filter(({ ftz_id, cap_km2 }) => cap_km2 != null && changed.has(ftz_id))
    .map(({ ftz_id, cap_km2, area_km2 }) => ({
      name: say("page-compare-cap", {
        ftz: ftzName(state, ftz_id),
        cap: formatNumber(cap_km2, 2),
      }),
      before: then.ftzs.find((row) => row.ftz_id === ftz_id)?.area_km2 ?? null,
      after: area_km2,
      decimals: 2,
    }));
}

const sectorRows = (now: Figures, then: Figures): Pair[] =>
  now.sectors.map((row) => ({
    name: sayOr(`page-sector-${row.sector}`, row.sector),
    before: then.sectors.find((one) => one.sector === row.sector)?.covered_clusters ?? null,
    after: row.covered_clusters,
  }));

function regionsPart(state: State) {
  const [level, rows] = [chartedLevel(state), regionRows(state)];
  return h(
    "section",
    {},
    h("h2", {}, say("page-compare-regions", { level })),
    ...(rows.length
      ? [
          figureTable("provinces", say("page-level", { level }), rows, sideTitles(state)),
          note(say("page-compare-others")),
        ]
      : [h("p", { class: "context" }, say("page-compare-no-region"))]),
  );
}

/** The charted regions whose covered people change. */
function regionRows(state: State): Pair[] {
  const [top, isIn] = [chartedLevel(state), isInScope(state)];
  const charted = (rows: RegionRow[] | null) => (rows ?? []).filter(({ level }) => level === top);
  const then = new Map(
    charted(state.regionsBefore).map((row) => [row.adcode, row.covered_population]),
  );
  return charted(state.regions)
    .map(({ adcode, covered_population }) => ({
      adcode,
      before: then.get(adcode) ?? null,
      after: covered_population,
    }))
    .filter(({ before, after }) => Math.abs((after ?? 0) - (before ?? 0)) >= 0.5)
    .filter(({ adcode }) => isIn(adcode, top))
    .map(({ adcode, ...pair }) => ({ name: nameById(state, adcode), ...pair }));
}

/** @param former the compared zones */
function zoneTable({ store, map }: Page, former: GeoJSON.FeatureCollection | null) {
  const { state } = store;
  const named = (zone_id: string) =>
    featureOf(state.zonesLayer, zone_id)
      ? zoneName(state, zone_id)
      : shortNameOf(featureOf(former, zone_id)?.properties) || zone_id;
  const go = (zone_id: string) => {
    const current = featureOf(state.zonesLayer, zone_id);
    const layer = current ?? featureOf(former, zone_id);
    store.set({ zone: current ? zone_id : null });
    if (layer) zoomTo(map, L.geoJSON(layer).getBounds().pad(0.5), 13);
  };
  const km2 = (key: string, title: string) =>
    figureColumn(key, title, 2, () => say("page-compare-no-zone"));
  return sortableTable(
    "compare-zones",
    say("page-compare-zones"),
    [
      {
        key: "name",
        title: say("page-figure-zone"),
        text: true,
        value: (row) => named(row.zone_id),
        write: (row) =>
          button(
            { class: "go", onclick: () => go(row.zone_id) },
            named(row.zone_id),
            " ",
            h("span", { class: "tag" }, sayOr(`page-change-${row.change}`, row.change)),
            row.zone_id_before && ` ${say("page-change-was", { zone: row.zone_id_before })}`,
          ),
      },
      km2("area_km2_before", say("page-compare-before")),
      km2("area_km2_after", say("page-compare-after")),
      km2("gained_km2", say("page-compare-gained")),
      km2("lost_km2", say("page-compare-lost")),
    ],
    (state.comparison?.zones ?? []).filter(({ change }) => change !== "none"),
    { column: "gained_km2", down: true },
  );
}

function peopleTable({ by, trial }: State, people: People[] | null) {
  if (trial) return h("p", { class: "context" }, `– ${say("page-compare-let-go")}`);
  if (!people) return h("div", { class: "skeleton bars-skeleton" });
  const persons = (way: "entering" | "leaving") => ({
    key: way,
    title: `${DIRECTION_SIGNS[way]} ${say(`page-compare-${way}`)}`,
    value: (row: any) => row[`${way}_population`] ?? row[way],
    write: (row: any) => formatNumber(row[`${way}_population`] ?? row[way]),
  });
  return sortableTable(
    "compare-people",
    say("page-compare-people"),
    [
      {
        key: "radius",
        title: say("page-within-radius", wayWords({ by })),
        text: true,
        value: (row) => radiusOf(row),
        write: (row) => radiusWords(radiusOf(row), by),
      },
      persons("entering"),
      persons("leaving"),
    ],
    people,
    { column: "radius", down: false },
  );
}

/** Clusters that enter and leave, each with its symbol on the map. */
function clusterList({ store, map }: Page) {
  const { state } = store;
  const layer = new Map(
    (state.clustersLayer?.features ?? []).map((one) => [one.properties?.cluster_id, one]),
  );
  const rows = DIRECTIONS.flatMap((way) => clusterChanges(state, way).map((row) => ({ way, row })));
  if (!rows.length) return h("p", { class: "context" }, say("page-compare-no-clusters"));
  const go = (id: string) => {
    const place = layer.get(id);
    if (place) zoomTo(map, L.geoJSON(place).getBounds().pad(0.1), 10);
  };
  return h(
    "ul",
    { class: "pairs" },
    ...rows.map(({ way, row }) =>
      h(
        "li",
        { key: row.cluster_id, "data-way": way, "data-cluster": row.cluster_id },
        h("b", { class: `sign ${way}`, title: say(`page-compare-${way}`) }, DIRECTION_SIGNS[way]),
        sectorSymbol(row.sector, state.plan?.sectors),
        button(
          { class: "go", onclick: () => go(row.cluster_id) },
          nameOf(layer.get(row.cluster_id)?.properties) || row.name || row.cluster_id,
        ),
        h(
          "span",
          { class: "context" },
          `${state.againstBy ? "" : `${say(`page-compare-${way}`)} · `}${radiusWords(radiusOf(row), state.by)}`,
        ),
      ),
    ),
  );
}
