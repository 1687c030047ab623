/** Actions that take a second click; the second half of a double click does not count. */

import { signal } from "../../../vendor/preact/index.js";

interface SecondClick {
  /** Whether the next click does it. */
  armed: () => boolean;
  disarm: () => void;
  /** At a click: arm, or do it. */
  click: (event: MouseEvent, act: () => unknown) => void;
}

/** It is disarmed where its button loses the focus, too: see `onblur`. */
export function secondClick(): SecondClick {
  const armed = signal(false);
  return {
    armed: () => armed.value,
    disarm: () => (armed.value = false),
    click: (event, act) => {
      const now = armed.value;
      if (now && event.detail > 1) return; // the clicks of a double click are counted
      armed.value = !now;
      if (now) act();
    },
  };
}
