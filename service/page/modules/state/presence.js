/**
 * Other users of the scenario. A visible tab reports itself regularly, and the answer lists the
 * others; other windows of the local planner do not count.
 */

import { fetchFromService, request } from "../api.js";

const EVERY_MS = 15_000;

/** @param {Store} store */
export function followPresence(store) {
  let timer = 0;
  let open = "";
  const say = async () => {
    clearTimeout(timer);
    const { me, scenario, scenarios, offline } = store.state;
    const stored = scenarios.some((row) => row.scenario === scenario && !row.gone);
    if (open === scenario && !stored) open = ""; // it is no longer readable
    if (open && open !== scenario) leave();
    if (!me || me.local || !stored) return show(store, []);
    timer = window.setTimeout(() => void say(), EVERY_MS);
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
  store.on(["me", "scenario", "offline"], () => void say());
  store.on(["scenarios"], () => {
    if (!open) void say();
  });
  document.addEventListener("visibilitychange", () => void say());
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
