/** Unsaved edits and the planner's own locks, stored in this browser. */

import { ownName } from "../core/address.ts";
import { besideItself, isUnsaved, NO_DRAFT, versionOf } from "./draft.ts";

/**
 * The stored value of this plan under a name. A value from when the plan was the only one at the
 * root of its host is migrated.
 */
function stored(name: string) {
  const key = ownName(name);
  const former = key === name ? null : localStorage.getItem(name);
  if (former !== null && localStorage.getItem(key) === null) {
    localStorage.setItem(key, former);
    localStorage.removeItem(name);
  }
  return localStorage.getItem(key);
}

/** The prefix of the names of a person's drafts, which others do not see. */
const ownDrafts = ({ me }: State) =>
  me?.local ? "zonewright draft " : `zonewright draft of ${encodeURIComponent(me?.name ?? "")} `;

const draftName = (state: State, scenario: string) =>
  `${ownDrafts(state)}${state.plan?.baseline} ${scenario}`;

/** The names of all drafts that this person has in this browser. */
function ownDraftNames(state: State) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(ownDrafts(state)));
  } catch {
    return []; // no storage, no drafts
  }
}

/** How many drafts this person has in this browser, of all plans. */
export const countStoredDrafts = (state: State) => ownDraftNames(state).length;

/** Delete them, and the answers, so that the browser's next user does not find them. */
export function forgetDrafts(store: Store) {
  store.set(NO_DRAFT);
  for (const name of ownDraftNames(store.state)) localStorage.removeItem(name);
  try {
    sessionStorage.clear();
  } catch {
    // no storage, nothing to delete
  }
}

export function removeStoredDraft(state: State, scenario: string) {
  try {
    localStorage.removeItem(ownName(draftName(state, scenario)));
  } catch {
    // no storage, nothing to delete
  }
}

/** a stored draft, as JSON */
interface StoredDraft {
  /** `versions` has the shown edits alone, `rest` what else that version has; `uncut` are indices */
  draft: Omit<Draft, "uncut" | "versions"> & {
    versions: Edit[][];
    rest?: Omit<Version, "edits">;
    uncut?: number[];
  };
  at: number; // when it was stored, in ms since 1970
}

/** The stored draft of the shown scenario, and its time. */
export function storedDraft(state: State): { draft: Draft; at: number } | null {
  try {
    const text = stored(draftName(state, state.scenario));
    if (!text) return null;
    const { draft: entry, at } = JSON.parse(text) as StoredDraft;
    const { rest, ...draft } = entry;
    const [edits] = draft.versions;
    const saved = versionOf(draft.document);
    const versions = [saved, { ...saved, ...rest, edits }];
    const uncut = (draft.uncut ?? []).map((position) => edits[position]);
    return { draft: { ...draft, versions, at: 1, saved: 0, uncut }, at };
  } catch {
    return null; // the stored value is unreadable
  }
}

function storeDraft(state: State, draft: Draft) {
  const { edits, ...rest } = draft.versions[draft.at];
  const uncut = draft.uncut.map((edit) => edits.indexOf(edit)).filter((position) => position >= 0);
  const entry: StoredDraft = {
    draft: { ...draft, versions: [edits], rest, at: 0, saved: -1, uncut },
    at: Date.now(),
  };
  for (const part of [entry, { ...entry, draft: { ...entry.draft, sent: null } }])
    try {
      return localStorage.setItem(ownName(draftName(state, draft.scenario)), JSON.stringify(part));
    } catch {
      // storage is full or forbidden: store less, else the edits stay in the page, which asks
      // before closing
    }
}

/** Record the pending save with the draft, without redrawing. */
export function noteSave(store: Store, save: Save | null) {
  const { draft, me } = store.state;
  if (!draft) return;
  draft.sent = save;
  if (me && isUnsaved(store.state)) storeDraft(store.state, draft);
}

const locksName = ({ plan }: State) => `zonewright locks ${plan?.baseline}`;

/** Store the zones that the planner locked. */
export function persistLocks(store: Store) {
  store.on(["plan"], () => {
    const { plan } = store.state;
    if (!plan) return;
    try {
      store.set({ locks: JSON.parse(stored(locksName(store.state)) ?? "[]") });
    } catch {
      // the stored value is unreadable
    }
  });
  store.on(["locks"], () => {
    if (!store.state.plan) return;
    try {
      localStorage.setItem(ownName(locksName(store.state)), JSON.stringify(store.state.locks));
    } catch {
      // storage is full or forbidden: they last until the page is closed
    }
  });
}

/** Store unsaved edits until they are saved. */
export function persistDraft(store: Store) {
  /** The owner of the stored edits: older ones stay until they are continued or deleted. */
  let stored = "";
  store.on(["draft"], () => {
    const { draft, me } = store.state;
    if (!draft || !me) return;
    if (isUnsaved(store.state)) {
      stored = draft.scenario;
      storeDraft(store.state, draft);
    } else if (stored === draft.scenario) removeStoredDraft(store.state, draft.scenario);
  });
  store.on(["scenario"], () => {
    const { draft, scenario } = store.state;
    if (draft && draft.scenario !== scenario) store.set(NO_DRAFT);
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved(store.state)) event.preventDefault();
  });
}

/** Discard the draft and show the saved scenario. */
export function discardDraft(store: Store) {
  const { draft, scenario } = store.state;
  removeStoredDraft(store.state, draft?.scenario ?? "");
  store.set({ ...NO_DRAFT, ...besideItself(store.state, scenario) });
}
