/** Shows stored scenarios. */

import { clearCache } from "../core/api.ts";
import { announce } from "../core/ui/dom.ts";
import { say } from "../core/words/words.ts";
import { removeStoredDraft } from "../draft/draft-storage.ts";
import { besideItself, newDraft, versionOf } from "../draft/draft.ts";

/**
 * Show a scenario, and the map at its changes.
 *
 * @param row of one that may not be in the list
 */
export function openScenario(store: Store, scenario: string, row?: ScenarioRow) {
  const { scenarios } = store.state;
  const known = !row || scenarios.some((one) => one.scenario === scenario);
  store.set({
    scenarios: known ? scenarios : [...scenarios, row],
    scenario,
    ...(scenario === "baseline" ? { against: "baseline" } : {}),
    zone: null,
    goingTo: scenario,
  });
}

/** Whether a proposed scenario is this person's to decide, who wrote none of it. */
export function awaitsDecision({ me }: State, { status, updated_by, authors }: ScenarioRow) {
  if (status !== "proposed" || !me) return false;
  const wrote = me.name === updated_by || authors?.includes(me.name);
  return me.local || (["approver", "admin"].includes(me.role) && !wrote);
}

/** Show the draft as its saved scenario; its versions can still be undone. */
export function showSaved(
  store: Store,
  document: ScenarioDocument,
  row: ScenarioRow,
  etag: string | null,
) {
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

/** Show the last revision of a scenario, without a draft. */
export function showStored(
  store: Store,
  document: ScenarioDocument,
  row: ScenarioRow,
  etag: string | null,
) {
  clearCache();
  removeStoredDraft(store.state, row.scenario);
  const others = store.state.scenarios.filter((one) => one.scenario !== row.scenario);
  store.set({
    scenario: row.scenario,
    scenarios: [...others, row],
    draft: newDraft(row.scenario, etag, document),
    trial: null,
    tool: null,
    ...besideItself(store.state, row.scenario),
  });
}

/** Show a merge result as unsaved edits over the last revision. */
export function showMerged(
  store: Store,
  merged: ScenarioDocument,
  stored: ScenarioDocument,
  etag: string,
) {
  clearCache();
  const begun = newDraft(stored.scenario, etag, stored);
  store.set({
    draft: { ...begun, versions: [versionOf(stored), versionOf(merged)], at: 1 },
    trial: null,
    tool: null,
  });
}
