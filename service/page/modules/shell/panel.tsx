/** The side panel and its tabs. */

import { render, signal } from "../../vendor/preact/index.js";
import { hasLayer } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { byId, h } from "../core/ui/dom.ts";
import { Button } from "../core/ui/elements.tsx";
import { say } from "../core/words/words.ts";
import { queuedEdits } from "../draft/offline-queue.ts";
import { Background, followGrowth } from "../figures/background-tab.tsx";
import { addCoverageTab } from "../figures/coverage-tab.ts";
import { addRegionsTab, RegionChoice, RegionTable } from "../figures/regions-tab.tsx";
import { addRulesTab } from "../figures/rules-tab.ts";
import { changedRules } from "../figures/violations.ts";
import { addWithinCards } from "../figures/within-cards.ts";
import { addZonesTab } from "../figures/zones-tab.ts";
import { awaitsDecision } from "../scenario/stored-scenario.ts";
import { SHOWN_BY } from "./permalink.ts";

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

/** Those that are not loaded yet. */
const waited = signal(Object.keys(LATER) as Tab[]);

/** What each tab showed last, of those that have several parts. */
const last = new Map<string, Tab>();

/** The part that a tab shows, or showed last. */
function partOf({ tab }: State, name: string): Tab {
  const parts = SHOWN_BY[name];
  if (parts.includes(tab)) last.set(name, tab);
  return last.get(name) ?? parts[0];
}

const isShown = ({ tab }: State, name: string) => SHOWN_BY[name].includes(tab);

export function addPanel(page: WholePage) {
  const { store } = page;
  render(<Tabs store={store} />, byId("tabs"));
  render(<Places page={page} />, byId("panel-places"));
  store.watch(() => {
    const { state } = store;
    for (const name of Object.keys(SHOWN_BY))
      byId(`panel-${name}`).hidden = !isShown(state, name) || waited.value.includes(state.tab);
  });
  store.watch(() => loadParts(page));
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
  followGrowth(store);
}

/** Load the parts that are shown but not loaded yet. */
function loadParts(page: WholePage) {
  const { tab, consensusScenarios, offline } = page.store.state;
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
      .catch((error) => reportProblem(page.store, error));
  }
}

function Tabs({ store }: { store: Store }) {
  const { state } = store;
  const names = Object.keys(SHOWN_BY);
  const go = (event: KeyboardEvent, name: string) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    store.set({ tab: partOf(state, next) });
    byId(`tab-${next}`).focus();
  };
  return names.map((name) => (
    <button
      key={name}
      role="tab"
      type="button"
      id={`tab-${name}`}
      aria-controls={`panel-${name}`}
      aria-selected={isShown(state, name)}
      tabIndex={isShown(state, name) ? 0 : -1}
      onClick={() => store.set({ tab: partOf(state, name) })}
      onKeyDown={(event) => go(event, name)}
    >
      {say(`page-tab-${name}`)} {name === "rules" && <NewViolations state={state} />}
      {name === "history" && <Awaiting state={state} />}
    </button>
  ));
}

function NewViolations({ state }: { state: State }) {
  const violations = changedRules(state, "new", "worse");
  const isHard = violations.some(({ level }) => level === "hard");
  if (!violations.length) return null;
  return (
    <span id="rules-count" class={isHard ? "badge hard" : "badge"}>
      {violations.length}
    </span>
  );
}

function Awaiting({ state }: { state: State }) {
  const { length } = state.scenarios.filter((row) => awaitsDecision(state, row));
  if (!length) return null;
  return (
    <span id="awaiting-count" class="badge" title={say("page-scenarios-awaiting")}>
      {length}
    </span>
  );
}

/** Zones, regions, sectors or background: the parts of one tab. */
function Places({ page }: { page: Page }) {
  const { store } = page;
  const { state } = store;
  const shown = partOf(state, "places");
  const has = (...layers: string[]) => layers.some((layer) => hasLayer(state, layer));
  const isOffered: { [part: string]: boolean } = {
    sectors: has("clusters"),
    background: has("performance", "trade", "policies"),
  };
  return (
    <div>
      <div class="segmented" id="places" role="group" aria-label={say("page-tab-places")}>
        {SHOWN_BY.places.map((part) => (
          <Button
            key={part}
            id={`show-${part}`}
            aria-pressed={part === shown}
            hidden={!(isOffered[part] ?? true)}
            word={`page-tab-${part}`}
            onClick={() => store.set({ tab: part })}
          />
        ))}
      </div>
      <div id="panel-zones" hidden={shown !== "zones"}>
        <div class="tools" id="zone-tools" hidden>
          <input
            id="zone-filter"
            type="search"
            placeholder={say("page-zones-filter")}
            aria-label={say("page-zones-filter")}
          />
        </div>
        <div id="zone-list" />
      </div>
      <div id="panel-regions" hidden={shown !== "regions"}>
        <RegionChoice store={store} />
        <section id="explained" hidden />
        <div id="region-table">
          <RegionTable page={page} />
        </div>
      </div>
      <div id="panel-sectors" hidden={shown !== "sectors"} />
      <div id="panel-background" hidden={shown !== "background"}>
        <Background store={store} />
      </div>
    </div>
  );
}
