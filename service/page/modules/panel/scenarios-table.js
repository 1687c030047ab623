/**
 * Several scenarios side by side: a row for each chosen one, with its figures at the selected
 * radius and their differences from the compared scenario, sortable by any column; and a small map
 * of each.
 */

import { signal } from "../../vendor/preact/index.js";
import { followAnswer } from "../state/answers.js";
import { fetchFigures, QUICK_TABLES } from "../state/loader.js";
import { coarsestLevel, hasLayer } from "../state/plan-parts.js";
import { regionLayer } from "../state/region-shapes.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { measured, reachWords } from "../state/way.js";
import { byId, fill, h, differenceMark } from "../ui/dom.js";
import { sortableTable } from "../ui/sortable-table.js";
import { differenceOf, formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";
import { fetchChanges, scenarioMaps } from "./scenario-maps.js";

/**
 * @typedef {{key: string, title: string, decimals?: number,
 *   read: (figures: Figures) => number | null}} Column
 * @typedef {{chosen: string[], changes: import("./scenario-maps.js").Changes[], measured: Figures[],
 *   before: Figures, regions: GeoJSON.FeatureCollection | undefined}} Answer
 */

/** @param {Page} page */
export function addScenariosTable({ store }) {
  const answered = signal(/** @type {Answer | null} */ (null));
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
  store.watch(() => {
    const { tab, consensusScenarios } = store.state;
    byId("several").parentElement?.toggleAttribute("hidden", consensusScenarios.length < 2);
    if (tab !== "compare" || !answered.value) return;
    const { chosen, changes, regions, before, measured } = answered.value;
    fill(
      byId("several"),
      table(store.state, chosen, measured, before),
      scenarioMaps(store, changes, regions),
    );
  });
}

/**
 * @param {State} state
 * @param {string[]} chosen
 * @param {Figures[]} measured
 * @param {Figures} before
 */
function table(state, chosen, measured, before) {
  const rows = chosen.map((id, at) => ({ id, figures: measured[at] }));
  const written = (/** @type {Column} */ { read, decimals }, /** @type {any} */ row) => {
    const difference = differenceOf(read(row.figures), read(before));
    const size = (/** @type {number} */ value) => formatNumber(value, decimals);
    return h(
      "span",
      {},
      size(read(row.figures) ?? 0),
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
        value: (/** @type {any} */ row) => column.read(row.figures),
        write: (/** @type {any} */ row) => written(column, row),
      })),
    ],
    rows,
    { column: "", down: true },
  );
}

/** @param {State} state @returns {Column[]} */
function columns(state) {
  const within = reachWords(state);
  const sum = (/** @type {any[]} */ rows, /** @type {string} */ key) =>
    rows.reduce((all, row) => all + row[key], 0);
  const ofLevel =
    (/** @type {string} */ level) =>
    (/** @type {Figures} */ { violations }) =>
      violations.filter((one) => one.level === level).length;
  return [
    hasLayer(state, "demand") && {
      key: "people",
      title: say("page-card-people", within),
      read: (/** @type {Figures} */ { totals }) => totals[0]?.covered_population ?? null,
    },
    state.by === "line" && {
      key: "land",
      title: say("page-compare-in-km2", { figure: say("page-card-land", within) }),
      read: (/** @type {Figures} */ { totals }) => totals[0]?.covered_area_km2 ?? null,
    },
    hasLayer(state, "clusters") && {
      key: "clusters",
      title: say("page-card-clusters", within),
      read: (/** @type {Figures} */ { sectors }) => sum(sectors, "covered_clusters"),
    },
    hasLayer(state, "clusters") && {
      key: "matched",
      title: say("page-compare-matched"),
      read: (/** @type {Figures} */ { sectors }) => sum(sectors, "matched_clusters"),
    },
    {
      key: "area",
      title: say("page-compare-in-km2", { figure: say("page-layer-zones") }),
      decimals: 2,
      read: (/** @type {Figures} */ { zones }) => sum(zones, "area_km2"),
    },
    { key: "hard", title: say("page-several-hard"), read: ofLevel("hard") },
    { key: "soft", title: say("page-several-soft"), read: ofLevel("soft") },
  ].filter((one) => one !== false);
}
