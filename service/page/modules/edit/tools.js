/** The active tool, and the editing commands: choose a tool, commit a trial, undo and redo. */

import { featureOf } from "../state/plan-parts.js";
import { isOffline } from "../api.js";
import { mainBlockBounds, zoomTo } from "../map/view.js";
import { lockReason } from "../state/counterparts.js";
import { draftEdits, openDraft, undoOrRedo } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";
import { announce } from "../ui/dom.js";
import { editSummary } from "../words/edit-summary.js";
import { messageOf, sayMessage, sayMessages, withoutEdit } from "../words/messages.js";
import { say } from "../words/words.js";
import { applyTrial } from "./draft-figures.js";

/** Tools that do not change the selected zone's boundary. */
const ALLOWED_WHEN_LOCKED = /** @type {Tool[]} */ (["add", "lock"]);
const SMALLEST_TO_EDIT_PX = 90;

/**
 * Activate a tool, or deactivate it if it is active already.
 *
 * @param {Page} page
 * @param {Tool} tool
 */
export async function takeTool(page, tool) {
  const { store, map } = page;
  const { state } = store;
  if (state.tool === tool) return leaveTool(store);
  const locked = lockReason(state);
  if (locked && !ALLOWED_WHEN_LOCKED.includes(tool)) {
    store.set({ refused: [locked], tool: null, trial: null, trialEdits: null });
    return announce(sayMessage(state, locked));
  }
  try {
    if (tool !== "lock") await openDraft(store);
  } catch (error) {
    if (isOffline(error)) store.set({ refused: [messageOf("page-refused-offline-tool")] });
    return reportProblem(store, error);
  }
  if (["drag", "grow", "cut", "draw", "split", "transfer"].includes(tool)) zoomToZone(page);
  map.closePopup();
  store.set({ tool, trial: null, trialEdits: null, refused: null });
}

/** Deactivate the tool and drop its trial. @param {Store} store */
export const leaveTool = (store) =>
  store.set({ tool: null, trial: null, trialEdits: null, refused: null });

/** Make the trial an edit, and announce it. @param {Page} page @returns {Promise<boolean>} */
export async function commitTrial({ store }) {
  const done = await applyTrial(store);
  if (done) {
    const edits = draftEdits(store.state) ?? [];
    const last = edits[edits.length - 1];
    const words = store.state.offline ? "page-announce-waits" : "page-announce-edited";
    announce(last ? say(words, { edit: editSummary(store.state, last) }) : say("page-draft-none"));
  } else if (store.state.refused)
    announce(
      say("page-announce-refused", { why: sayMessages(store.state, refusals(store.state)) }),
    );
  else if (!store.state.trial) announce(say("page-announce-unchanged"));
  return done;
}

/** Why the trial is refused, without naming its own edit. @param {State} state */
export const refusals = (state) => withoutEdit(state.refused ?? [], draftEdits(state)?.length ?? 0);

/** @param {Store} store @param {-1 | 1} step */
export function stepHistory(store, step) {
  const done = undoOrRedo(store, step);
  announce(
    say(
      done ? (step < 0 ? "page-announce-undone" : "page-announce-redone") : "page-announce-no-step",
    ),
  );
}

/** Zoom in if the selected zone is too small to show its points. @param {Page} page */
function zoomToZone({ store, map }) {
  const { zone, zonesLayer } = store.state;
  const feature = featureOf(zonesLayer, zone);
  if (!feature) return;
  const bounds = mainBlockBounds(feature);
  const size = map
    .latLngToLayerPoint(bounds.getSouthEast())
    .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
  if (size < SMALLEST_TO_EDIT_PX || !map.getBounds().contains(bounds))
    zoomTo(map, bounds.pad(0.6), 13);
}
