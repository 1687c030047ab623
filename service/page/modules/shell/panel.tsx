/** The side panel and its tabs. */

import { hasLayer } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { byId, h } from "../core/ui/dom.ts";
import { Button } from "../core/ui/elements.tsx";
import { say } from "../core/words/words.ts";
import { queuedEdits } from "../draft/offline-queue.ts";
import { Toolbox } from "../edit/toolbar.tsx";
import { Background, followGrowth } from "../figures/background-tab.tsx";
import { CoverageTab, followCoverage } from "../figures/coverage-tab.tsx";
import { followOutdated, isOutdated } from "../figures/outdated.ts";
import { followRegions, RegionsTab } from "../figures/regions-tab.tsx";
import { followRules, RulesTab } from "../figures/rules-tab.tsx";
import { changedRules } from "../figures/violations.ts";
import { ZonesTab } from "../figures/zones-tab.tsx";
import { awaitsDecision } from "../scenario/stored-scenario.ts";
import { EditingBars } from "./editing-bars.tsx";
import { SHOWN_BY } from "./permalink.ts";
import { ReachSentence } from "./reach-sentence.tsx";

/** Tabs that are not needed at first. */
const LATER: Tab[] = ["compare", "propose", "history", "sectors"];

/** What each tab showed last, of those that have several parts. */
const last = new Map<string, Tab>();

/** The part that a tab shows, or showed last. */
function partOf({ tab }: State, name: string): Tab {
  const parts = SHOWN_BY[name];
  if (parts.includes(tab)) last.set(name, tab);
  return last.get(name) ?? parts[0];
}

const isShown = ({ tab }: State, name: string) => SHOWN_BY[name].includes(tab);

/** Follow what the tabs show, and load what is not needed at first. */
export function followPanel(page: WholePage) {
  const { store } = page;
  followOutdated(store);
  store.watch(() => byId("map-frame").classList.toggle("outdated", isOutdated.regions.value));
  followCoverage(store);
  followRegions(page);
  followRules(page);
  followGrowth(store);
  store.watch(() => {
    const { tab, consensusScenarios, clustersOf, offline } = store.state;
    const isNeeded = LATER.includes(tab) || consensusScenarios.length > 0 || clustersOf != null;
    if (isNeeded && !offline && !page.parts.value)
      page.later().catch((error) => reportProblem(store, error));
  });
}

export function Panel({ page }: { page: WholePage }) {
  const { store } = page;
  const { loading, measuring, offline } = store.state;
  const isWithoutQueued = offline && queuedEdits(store.state).length > 0;
  const later = page.parts.value;
  return (
    <aside
      id="panel"
      tabIndex={-1}
      aria-label={say("page-panel-label")}
      aria-busy={loading || measuring}
      class={isWithoutQueued ? "without-queued" : ""}
    >
      <Toolbox page={page} />
      <div role="tablist" id="tabs" aria-label={say("page-panel-label")}>
        <Tabs store={store} />
      </div>
      <div id="reach">
        <ReachSentence page={page} />
      </div>
      <TabPanel store={store} name="coverage" outdated={isOutdated.figures}>
        <CoverageTab page={page} />
      </TabPanel>
      <TabPanel store={store} name="places" outdated={isOutdated.regions}>
        <Places page={page} />
      </TabPanel>
      <TabPanel store={store} name="rules">
        <RulesTab page={page} />
      </TabPanel>
      <TabPanel store={store} name="compare" outdated={isOutdated.figures}>
        {later && <later.CompareTab page={page} />}
      </TabPanel>
      <TabPanel store={store} name="propose">
        {later && <later.ProposeTab page={page} />}
      </TabPanel>
      <TabPanel store={store} name="history">
        {later && <later.HistoryTab page={page} />}
      </TabPanel>
      <div id="editing-bars">
        <EditingBars store={store} />
      </div>
    </aside>
  );
}

/** What a tab shows; hidden while another is shown. */
const TabPanel = ({
  store,
  name,
  outdated,
  children,
}: {
  store: Store;
  name: string;
  outdated?: { value: boolean };
  children: Child;
}) => (
  <div
    role="tabpanel"
    id={`panel-${name}`}
    aria-labelledby={`tab-${name}`}
    class={outdated?.value ? "outdated" : ""}
    hidden={!isShown(store.state, name)}
  >
    {children}
  </div>
);

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
function Places({ page }: { page: WholePage }) {
  const { store } = page;
  const { state } = store;
  const shown = partOf(state, "places");
  const later = page.parts.value;
  const has = (...layers: string[]) => layers.some((layer) => hasLayer(state, layer));
  const isOffered: { [part: string]: boolean } = {
    sectors: has("clusters"),
    background: has("performance", "trade", "policies"),
  };
  const part = (name: string, content: Child) => (
    <div id={`panel-${name}`} hidden={shown !== name}>
      {content}
    </div>
  );
  return (
    <div>
      <div class="segmented" id="places" role="group" aria-label={say("page-tab-places")}>
        {SHOWN_BY.places.map((name) => (
          <Button
            key={name}
            id={`show-${name}`}
            aria-pressed={name === shown}
            hidden={!(isOffered[name] ?? true)}
            word={`page-tab-${name}`}
            onClick={() => store.set({ tab: name })}
          />
        ))}
      </div>
      {part("zones", <ZonesTab page={page} />)}
      {part("regions", <RegionsTab page={page} />)}
      {part("sectors", later && <later.SectorTable page={page} />)}
      {part("background", <Background store={store} />)}
    </div>
  );
}
