/**
 * Other users of the scenario, and the line that names them. A visible tab reports itself regularly,
 * and the answer lists the others; other windows of the local planner do not count.
 */

import { fetchFromService, request } from "../api.js";
import { byId } from "../ui/dom.js";
import { say } from "../words/words.js";

const EVERY_MS = 15_000;

/** @param {Store} store */
export function followPresence(store) {
  let timer = 0;
  let open = "";
  const report = async () => {
    clearTimeout(timer);
    const { me, scenario, scenarios, offline } = store.state;
    const stored = scenarios.some((row) => row.scenario === scenario && !row.gone);
    if (open === scenario && !stored) open = ""; // it is no longer readable
    if (open && open !== scenario) leave();
    if (!me || me.local || !stored) return show(store, []);
    timer = window.setTimeout(() => void report(), EVERY_MS);
    if (document.hidden || offline) return;
    open = scenario;
    const others = await askOthers(store);
    if (scenario === store.state.scenario) show(store, others);
  };
  const leave = () => {
    const left = `/api/scenarios/${open}/presence`;
    open = "";
    void fetchFromService(left, { method: "DELETE", keepalive: true }).catch(() => {});
  };
  store.on(["me", "scenario", "offline"], () => void report());
  store.on(["scenarios"], () => {
    if (!open) void report();
  });
  document.addEventListener("visibilitychange", () => void report());
  addEventListener("pagehide", () => {
    if (open) leave();
  });
}

/**
 * The others, by name; null without an answer.
 *
 * @param {Store} store
 * @returns {Promise<State["others"]>}
 */
const askOthers = ({ state: { scenario, draft } }) =>
  request(`/api/scenarios/${scenario}/presence`, {
    body: { editing: draft != null && draft.at !== draft.saved },
  }).then(
    ({ body }) => body,
    () => null,
  );

/** @param {Store} store @param {State["others"]} others */
function show(store, others) {
  if (JSON.stringify(others) !== JSON.stringify(store.state.others)) store.set({ others });
}

const NAMED = 3;

/** @param {Store} store */
export function addWhoIsHere(store) {
  const place = byId("here");
  store.watch(() => {
    const { others, offline } = store.state;
    place.hidden = offline || others?.length === 0;
    place.textContent = place.title = "";
    if (place.hidden) return;
    place.textContent = others ? named(others, NAMED) : say("page-here-unknown");
    place.title = others && others.length > NAMED ? named(others, others.length) : "";
  });
}

/** @param {{name: string, editing: boolean}[]} others @param {number} most */
function named(others, most) {
  const names = others
    .slice(0, most)
    .map(({ name, editing }) => (editing ? say("page-here-editing", { name }) : name));
  const more = others.length - names.length;
  if (more) names.push(say("page-here-more", { count: more }));
  return say("page-here-others", { names: names.join(say("list-separator")) });
}
