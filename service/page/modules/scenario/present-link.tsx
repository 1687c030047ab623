/** The way to the slides of the scenario, which open in place of the page; Esc comes back. */

import { signal } from "../../vendor/preact/index.js";
import { address } from "../core/address.ts";
import { requestAddress } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { draftVersion, hasUnsaved, triedEdits } from "../draft/draft.ts";
import { h } from "../core/ui/dom.ts";
import { language, say } from "../core/words/words.ts";
import { scenarioTitle } from "./scenario-titles.ts";

/** Whether the slides are being made, which takes some seconds. */
const isAwaited = signal(false);

export const followPresenting = () => addEventListener("pageshow", () => (isAwaited.value = false));

/** Whether there is something to present: a stored scenario, or unsaved edits. */
export const isPresentable = (state: State) => state.scenario !== "baseline" || hasUnsaved(state);

/** The address of the slides of the stored scenario, by the shown year. */
function presentAddress({ scenario, by, year }: State) {
  const way = by === "line" ? "" : `&by=${by}`;
  const query = `lang=${language()}${way}${year == null ? "" : `&as_of=${year}`}`;
  return address(`/present/${scenario}?${query}`);
}

/** Open the slides: with the unsaved edits if there are any, and then marked as of a draft. */
export async function present(store: Store) {
  const { state } = store;
  isAwaited.value = true;
  try {
    const edits = hasUnsaved(state) ? triedEdits(state) : null;
    if (!edits) return location.assign(presentAddress(state));
    const { rules, targets, phases } = draftVersion(state) ?? {};
    const ofStored = state.scenario === "baseline" ? {} : { scenario: state.scenario };
    const title = ofStored.scenario
      ? scenarioTitle(state, state.scenario)
      : say("page-present-new");
    location.assign(
      await requestAddress("/api/present", {
        ...ofStored,
        edits,
        rules: rules ?? {},
        targets: targets ?? [],
        phases: phases ?? [],
        as_of: state.year,
        by: state.by,
        lang: language(),
        title,
      }),
    );
  } catch (error) {
    isAwaited.value = false;
    reportProblem(store, error);
  }
}

export function PresentLink({ store }: { store: Store }) {
  const { state } = store;
  if (!isPresentable(state)) return null;
  const unsaved = hasUnsaved(state);
  return (
    <p id="present">
      <a
        class="present"
        href={unsaved ? "#" : presentAddress(state)}
        onClick={(event: MouseEvent) => {
          if (!unsaved && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
          event.preventDefault();
          void present(store);
        }}
      >
        {say("page-present")}
      </a>{" "}
      <span class="note" role="status">
        {isAwaited.value
          ? say("page-present-awaited")
          : say(unsaved ? "page-present-unsaved" : "page-present-what")}
      </span>
    </p>
  );
}
