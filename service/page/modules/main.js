/** Starts the page: words, state, map, then figures. The map never waits for the panel. */

import { loadModule } from "./api.js";
import { addDraftBar } from "./edit/draft-bar.js";
import { followDraft } from "./edit/draft-figures.js";
import { addMends } from "./edit/mending.js";
import { addSaveDialog } from "./edit/save-dialog.js";
import { addSavedNotice } from "./edit/saved-notice.js";
import { addToolbar } from "./edit/toolbar.js";
import { addUploadOpener } from "./edit/upload-opener.js";
import { addWhoIsHere, followPresence } from "./edit/who-is-here.js";
import { addBasemap } from "./map/basemap.js";
import { addCommentPins } from "./map/comment-pins.js";
import { foliumParts, buildMap } from "./map/folium-map.js";
import { addLegend } from "./map/legend.js";
import { addNetworkWay } from "./map/network-way.js";
import { showPointerPosition } from "./map/pointer-position.js";
import { addRuler } from "./map/ruler.js";
import { addSecondMap } from "./map/second-map.js";
import { addAboutDialog } from "./page/about-dialog.js";
import { addDownloadDialog } from "./page/download-dialog.js";
import { addHeader, addUserButton, addAimChoice } from "./page/header.js";
import { addKeyboardShortcuts } from "./page/keyboard-shortcuts.js";
import { addPrintSheet } from "./page/print-sheet.js";
import { addSearch } from "./page/search.js";
import { addShareDialog } from "./page/share-dialog.js";
import { addPanel } from "./panel/panel.js";
import { watchConnection } from "./state/answers.js";
import { persistDraft, persistLocks } from "./state/draft-storage.js";
import { followAim, followWays } from "./state/aim.js";
import { followEvents } from "./state/live-events.js";
import { followFigures, loadPlan, USUAL_RADIUS_KM } from "./state/loader.js";
import { updateAddress, readQuery } from "./state/permalink.js";
import { reportProblem } from "./state/report-problem.js";
import { loadUser } from "./state/sign-in.js";
import { Store } from "./state/store.js";
import { followTint } from "./state/tints.js";
import { loadFallbackFont } from "./ui/fallback-font.js";
import { languageOf, loadLanguage, loadLaterWords } from "./words/words.js";

/** @type {State} */
const defaults = {
  scenario: foliumParts()[0].settings.scenario,
  against: "baseline",
  radius: USUAL_RADIUS_KM,
  by: "line",
  againstBy: null,
  language: languageOf(navigator.language),
  tab: "coverage",
  aim: null,
  clustersOf: null,
  tint: "people",
  tintShares: null,
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
  draft: null,
  trial: null,
  trialEdits: null,
  edited: null,
  confirmedEdits: null,
  rejected: null,
  tool: null,
  counterparts: [],
  outline: null,
  mend: null,
  locks: [],
  refused: null,
  offline: false,
};

async function start() {
  loadFallbackFont();
  const store = new Store({ ...defaults, ...readQuery(location.search) });
  const planner = document.body.dataset.page === "planner";
  const spoken = loadLanguage(store.state.language);
  const report = (/** @type {unknown} */ error) => spoken.then(() => reportProblem(store, error));
  // both are requested at once; during sign-in neither is available nor reported
  const known = planner ? loadUser(store).catch(report) : null;
  const plan = loadPlan(store).catch((error) => Promise.resolve(known).then(() => report(error)));
  await spoken;
  addHeader(store);
  addLegend(store);
  const map = buildMap(store);
  const later = async () => {
    const [parts] = await Promise.all([loadModule(() => import("./later.js")), loadLaterWords()]);
    return parts;
  };
  const page = { store, map, later };
  for (const add of [showPointerPosition, addRuler, addBasemap, addPrintSheet]) add(page);
  addAboutDialog(store);
  if (planner) {
    addSearch(page);
    addAimChoice(page);
    addDownloadDialog(store);
    addShareDialog(store);
    addPanel(page);
    addCommentPins(page);
    addNetworkWay(page);
    addSecondMap(page);
    addEditing(page);
  }
  updateAddress(store, defaults, ({ lat, lng, zoom }) =>
    map.setView([lat, lng], zoom, { animate: false }),
  );
  followFigures(store);
  followTint(store);
  followAim(store);
  followWays(store);
  await Promise.all([known, plan]);
}

/** @param {WholePage} page */
function addEditing(page) {
  const { store } = page;
  addUserButton(store);
  persistDraft(store);
  persistLocks(store);
  addToolbar(page);
  addDraftBar(page);
  addMends(page);
  addSaveDialog(store);
  addSavedNotice(store);
  addUploadOpener(page);
  addKeyboardShortcuts(page);
  followDraft(store);
  watchConnection(store);
  addWhoIsHere(store);
  followEvents(store);
  followPresence(store);
}

void start();
