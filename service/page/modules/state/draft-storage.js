/** Unsaved edits and the planner's own locks, kept in this browser's storage. */

import { ownName } from "../address.js";
import { isUnsaved, NO_DRAFT } from "./draft.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Draft} Draft
 * @typedef {import("./store.js").Store} Store
 */

/**
 * What is stored of this plan under a name. What was stored when the plan was the only one of its
 * host, at the root of it, is taken over.
 *
 * @param {string} name
 */
function stored(name) {
  const own = ownName(name);
  const former = own === name ? null : localStorage.getItem(name);
  if (former !== null && localStorage.getItem(own) === null) {
    localStorage.setItem(own, former);
    localStorage.removeItem(name);
  }
  return localStorage.getItem(own);
}

/** What the names of a person's drafts begin with; nobody else is shown them. @param {State} state */
const ownDrafts = ({ me }) =>
  me?.local ? "zonewright draft " : `zonewright draft of ${encodeURIComponent(me?.name ?? "")} `;

/** @param {State} state @param {string} scenario */
const draftName = (state, scenario) => `${ownDrafts(state)}${state.plan?.baseline} ${scenario}`;

/** The names of all drafts that this person has in this browser. @param {State} state */
function ownDraftNames(state) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(ownDrafts(state)));
  } catch {
    return []; // A browser without storage keeps nothing.
  }
}

/** How many drafts this person has in this browser, of all plans. @param {State} state */
export const countStoredDrafts = (state) => ownDraftNames(state).length;

/** Forget them: whoever uses the browser next is to find nothing. @param {Store} store */
export function forgetDrafts(store) {
  store.set(NO_DRAFT);
  for (const name of ownDraftNames(store.state)) localStorage.removeItem(name);
}

/** @param {State} state @param {string} scenario */
export function removeStoredDraft(state, scenario) {
  try {
    localStorage.removeItem(ownName(draftName(state, scenario)));
  } catch {
    // A browser without storage keeps nothing to forget.
  }
}

/**
 * @typedef {object} StoredDraft what is stored of a draft, as JSON
 * @property {Omit<Draft, "uncut"> & {uncut?: number[]}} draft its one version has the edits that were
 *   shown; `uncut` are the positions among them of outlines drawn offline
 * @property {number} at when it was stored, in ms since 1970
 */

/**
 * The stored draft of the scenario that is shown, and when it was stored.
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
    return null; // Nothing that can be read is stored.
  }
}

/** @param {State} state @param {Draft} draft */
function storeDraft(state, draft) {
  const edits = draft.versions[draft.at];
  const uncut = draft.uncut.map((edit) => edits.indexOf(edit)).filter((position) => position >= 0);
  /** @type {StoredDraft} */
  const kept = {
    draft: { ...draft, versions: [edits], at: 0, saved: -1, uncut },
    at: Date.now(),
  };
  for (const part of [kept, { ...kept, draft: { ...kept.draft, sent: null } }])
    try {
      return localStorage.setItem(ownName(draftName(state, draft.scenario)), JSON.stringify(part));
    } catch {
      // Full or forbidden: less of it, else the edits stay in the page, and leaving it asks first.
    }
}

/**
 * Note the last save of the draft that is not answered yet, beside the draft: nothing is drawn anew.
 *
 * @param {Store} store
 * @param {import("../types.js").Save | null} save
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
      // Nothing that can be read is kept.
    }
  });
  store.on(["locks"], () => {
    if (!store.state.plan) return;
    try {
      localStorage.setItem(ownName(locksName(store.state)), JSON.stringify(store.state.locks));
    } catch {
      // Full or forbidden: they hold until the page is left.
    }
  });
}

/** Store unsaved edits until they are saved. @param {Store} store */
export function persistDraft(store) {
  /** Whose edits were stored here: what was kept before stays until it is continued or forgotten. */
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

/** Leave the draft and show the scenario as it is saved. @param {Store} store */
export function discardDraft(store) {
  removeStoredDraft(store.state, store.state.draft?.scenario ?? "");
  store.set(NO_DRAFT);
}
