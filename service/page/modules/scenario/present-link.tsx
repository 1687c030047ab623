/** The way to the slides of the stored scenario, which open in place of the page; Esc comes back. */

import { signal } from "../../vendor/preact/index.js";
import { address } from "../core/address.ts";
import { isUnsaved } from "../draft/draft.ts";
import { h } from "../core/ui/dom.ts";
import { language, say } from "../core/words/words.ts";

/** Whether the slides are being made, which takes some seconds. */
const isAwaited = signal(false);

export const followPresenting = () => addEventListener("pageshow", () => (isAwaited.value = false));

export function PresentLink({ state }: { state: State }) {
  const { scenario, by } = state;
  if (scenario === "baseline") return null;
  const query = `lang=${language()}${by === "line" ? "" : `&by=${by}`}`;
  return (
    <p id="present">
      <a
        class="present"
        href={address(`/present/${scenario}?${query}`)}
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
