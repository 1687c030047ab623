/**
 * The queue of edits made offline: they are in the draft at once, and are sent when the service is
 * available again. A refused one is shown, and can be removed.
 */

import { Problem, ask } from "../core/api.ts";
import { draftEdits, pushVersion, appendEdits } from "./draft.ts";

/** The edits of the draft still awaiting an answer from the service. */
export function queuedEdits(state: State) {
  const edits = draftEdits(state) ?? [];
  const known = state.confirmedEdits ?? state.draft?.versions[0].edits ?? [];
  let same = 0;
  while (same < edits.length && edits[same] === known[same]) same += 1;
  return edits.slice(same);
}

/** Add the trial to the draft without a request. */
export function enqueueTrial(store: Store, trial: Trial) {
  const added: Edit[] = trial.edits ?? (trial.drawn ? [{ reshape: trial.drawn }] : []);
  const edits = appendEdits(draftEdits(store.state) ?? [], added);
  pushVersion(store, edits, trial.drawn ? added : []);
}

/**
 * Re-cut the neighbours of outlines that were drawn offline, as the service does at a drop.
 *
 * @returns whether the draft was changed
 */
export async function recutNeighbours(store: Store): Promise<boolean> {
  const { draft, locks } = store.state;
  const all = draftEdits(store.state) ?? [];
  if (!draft || !all.some((edit) => draft.uncut.includes(edit))) return false;
  let edits: Edit[] = [];
  for (const edit of all) {
    if (!draft.uncut.includes(edit)) edits = [...edits, edit];
    else {
      const body = { edits, ...edit.reshape, locked: locks };
      const answer = (await ask("/api/redraw", { body })) as { edits: Edit[] };
      edits = appendEdits(edits, answer.edits);
    }
  }
  if (draft !== store.state.draft) return false;
  const versions = draft.versions.map((version, at) =>
    at === draft.at ? { ...version, edits } : version,
  );
  const uncut = draft.uncut.filter((edit) =>
    versions.some((version) => version.edits.includes(edit)),
  );
  store.set({ draft: { ...draft, versions, uncut } });
  return true;
}

/**
 * The first queued edit that the service refuses, and why; null if it accepts all.
 *
 * @param question sends a list of edits to the service
 */
export async function findRejected(
  state: State,
  question: (edits: Edit[]) => Promise<unknown>,
): Promise<State["rejected"]> {
  const edits = draftEdits(state) ?? [];
  for (const edit of queuedEdits(state)) {
    try {
      await question(edits.slice(0, edits.indexOf(edit) + 1));
    } catch (error) {
      if (error instanceof Problem && error.status === 422) return { edit, why: error.problems };
      throw error;
    }
  }
  return null;
}

/** Remove the refused edit from the draft; the others are sent again. */
export function removeRejected(store: Store) {
  const { rejected } = store.state;
  if (!rejected) return;
  store.set({ rejected: null });
  pushVersion(
    store,
    (draftEdits(store.state) ?? []).filter((edit) => edit !== rejected.edit),
  );
}
