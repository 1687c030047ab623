/** Shows a scenario as the service stored it. */

import { clearCache } from "../api.js";
import { announce } from "../ui/dom.js";
import { say } from "../words/words.js";
import { removeStoredDraft } from "./draft-storage.js";
import { newDraft } from "./draft.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").ScenarioDocument} ScenarioDocument
 * @typedef {import("../types.js").ScenarioRow} ScenarioRow
 */

/**
 * Show the draft as the scenario that it was saved as; its versions can still be undone.
 *
 * @param {Store} store
 * @param {ScenarioDocument} document
 * @param {ScenarioRow} row
 * @param {string | null} etag
 */
export function showSaved(store, document, row, etag) {
  const { draft, scenarios } = store.state;
  if (!draft) return;
  clearCache();
  removeStoredDraft(store.state, draft.scenario);
  const others = scenarios.filter((one) => one.scenario !== row.scenario);
  const known = { ...draft, scenario: row.scenario, etag: etag ?? row.etag ?? null, document };
  store.set({
    scenario: row.scenario,
    scenarios: [...others, row],
    draft: { ...known, saved: draft.at },
    tool: null,
  });
  announce(say("page-announce-saved", { title: document.title, revision: row.revision }));
}

/**
 * Show a scenario as it is stored now, with nothing unsaved.
 *
 * @param {Store} store
 * @param {ScenarioDocument} document
 * @param {ScenarioRow} row
 * @param {string | null} etag
 */
export function showStored(store, document, row, etag) {
  clearCache();
  removeStoredDraft(store.state, row.scenario);
  const others = store.state.scenarios.filter((one) => one.scenario !== row.scenario);
  store.set({
    scenario: row.scenario,
    scenarios: [...others, row],
    draft: newDraft(row.scenario, etag, document),
    trial: null,
    tool: null,
  });
}
