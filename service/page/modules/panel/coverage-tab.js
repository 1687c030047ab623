/** The Coverage tab: where we stand, in cards, and by sector and province in bars. */

import { zoomTo } from "../map/view.js";
import { coarsestLevel, hasLayer } from "../state/plan-parts.js";
import { regionLayer } from "../state/region-shapes.js";
import { barChart } from "../ui/bar-chart.js";
import { announce, byId, fill } from "../ui/dom.js";
import { sectorSymbol } from "../ui/symbols.js";
import { nameOf } from "../words/names.js";
import {
  coveredShare,
  differenceOf,
  figureText,
  formatDifference,
  formatNumber,
  formatPeople,
  formatPercent,
  shareOf,
} from "../words/number-format.js";
import { say, sayOr } from "../words/words.js";
import { coverageCards } from "./coverage-cards.js";
import { drawWhenShown } from "./lazy-tab.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Figures} Figures
 */

/** A plan of one level may have thousands of regions; the Regions tab has them all. */
const MOST_BARS = 40;

/** @param {Page} page */
export function addCoverageTab(page) {
  const { store } = page;
  drawWhenShown(store, "coverage", ["figures", "before", "language", "plan", "zone"], () => {
    const { figures, before } = store.state;
    if (!figures) return;
    fill(byId("cards"), ...coverageCards(store.state, figures, before));
    fill(byId("sector-bars"), sectorBars(store.state, figures, before));
  });
  store.on(["figures", "before", "language", "plan"], () => {
    const { figures, trial, draft } = store.state;
    const total = figures?.totals[0];
    if (total?.covered_population != null && !trial && !draft)
      announce(
        say("page-announce-figures", {
          people: figureText(formatPeople(total.covered_population)),
          radius: total.radius_km,
        }),
      );
  });
  store.on(["plan"], () => {
    byId("sectors-section").hidden = !hasLayer(store.state, "clusters");
  });
  drawWhenShown(store, "coverage", ["regions", "regionsBefore", "language", "plan", "tint"], () => {
    if (store.state.regions) fill(byId("province-bars"), provinceBars(page));
  });
}

/**
 * @param {State} state
 * @param {Figures} figures
 * @param {Figures | null} before
 */
function sectorBars(state, figures, before) {
  const bars = figures.sectors.map((row) => {
    const then = before?.sectors.find((other) => other.sector === row.sector);
    return {
      id: row.sector,
      label: sayOr(`page-sector-${row.sector}`, row.sector),
      symbol: sectorSymbol(row.sector, state.plan?.sectors),
      share: shareOf(row.covered_clusters, row.clusters),
      before: then ? shareOf(then.covered_clusters, then.clusters) : null,
      value: `${row.covered_clusters} / ${row.clusters}`,
      difference:
        then && row.covered_clusters !== then.covered_clusters
          ? formatDifference(row.covered_clusters - then.covered_clusters, formatNumber)
          : "",
    };
  });
  return barChart(bars, say("page-chart-sectors"));
}

/** @param {Page} page */
function provinceBars({ store, map }) {
  const { regions, regionsBefore, plan, tint } = store.state;
  const named = new Map((plan?.provinces ?? []).map((row) => [row.adcode, row]));
  const level = coarsestLevel(store.state);
  const then = new Map(
    (regionsBefore ?? []).filter((row) => row.level === level).map((row) => [row.adcode, row]),
  );
  const go = async (/** @type {string} */ adcode) => {
    const layer = await regionLayer(store, level);
    const shape = layer?.features.find(({ properties }) => properties?.adcode === adcode);
    if (shape) zoomTo(map, L.geoJSON(shape).getBounds());
  };
  const bars = (regions ?? [])
    .filter((row) => row.level === level)
    .map((row) => {
      const share = coveredShare(row, tint);
      const former = then.get(row.adcode);
      const before = former ? coveredShare(former, tint) : null;
      const difference = differenceOf(share, before);
      return {
        id: row.adcode,
        label: nameOf(named.get(row.adcode)) || row.name || row.adcode,
        share,
        before,
        value: formatPercent(share),
        difference:
          difference && Math.abs(difference) >= 5e-4
            ? formatDifference(difference * 100, (size) => `${formatNumber(size, 1)}`)
            : "",
        reason: say("page-nodata-census"),
        go: () => void go(row.adcode),
      };
    })
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1))
    .slice(0, MOST_BARS);
  return barChart(bars, say("page-chart-provinces"));
}
