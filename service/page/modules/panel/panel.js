/** The side panel and its tabs. */

import { reportProblem } from "../state/report-problem.js";
import { TABS } from "../state/tabs.js";
import { byId } from "../ui/dom.js";
import { addCoverageTab } from "./coverage-tab.js";
import { addGrowthChart } from "./growth-chart.js";
import { addPolicyPilots } from "./policy-pilots.js";
import { addRegionsTab } from "./regions-tab.js";
import { addRulesTab } from "./rules-tab.js";
import { addWithinCards } from "./within-cards.js";
import { addZonesTab } from "./zones-tab.js";

/** @typedef {import("../types.js").Tab} Tab */

/**
 * Tabs of which a first look at the country needs nothing: they are loaded when they are shown, or
 * when the address asks for land of several scenarios.
 */
const LATER = /** @type {{[tab in Tab]?: "addCompareTab" | "addHistoryTab" | "addProposeTab"}} */ ({
  compare: "addCompareTab",
  propose: "addProposeTab",
  history: "addHistoryTab",
});

/** @param {import("../state/store.js").WholePage} page */
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
  const waited = new Set(/** @type {Tab[]} */ (Object.keys(LATER)));
  const show = () => {
    TABS.forEach((tab, index) => {
      const chosen = tab === store.state.tab;
      buttons[index].setAttribute("aria-selected", String(chosen));
      buttons[index].tabIndex = chosen ? 0 : -1;
      byId(`panel-${tab}`).hidden = !chosen || waited.has(tab);
    });
  };
  store.on(["tab"], show);
  store.on(["tab", "consensusScenarios", "offline"], () => {
    const { tab, consensusScenarios, offline } = store.state;
    const wanted = /** @type {Tab[]} */ ([tab, ...(consensusScenarios.length ? ["compare"] : [])]);
    for (const one of offline ? [] : wanted) {
      const add = waited.has(one) && LATER[one];
      if (!add) continue;
      page
        .later()
        .then((parts) => {
          if (!waited.delete(one)) return;
          parts[add](page);
          show();
        })
        .catch((error) => reportProblem(store, error));
    }
  });
  store.on(["figures"], () => {
    const { violations } = store.state.figures ?? { violations: [] };
    const count = violations.length;
    const badge = byId("rules-count");
    badge.classList.toggle(
      "hard",
      violations.some(({ level }) => level === "hard"),
    );
    badge.hidden = !count;
    badge.textContent = String(count);
  });
  store.on(["loading", "measuring"], () => {
    const { loading, measuring } = store.state;
    byId("panel").setAttribute("aria-busy", String(loading || measuring));
  });
  addCoverageTab(page);
  addWithinCards(page);
  addRegionsTab(page);
  addZonesTab(page);
  addRulesTab(page);
  addGrowthChart(page);
  addPolicyPilots(page);
}
