/** The store of all state, a signal for each key; what watches it follows what it reads. */

import { batch, effect, signal, untracked } from "../../vendor/preact/index.js";

let stores = 0;

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.id = stores += 1;
    /** @type {{keys: Set<string>, react: () => void}[]} */
    this.listeners = [];
    /** @type {{[key: string]: import("../../vendor/preact/index.js").Signal}} */
    this.signals = {};
    /** The present state: what reads it while it is watched is called again when that changes. */
    this.state = /** @type {State} */ ({});
    for (const [key, value] of Object.entries(state)) {
      this.signals[key] = signal(value);
      Object.defineProperty(this.state, key, {
        enumerable: true,
        get: () => this.signals[key].value,
      });
    }
  }

  /**
   * Change some keys: what watches those that really changed is called once, then the listeners to
   * them, in their order, each of which sees what the ones before it set.
   *
   * @param {Partial<State>} patch
   */
  set(patch) {
    const changed = Object.keys(patch).filter(
      (key) => /** @type {any} */ (patch)[key] !== this.signals[key].peek(),
    );
    if (!changed.length) return;
    batch(() => {
      for (const key of changed) this.signals[key].value = /** @type {any} */ (patch)[key];
    });
    for (const { keys, react } of this.listeners)
      if (changed.some((key) => keys.has(key))) untracked(react);
  }

  /**
   * Call `react` now and whenever something that it read of the state, or of the words, changes.
   *
   * @param {() => void} react
   * @returns {() => void} stops it
   */
  watch(react) {
    return effect(() => {
      react();
    });
  }

  /**
   * Call `react` now and whenever one of `keys` changes, whatever it reads: for what happens at a
   * change, where `watch` is for what is shown of the state.
   *
   * @param {(keyof State)[]} keys
   * @param {() => void} react
   */
  on(keys, react) {
    this.listeners.push({ keys: new Set(/** @type {string[]} */ (keys)), react });
    untracked(react);
  }

  /** Wait until a condition on the state holds. @param {() => unknown} holds */
  async when(holds) {
    let stop = () => {};
    await new Promise((resolve) => {
      stop = this.watch(() => {
        if (holds()) resolve(null);
      });
    });
    stop();
  }
}
