/** Starts the page: words, state, map, then figures. The map never waits for the panel. */

import { signal } from "../vendor/preact/index.js";
import { loadModule } from "./core/api.ts";
import { followDraft } from "./draft/draft-figures.ts";
import { addMends } from "./edit/mending.ts";
import { addToolbar } from "./edit/toolbar.tsx";
import { acceptUploads } from "./import/upload-opener.ts";
import { followPresence } from "./scenario/who-is-here.tsx";
import { followEditing } from "./shell/editing-bars.tsx";
import { addBasemap } from "./map/basemap.ts";
import { addCommentPins } from "./scenario/comment-pins.ts";
import { buildMap } from "./shell/map-layers.ts";
import { addLegend } from "./shell/legend.ts";
import { addNetworkWay } from "./figures/network-way.ts";
import { followPointer } from "./map/pointer-position.tsx";
import { addRuler } from "./map/ruler.ts";
import { addSecondMap } from "./shell/second-map.ts";
import { addMadeOf } from "./shell/figure-made-of.tsx";
import { addFrame } from "./shell/frame.tsx";
import { addKeyboardShortcuts } from "./shell/keyboard-shortcuts.tsx";
import { followSearch } from "./shell/search.tsx";
import { followPanel } from "./shell/panel.tsx";
import { watchConnection } from "./core/answers.ts";
import { NO_DRAFT } from "./draft/draft.ts";
import { persistDraft, persistLocks } from "./draft/draft-storage.ts";
import { followScope, followWays } from "./figures/scope.ts";
import { followEvents } from "./scenario/live-events.ts";
import { followFigures, loadPlan, USUAL_RADIUS_KM } from "./draft/loader.ts";
import { updateAddress, readQuery } from "./shell/permalink.ts";
import { reportProblem } from "./core/report-problem.ts";
import { loadUser } from "./core/sign-in.ts";
import { Store } from "./core/store.ts";
import { followZoneTint } from "./figures/zone-tints.ts";
import { byId } from "./core/ui/dom.ts";
import { loadFallbackFont } from "./core/ui/fallback-font.ts";
import { languageOf, loadLanguage, loadLaterWords } from "./core/words/words.ts";

const defaults: State = {
  ...NO_DRAFT,
  scenario: byId("map-frame").dataset.scenario!,
  year: null,
  against: "baseline",
  radius: USUAL_RADIUS_KM,
  by: "line",
  againstBy: null,
  language: languageOf(navigator.language),
  tab: "coverage",
  aim: null,
  clustersOf: null,
  tint: "people",
  zoneTints: null,
  level: null,
  theme: "auto",
  hidden: ["gateways"],
  zone: null,
  region: null,
  explained: null,
  wayTo: null,
  way: null,
  mode: "one",
  consensusScenarios: [],
  consensus: null,
  policy: null,
  job: null,
  earlier: [],
  proposal: null,
  piece: null,
  often: true,
  view: null,
  plan: null,
  scenarios: [],
  goingTo: null,
  linked: null,
  listTag: null,
  others: [],
  comments: [],
  comment: null,
  pin: null,
  figures: null,
  before: null,
  regions: null,
  regionsBefore: null,
  comparison: null,
  zonesLayer: null,
  clustersLayer: null,
  gatewaysLayer: null,
  areas: {},
  regionLayers: {},
  problem: null,
  loading: true,
  measuring: false,
  zonesBase: null,
  me: null,
  counterparts: [],
  outline: null,
  mend: null,
  locks: [],
  offline: false,
};

async function start() {
  loadFallbackFont();
  const store = new Store({ ...defaults, ...readQuery(location.search) });
  const planner = document.body.dataset.page === "planner";
  const spoken = loadLanguage(store.state.language);
  const report = (error: unknown) => spoken.then(() => reportProblem(store, error));
  // both are requested at once; during sign-in neither is available nor reported
  const known = planner ? loadUser(store).catch(report) : null;
  const plan = loadPlan(store).catch((error) => Promise.resolve(known).then(() => report(error)));
  await spoken;
  addLegend(store);
  const page: WholePage = {
    store,
    map: buildMap(store),
    parts: signal(null),
    later: async () => {
      const load = loadModule(() => import("./later.ts"));
      const [parts] = await Promise.all([load, loadLaterWords()]);
      if (!page.parts.value) parts.followLater(page);
      return (page.parts.value ??= parts);
    },
  };
  addFrame(page);
  for (const add of [followPointer, addRuler, addBasemap]) add(page);
  addMadeOf(store);
  if (planner) {
    followSearch(store);
    followPanel(page);
    addCommentPins(page);
    addNetworkWay(page);
    addSecondMap(page);
    addEditing(page);
  }
  updateAddress(store, defaults, ({ lat, lng, zoom }) =>
    page.map.setView([lat, lng], zoom, { animate: false }),
  );
  followFigures(store);
  followZoneTint(store);
  followScope(store);
  followWays(store);
  await Promise.all([known, plan]);
}

function addEditing(page: WholePage) {
  const { store } = page;
  persistDraft(store);
  persistLocks(store);
  addToolbar(page);
  followEditing(store);
  addMends(page);
  acceptUploads(page);
  addKeyboardShortcuts(page);
  followDraft(store);
  watchConnection(store);
  followEvents(store);
  followPresence(store);
}

void start();
