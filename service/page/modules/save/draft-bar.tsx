/** The bar below the figures: the number of edits, undo, redo, discard, save; and its questions. */

import { signal } from "../../vendor/preact/index.js";
import { discardDraft, removeStoredDraft, storedDraft } from "../draft/draft-storage.ts";
import { draftEdits, isUnsaved, unsavedCount } from "../draft/draft.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { Button } from "../core/ui/elements.tsx";
import { secondClick } from "../core/ui/second-click.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { formatTime } from "../core/words/number-format.ts";
import { sayMessages, withoutEdit } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { removeRejected, queuedEdits } from "../draft/offline-queue.ts";
import { openSaveDialog } from "./save-dialog.tsx";
import { stepHistory } from "../edit/tools.ts";

const discarding = secondClick();
/** The draft of the shown scenario that is stored on this device, while it is offered. */
const offered = signal<ReturnType<typeof storedDraft>>(null);
/** What an imported file changed, until the next edit. */
export const takenOver = signal("");

export const TakenOver = () =>
  takenOver.value && (
    <p id="taken-over">
      <span>{takenOver.value}</span>
    </p>
  );

export function followDraftBar(store: Store) {
  store.on(["draft", "zone", "tab"], () => {
    discarding.disarm();
    if (!document.activeElement?.closest("#edits")) return;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        byId("draft-state").focus({ preventScroll: true }); // its button was removed
    });
  });
  let looked = "";
  store.on(["plan", "scenario", "draft", "me"], () => {
    const { plan, me, scenario, draft } = store.state;
    if (draft || looked !== scenario) offered.value = null;
    if (!plan || !me || draft || looked === scenario) return;
    looked = scenario;
    offered.value = storedDraft(store.state);
  });
}

export function DraftBar({ store }: { store: Store }) {
  const { state } = store;
  const { draft, offline, me } = state;
  const waiting = queuedEdits(state).length;
  const unsaved = isUnsaved(state);
  return (
    <div
      id="edits"
      role="group"
      aria-label={say("page-draft-label")}
      hidden={me?.role === "viewer"}
      class={unsaved ? "unsaved" : undefined}
    >
      <span id="draft-state" tabIndex={-1}>
        {draftSummary(state)}
      </span>
      {offline && (
        <span class="tag refused" id="offline">
          {waiting ? say("page-draft-waits", { count: waiting }) : say("page-draft-offline")}
        </span>
      )}
      {draft && (
        <BarButton
          key="undo"
          name="undo"
          disabled={draft.at === 0}
          act={() => stepHistory(store, -1)}
        />
      )}
      {draft && (
        <BarButton
          key="redo"
          name="redo"
          disabled={draft.at === draft.versions.length - 1}
          act={() => stepHistory(store, 1)}
        />
      )}
      {unsaved && (
        <BarButton
          key="discard"
          name="discard"
          word={discarding.armed() ? "page-draft-sure" : "page-draft-discard"}
          act={(event) => discarding.click(event, () => discardDraft(store))}
          onBlur={discarding.disarm}
        />
      )}
      {unsaved && (
        <BarButton key="save" name="save" class="primary" act={() => openSaveDialog(store)} />
      )}
    </div>
  );
}

/**
 * A disabled button is not reached by Tab, but keeps the focus if it has it: a keyboard would lose
 * it.
 */
const BarButton = ({
  name,
  word = `page-draft-${name}`,
  disabled = false,
  act,
  ...more
}: {
  name: string;
  word?: string;
  disabled?: boolean;
  act: (event: MouseEvent) => void;
  onBlur?: () => void;
  class?: string;
}) => (
  <Button
    id={`draft-${name}`}
    word={word}
    aria-disabled={disabled ? "true" : undefined}
    tabIndex={disabled ? -1 : undefined}
    onClick={act}
    {...more}
  />
);

function draftSummary(state: State) {
  const { draft, scenario, zone } = state;
  if (!draft && zone) return say("page-draft-hint-zone");
  if (!draft) return say(scenario === "baseline" ? "page-draft-hint" : "page-draft-hint-scenario");
  const count = (draftEdits(state) ?? []).length;
  if (!count && !isUnsaved(state)) return say("page-draft-none");
  const edits = (number: number) => say("page-draft-edits", { count: number });
  return isUnsaved(state)
    ? say("page-draft-unsaved", { edits: edits(unsavedCount(draft)) })
    : say("page-draft-saved", { edits: edits(count) });
}

/** Which queued edit the service refuses, with a button to remove it. */
export function RejectedEdit({ store }: { store: Store }) {
  const { rejected } = store.state;
  if (!rejected) return null;
  return (
    <p id="rejected-edit">
      <span ref={announceOnce}>{rejection(store.state, rejected)}</span>
      <Button
        id="stuck-out"
        class="primary"
        word="page-stuck-out"
        onClick={() => removeRejected(store)}
      />
    </p>
  );
}

/** Announce what has just been drawn. */
const announceOnce = (drawn: Element | null) => {
  if (drawn) announce(drawn.textContent ?? "");
};

function rejection(state: State, rejected: NonNullable<State["rejected"]>) {
  const first = (draftEdits(state) ?? []).indexOf(rejected.edit);
  const why = sayMessages(state, withoutEdit(rejected.why, first));
  return say("page-stuck-refused", { edit: editSummary(state, rejected.edit), why });
}

/** An offer to continue the draft that is stored on this device. */
export function StoredDraft({ store }: { store: Store }) {
  if (!offered.value) return null;
  const { draft, at } = offered.value;
  const forget = () => {
    removeStoredDraft(store.state, store.state.scenario);
    offered.value = null;
  };
  return (
    <p id="stored-draft">
      <span>
        {say("page-kept-offer", {
          count: unsavedCount(draft),
          at: formatTime(new Date(at).toISOString()),
        })}
      </span>
      <Button
        id="kept-continue"
        class="primary"
        word="page-kept-continue"
        onClick={() => store.set({ draft })}
      />
      <Button id="kept-forget" word="page-kept-forget" onClick={forget} />
    </p>
  );
}
