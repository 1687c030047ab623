/** The Coverage tab: key figures in cards, and bars by sector and province. */

import { Fragment } from "../../vendor/preact/index.js";
import { zoomTo } from "../map/view.ts";
import { chartedLevel, isInScope } from "./scope.ts";
import { hasLayer, featureOf } from "../core/plan-parts.ts";
import { regionLayer } from "./region-shapes.ts";
import { countedBy, shownTint } from "./tints.ts";
import { reachWords } from "../core/way.ts";
import { barChart } from "../core/ui/bar-chart.ts";
import { announce, h } from "../core/ui/dom.ts";
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
import { coarseNotes, coverageCards, RulesAndTargets } from "./coverage-cards.ts";
import { followScorecard, Purposes } from "./scorecard.ts";
import { followWithin, Within } from "./within-cards.ts";

/** A plan of one level may have thousands of regions; the Regions tab has them all. */
const MOST_BARS = 40;

/** Keep the tab's figures up to date, and announce the people within reach of a stored scenario. */
export function followCoverage(store: Store) {
  followScorecard(store);
  followWithin(store);
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
}

export const CoverageTab = ({ page }: { page: WholePage }) => (
  <>
    <div id="cards">
      <Cards state={page.store.state} />
    </div>
    <section id="serves">
      <h2>{say("page-score-title")}</h2>
      <Purposes state={page.store.state} />
    </section>
    <div id="rules-line">
      <RulesAndTargets store={page.store} />
    </div>
    {page.store.state.tab === "coverage" && <Within state={page.store.state} />}
    {hasLayer(page.store.state, "clusters") && <Sectors page={page} />}
    <RegionBars page={page} />
  </>
);

function Cards({ state }: { state: State }) {
  const { figures, before, trial } = state;
  if (!figures) return ["lead", "", ""].map((kind) => <article class={`card ${kind} skeleton`} />);
  return [...coverageCards(state, figures, before), ...(trial ? [] : coarseNotes(state))];
}

function Sectors({ page }: { page: WholePage }) {
  const { store } = page;
  const { figures, before, clustersOf } = store.state;
  const parts = page.parts.value;
  return (
    <section id="sectors-section">
      <h2>{say("page-chart-sectors")}</h2>
      <div id="sector-bars">
        {figures ? sectorBars(store, figures, before) : <div class="skeleton bars-skeleton" />}
      </div>
      {clustersOf && parts && <parts.ClusterList page={page} sector={clustersOf} />}
    </section>
  );
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

function RegionBars({ page: { store, map } }: { page: Page }) {
  const { regions, regionsBefore, plan } = store.state;
  const tint = countedBy(shownTint(store.state));
  const named = new Map((plan?.provinces ?? []).map((row) => [row.adcode, row]));
  const level = chartedLevel(store.state);
  const isIn = isInScope(store.state);
  const title = plan ? say("page-chart-regions", { level }) : "\u00a0";
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
  return (
    <section id="province-bars">
      <h2 id="region-bars-title">{title}</h2>
      {regions ? barChart(bars, title) : <div class="skeleton bars-skeleton tall" />}
    </section>
  );
}
