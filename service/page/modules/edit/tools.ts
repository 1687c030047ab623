/** The active tool, and the editing commands: choose a tool, commit a trial, undo and redo. */

import { featureOf } from "../core/plan-parts.ts";
import { isOffline } from "../core/api.ts";
import { partInView, partsOf } from "../map/land-parts.ts";
import { zoomTo } from "../map/view.ts";
import { lockReason } from "../draft/counterparts.ts";
import { draftEdits, NO_TRIAL, openDraft, undoOrRedo } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce } from "../core/ui/dom.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { messageOf, sayMessage, sayMessages, withoutEdit } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { applyTrial } from "../draft/draft-figures.ts";

/** Tools that do not change the selected zone's boundary. */
const ALLOWED_WHEN_LOCKED = ["add", "lock"] as Tool[];
const SMALLEST_TO_EDIT_PX = 90;

/** Activate a tool, or deactivate it if it is active already. */
export async function takeTool(page: Page, tool: Tool) {
  const { store, map } = page;
  const { state } = store;
  if (state.tool === tool) return leaveTool(store);
  const locked = lockReason(state);
  if (locked && !ALLOWED_WHEN_LOCKED.includes(tool)) {
    store.set({ ...NO_TRIAL, refused: [locked], tool: null });
    return announce(sayMessage(state, locked));
  }
  try {
    if (tool !== "lock") await openDraft(store);
  } catch (error) {
    if (isOffline(error)) store.set({ refused: [messageOf("page-refused-offline-tool")] });
    return reportProblem(store, error);
  }
  if (["drag", "grow", "cut", "draw", "split", "transfer", "swap"].includes(tool)) zoomToZone(page);
  map.closePopup();
  store.set({ ...NO_TRIAL, tool });
}

/** Deactivate the tool and drop its trial. */
export const leaveTool = (store: Store) => store.set({ ...NO_TRIAL, tool: null });

/** Make the trial an edit, and announce it. */
export async function commitTrial({ store }: Page): Promise<boolean> {
  const { trial } = store.state;
  const done = await applyTrial(store);
  const present = store.state.trial;
  if (done) {
    const edits = draftEdits(store.state) ?? [];
    const last = edits[edits.length - 1];
    const words = store.state.offline ? "page-announce-waits" : "page-announce-edited";
    announce(last ? say(words, { edit: editSummary(store.state, last) }) : say("page-draft-none"));
  } else if (present && present !== trial) return false;
  else if (store.state.refused)
    announce(
      say("page-announce-refused", { why: sayMessages(store.state, refusals(store.state)) }),
    );
  else if (!present) announce(say("page-announce-unchanged"));
  return done;
}

/** Why the trial is refused, without naming its own edit. */
export const refusals = (state: State) =>
  withoutEdit(state.refused ?? [], draftEdits(state)?.length ?? 0);

export function stepHistory(store: Store, step: -1 | 1) {
  const done = undoOrRedo(store, step);
  announce(
    say(
      done ? (step < 0 ? "page-announce-undone" : "page-announce-redone") : "page-announce-no-step",
    ),
  );
}

/** Zoom in if the selected zone is too small to show its points. */
function zoomToZone({ store, map }: Page) {
  const { zone, zonesLayer } = store.state;
  const feature = featureOf(zonesLayer, zone);
  if (!feature) return;
  const { bounds } = partInView(partsOf(feature.geometry, 0), map);
  const size = map
    .latLngToLayerPoint(bounds.getSouthEast())
    .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
  if (size < SMALLEST_TO_EDIT_PX || !map.getBounds().contains(bounds))
    zoomTo(map, bounds.pad(0.6), 13);
}
