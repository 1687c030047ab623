/** The Compare tab: the changes of the scenario against the other, in sortable tables. */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { ask, askCached } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { draftEdits, draftRules, isComparing, isOtherScenario } from "../draft/draft.ts";
import { unitOf } from "../core/way.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { say } from "../core/words/words.ts";
import { ScorecardTable } from "../figures/scorecard.ts";
import { compareTables } from "./compare-tables.ts";
import { ConsensusTable, followConsensus } from "./consensus-table.ts";
import { followSeveral, Several } from "./scenarios-table.ts";
import type { People } from "./compare-tables.ts";

const people = signal(null as People[] | null);
/** The zones of the other scenario. */
const former = signal(null as GeoJSON.FeatureCollection | null);

export function followComparison(store: Store) {
  followConsensus(store);
  followSeveral(store);
  followAnswer(
    store,
    () => {
      const { tab, against, scenarios } = store.state;
      if (tab !== "compare") return;
      const revision = scenarios.find((row) => row.scenario === against)?.revision;
      return [[against, revision], () => askCached(`/api/layers/zones?scenario=${against}`)];
    },
    (zones) => (former.value = zones),
  );
  followAnswer(
    store,
    () => {
      const { tab, comparison, trial } = store.state;
      if (tab !== "compare" || !comparison || !isOtherScenario(store.state)) return;
      return [
        trial ? "trial" : peopleKey(store.state),
        async (aborted) => {
          people.value = null;
          return trial ? null : askPeople(store.state, aborted);
        },
      ];
    },
    (rows) => (people.value = rows),
  );
}

export function CompareTab({ page }: { page: Page }) {
  const { state } = page.store;
  if (state.tab !== "compare") return null;
  return (
    <>
      <section>
        <h2>{say("page-score-title")}</h2>
        <ScorecardTable state={state} />
      </section>
      <div id="compare-tables">
        <Tables page={page} />
      </div>
      <section>
        <h2>{say("page-consensus-title")}</h2>
        <div id="consensus">
          <ConsensusTable page={page} />
        </div>
      </section>
      {state.consensusScenarios.length > 1 && (
        <section>
          <h2>{say("page-several-title")}</h2>
          <div id="several">
            <Several store={page.store} />
          </div>
        </section>
      )}
    </>
  );
}

function Tables({ page }: { page: Page }) {
  const { store } = page;
  const { figures, before } = store.state;
  const sides = { people: people.value, former: former.value };
  return [
    overToggle(store),
    ...(isComparing(store.state) && figures && before
      ? compareTables(page, figures, before, sides)
      : [<p class="empty">{say("page-compare-same")}</p>]),
  ];
}

/** The comparison of a scenario by road with itself by the straight line. */
function overToggle(store: Store) {
  const { by, againstBy, draft, scenario } = store.state;
  if (by === "line" || unitOf(by) === "min") return null; // no straight line is in minutes
  if (draft) return note(say("page-over-draft"));
  const show = () => store.set({ against: scenario, againstBy: "line", tint: "change-people" });
  const hide = () => store.set({ againstBy: null, against: "baseline", tint: "people" });
  return h(
    "div",
    { class: "buttons" },
    button(
      {
        id: "over-counted",
        "aria-pressed": String(againstBy != null),
        onclick: againstBy ? hide : show,
      },
      say("page-over-show"),
    ),
  );
}

/** The key of the persons entering and leaving. */
function peopleKey(state: State) {
  const { scenario, against, by, scenarios } = state;
  const revisions = [scenario, against].map(
    (id) => scenarios.find((row) => row.scenario === id)?.revision,
  );
  return JSON.stringify([scenario, against, by, revisions, draftEdits(state)]);
}

/** Persons entering and leaving, of edits or of a saved scenario. */
async function askPeople(state: State, signal: AbortSignal): Promise<People[]> {
  const { scenario, against, by } = state;
  const edits = draftEdits(state);
  const body = { edits, rules: draftRules(state), against, by };
  const answer = (
    edits
      ? await ask("/api/edited?tables=population", { body, signal })
      : await ask(`/api/compare?a=${scenario}&b=${against}&by=${by}&tables=population`, { signal })
  ) as any;
  return (answer.comparison ?? answer).population.totals;
}
