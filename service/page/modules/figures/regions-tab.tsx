/** The Regions tab: every region with its figures, sortable and searchable; a row zooms. */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { zoomTo } from "../map/view.ts";
import { isComparing } from "../draft/draft.ts";
import { isInScope } from "./scope.ts";
import { chosenLevel, coarsestLevel, hasLayer, levelCodes, featureOf } from "../core/plan-parts.ts";
import { regionLayer } from "./region-shapes.ts";
import { shareBar } from "../core/ui/bar-chart.ts";
import { announce, h } from "../core/ui/dom.ts";
import { Choice } from "../core/ui/elements.tsx";
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
import { Explanation, followExplanation } from "./region-explanation.ts";

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

const text = signal("");
const shown = signal(STEP);

export function followRegions(page: Page) {
  const { store } = page;
  followExplanation(page);
  store.watch(() => {
    if (store.state.tab === "regions" && store.state.plan)
      void regionLayer(store, chosenLevel(store.state));
  });
}

export const RegionsTab = ({ page }: { page: Page }) => (
  <>
    <RegionChoice store={page.store} />
    <Explanation page={page} />
    <div id="region-table">
      <RegionTable page={page} />
    </div>
  </>
);

/** The choice of a level, and of regions by their names. */
function RegionChoice({ store }: { store: Store }) {
  const codes = levelCodes(store.state).reverse();
  const choose = (level: string) => {
    shown.value = STEP;
    store.set({ level: level === coarsestLevel(store.state) ? null : level });
  };
  const find = (typed: string) => {
    shown.value = STEP;
    text.value = typed.trim().toLowerCase();
  };
  return (
    <div class="tools">
      {codes.length > 1 && (
        <Choice
          word="page-regions-level"
          id="region-level"
          options={codes.map((code) => [code, say("page-level", { level: code })])}
          value={chosenLevel(store.state)}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        />
      )}
      <input
        id="region-filter"
        type="search"
        placeholder={say("page-regions-filter")}
        aria-label={say("page-regions-filter")}
        onInput={({ currentTarget }) => find(currentTarget.value)}
      />
    </div>
  );
}

/** Every region of the chosen level, while the tab is open. */
function RegionTable({ page }: { page: Page }) {
  const { state } = page.store;
  if (state.tab !== "regions") return null;
  if (!state.regions) return <div class="skeleton bars-skeleton tall" />;
  const comparing = isComparing(state);
  const columns = columnsOf(comparing, hasLayer(state, "demand"));
  const rows = sortedBy(readRows(state), columns, orderOf("regions", BY_SHARE)).filter((row) =>
    row.search.includes(text.value),
  );
  return (
    <div>
      <table class={`grid${comparing ? " comparing" : ""}`}>
        <thead>
          <tr>{headings("regions", columns, BY_SHARE)}</tr>
        </thead>
        <tbody>
          {rows.slice(0, shown.value).map((row) => (
            <RegionLine key={row.adcode} page={page} row={row} comparing={comparing} />
          ))}
        </tbody>
      </table>
      {!rows.length && <p class="empty">{say("page-regions-none")}</p>}
      {rows.length > shown.value && (
        <button type="button" class="more" onClick={() => (shown.value += STEP * 5)}>
          {say("page-regions-more", { shown: shown.value, all: rows.length })}
        </button>
      )}
    </div>
  );
}

function RegionLine({ page, row, comparing }: { page: Page; row: Row; comparing: boolean }) {
  const { state } = page.store;
  const noShare = hasLayer(state, "demand")
    ? say("page-nodata-census")
    : say("page-by-land-unknown");
  return (
    <tr data-adcode={row.adcode} class={row.adcode === state.region ? "chosen" : undefined}>
      <th scope="row">
        <button type="button" class="go" onClick={() => void go(page, row)}>
          {row.name}
        </button>
      </th>
      <td class="number">{formatNumber(row.people)}</td>
      <td class="number">{formatNumber(row.covered)}</td>
      <td class="number share" title={row.share == null ? noShare : undefined}>
        {shareBar(row.share)}
        {formatPercent(row.share)}
      </td>
      {comparing && <td class="number difference">{differenceText(row.difference)}</td>}
    </tr>
  );
}

function differenceText(difference: number | null) {
  if (difference == null) return "";
  return Math.abs(difference) < 0.5 ? "=" : formatDifference(difference, formatNumber);
}

async function go({ store, map }: Page, row: Row) {
  store.set({ region: row.adcode, wayTo: null });
  const layer = await regionLayer(store, chosenLevel(store.state));
  const shape = featureOf(layer, row.adcode, "adcode");
  if (!shape) return;
  zoomTo(map, L.geoJSON(shape).getBounds());
  announce(say("page-announce-shown", { name: row.name }));
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
