/** The Regions tab: every region with its figures, sortable and searchable; a row zooms. */

import { zoomTo } from "../map/view.js";
import { isComparing } from "../state/draft.js";
import { isAimed } from "../state/aim.js";
import { chosenLevel, coarsestLevel, hasLayer, levelCodes } from "../state/plan-parts.js";
import { regionLayer } from "../state/region-shapes.js";
import { shareBar } from "../ui/bar-chart.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { nameOf } from "../words/names.js";
import {
  differenceOf,
  formatNumber,
  formatPercent,
  coveredShare,
  formatDifference,
} from "../words/number-format.js";
import { say } from "../words/words.js";
import { addRegionExplanation } from "./region-explanation.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").RegionRow} RegionRow
 * @typedef {{adcode: string, name: string, people: number | null, share: number | null,
 *   covered: number | null, difference: number | null, search: string}} Row people and covered
 * people; in a plan without demand, km² of land
 * @typedef {"name" | "people" | "covered" | "share" | "difference"} Column
 */

const STEP = 100;

/** @param {Page} page */
export function addRegionsTab(page) {
  const { store, map } = page;
  addRegionExplanation(page);
  const filter = /** @type {HTMLInputElement} */ (byId("region-filter"));
  const level = /** @type {HTMLSelectElement} */ (byId("region-level"));
  /** @type {{column: Column, down: boolean}} */
  let order = { column: "share", down: true };
  let shown = STEP;

  const draw = () => {
    const { regions, tab } = store.state;
    if (!regions || tab !== "regions") return;
    const rows = sorted(readRows(store.state), order).filter((row) =>
      row.search.includes(filter.value.trim().toLowerCase()),
    );
    const comparing = isComparing(store.state);
    const counted = hasLayer(store.state, "demand");
    fill(
      byId("region-table"),
      h(
        "table",
        { class: `grid${comparing ? " comparing" : ""}` },
        h("thead", {}, h("tr", {}, ...columns(comparing).map((one) => heading(one, counted)))),
        h("tbody", {}, ...rows.slice(0, shown).map((row) => line(row, comparing))),
      ),
      !rows.length && h("p", { class: "empty" }, say("page-regions-none")),
      rows.length > shown &&
        h(
          "button",
          {
            type: "button",
            class: "more",
            onclick: () => {
              shown += STEP * 5;
              draw();
            },
          },
          say("page-regions-more", { shown, all: rows.length }),
        ),
    );
  };

  const heading = (/** @type {Column} */ column, /** @type {boolean} */ counted) => {
    const chosen = order.column === column;
    const arrow = chosen ? (order.down ? " ↓" : " ↑") : "";
    return h(
      "th",
      {
        scope: "col",
        "aria-sort": chosen ? (order.down ? "descending" : "ascending") : "none",
        class: column === "name" ? "" : "number",
      },
      h(
        "button",
        { type: "button", "data-sort": column, onclick: () => sortBy(column) },
        columnWords(column, counted),
        arrow,
      ),
    );
  };

  const sortBy = (/** @type {Column} */ column) => {
    order = { column, down: order.column === column ? !order.down : column !== "name" };
    draw();
    byId("region-table")
      .querySelector(/** @type {"button"} */ (`[data-sort="${column}"]`))
      ?.focus();
    announce(
      say("page-announce-sorted", { column: columnWords(column, hasLayer(store.state, "demand")) }),
    );
  };

  const line = (/** @type {Row} */ row, /** @type {boolean} */ comparing) =>
    h(
      "tr",
      { "data-adcode": row.adcode, class: row.adcode === store.state.region ? "chosen" : null },
      h(
        "th",
        { scope: "row" },
        h("button", { type: "button", class: "go", onclick: () => void go(row) }, row.name),
      ),
      h("td", { class: "number" }, formatNumber(row.people)),
      h("td", { class: "number" }, formatNumber(row.covered)),
      h(
        "td",
        { class: "number share", title: row.share == null ? say("page-nodata-census") : null },
        shareBar(row.share),
        formatPercent(row.share),
      ),
      comparing &&
        h(
          "td",
          { class: "number difference" },
          row.difference == null
            ? ""
            : Math.abs(row.difference) < 0.5
              ? "="
              : formatDifference(row.difference, formatNumber),
        ),
    );

  const go = async (/** @type {Row} */ row) => {
    store.set({ region: row.adcode });
    const layer = await regionLayer(store, chosenLevel(store.state));
    const shape = layer?.features.find(({ properties }) => properties?.adcode === row.adcode);
    if (!shape) return;
    zoomTo(map, L.geoJSON(shape).getBounds());
    announce(say("page-announce-shown", { name: row.name }));
  };

  filter.addEventListener("input", () => {
    shown = STEP;
    draw();
  });
  level.addEventListener("change", () => {
    shown = STEP;
    store.set({ level: level.value === coarsestLevel(store.state) ? null : level.value });
  });
  store.on(["level", "language", "plan"], () => {
    fill(
      level,
      ...levelCodes(store.state)
        .reverse()
        .map((code) => h("option", { value: code }, say("page-level", { level: code }))),
    );
    level.value = chosenLevel(store.state);
    /** @type {HTMLElement} */ (level.closest("label")).hidden = level.options.length < 2;
  });
  store.on(["tab", "level", "plan"], () => {
    if (store.state.tab === "regions" && store.state.plan)
      void regionLayer(store, chosenLevel(store.state));
  });
  store.on(
    [
      "tab",
      "level",
      "regions",
      "regionsBefore",
      "regionLayers",
      "aim",
      "tint",
      "language",
      "region",
    ],
    draw,
  );
}

/** The header of a column; of land if there is no demand. */
const columnWords = (/** @type {Column} */ column, /** @type {boolean} */ counted) =>
  say(counted || !(column in OF_LAND) ? `page-column-${column}` : OF_LAND[column]);

/** @type {{[column: string]: string}} */
const OF_LAND = { people: "page-column-area", covered: "page-column-land" };

/** @param {boolean} comparing @returns {Column[]} */
const columns = (comparing) =>
  comparing
    ? ["name", "people", "covered", "share", "difference"]
    : ["name", "people", "covered", "share"];

/**
 * @param {import("../types.js").State} state
 * @returns {Row[]}
 */
function readRows(state) {
  const { regions, regionsBefore, regionLayers } = state;
  const level = chosenLevel(state);
  const counted = hasLayer(state, "demand");
  const total = counted ? "population" : "area_km2";
  const part = counted ? "covered_population" : "covered_area_km2";
  const ofLevel = (/** @type {RegionRow} */ row) => row.level === level;
  const then = new Map((regionsBefore ?? []).filter(ofLevel).map((row) => [row.adcode, row]));
  const shapes = new Map(
    (regionLayers[level]?.features ?? []).map(({ properties }) => [properties?.adcode, properties]),
  );
  const aimed = isAimed(state);
  const shown = (regions ?? []).filter((row) => ofLevel(row) && aimed(row.adcode, level));
  return shown.map((row) => {
    const named = shapes.get(row.adcode);
    const name = nameOf(named) || row.name || row.adcode;
    return {
      adcode: row.adcode,
      name,
      people: row[total],
      covered: row[part],
      share: coveredShare(row, counted ? "people" : "land"),
      difference: differenceOf(row[part], then.get(row.adcode)?.[part]),
      search: [name, row.name, named?.name, named?.name_zh, row.adcode].join(" ").toLowerCase(),
    };
  });
}

/**
 * Rows without a figure come last in either order.
 *
 * @param {Row[]} rows
 * @param {{column: Column, down: boolean}} order
 */
function sorted(rows, { column, down }) {
  const way = down ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x == null || y == null) return Number(x == null) - Number(y == null);
    if (typeof x === "string")
      return way * x.localeCompare(String(y), document.documentElement.lang);
    return way * (x - Number(y));
  });
}
