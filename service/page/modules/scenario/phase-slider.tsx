/**
 * The slider of a scenario with phases, over the map: map and figures are those at the end of a
 * year. A tool shows all edits again.
 */

import { signal } from "../../vendor/preact/index.js";
import { followAnswer } from "../core/answers.ts";
import { ask, isOffline } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { h } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { draftVersion, openDraft } from "../draft/draft.ts";
import { heldCount, stopsOf } from "../draft/phases.ts";

/** Less land has no digit that is shown. */
const LEAST_KM2 = 0.005;

/** The year and the title of a phase. */
export function phaseName({ by, title, title_zh }: Phase) {
  const name = nameOf({ name: title, name_zh: title_zh });
  return name
    ? say("page-phase-titled", { year: String(by), title: name })
    : say("page-phase-year", { year: String(by) });
}

/** The stored scenario, of which only the phases are shown. */
const stored = signal(null as ScenarioDocument | null);

export function followPhases(store: Store) {
  const { year: linked } = store.state; // of a link, shown once its phases are known
  store.set({ year: null });
  followAnswer(
    store,
    () => {
      const { scenario, scenarios, plan } = store.state;
      const row = scenarios.find((one) => one.scenario === scenario);
      if (!plan) return;
      return [
        [scenario, row?.revision],
        async (aborted) =>
          row ? ((await ask(`/api/scenarios/${scenario}`, { signal: aborted })) as any) : null,
      ];
    },
    (document) => {
      const isFirst = stored.value == null;
      stored.value = document;
      if (isFirst && document?.phases?.some((phase: Phase) => phase.by === linked))
        void show(store, linked);
    },
  );
  let shown = store.state.scenario;
  store.on(["scenario", "tool", "trial"], () => {
    const { scenario, tool, trial } = store.state;
    if (scenario !== shown || tool || trial) store.set({ year: null });
    shown = scenario;
  });
}

export function PhaseSlider({ store }: { store: Store }) {
  const { scenario, year } = store.state;
  const known = stored.value?.scenario === scenario ? stored.value : null;
  const { edits, phases } = draftVersion(store.state) ?? known ?? { edits: [] };
  const stops = stopsOf(phases ?? [], edits.length);
  if (!phases?.length || !stops.length) return null;
  const at = year == null ? stops.length - 1 : Math.max(0, stops.indexOf(year));
  const text = textOf(phases, edits, stops[at]);
  return (
    <div id="phase-bar" role="group" aria-label={say("page-phase-label")}>
      <label for="phase">{say("page-phase-label")}</label>
      <input
        id="phase"
        type="range"
        min={0}
        max={stops.length - 1}
        step={1}
        value={at}
        aria-valuetext={text}
        onInput={({ currentTarget: { value } }) => void show(store, stops[Number(value)])}
      />
      <output for="phase">{text}</output>
      <span id="phase-land">{landOf(store.state)}</span>
    </div>
  );
}

/** What holds by a year: its phase, and how many of the edits. */
function textOf(phases: Phase[], edits: Edit[], year: Amount) {
  const phase = phases.find(({ by }) => by === year);
  const counts = { count: heldCount(phases, year) ?? edits.length, of: edits.length };
  const name = phase
    ? phaseName(phase)
    : say(year == null ? "page-phase-all" : "page-phase-before");
  return say("page-phase-held", { phase: name, ...counts });
}

/** The land gained and lost by the shown year, against what is compared; nothing until it is known. */
function landOf({ comparison, measuring }: State) {
  if (!comparison || measuring) return "";
  const [gained, lost] = (["gained_km2", "lost_km2"] as const).map((side) =>
    comparison.zones.reduce((sum, zone) => sum + zone[side], 0),
  );
  if (gained < LEAST_KM2 && lost < LEAST_KM2) return say("page-several-as-it-is");
  return say("page-several-map", {
    gained: formatNumber(gained, 2),
    lost: formatNumber(lost, 2),
  });
}

/** Show a scenario at the end of a year, as a draft, whose figures follow. */
async function show(store: Store, year: Amount) {
  const { scenario } = store.state;
  try {
    await openDraft(store);
  } catch (error) {
    if (isOffline(error)) return store.set({ offline: true });
    return reportProblem(store, error);
  }
  if (store.state.scenario === scenario) store.set({ tool: null, year });
}
