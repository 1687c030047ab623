/** Shows stored scenarios. */

import { clearCache } from "../api.js";
import { announce } from "../ui/dom.js";
import { say } from "../words/words.js";
import { removeStoredDraft } from "./draft-storage.js";
import { newDraft } from "./draft.js";

/**
 * Show a scenario, and the map at what it changes.
 *
 * @param {Store} store
 * @param {string} scenario
 * @param {ScenarioRow} [row] of one that may not be in the list
 */
export function openScenario(store, scenario, row) {
  const { scenarios } = store.state;
  const known = !row || scenarios.some((one) => one.scenario === scenario);
  store.set({
    scenarios: known ? scenarios : [...scenarios, row],
    scenario,
    zone: null,
    goingTo: scenario,
  });
}

/**
 * Whether a proposed scenario is this person's to decide, who wrote none of it.
 *
 * @param {State} state
 * @param {ScenarioRow} row
 */
export function awaitsDecision({ me }, { status, updated_by, authors }) {
  if (status !== "proposed" || !me) return false;
  const wrote = me.name === updated_by || authors?.includes(me.name);
  return me.local || (["approver", "admin"].includes(me.role) && !wrote);
}

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
