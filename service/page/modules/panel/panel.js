/** The side panel and its tabs. */

import { TABS } from "../state/tabs.js";
import { byId } from "../ui/dom.js";
import { addCompareTab } from "./compare-tab.js";
import { addCoverageTab } from "./coverage-tab.js";
import { addGrowthChart } from "./growth-chart.js";
import { addHistoryTab } from "./history-tab.js";
import { addPolicyPilots } from "./policy-pilots.js";
import { addProposeTab } from "./propose-tab.js";
import { addRegionsTab } from "./regions-tab.js";
import { addRulesTab } from "./rules-tab.js";
import { addZonesTab } from "./zones-tab.js";

/** @typedef {import("../state/store.js").Page} Page */

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
  store.on(["loading", "measuring"], () => {
    const { loading, measuring } = store.state;
    byId("panel").setAttribute("aria-busy", String(loading || measuring));
  });
  addCoverageTab(page);
  addRegionsTab(page);
  addZonesTab(page);
  addRulesTab(page);
  addCompareTab(page);
  addProposeTab(page);
  addGrowthChart(page);
  addPolicyPilots(page);
  addHistoryTab(page);
}
