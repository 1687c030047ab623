/** Unsaved edits and the planner's own locks, stored in this browser. */

import { ownName } from "../address.js";
import { isUnsaved, NO_DRAFT } from "./draft.js";

/**
 * The stored value of this plan under a name. A value from when the plan was the only one at the
 * root of its host is migrated.
 *
 * @param {string} name
 */
function stored(name) {
  const key = ownName(name);
  const former = key === name ? null : localStorage.getItem(name);
  if (former !== null && localStorage.getItem(key) === null) {
    localStorage.setItem(key, former);
    localStorage.removeItem(name);
  }
  return localStorage.getItem(key);
}

/** The prefix of the names of a person's drafts, which others do not see. @param {State} state */
const ownDrafts = ({ me }) =>
  me?.local ? "zonewright draft " : `zonewright draft of ${encodeURIComponent(me?.name ?? "")} `;

/** @param {State} state @param {string} scenario */
const draftName = (state, scenario) => `${ownDrafts(state)}${state.plan?.baseline} ${scenario}`;

/** The names of all drafts that this person has in this browser. @param {State} state */
function ownDraftNames(state) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(ownDrafts(state)));
  } catch {
    return []; // no storage, no drafts
  }
}

/** How many drafts this person has in this browser, of all plans. @param {State} state */
export const countStoredDrafts = (state) => ownDraftNames(state).length;

/** Delete them, so that the browser's next user does not find them. @param {Store} store */
export function forgetDrafts(store) {
  store.set(NO_DRAFT);
  for (const name of ownDraftNames(store.state)) localStorage.removeItem(name);
}

/** @param {State} state @param {string} scenario */
export function removeStoredDraft(state, scenario) {
  try {
    localStorage.removeItem(ownName(draftName(state, scenario)));
  } catch {
    // no storage, nothing to delete
  }
}

/**
 * @typedef {object} StoredDraft a stored draft, as JSON
 * @property {Omit<Draft, "uncut"> & {uncut?: number[]}} draft its only version has the shown
 * edits; `uncut` are the indices of outlines drawn offline
 * @property {number} at when it was stored, in ms since 1970
 */

/**
 * The stored draft of the shown scenario, and its time.
 *
 * @param {State} state
 * @returns {{draft: Draft, at: number} | null}
 */
export function storedDraft(state) {
  try {
    const text = stored(draftName(state, state.scenario));
    if (!text) return null;
    const { draft, at } = /** @type {StoredDraft} */ (JSON.parse(text));
    const [edits] = draft.versions;
    const versions = [draft.document?.edits ?? [], edits];
    const uncut = (draft.uncut ?? []).map((position) => edits[position]);
    return { draft: { ...draft, versions, at: 1, saved: 0, uncut }, at };
  } catch {
    return null; // the stored value is unreadable
  }
}

/** @param {State} state @param {Draft} draft */
function storeDraft(state, draft) {
  const edits = draft.versions[draft.at];
  const uncut = draft.uncut.map((edit) => edits.indexOf(edit)).filter((position) => position >= 0);
  /** @type {StoredDraft} */
  const entry = {
    draft: { ...draft, versions: [edits], at: 0, saved: -1, uncut },
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

/**
 * Record the pending save with the draft, without redrawing.
 *
 * @param {Store} store
 * @param {Save | null} save
 */
export function noteSave(store, save) {
  const { draft, me } = store.state;
  if (!draft) return;
  draft.sent = save;
  if (me && isUnsaved(store.state)) storeDraft(store.state, draft);
}

/** @param {State} state */
const locksName = ({ plan }) => `zonewright locks ${plan?.baseline}`;

/** Store the zones that the planner locked. @param {Store} store */
export function persistLocks(store) {
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

/** Store unsaved edits until they are saved. @param {Store} store */
export function persistDraft(store) {
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

/** Discard the draft and show the saved scenario. @param {Store} store */
export function discardDraft(store) {
  removeStoredDraft(store.state, store.state.draft?.scenario ?? "");
  store.set(NO_DRAFT);
}
