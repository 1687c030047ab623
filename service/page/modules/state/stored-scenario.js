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
  const kept = { ...document, scenario: row.scenario }; // a private one has its owner's mark
  const known = {
    ...draft,
    scenario: row.scenario,
    etag: etag ?? row.etag ?? null,
    document: kept,
  };
  store.set({
    scenario: row.scenario,
    scenarios: [...others, row],
    draft: { ...known, saved: draft.at, sent: null },
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

/**
 * Show what a merge gives as edits that are not saved yet, over the scenario as it is stored now.
 *
 * @param {Store} store
 * @param {ScenarioDocument} merged
 * @param {ScenarioDocument} stored
 * @param {string} etag
 */
export function showMerged(store, merged, stored, etag) {
  clearCache();
  const begun = newDraft(stored.scenario, etag, stored);
  store.set({
    draft: { ...begun, versions: [stored.edits, merged.edits], at: 1 },
    trial: null,
    tool: null,
  });
}
