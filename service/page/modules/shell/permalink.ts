/** Permalinks: state ↔ URL query. */

import { languageOf } from "../core/words/words.ts";
import { unitOf } from "../core/way.ts";

/** What each tab shows: one thing, or one of several between which its own buttons choose. */
export const SHOWN_BY: { [button: string]: Tab[] } = {
  coverage: ["coverage"],
  places: ["zones", "regions", "sectors", "background"],
  rules: ["rules"],
  compare: ["compare"],
  propose: ["propose"],
  history: ["history"],
};

const TABS = Object.values(SHOWN_BY).flat();

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** State in the address without conversion: key, name in the query, pattern of a value. */
const PLAIN = [
  ["scenario", "scenario", ID],
  ["linked", "revision", /^[1-9]\d*$/],
  ["against", "against", ID],
  ["radius", "radius", /^\d+(\.\d+)?$/],
  ["by", "by", /^road(_min)?$/],
  ["againstBy", "against-by", /^line$/],
  ["language", "lang", /./],
  ["theme", "theme", /^(light|dark)$/],
  ["tab", "tab", new RegExp(`^(${TABS.join("|")})$`)],
  ["level", "level", /^[a-z][a-z0-9]{0,23}$/],
  ["year", "year", /^[1-9]\d{3}$/],
  ["aim", "aim", /^(ftz|sector|region):.{1,150}$/],
  ["tint", "tint", /^[a-z-]{1,20}( [\w.-]{1,60})?$/],
  ["zone", "zone", /./],
  ["region", "region", /^\w{1,32}$/],
  ["mode", "mode", /^(swipe|two)$/],
  ["policy", "policy", /./],
] as [keyof State, string, RegExp][];
const NUMBERS = ["linked", "radius", "year"];

/**
 * Parse state from a query; invalid parameters are ignored.
 *
 * @param query such as "?scenario=lingang-north&radius=50"
 */
export function readQuery(query: string): Partial<State> {
  const parameters = new URLSearchParams(query);
  const known = PLAIN.flatMap(([key, name, looks]) => {
    const value = parameters.get(name);
    if (!value || !looks.test(value)) return [];
    return [[key, NUMBERS.includes(key) ? Number(value) : value]];
  });
  const state: Partial<State> = Object.fromEntries(known);
  if (!state.by || unitOf(state.by) !== "km") delete state.againstBy;
  if (state.language && languageOf(state.language) !== state.language) delete state.language;
  if (parameters.has("off"))
    state.hidden = (parameters.get("off") ?? "").split(",").filter(Boolean);
  const agreeing = (parameters.get("consensus") ?? "").split(",").filter((id) => ID.test(id));
  if (agreeing.length) state.consensusScenarios = [...new Set(agreeing)].slice(0, 9);
  const view = (parameters.get("at") ?? "").split(",").map(Number);
  if (view.length === 3 && view.every(Number.isFinite))
    state.view = { lat: view[0], lng: view[1], zoom: view[2] };
  return state;
}

/** @param usual the default values, which are omitted */
function writeQuery(state: State, usual: State) {
  const query = new URLSearchParams();
  for (const [key, name] of PLAIN) {
    const value = state[key];
    if (value != null && value !== usual[key]) query.set(name, String(value));
  }
  if (state.hidden.join() !== usual.hidden.join()) query.set("off", state.hidden.join(","));
  if (state.consensusScenarios.length) query.set("consensus", state.consensusScenarios.join(","));
  if (state.view) {
    const { lat, lng, zoom } = state.view;
    query.set("at", `${lat.toFixed(4)},${lng.toFixed(4)},${Number(zoom.toFixed(2))}`);
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/**
 * A link to the present view: scenario and revision, view, radius, way of measuring, aim and other
 * non-default values. The reader keeps their own language and theme.
 *
 * @param address of the page
 */
export function linkTo(
  { view }: State,
  { origin, pathname, search }: { origin: string; pathname: string; search: string },
  revision: number | null,
) {
  const query = new URLSearchParams(search);
  for (const name of ["lang", "theme", "revision"]) query.delete(name);
  if (revision != null) query.set("revision", String(revision));
  if (!view) query.delete("at");
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `${origin}${pathname}${text && `?${text}`}`;
}

/** Keys whose change is a step back in the history; moving the map is not. */
const STEPS = ["scenario", "against", "tab", "zone"] as const;

const stepOf = (state: Partial<State>) => JSON.stringify(STEPS.map((key) => state[key]));

/**
 * Keep the address up to date: another scenario, tab or zone is a step, which the browser's Back
 * takes back, with the place where the map was.
 *
 * @param show moves the map
 */
export function updateAddress(
  store: Store,
  usual: State,
  show: (view: NonNullable<State["view"]>) => void,
) {
  let step = "";
  store.watch(() => {
    const query = writeQuery(store.state, usual);
    const address = query ? `?${query}` : location.pathname;
    const next = stepOf(store.state);
    const isStep = step && step !== next;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    if (store.state.plan) step = next; // before, values missing in the address are filled in
  });
  addEventListener("popstate", () => {
    const { scenario, against, tab, zone, view } = { ...usual, ...readQuery(location.search) };
    step = stepOf({ scenario, against, tab, zone });
    store.set({ scenario, against, tab, zone, goingTo: null });
    if (view) show(view);
  });
}
