/** The Coverage tab: key figures in cards, and bars by sector and province. */

import { zoomTo } from "../map/view.ts";
import { chartedLevel, isInScope } from "./scope.ts";
import { hasLayer, featureOf } from "../core/plan-parts.ts";
import { regionLayer } from "./region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { countedBy, shownTint } from "./tints.ts";
import { reachWords } from "../core/way.ts";
import { barChart } from "../core/ui/bar-chart.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { sectorSymbol } from "../core/ui/symbols.ts";
import { nameById, nameOf } from "../core/words/names.ts";
import {
  coveredShare,
  differenceOf,
  figureText,
  formatDifference,
  formatNumber,
  formatPeople,
  formatPercent,
  shareOf,
} from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { coarseNotes, coverageCards, rulesAndTargets } from "./coverage-cards.ts";
import { addPurposes, followScorecard } from "./scorecard.ts";

/** A plan of one level may have thousands of regions; the Regions tab has them all. */
const MOST_BARS = 40;

/** What figures answer, besides edits. */
const questionOf = ({ radius, by, aim }: State) => [radius, by, aim].join();

export function addCoverageTab(page: WholePage) {
  const { store } = page;
  hideOutdated(store);
  followScorecard(store);
  addPurposes(page);
  store.watch(() => {
    const { figures, before, tab, trial } = store.state;
    if (tab !== "coverage" || !figures) return;
    const notes = trial ? [] : coarseNotes(store.state);
    fill(byId("cards"), ...coverageCards(store.state, figures, before), ...notes);
    fill(byId("rules-line"), ...rulesAndTargets(store.state, figures));
    fill(byId("sector-bars"), sectorBars(store, figures, before));
  });
  store.watch(() => {
    if (store.state.tab === "coverage" && store.state.regions)
      fill(byId("province-bars"), ...provinceBars(page));
  });
  store.on(["figures"], () => {
    const { figures, trial, draft } = store.state;
    const total = figures?.totals[0];
    if (total?.covered_population != null && !trial && !draft)
      announce(
        say("page-announce-figures", {
          people: figureText(formatPeople(total.covered_population)),
          ...reachWords(store.state),
        }),
      );
  });
  store.watch(() => {
    byId("sectors-section").hidden = !hasLayer(store.state, "clusters");
  });
  let isLoaded = false;
  store.watch(() => {
    const { clustersOf, offline } = store.state;
    if (isLoaded || offline || !clustersOf) return;
    isLoaded = true;
    page
      .later()
      .then(({ addClusterList }) => addClusterList(page))
      .catch((error) => {
        isLoaded = false;
        reportProblem(store, error);
      });
  });
}

/** Hide figures and tints until those of another radius, way or scope are there. */
function hideOutdated(store: Store) {
  for (const [key, place] of [
    ["figures", "panel-coverage"],
    ["figures", "panel-compare"],
    ["regions", "panel-places"],
    ["regions", "map-frame"],
  ] as const) {
    let [shown, answered]: [unknown, string] = [null, ""];
    store.watch(() => {
      const question = questionOf(store.state);
      if (store.state[key] !== shown) [shown, answered] = [store.state[key], question];
      byId(place).classList.toggle("outdated", question !== answered);
    });
  }
}

function sectorBars(store: Store, figures: Figures, before: Figures | null) {
  const { state } = store;
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
      open: row.sector === state.clustersOf,
      go: () =>
        store.set({ clustersOf: row.sector === store.state.clustersOf ? null : row.sector }),
    };
  });
  return barChart(bars, say("page-chart-sectors"));
}

function provinceBars({ store, map }: Page) {
  const { regions, regionsBefore, plan } = store.state;
  const tint = countedBy(shownTint(store.state));
  const named = new Map((plan?.provinces ?? []).map((row) => [row.adcode, row]));
  const level = chartedLevel(store.state);
  const isIn = isInScope(store.state);
  const title = say("page-chart-regions", { level });
  const then = new Map(
    (regionsBefore ?? []).filter((row) => row.level === level).map((row) => [row.adcode, row]),
  );
  const go = async (adcode: string) => {
    const layer = await regionLayer(store, level);
    const shape = featureOf(layer, adcode, "adcode");
    if (shape) zoomTo(map, L.geoJSON(shape).getBounds());
  };
  const bars = (regions ?? [])
    .filter((row) => row.level === level && isIn(row.adcode, level))
    .map((row) => {
      const share = coveredShare(row, tint);
      const former = then.get(row.adcode);
      const before = former ? coveredShare(former, tint) : null;
      const difference = differenceOf(share, before);
      return {
        id: row.adcode,
        label: nameOf(named.get(row.adcode)) || row.name || nameById(store.state, row.adcode),
        share,
        before,
        value: formatPercent(share),
        difference:
          difference && Math.abs(difference) >= 5e-4
            ? formatDifference(difference * 100, (size) => `${formatNumber(size, 1)}`)
            : "",
        reason: hasLayer(store.state, "demand")
          ? say("page-nodata-census")
          : say("page-by-land-unknown"),
        go: () => void go(row.adcode),
      };
    })
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1))
    .slice(0, MOST_BARS);
  return [h("h2", { id: "region-bars-title" }, title), barChart(bars, title)];
}
