/** The side panel and its tabs. */

import { signal } from "../../vendor/preact/index.js";
import { hasLayer } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { awaitsDecision } from "../scenario/stored-scenario.ts";
import { SHOWN_BY } from "./permalink.ts";
import { queuedEdits } from "../draft/offline-queue.ts";
import { byId } from "../core/ui/dom.ts";
import { say } from "../core/words/words.ts";
import { addGrowthChart, addPolicyPilots } from "../figures/background-tab.ts";
import { addCoverageTab } from "../figures/coverage-tab.ts";
import { addRegionsTab } from "../figures/regions-tab.ts";
import { addRulesTab } from "../figures/rules-tab.ts";
import { changedRules } from "../figures/violations.ts";
import { addWithinCards } from "../figures/within-cards.ts";
import { addZonesTab } from "../figures/zones-tab.ts";

/**
 * Tabs that are not needed at first: they are loaded when shown, or when the address requests land
 * of several scenarios.
 */
const LATER = {
  compare: "addCompareTab",
  propose: "addProposeTab",
  history: "addHistoryTab",
  sectors: "addSectorTable",
} as { [tab in Tab]?: "addCompareTab" | "addHistoryTab" | "addProposeTab" | "addSectorTable" };

export function addPanel(page: WholePage) {
  const { store } = page;
  const shown = Object.entries(SHOWN_BY).map(([name, tabs]) => ({
    tabs,
    last: tabs[0],
    button: byId(`tab-${name}`),
    panel: byId(`panel-${name}`),
  }));
  const waited = signal(Object.keys(LATER) as Tab[]);
  const show = () => {
    const { tab } = store.state;
    for (const one of shown) {
      const chosen = one.tabs.includes(tab);
      if (chosen) one.last = tab;
      one.button.setAttribute("aria-selected", String(chosen));
      one.button.tabIndex = chosen ? 0 : -1;
      one.panel.hidden = !chosen || waited.value.includes(tab);
      if (one.tabs.length > 1)
        for (const part of one.tabs) {
          byId(`panel-${part}`).hidden = part !== one.last;
          byId(`show-${part}`).setAttribute("aria-pressed", String(part === one.last));
        }
    }
  };
  for (const one of shown) {
    one.button.addEventListener("click", () => store.set({ tab: one.last }));
    one.button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = shown[(shown.indexOf(one) + step + shown.length) % shown.length];
      store.set({ tab: next.last });
      next.button.focus();
    });
    if (one.tabs.length > 1)
      for (const part of one.tabs)
        byId(`show-${part}`).addEventListener("click", () => store.set({ tab: part }));
  }
  store.watch(show);
  store.watch(() => {
    const has = (layer: string) => hasLayer(store.state, layer);
    byId("show-sectors").hidden = !has("clusters");
    byId("show-background").hidden = !has("performance") && !has("trade") && !has("policies");
  });
  store.watch(() => {
    const { tab, consensusScenarios, offline } = store.state;
    const needed = [tab, ...(consensusScenarios.length ? ["compare"] : [])] as Tab[];
    for (const one of offline ? [] : needed) {
      const add = waited.value.includes(one) && LATER[one];
      if (!add) continue;
      page
        .later()
        .then((parts) => {
          if (!waited.value.includes(one)) return;
          parts[add](page);
          waited.value = waited.value.filter((other) => other !== one);
        })
        .catch((error) => reportProblem(store, error));
    }
  });
  store.watch(() => {
    const violations = changedRules(store.state, "new", "worse");
    const count = violations.length;
    const badge = byId("rules-count");
    badge.classList.toggle(
      "hard",
      violations.some(({ level }) => level === "hard"),
    );
    badge.hidden = !count;
    badge.textContent = String(count);
  });
  store.watch(() => {
    const count = store.state.scenarios.filter((row) => awaitsDecision(store.state, row)).length;
    const badge = byId("awaiting-count");
    badge.hidden = !count;
    badge.textContent = String(count);
    badge.title = say("page-scenarios-awaiting");
  });
  store.watch(() => {
    const { loading, measuring, offline } = store.state;
    const lacking = offline && queuedEdits(store.state).length > 0;
    byId("panel").setAttribute("aria-busy", String(loading || measuring));
    byId("panel").classList.toggle("without-queued", lacking);
  });
  addCoverageTab(page);
  addWithinCards(page);
  addRegionsTab(page);
  addZonesTab(page);
  addRulesTab(page);
  addGrowthChart(page);
  addPolicyPilots(page);
}
