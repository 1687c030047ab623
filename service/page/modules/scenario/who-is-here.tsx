/**
 * Other users of the scenario, and the line that names them. A visible tab reports itself regularly,
 * and the answer lists the others; other windows of the local planner do not count.
 */

import { fetchFromService, request } from "../core/api.ts";
import { h } from "../core/ui/dom.ts";
import { say } from "../core/words/words.ts";

const EVERY_MS = 15_000;

export function followPresence(store: Store) {
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

/** The others, by name; null without an answer. */
const askOthers = ({ state: { scenario, draft } }: Store): Promise<State["others"]> =>
  request(`/api/scenarios/${scenario}/presence`, {
    body: { editing: draft != null && draft.at !== draft.saved },
  }).then(
    ({ body }) => body,
    () => null,
  );

function show(store: Store, others: State["others"]) {
  if (JSON.stringify(others) !== JSON.stringify(store.state.others)) store.set({ others });
}

const NAMED = 3;

export function WhoIsHere({ state: { others, offline } }: { state: State }) {
  return (
    <p
      id="here"
      role="status"
      hidden={offline || others?.length === 0}
      title={others && others.length > NAMED ? named(others, others.length) : ""}
    >
      {others ? named(others, NAMED) : say("page-here-unknown")}
    </p>
  );
}

function named(others: { name: string; editing: boolean }[], most: number) {
  const names = others
    .slice(0, most)
    .map(({ name, editing }) => (editing ? say("page-here-editing", { name }) : name));
  const more = others.length - names.length;
  if (more) names.push(say("page-here-more", { count: more }));
  return say("page-here-others", { names: names.join(say("list-separator")) });
}
