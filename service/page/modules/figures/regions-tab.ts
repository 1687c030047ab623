/** The Regions tab: every region with its figures, sortable and searchable; a row zooms. */

import { signal } from "../../vendor/preact/index.js";
import { zoomTo } from "../map/view.ts";
import { isComparing } from "../draft/draft.ts";
import { isInScope } from "./scope.ts";
import { chosenLevel, coarsestLevel, hasLayer, levelCodes, featureOf } from "../core/plan-parts.ts";
import { regionLayer } from "./region-shapes.ts";
import { shareBar } from "../core/ui/bar-chart.ts";
import { announce, button, byId, fill, h } from "../core/ui/dom.ts";
import { headings, orderOf, sortedBy } from "../core/ui/sortable-table.ts";
import { nameOf } from "../core/words/names.ts";
import {
  differenceOf,
  formatNumber,
  formatPercent,
  coveredShare,
  formatDifference,
} from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { addRegionExplanation } from "./region-explanation.ts";

/** people and covered people; in a plan without demand, km² of land */
type Row = {
  adcode: string;
  name: string;
  people: number | null;
  share: number | null;
  covered: number | null;
  difference: number | null;
  search: string;
};

const STEP = 100;

export function addRegionsTab(page: Page) {
  const { store, map } = page;
  addRegionExplanation(page);
  const filter = byId("region-filter") as HTMLInputElement;
  const level = byId("region-level") as HTMLSelectElement;
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
    hasLayer(store.state, "demand") ? say("page-nodata-census") : say("page-by-land-unknown");
  const line = (row: Row, comparing: boolean) =>
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

  const go = async (row: Row) => {
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
    (level.closest("label") as HTMLElement).hidden = codes.length < 2;
  });
  store.watch(() => {
    if (store.state.tab === "regions" && store.state.plan)
      void regionLayer(store, chosenLevel(store.state));
  });
}

/** The columns of the table, of land if there is no demand. */
const columnsOf = (comparing: boolean, counted: boolean) =>
  COLUMNS.slice(0, comparing ? undefined : -1).map((key) => ({
    key,
    title: say(counted || !(key in OF_LAND) ? `page-column-${key}` : OF_LAND[key]),
    text: key === "name",
    value: (row: Row) => row[key],
  }));

const COLUMNS = ["name", "people", "covered", "share", "difference"] as const;
const BY_SHARE = { column: "share", down: true };

const OF_LAND: { [column: string]: string } = {
  people: "page-column-area",
  covered: "page-column-land",
};

function readRows(state: State): Row[] {
  const { regions, regionsBefore, regionLayers } = state;
  const level = chosenLevel(state);
  const counted = hasLayer(state, "demand");
  const total = counted ? "population" : "area_km2";
  const part = counted ? "covered_population" : "covered_area_km2";
  const ofLevel = (row: RegionRow) => row.level === level;
  const then = new Map((regionsBefore ?? []).filter(ofLevel).map((row) => [row.adcode, row]));
  const shapes = new Map(
    (regionLayers[level]?.features ?? []).map(({ properties }) => [properties?.adcode, properties]),
  );
  const isIn = isInScope(state);
  const shown = (regions ?? []).filter((row) => ofLevel(row) && isIn(row.adcode, level));
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
