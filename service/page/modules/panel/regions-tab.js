/** The Regions tab: every region with its figures, sortable and searchable; a row zooms. */

import { signal } from "../../vendor/preact/index.js";
import { zoomTo } from "../map/view.js";
import { isComparing } from "../state/draft.js";
import { isAimed } from "../state/aim.js";
import {
  chosenLevel,
  coarsestLevel,
  hasLayer,
  levelCodes,
  featureOf,
} from "../state/plan-parts.js";
import { regionLayer } from "../state/region-shapes.js";
import { networkOf } from "../state/way.js";
import { shareBar } from "../ui/bar-chart.js";
import { announce, button, byId, fill, h } from "../ui/dom.js";
import { headings, orderOf, sortedBy } from "../ui/sortable-table.js";
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
 * @typedef {{adcode: string, name: string, people: number | null, share: number | null,
 *   covered: number | null, difference: number | null, search: string}} Row people and covered
 * people; in a plan without demand, km² of land
 */

const STEP = 100;

/** @param {Page} page */
export function addRegionsTab(page) {
  const { store, map } = page;
  addRegionExplanation(page);
  const filter = /** @type {HTMLInputElement} */ (byId("region-filter"));
  const level = /** @type {HTMLSelectElement} */ (byId("region-level"));
  const text = signal("");
  const shown = signal(STEP);

  store.watch(() => {
    const { regions, tab } = store.state;
    if (!regions || tab !== "regions") return;
    const comparing = isComparing(store.state);
    const columns = columnsOf(comparing, hasLayer(store.state, "demand"));
    const rows = sortedBy(readRows(store.state), columns, orderOf("regions", BY_SHARE)).filter(
      (row) => row.search.includes(text.value),
    );
    const more = () => (shown.value += STEP * 5);
    fill(
      byId("region-table"),
      h(
        "table",
        { class: `grid${comparing ? " comparing" : ""}` },
        h("thead", {}, h("tr", {}, ...headings("regions", columns, BY_SHARE))),
        h("tbody", {}, ...rows.slice(0, shown.value).map((row) => line(row, comparing))),
      ),
      !rows.length && h("p", { class: "empty" }, say("page-regions-none")),
      rows.length > shown.value &&
        button(
          { class: "more", onclick: more },
          say("page-regions-more", { shown: shown.value, all: rows.length }),
        ),
    );
  });

  const noShare = () =>
    hasLayer(store.state, "demand")
      ? say("page-nodata-census")
      : say("page-by-land-unknown", { way: networkOf(store.state.by) });
  const line = (/** @type {Row} */ row, /** @type {boolean} */ comparing) =>
    h(
      "tr",
      {
        key: row.adcode,
        "data-adcode": row.adcode,
        class: row.adcode === store.state.region ? "chosen" : undefined,
      },
      h("th", { scope: "row" }, button({ class: "go", onclick: () => void go(row) }, row.name)),
      h("td", { class: "number" }, formatNumber(row.people)),
      h("td", { class: "number" }, formatNumber(row.covered)),
      h(
        "td",
        { class: "number share", title: row.share == null ? noShare() : undefined },
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
    store.set({ region: row.adcode, wayTo: null });
    const layer = await regionLayer(store, chosenLevel(store.state));
    const shape = featureOf(layer, row.adcode, "adcode");
    if (!shape) return;
    zoomTo(map, L.geoJSON(shape).getBounds());
    announce(say("page-announce-shown", { name: row.name }));
  };

  filter.addEventListener("input", () => {
    shown.value = STEP;
    text.value = filter.value.trim().toLowerCase();
  });
  level.addEventListener("change", () => {
    shown.value = STEP;
    store.set({ level: level.value === coarsestLevel(store.state) ? null : level.value });
  });
  store.watch(() => {
    const codes = levelCodes(store.state).reverse();
    fill(
      level,
      ...codes.map((code) => h("option", { value: code }, say("page-level", { level: code }))),
    );
    level.value = chosenLevel(store.state);
    /** @type {HTMLElement} */ (level.closest("label")).hidden = codes.length < 2;
  });
  store.watch(() => {
    if (store.state.tab === "regions" && store.state.plan)
      void regionLayer(store, chosenLevel(store.state));
  });
}

/** The columns of the table, of land if there is no demand. @param {boolean} comparing @param {boolean} counted */
const columnsOf = (comparing, counted) =>
  COLUMNS.slice(0, comparing ? undefined : -1).map((key) => ({
    key,
    title: say(counted || !(key in OF_LAND) ? `page-column-${key}` : OF_LAND[key]),
    text: key === "name",
    value: (/** @type {Row} */ row) => row[key],
  }));

const COLUMNS = /** @type {const} */ (["name", "people", "covered", "share", "difference"]);
const BY_SHARE = { column: "share", down: true };

/** @type {{[column: string]: string}} */
const OF_LAND = { people: "page-column-area", covered: "page-column-land" };

/** @param {State} state @returns {Row[]} */
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
