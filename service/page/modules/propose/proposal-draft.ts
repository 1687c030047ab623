/** A proposal as a draft over the baseline: edited, compared and saved like any other. */

import { draftEdits, isUnsaved, newDraft, pushVersion, versionOf } from "../draft/draft.ts";

/** The pieces of a proposal, added ones before released ones. */
export const piecesOf = (proposal: Proposal | null) => [
  ...(proposal?.taken ?? []).map((piece) => ({ ...piece, kind: "taken" })),
  ...(proposal?.released ?? []).map((piece) => ({ ...piece, kind: "released" })),
];

/**
 * Show a proposal as a draft. Previous edits of the baseline stay a version for undo; unsaved edits
 * of another scenario stay with that scenario.
 */
export function layProposal(store: Store, { scenario }: Proposal) {
  if (store.state.scenario !== "baseline") store.set({ scenario: "baseline", zone: null });
  const { draft } = store.state;
  store.set({
    draft: draft ?? newDraft("baseline", null, null),
    tool: null,
    against: "baseline",
  });
  pushVersion(store, scenario.edits, [], versionOf(scenario));
}

/** Whether the draft is the proposal. */
export function isLaid({ state }: Store, { scenario }: Proposal) {
  const edits = draftEdits(state);
  return (
    state.scenario === "baseline" &&
    edits != null &&
    isUnsaved(state) &&
    JSON.stringify(edits) === JSON.stringify(scenario.edits)
  );
}
