/** The Compare tab: the changes of the scenario against the other, in sortable tables. */

import { ask, askCached, abortPrevious } from "../api.js";
import { draftEdits, isComparing } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";
import { byId, fill, h } from "../ui/dom.js";
import { NAMING } from "../words/names.js";
import { say } from "../words/words.js";
import { compareTables } from "./compare-tables.js";
import { addConsensusTable } from "./consensus-table.js";
import { addScenariosTable } from "./scenarios-table.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").State} State
 * @typedef {import("./compare-tables.js").People} People
 */

/** @param {Page} page */
export function addCompareTab(page) {
  const { store } = page;
  addConsensusTable(page);
  addScenariosTable(page);
  /** @type {{key: string, rows: People[] | null}} */
  let people = { key: "", rows: null };
  /** @type {GeoJSON.FeatureCollection | null} */
  let former = null;
  const draw = () => {
    const { tab, figures, before, language } = store.state;
    if (tab !== "compare") return;
    const place = byId("compare-tables");
    if (!isComparing(store.state) || !figures || !before || !language)
      return fill(place, h("p", { class: "empty" }, say("page-compare-same")));
    fill(place, ...compareTables(page, figures, before, { people: people.rows, former }));
  };
  store.on(["tab", "against", "scenarios"], () => {
    const { tab, against } = store.state;
    if (tab !== "compare") return;
    askCached(`/api/layers/zones?scenario=${against}`)
      .then((zones) => {
        former =
          against === store.state.against
            ? /** @type {GeoJSON.FeatureCollection} */ (zones)
            : former;
        draw();
      })
      .catch((error) => reportProblem(store, error));
  });
  store.on(["tab", "scenario", "against", "scenarios", "draft", "trial", "comparison"], () => {
    const { tab, comparison, trial } = store.state;
    const key = trial ? "trial" : peopleKey(store.state);
    if (tab !== "compare" || !comparison || !isComparing(store.state) || key === people.key) return;
    people = { key, rows: null };
    if (trial) return;
    askPeople(store.state)
      .then((rows) => {
        if (people.key !== key) return;
        people.rows = rows;
        draw();
      })
      .catch((error) => {
        if (people.key === key) people = { key: "", rows: null };
        reportProblem(store, error);
      });
  });
  store.on(
    [
      ...NAMING,
      "tab",
      "figures",
      "before",
      "regions",
      "regionsBefore",
      "comparison",
      "scenarios",
      "clustersLayer",
    ],
    draw,
  );
}

/** The key of the persons entering and leaving. @param {State} state */
function peopleKey(state) {
  const { scenario, against, scenarios } = state;
  const revisions = [scenario, against].map(
    (id) => scenarios.find((row) => row.scenario === id)?.revision,
  );
  return JSON.stringify([scenario, against, revisions, draftEdits(state)]);
}

/**
 * Persons entering and leaving, of edits or of a saved scenario.
 *
 * @param {State} state
 * @returns {Promise<People[]>}
 */
async function askPeople(state) {
  const { scenario, against, draft } = state;
  const [signal, edits] = [abortPrevious("people"), draftEdits(state)];
  const body = { edits, rules: draft?.document?.rules ?? {}, against };
  const answer = /** @type {any} */ (
    edits
      ? await ask("/api/edited?tables=population", { body, signal })
      : await ask(`/api/compare?a=${scenario}&b=${against}&tables=population`, { signal })
  );
  return (answer.comparison ?? answer).population.totals;
}
