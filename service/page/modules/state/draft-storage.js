/** Unsaved edits and the planner's own locks, kept in this browser's storage. */

import { isUnsaved, NO_DRAFT } from "./draft.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("./store.js").Store} Store
 */

/** @param {State} state @param {string} scenario */
const draftKey = (state, scenario) => `zonewright draft ${state.plan?.baseline} ${scenario}`;

/** @param {State} state @param {string} scenario */
export function removeStoredDraft(state, scenario) {
  try {
    localStorage.removeItem(draftKey(state, scenario));
  } catch {
    // A browser without storage keeps nothing to forget.
  }
}

/**
 * What was kept on this device of a scenario and is not saved, with the time it was kept.
 *
 * @param {State} state
 * @returns {{draft: Draft, at: number} | null}
 */
export function storedDraft(state) {
  try {
    return JSON.parse(localStorage.getItem(draftKey(state, state.scenario)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {State} state */
const locksKey = ({ plan }) => `zonewright locks ${plan?.baseline}`;

/** Keep on this device which zones the planner keeps as they are. @param {Store} store */
export function persistLocks(store) {
  store.on(["plan"], () => {
    const { plan } = store.state;
    if (!plan) return;
    try {
      store.set({ locks: JSON.parse(localStorage.getItem(locksKey(store.state)) ?? "[]") });
    } catch {
      // Nothing that can be read is kept.
    }
  });
  store.on(["locks"], () => {
    if (!store.state.plan) return;
    try {
      localStorage.setItem(locksKey(store.state), JSON.stringify(store.state.locks));
    } catch {
      // Full or forbidden: they hold until the page is left.
    }
  });
}

/** Keep unsaved edits on this device for as long as they are not saved. @param {Store} store */
export function persistDraft(store) {
  store.on(["draft"], () => {
    const { draft } = store.state;
    if (!draft) return;
    if (!isUnsaved(store.state)) return removeStoredDraft(store.state, draft.scenario);
    try {
      const kept = { ...draft, versions: [draft.versions[draft.at]], at: 0, saved: -1 };
      const text = JSON.stringify({ draft: kept, at: Date.now() });
      localStorage.setItem(draftKey(store.state, draft.scenario), text);
    } catch {
      // Full or forbidden: the edits stay in the page, and leaving it asks first.
    }
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
