/** Titles of scenarios, in the language of the page. */

import { nameOf } from "../words/names.js";
import { say } from "../words/words.js";
import { isComparing, isUnsaved } from "./draft.js";
import { byWords } from "./way.js";

/** The title of a row in the language of the page. @param {{scenario: string, title: string, title_zh?: string | null}} row */
export const titleOf = (row) => nameOf({ name: row.title, name_zh: row.title_zh }) || row.scenario;

/** A scenario's title in the language of the page. @param {State} state @param {string} id */
export function scenarioTitle({ scenarios }, id) {
  const row = scenarios.find(({ scenario }) => scenario === id);
  if (!row) return id === "baseline" ? say("page-scenario-baseline") : id;
  return titleOf(row);
}

/** The titles of the compared scenarios, or the shown one. @param {State} state */
export const comparisonTitle = (state) =>
  isComparing(state) && state.mode !== "one" ? bothTitles(state) : shownTitle(state);

/** The titles of the compared scenarios. @param {State} state */
export const bothTitles = (state) =>
  say("page-compare-what", { a: shownTitle(state), b: againstTitle(state) });

/** The title of the compared scenario. @param {State} state */
export const againstTitle = (state) =>
  scenarioTitle(state, state.against) + wayTitle(state, state.againstBy);

/** A way of measuring behind a title, where two are compared. @param {State} state @param {State["againstBy"]} way */
const wayTitle = ({ againstBy }, way) => (againstBy && way ? ` · ${byWords(way)}` : "");

/** The title of the shown scenario, marked if it is edited. @param {State} state */
export const shownTitle = (state) =>
  scenarioTitle(state, state.scenario) +
  wayTitle(state, state.by) +
  (isUnsaved(state) ? ` · ${say("page-compare-edited")}` : "");
