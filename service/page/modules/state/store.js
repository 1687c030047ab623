/**
 * The store of all state; every part of the page reads it and listens to the keys it needs.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {{store: Store, map: L.Map, second?: boolean}} Page second: the second map of a
 * comparison
 * @typedef {Page & {later: () => Promise<Later>}} WholePage
 *
 * @typedef {object} Later modules that are loaded on demand; raises OfflineError if
 * that fails
 * @property {(page: Page) => void} addClusterList
 * @property {(page: Page) => void} addCompareTab
 * @property {(page: Page) => void} addHistoryTab
 * @property {(page: Page) => void} addProposeTab
 * @property {(page: Page) => (dropped: Promise<File[]> | null) => void} addUploadDialog
 * @property {(body: HTMLElement, scale: number) => Promise<HTMLCanvasElement>} paintPage
 */

let stores = 0;

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    this.id = stores += 1;
    /** @type {{keys: Set<string>, react: () => void}[]} */
    this.listeners = [];
  }

  /**
   * Change some keys; listeners of those that really changed are called, each once.
   *
   * @param {Partial<State>} patch
   */
  set(patch) {
    const before = this.state;
    const changed = /** @type {(keyof State)[]} */ (Object.keys(patch)).filter(
      (key) => patch[key] !== before[key],
    );
    if (!changed.length) return;
    this.state = { ...before, ...patch };
    for (const { keys, react } of this.listeners) {
      if (changed.some((key) => keys.has(key))) react();
    }
  }

  /**
   * Call `react` now and whenever one of `keys` changes.
   *
   * @param {(keyof State)[]} keys
   * @param {() => void} react
   */
  on(keys, react) {
    this.listeners.push({ keys: new Set(keys), react });
    react();
  }

  /** Stop calling `react`. @param {() => void} react */
  forget(react) {
    this.listeners = this.listeners.filter((listener) => listener.react !== react);
  }
}
