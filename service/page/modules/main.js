/** Starts the page: words, state, map, then figures; the map never waits for the panel. */

import { addAbout } from "./about.js";
import { addHeader } from "./header.js";
import { addLegend } from "./legend.js";
import { followFigures, loadPlan, report } from "./loader.js";
import { askedParts, buildMap } from "./map.js";
import { addPanel } from "./panel.js";
import { keepAddress, readQuery } from "./permalink.js";
import { addSearch } from "./search.js";
import { Store } from "./store.js";
import { speak } from "./words.js";

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
  regionLayers: {},
  problem: null,
  loading: true,
};

async function start() {
  const store = new Store({ ...usual, ...readQuery(location.search) });
  const asked = loadPlan(store);
  await speak(store.state.language);
  addLegend(store);
  const map = buildMap(store);
  const page = { store, map };
  addAbout(store);
  addHeader(store);
  if (document.body.dataset.page === "planner") {
    addSearch(page);
    addPanel(page);
  }
  keepAddress(store, usual);
  followFigures(store);
  await asked.catch((error) => report(store, error));
}

void start();
