/** The store of all state, a signal for each key; watchers follow the keys they read. */

import { batch, effect, signal, untracked } from "../../vendor/preact/index.js";
import type { Signal } from "../../vendor/preact/index.js";

let stores = 0;

export class Store {
  readonly id = (stores += 1);
  /** The present state: what reads it while it is watched is called again when that changes. */
  readonly state = {} as State;
  private readonly listeners: { keys: Set<string>; react: () => void }[] = [];
  private readonly signals: { [key: string]: Signal<any> } = {};

  constructor(state: State) {
    for (const [key, value] of Object.entries(state)) {
      this.signals[key] = signal(value);
      Object.defineProperty(this.state, key, {
        enumerable: true,
        get: () => this.signals[key].value,
      });
    }
  }

  /**
   * Change some keys: watchers of the keys that really changed are called once, then their
   * listeners, in order, each of which sees the values set by those before it.
   */
  set(patch: Partial<State>) {
    const changed = Object.keys(patch).filter(
      (key) => (patch as any)[key] !== this.signals[key].peek(),
    );
    if (!changed.length) return;
    batch(() => {
      for (const key of changed) this.signals[key].value = (patch as any)[key];
    });
    for (const { keys, react } of this.listeners)
      if (changed.some((key) => keys.has(key))) untracked(react);
  }

  /**
   * Call `react` now and whenever something that it read of the state, or of the words, changes.
   *
   * @returns stops it
   */
  watch(react: () => void): () => void {
    return effect(() => {
      react();
    });
  }

  /**
   * Call `react` now and whenever one of `keys` changes, regardless of the keys it reads: for
   * actions at a change, where `watch` is for drawing the state.
   */
  on(keys: (keyof State)[], react: () => void) {
    this.listeners.push({ keys: new Set(keys as string[]), react });
    untracked(react);
  }

  /** Wait until a condition on the state holds, or a signal is aborted. */
  async when(holds: () => unknown, signal?: AbortSignal) {
    let stop = () => {};
    await new Promise<unknown>((resolve) => {
      signal?.addEventListener("abort", resolve, { once: true });
      stop = this.watch(() => {
        if (holds() || signal?.aborted) resolve(null);
      });
    });
    stop();
  }
}
