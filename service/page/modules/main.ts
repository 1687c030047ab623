/** Starts the page: words, state, map, then figures. The map never waits for the panel. */

import { loadModule } from "./api.ts";
import { addDraftBar } from "./edit/draft-bar.ts";
import { followDraft } from "./edit/draft-figures.ts";
import { addMends } from "./edit/mending.ts";
import { addSaveDialog } from "./edit/save-dialog.ts";
import { addSavedNotice } from "./edit/saved-notice.ts";
import { addToolbar } from "./edit/toolbar.ts";
import { addUploadOpener } from "./edit/upload-opener.ts";
import { addWhoIsHere, followPresence } from "./edit/who-is-here.ts";
import { addBasemap } from "./map/basemap.ts";
import { addCommentPins } from "./map/comment-pins.ts";
import { buildMap } from "./map/map-layers.ts";
import { addLegend } from "./map/legend.ts";
import { addNetworkWay } from "./map/network-way.ts";
import { showPointerPosition } from "./map/pointer-position.ts";
import { addRuler } from "./map/ruler.ts";
import { addSecondMap } from "./map/second-map.ts";
import { addAboutDialog } from "./page/about-dialog.ts";
import { addDownloadDialog } from "./page/download-dialog.ts";
import { addHeader, addUserButton, addAimChoice } from "./page/header.ts";
import { addKeyboardShortcuts } from "./page/keyboard-shortcuts.ts";
import { addPrintSheet } from "./page/print-sheet.ts";
import { addSearch } from "./page/search.ts";
import { addShareDialog } from "./page/share-dialog.ts";
import { addPanel } from "./panel/panel.ts";
import { watchConnection } from "./state/answers.ts";
import { NO_DRAFT } from "./state/draft.ts";
import { persistDraft, persistLocks } from "./state/draft-storage.ts";
import { followAim, followWays } from "./state/aim.ts";
import { followEvents } from "./state/live-events.ts";
import { followFigures, loadPlan, USUAL_RADIUS_KM } from "./state/loader.ts";
import { updateAddress, readQuery } from "./state/permalink.ts";
import { reportProblem } from "./state/report-problem.ts";
import { loadUser } from "./state/sign-in.ts";
import { Store } from "./state/store.ts";
import { followTint } from "./state/tints.ts";
import { byId } from "./ui/dom.ts";
import { loadFallbackFont } from "./ui/fallback-font.ts";
import { languageOf, loadLanguage, loadLaterWords } from "./words/words.ts";

const defaults: State = {
  ...NO_DRAFT,
  scenario: byId("map-frame").dataset.scenario!,
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
  addHeader(store);
  addLegend(store);
  const map = buildMap(store);
  const later = async () => {
    const [parts] = await Promise.all([loadModule(() => import("./later.ts")), loadLaterWords()]);
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

function addEditing(page: WholePage) {
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
