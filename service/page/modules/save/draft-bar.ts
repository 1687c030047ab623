/** The bar below the figures: the number of edits, undo, redo, discard, save. */

import { discardDraft, removeStoredDraft, storedDraft } from "../draft/draft-storage.ts";
import { draftEdits, isUnsaved, unsavedCount } from "../draft/draft.ts";
import { tellRefusal } from "../core/report-problem.ts";
import { announce, button, byId, fill, h } from "../core/ui/dom.ts";
import { secondClick } from "../core/ui/second-click.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { formatTime } from "../core/words/number-format.ts";
import { sayMessages, withoutEdit } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { moveToPhase, takeOutEdit } from "../draft/draft-figures.ts";
import { removeRejected, queuedEdits } from "../draft/offline-queue.ts";
import { openSaveDialog } from "./save-dialog.tsx";
import { stepHistory } from "../edit/tools.ts";

export function addDraftBar(store: Store) {
  store.on(["draft", "zone", "tab"], discarding.disarm);
  store.watch(() => {
    const { draft, offline, me } = store.state;
    const waiting = queuedEdits(store.state).length;
    const focused = byId("edits").contains(document.activeElement);
    byId("edits").hidden = me?.role === "viewer";
    byId("edits").classList.toggle("unsaved", isUnsaved(store.state));
    fill(
      byId("edits"),
      h("span", { id: "draft-state", tabindex: -1 }, draftSummary(store)),
      offline &&
        h(
          "span",
          { class: "tag refused", id: "offline" },
          waiting ? say("page-draft-waits", { count: waiting }) : say("page-draft-offline"),
        ),
      draft && barButton("undo", draft.at === 0, () => stepHistory(store, -1)),
      draft &&
        barButton("redo", draft.at === draft.versions.length - 1, () => stepHistory(store, 1)),
      isUnsaved(store.state) &&
        barButton("discard", false, (event) => discarding.click(event, () => discardDraft(store))),
      isUnsaved(store.state) && barButton("save", false, () => openSaveDialog(store), "primary"),
    );
    if (focused && !byId("edits").contains(document.activeElement))
      byId("draft-state").focus({ preventScroll: true }); // its button was removed
  });
  byId("unsaved-edits").addEventListener("click", ({ target }) => {
    const edit = (target as HTMLElement).dataset.edit;
    if (edit) void takeOut(store, Number(edit));
  });
  followMoves(store, byId("unsaved-edits"));
  offerStoredDraft(store);
  showRejected(store);
}

/** Remove an edit from the list; if the others need it, show why it stays. */
async function takeOut(store: Store, index: number) {
  const says = byId("unsaved-says");
  says.textContent = "";
  try {
    await takeOutEdit(store, index);
    byId("draft-state").focus({ preventScroll: true });
    announce(say("page-history-taken-out"));
  } catch (error) {
    says.textContent = tellRefusal(store, error);
  }
}

/** Move edits of the list to other phases: by their list of phases, or dragged to another edit. */
function followMoves(store: Store, list: HTMLElement) {
  let dragged: number | null = null;
  const phaseAt = (target: EventTarget | null) =>
    (target as HTMLElement | null)?.closest<HTMLElement>("[data-phase]") ?? null;
  const mark = (line: HTMLElement | null) => {
    for (const one of list.querySelectorAll(".drop-here")) one.classList.remove("drop-here");
    line?.classList.add("drop-here");
  };
  list.addEventListener("change", ({ target }) => {
    const { dataset, value } = target as HTMLSelectElement;
    if (dataset.editPhase) void moveEdit(store, Number(dataset.editPhase), Number(value));
  });
  list.addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = Number((target as HTMLElement).dataset.moved);
    dataTransfer?.setData("text/plain", (target as HTMLElement).textContent ?? "");
  });
  list.addEventListener("dragover", (event) => {
    if (dragged == null) return;
    event.preventDefault();
    mark(phaseAt(event.target));
  });
  list.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
  list.addEventListener("drop", (event) => {
    event.preventDefault();
    const phase = phaseAt(event.target)?.dataset.phase;
    if (dragged != null && phase) void moveEdit(store, dragged, Number(phase));
  });
}

/** Move an edit to a phase; if it cannot be carried out then, show why it stays. */
async function moveEdit(store: Store, index: number, phase: number) {
  const says = byId("unsaved-says");
  says.textContent = "";
  try {
    const at = await moveToPhase(store, index, phase);
    if (at == null) return;
    announce(say("page-phase-moved"));
    document.querySelector<HTMLElement>(`[data-edit-phase="${at}"]`)?.focus();
  } catch (error) {
    says.textContent = tellRefusal(store, error);
  }
}

/** Show which queued edit the service refuses, with a button to remove it. */
function showRejected(store: Store) {
  const place = byId("rejected-edit");
  store.watch(() => {
    const { rejected } = store.state;
    place.hidden = !rejected;
    if (!rejected) return delete place.dataset.said;
    const edit = editSummary(store.state, rejected.edit);
    const first = (draftEdits(store.state) ?? []).indexOf(rejected.edit);
    const why = sayMessages(store.state, withoutEdit(rejected.why, first));
    const text = say("page-stuck-refused", { edit, why });
    const out = () => removeRejected(store);
    fill(
      place,
      h("span", {}, text),
      button({ id: "stuck-out", class: "primary", onclick: out }, say("page-stuck-out")),
    );
    if (!place.dataset.said) announce(text);
    place.dataset.said = "yes";
  });
}

function draftSummary(store: Store) {
  const { draft, scenario, zone } = store.state;
  if (!draft && zone) return say("page-draft-hint-zone");
  if (!draft) return say(scenario === "baseline" ? "page-draft-hint" : "page-draft-hint-scenario");
  const count = (draftEdits(store.state) ?? []).length;
  if (!count && !isUnsaved(store.state)) return say("page-draft-none");
  const words = (number: number) => ({
    edits: say("page-draft-edits", { count: number }),
  });
  return draft && isUnsaved(store.state)
    ? say("page-draft-unsaved", words(unsavedCount(draft)))
    : say("page-draft-saved", words(count));
}

/**
 * A disabled button is not reached by Tab, but keeps the focus if it has it: a keyboard would lose
 * it.
 */
const barButton = (
  name: string,
  disabled: boolean,
  act: (event: MouseEvent) => void,
  kind: string = "",
) =>
  button(
    {
      key: name,
      id: `draft-${name}`,
      class: kind,
      "aria-disabled": disabled ? "true" : undefined,
      tabindex: disabled ? -1 : undefined,
      onclick: act,
      onblur: name === "discard" ? discarding.disarm : undefined,
    },
    say(name === "discard" && discarding.armed() ? "page-draft-sure" : `page-draft-${name}`),
  );

const discarding = secondClick();

/** Offer the draft of the shown scenario that is stored on this device. */
function offerStoredDraft(store: Store) {
  const place = byId("stored-draft");
  let looked = "";
  store.on(["plan", "scenario", "draft", "language", "me"], () => {
    const { plan, scenario, draft } = store.state;
    if (!plan || !store.state.me || draft || looked === scenario) {
      if (draft) place.hidden = true;
      return;
    }
    looked = scenario;
    const stored = storedDraft(store.state);
    place.hidden = !stored;
    if (!stored) return;
    const count = unsavedCount(stored.draft);
    fill(
      place,
      h(
        "span",
        {},
        say("page-kept-offer", { count, at: formatTime(new Date(stored.at).toISOString()) }),
      ),
      button(
        {
          id: "kept-continue",
          class: "primary",
          onclick: () => store.set({ draft: stored.draft }),
        },
        say("page-kept-continue"),
      ),
      button(
        {
          id: "kept-forget",
          onclick: () => {
            removeStoredDraft(store.state, scenario);
            place.hidden = true;
          },
        },
        say("page-kept-forget"),
      ),
    );
  });
  store.on(["scenario"], () => {
    if (looked !== store.state.scenario) place.hidden = true;
  });
}
