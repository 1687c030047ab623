/** Starts the page: words, state, map, then figures; the map never waits for the panel. */

import { addDraftBar } from "./edit/draft-bar.js";
import { followDraft } from "./edit/draft-figures.js";
import { addSaving } from "./edit/save-dialog.js";
import { addToolbar } from "./edit/toolbar.js";
import { addBasemap } from "./map/basemap.js";
import { askedParts, buildMap } from "./map/folium-map.js";
import { addLegend } from "./map/legend.js";
import { followPointer } from "./map/pointer-position.js";
import { addRuler } from "./map/ruler.js";
import { addBeside } from "./map/second-map.js";
import { addAbout } from "./page/about-dialog.js";
import { addHeader, addWho } from "./page/header.js";
import { addKeys } from "./page/keyboard-shortcuts.js";
import { addSheet } from "./page/print-sheet.js";
import { addSearch } from "./page/search.js";
import { addPanel } from "./panel/panel.js";
import { watchService } from "./state/connection.js";
import { keepDraft, keepLocks } from "./state/draft-storage.js";
import { followFigures, loadPlan } from "./state/loader.js";
import { keepAddress, readQuery } from "./state/permalink.js";
import { report } from "./state/report-error.js";
import { knowMe } from "./state/sign-in.js";
import { Store } from "./state/store.js";
import { bringFont } from "./ui/fallback-font.js";
import { speak } from "./words/words.js";

/** @typedef {import("./types.js").State} State */

/** @type {State} */
const usual = {
  scenario: askedParts()[0].settings.scenario,
  against: "baseline",
  radius_km: 50,
  language: navigator.language.startsWith("zh") ? "zh" : "en",
  tab: "coverage",
  tint: "people",
  level: "province",
  theme: "auto",
  hidden: ["gateways"],
  zone: null,
  region: null,
  explained: null,
  mode: "one",
  agreeing: [],
  consensus: null,
  policy: null,
  view: null,
  plan: null,
  scenarios: [],
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
  zonesBase: null,
  me: null,
  draft: null,
  trial: null,
  tried: null,
  edited: null,
  answered: null,
  stuck: null,
  tool: null,
  partners: [],
  locks: [],
  refused: null,
  offline: false,
};

async function start() {
  bringFont();
  const store = new Store({ ...usual, ...readQuery(location.search) });
  const planner = document.body.dataset.page === "planner";
  const spoken = speak(store.state.language);
  const told = (/** @type {unknown} */ error) => spoken.then(() => report(store, error));
  // both are asked at once; while somebody signs in, neither is known nor told
  const known = planner ? knowMe(store).catch(told) : null;
  const asked = loadPlan(store).catch((error) => Promise.resolve(known).then(() => told(error)));
  await spoken;
  addHeader(store);
  addLegend(store);
  const map = buildMap(store);
  const page = { store, map };
  for (const add of [followPointer, addRuler, addBasemap, addSheet]) add(page);
  addAbout(store);
  if (planner) {
    addSearch(page);
    addPanel(page);
    addBeside(page);
    addEditing(page);
  }
  keepAddress(store, usual);
  followFigures(store);
  await Promise.all([known, asked]);
}

/** @param {import("./state/store.js").Page} page */
function addEditing(page) {
  const { store } = page;
  addWho(store);
  keepDraft(store);
  keepLocks(store);
  addToolbar(page);
  addDraftBar(page);
  addSaving(store);
  addKeys(page);
  followDraft(store);
  watchService(store);
}

void start();
