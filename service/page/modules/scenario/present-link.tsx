/** The way to the slides of the stored scenario, which open in place of the page; Esc comes back. */

import { signal } from "../../vendor/preact/index.js";
import { address } from "../core/address.ts";
import { isUnsaved } from "../draft/draft.ts";
import { h } from "../core/ui/dom.ts";
import { language, say } from "../core/words/words.ts";

/** Whether the slides are being made, which takes some seconds. */
const isAwaited = signal(false);

export const followPresenting = () => addEventListener("pageshow", () => (isAwaited.value = false));

/** The address of the slides of the stored scenario; null for the baseline, which has none. */
export function presentAddress({ scenario, by }: State) {
  const query = `lang=${language()}${by === "line" ? "" : `&by=${by}`}`;
  return scenario === "baseline" ? null : address(`/present/${scenario}?${query}`);
}

export function PresentLink({ state }: { state: State }) {
  const slides = presentAddress(state);
  if (!slides) return null;
  return (
    <p id="present">
      <a
        class="present"
        href={slides}
        onClick={({ ctrlKey, metaKey, shiftKey }: MouseEvent) =>
          (isAwaited.value = !ctrlKey && !metaKey && !shiftKey)
        }
      >
        {say("page-present")}
      </a>{" "}
      <span class="note" role="status">
        {isAwaited.value
          ? say("page-present-awaited")
          : say(isUnsaved(state) ? "page-download-unsaved" : "page-present-what")}
      </span>
    </p>
  );
}
