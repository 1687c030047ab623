/** The side panel: tabs, and what stands in each. */

import { byId } from "./dom.js";
import { showCompare } from "./panel-compare.js";
import { showCoverage } from "./panel-coverage.js";
import { showGrowth, showPolicies } from "./panel-growth.js";
import { showHistory } from "./panel-history.js";
import { showRegions } from "./panel-regions.js";
import { showRules } from "./panel-rules.js";
import { showZones } from "./panel-zones.js";

/**
 * @typedef {import("./types.js").Page} Page
 * @typedef {import("./types.js").Tab} Tab
 */

const TABS = /** @type {Tab[]} */ (["coverage", "regions", "zones", "rules", "compare", "history"]);

/** @param {Page} page */
export function addPanel(page) {
  const { store } = page;
  const buttons = TABS.map((tab) => byId(`tab-${tab}`));
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => store.set({ tab: TABS[index] }));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (index + step + TABS.length) % TABS.length;
      store.set({ tab: TABS[next] });
      buttons[next].focus();
    });
  });
  store.on(["tab"], () => {
    TABS.forEach((tab, index) => {
      const chosen = tab === store.state.tab;
      buttons[index].setAttribute("aria-selected", String(chosen));
      buttons[index].tabIndex = chosen ? 0 : -1;
      byId(`panel-${tab}`).hidden = !chosen;
    });
  });
  store.on(["figures"], () => {
    const count = store.state.figures?.violations.length ?? 0;
    const badge = byId("rules-count");
    badge.hidden = !count;
    badge.textContent = String(count);
  });
  store.on(["loading"], () => {
    byId("panel").setAttribute("aria-busy", String(store.state.loading));
  });
  showCoverage(page);
  showRegions(page);
  showZones(page);
  showRules(page);
  showCompare(page);
  showGrowth(page);
  showPolicies(page);
  showHistory(page);
}
