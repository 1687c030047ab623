/** A proposal as a draft over the baseline: edited, compared and saved like any other. */

import { draftEdits, isUnsaved, newDraft, pushVersion } from "./draft.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Proposal} Proposal
 */

/** The pieces of a proposal, those taken before those released. @param {Proposal | null} proposal */
export const piecesOf = (proposal) => [
  ...(proposal?.taken ?? []).map((piece) => ({ ...piece, kind: "taken" })),
  ...(proposal?.released ?? []).map((piece) => ({ ...piece, kind: "released" })),
];

/**
 * Lay a proposal on the map. What was edited of the baseline before stays a version that undo goes
 * back to; edits of another scenario, which are not saved, stay with that one.
 *
 * @param {Store} store
 * @param {Proposal} proposal
 */
export function layProposal(store, { scenario }) {
  if (store.state.scenario !== "baseline") store.set({ scenario: "baseline", zone: null });
  const { draft } = store.state;
  const begun = draft ?? newDraft("baseline", null, null);
  store.set({
    draft: { ...begun, document: { ...scenario, title: "" } },
    tool: null,
    against: "baseline",
  });
  pushVersion(store, scenario.edits);
}

/** Whether the proposal is what the draft shows. @param {Store} store @param {Proposal} proposal */
export function isLaid({ state }, { scenario }) {
  const edits = draftEdits(state);
  return (
    state.scenario === "baseline" &&
    edits != null &&
    isUnsaved(state) &&
    JSON.stringify(edits) === JSON.stringify(scenario.edits)
  );
}
