/** What is done at the second click only, which no double click is. */

import { signal } from "../../../vendor/preact/index.js";

const SLOWER_THAN_DOUBLE_MS = 500;

export interface SecondClick {
  /** Whether the next click does it. */
  armed: () => boolean;
  disarm: () => void;
  /** At a click: arm, or do it. */
  click: (act: () => unknown) => void;
}

/** It is disarmed where its button loses the focus, too: see `onblur`. */
export function secondClick(): SecondClick {
  const since = signal(0);
  const disarm = () => (since.value = 0);
  return {
    armed: () => since.value > 0,
    disarm,
    click: (act) => {
      if (!since.value) since.value = performance.now();
      else if (performance.now() - since.value > SLOWER_THAN_DOUBLE_MS) {
        disarm();
        act();
      }
    },
  };
}
