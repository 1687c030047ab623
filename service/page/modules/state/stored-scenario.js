/** Shows stored scenarios. */

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
 * Show the draft as its saved scenario; its versions can still be undone.
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
  const saved = { ...document, scenario: row.scenario }; // a private one has its owner's mark
  const known = {
    ...draft,
    scenario: row.scenario,
    etag: etag ?? row.etag ?? null,
    document: saved,
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
 * Show the last revision of a scenario, without a draft.
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
 * Show a merge result as unsaved edits over the last revision.
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
