/** Titles of scenarios, in the language of the page. */

import { nameOf, statusWords } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { isComparing, isUnsaved } from "../draft/draft.ts";
import { byWords } from "../core/way.ts";

/** The title of a row in the language of the page. */
export const titleOf = (row: { scenario: string; title: string; title_zh?: string | null }) =>
  nameOf({ name: row.title, name_zh: row.title_zh }) || row.scenario;

/** A scenario's title in the language of the page. */
export function scenarioTitle({ scenarios }: State, id: string) {
  const row = scenarios.find(({ scenario }) => scenario === id);
  if (!row) return id === "baseline" ? say("page-scenario-baseline") : id;
  return titleOf(row);
}

/** The scenarios of a list, with the chosen one if it is not among them. */
export function scenarioChoices({ scenarios }: State, chosen: string): [string, string][] {
  const rows = scenarios.map((row): [string, string] => [
    row.scenario,
    `${titleOf(row)} · ${statusWords(row.status, row.updated_by)}`,
  ]);
  const all: [string, string][] = [["baseline", say("page-scenario-baseline")], ...rows];
  return all.some(([id]) => id === chosen) ? all : [...all, [chosen, chosen]];
}

/** The titles of the compared scenarios, or the shown one. */
export const comparisonTitle = (state: State) =>
  isComparing(state) && state.mode !== "one" ? bothTitles(state) : shownTitle(state);

/** The titles of the compared scenarios. */
export const bothTitles = (state: State) =>
  say("page-compare-what", { a: shownTitle(state), b: againstTitle(state) });

/** The title of the compared scenario. */
export const againstTitle = (state: State) =>
  scenarioTitle(state, state.against) + wayTitle(state, state.againstBy);

/** A way of measuring behind a title, where two are compared. */
const wayTitle = ({ againstBy }: State, way: State["againstBy"]) =>
  againstBy && way ? ` · ${byWords(way)}` : "";

/** The title of the shown scenario, marked if it is edited. */
export const shownTitle = (state: State) =>
  scenarioTitle(state, state.scenario) +
  wayTitle(state, state.by) +
  (isUnsaved(state) ? ` · ${say("page-compare-edited")}` : "");
