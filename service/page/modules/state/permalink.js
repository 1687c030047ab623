/** Permalinks: state ↔ URL query. */

import { languageOf } from "../words/words.js";
import { TABS } from "./tabs.js";
import { unitOf } from "./way.js";

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const AIM = /^(ftz|sector|region):.{1,150}$/;
const TINT = /^[a-z-]{1,20}( [\w.-]{1,60})?$/;
const LEVEL = /^[a-z][a-z0-9]{0,23}$/;

/**
 * Parse state from a query; invalid parameters are left out.
 *
 * @param {string} query such as "?scenario=lingang-north&radius=50"
 * @returns {Partial<State>}
 */
export function readQuery(query) {
  const parameters = new URLSearchParams(query);
  /** @type {Partial<State>} */
  const state = {};
  const scenario = parameters.get("scenario");
  const against = parameters.get("against");
  const radius = Number(parameters.get("radius"));
  const revision = Number(parameters.get("revision"));
  const tab = TABS.find((known) => known === parameters.get("tab"));
  const level = parameters.get("level");
  const view = (parameters.get("at") ?? "").split(",").map(Number);
  if (scenario && ID.test(scenario)) state.scenario = scenario;
  if (against && ID.test(against)) state.against = against;
  if (revision >= 1 && Number.isInteger(revision)) state.linked = revision;
  if (parameters.get("radius") && radius >= 0) state.radius = radius;
  const by = parameters.get("by");
  if (by && /^(road|rail)(_min)?$/.test(by)) state.by = /** @type {State["by"]} */ (by);
  if (state.by && unitOf(state.by) === "km" && parameters.get("against-by") === "line")
    state.againstBy = "line";
  const language = parameters.get("lang");
  if (language && languageOf(language) === language) state.language = language;
  if (parameters.get("theme") === "light" || parameters.get("theme") === "dark")
    state.theme = /** @type {State["theme"]} */ (parameters.get("theme"));
  if (tab && TABS.includes(tab)) state.tab = /** @type {State["tab"]} */ (tab);
  if (level && LEVEL.test(level)) state.level = level;
  const aim = parameters.get("aim");
  if (aim && AIM.test(aim)) state.aim = aim;
  const tint = parameters.get("tint");
  if (tint && TINT.test(tint)) state.tint = tint;
  if (parameters.has("off"))
    state.hidden = (parameters.get("off") ?? "").split(",").filter(Boolean);
  if (parameters.get("zone")) state.zone = parameters.get("zone");
  const mode = parameters.get("mode");
  if (mode === "swipe" || mode === "two") state.mode = mode;
  const agreeing = (parameters.get("consensus") ?? "").split(",").filter((id) => ID.test(id));
  if (agreeing.length) state.consensusScenarios = [...new Set(agreeing)].slice(0, 9);
  if (parameters.get("policy")) state.policy = parameters.get("policy");
  if (/^\w{1,32}$/.test(parameters.get("region") ?? "")) state.region = parameters.get("region");
  if (view.length === 3 && view.every(Number.isFinite))
    state.view = { lat: view[0], lng: view[1], zoom: view[2] };
  return state;
}

/** @param {State} state @param {State} usual the default values, which are left out */
function writeQuery(state, usual) {
  const query = new URLSearchParams();
  /** @type {[keyof State, string][]} */
  const plain = [
    ["scenario", "scenario"],
    ["linked", "revision"],
    ["against", "against"],
    ["radius", "radius"],
    ["by", "by"],
    ["againstBy", "against-by"],
    ["language", "lang"],
    ["theme", "theme"],
    ["tab", "tab"],
    ["level", "level"],
    ["aim", "aim"],
    ["tint", "tint"],
    ["zone", "zone"],
    ["region", "region"],
    ["mode", "mode"],
    ["policy", "policy"],
  ];
  for (const [key, name] of plain) {
    const value = state[key];
    if (value != null && value !== usual[key]) query.set(name, String(value));
  }
  if (state.hidden.join() !== usual.hidden.join()) query.set("off", state.hidden.join(","));
  if (state.consensusScenarios.length) query.set("consensus", state.consensusScenarios.join(","));
  if (state.view) {
    const { lat, lng, zoom } = state.view;
    query.set("at", `${lat.toFixed(4)},${lng.toFixed(4)},${zoom}`);
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/**
 * A link to the present view: scenario and revision, view, radius, way of measuring, aim and other
 * non-default values. Language and theme are left to its reader.
 *
 * @param {State} state
 * @param {{origin: string, pathname: string, search: string}} address of the page
 * @param {number | null} revision
 */
export function linkTo({ view }, { origin, pathname, search }, revision) {
  const query = new URLSearchParams(search);
  for (const name of ["lang", "theme", "revision"]) query.delete(name);
  if (revision != null) query.set("revision", String(revision));
  if (!view) query.delete("at");
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `${origin}${pathname}${text && `?${text}`}`;
}

/** What a step back undoes; a move of the map alone is none. */
const STEPS = /** @type {const} */ (["scenario", "against", "tab", "zone"]);

/** @param {Partial<State>} state */
const stepOf = (state) => JSON.stringify(STEPS.map((key) => state[key]));

/**
 * Keep the address up to date: another scenario, tab or zone is a step, which the browser's Back
 * takes back, with the place where the map was.
 *
 * @param {Store} store
 * @param {State} usual
 * @param {(view: NonNullable<State["view"]>) => void} show moves the map
 */
export function updateAddress(store, usual, show) {
  let step = "";
  store.watch(() => {
    const query = writeQuery(store.state, usual);
    const address = query ? `?${query}` : location.pathname;
    const next = stepOf(store.state);
    const isStep = step && step !== next;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    if (store.state.plan) step = next; // before, what the address lacks is filled in
  });
  addEventListener("popstate", () => {
    const { scenario, against, tab, zone, view } = { ...usual, ...readQuery(location.search) };
    step = stepOf({ scenario, against, tab, zone });
    store.set({ scenario, against, tab, zone, goingTo: null });
    if (view) show(view);
  });
}
