/** Whether figures answer another radius, way or scope than is chosen. */

import { signal } from "../../vendor/preact/index.js";

/** What figures answer, besides edits. */
const questionOf = ({ radius, by, aim }: State) => [radius, by, aim].join();

export const isOutdated = { figures: signal(false), regions: signal(false) };

export function followOutdated(store: Store) {
  for (const key of ["figures", "regions"] as const) {
    let [shown, answered]: [unknown, string] = [null, ""];
    store.watch(() => {
      const question = questionOf(store.state);
      if (store.state[key] !== shown) [shown, answered] = [store.state[key], question];
      isOutdated[key].value = question !== answered;
    });
  }
}
