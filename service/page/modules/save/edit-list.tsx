/**
 * The edits of the draft, or else the stored ones, in order, and the rules of its own: each is taken
 * out, or moved to another phase, by a list of phases or dragged there.
 */

import { signal } from "../../vendor/preact/index.js";
import { tellRefusal } from "../core/report-problem.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { Button, Says } from "../core/ui/elements.tsx";
import { editSummary } from "../core/words/edit-summary.ts";
import { ownRules } from "../core/words/own-rules.ts";
import { say } from "../core/words/words.ts";
import { moveToPhase, takeOutEdit } from "../draft/draft-figures.ts";
import { draftVersion, isUnsaved, unsavedCount } from "../draft/draft.ts";
import { phaseOf } from "../draft/phases.ts";
import { PhaseForm, phaseHead } from "../scenario/phase-form.tsx";
import { phaseName } from "../scenario/phase-slider.tsx";

/** Why the last change was not made. */
const refusal = signal("");
/** The dragged edit, and the place in the list under it. */
const dragged = signal<number | null>(null);
const over = signal("");

/** @param stored the version shown without a draft */
export function EditList({ store, stored }: { store: Store; stored: Version }) {
  const { state } = store;
  const { edits, rules, phases = [] } = draftVersion(state) ?? stored;
  const own = ownRules(state, rules);
  if (!edits.length && !own.length) return null;
  const row = state.scenarios.find((one) => one.scenario === state.scenario);
  const editable = state.me?.role !== "viewer" && (row?.status ?? "draft") === "draft";
  const list = { store, edits, phases, editable };
  return (
    <section id="unsaved">
      <h2 id="unsaved-title">
        {state.draft && isUnsaved(state)
          ? say("page-history-unsaved", { count: unsavedCount(state.draft) })
          : say("page-history-edits")}
      </h2>
      <ol id="unsaved-edits">
        {phases.length ? (
          <EditsByPhase {...list} />
        ) : (
          edits.map((_, index) => <EditLine {...list} index={index} />)
        )}
        {editable && edits.length > 0 && (
          <li class="phase-add">
            <PhaseForm store={store} phases={phases} />
          </li>
        )}
      </ol>
      {own.length > 0 && (
        <ul id="own-rules">
          {own.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
      <Says id="unsaved-says" text={refusal.value} />
    </section>
  );
}

interface Listed {
  store: Store;
  edits: Edit[];
  phases: Phase[];
  editable: boolean;
}

/** The edits below the heading of their phase. */
function EditsByPhase(list: Listed) {
  const { store, edits, phases, editable } = list;
  const names = [...phases.map(phaseName), say("page-phase-undated")];
  return names.map((name, phase) => [
    <li
      key={name}
      {...dropOf(store, `phase ${phase}`, phase)}
      data-phase={phase}
      class={lookOf(`phase ${phase}`, "phase-head")}
    >
      {editable && phase < phases.length ? phaseHead(store, phases, phase) : name}
    </li>,
    ...edits.map(
      (_, index) =>
        phaseOf(phases, index) === phase && (
          <EditLine key={`edit ${index}`} {...list} index={index} phase={phase} names={names} />
        ),
    ),
  ]);
}

const lookOf = (place: string, look: string = "") =>
  over.value === place ? `${look} drop-here`.trim() : look;

/** An edit dropped on a line moves into its phase. */
const dropOf = (store: Store, place: string, phase: number) => ({
  onDragOver: (event: DragEvent) => {
    if (dragged.value == null) return;
    event.preventDefault();
    over.value = place;
  },
  onDrop: (event: DragEvent) => {
    event.preventDefault();
    if (dragged.value != null) void moveEdit(store, dragged.value, phase);
    endDrag();
  },
});

function endDrag() {
  dragged.value = null;
  over.value = "";
}

function EditLine({
  index,
  phase,
  names = [],
  store,
  edits,
  editable,
}: Listed & { index: number; phase?: number; names?: string[] }) {
  const words = editSummary(store.state, edits[index]);
  const place = `edit ${index}`;
  const drags = phase != null && {
    draggable: editable,
    "data-moved": index,
    "data-phase": phase,
    class: lookOf(place),
    onDragStart: ({ dataTransfer }: DragEvent) => {
      dragged.value = index;
      dataTransfer?.setData("text/plain", words);
    },
    onDragEnd: endDrag,
    ...dropOf(store, place, phase),
  };
  return (
    <li value={index + 1} {...drags}>
      <span>{words}</span>
      {editable && phase != null && (
        <select
          data-edit-phase={index}
          aria-label={say("page-phase-of-edit", { edit: words })}
          value={phase}
          onChange={({ currentTarget: { value } }) => void moveEdit(store, index, Number(value))}
        >
          {names.map((name, at) => (
            <option value={at}>{name}</option>
          ))}
        </select>
      )}
      {editable && (
        <Button
          aria-label={say("page-history-take-out-edit", { edit: words })}
          word="page-history-take-out"
          onClick={() => void takeOut(store, index)}
        />
      )}
    </li>
  );
}

/** Remove an edit from the list; if the others need it, show why it stays. */
async function takeOut(store: Store, index: number) {
  refusal.value = "";
  try {
    await takeOutEdit(store, index);
    byId("draft-state").focus({ preventScroll: true });
    announce(say("page-history-taken-out"));
  } catch (error) {
    refusal.value = tellRefusal(store, error);
  }
}

/** Move an edit to a phase; if it cannot be carried out then, show why it stays. */
async function moveEdit(store: Store, index: number, phase: number) {
  refusal.value = "";
  try {
    const at = await moveToPhase(store, index, phase);
    if (at == null) return;
    announce(say("page-phase-moved"));
    document.querySelector<HTMLElement>(`[data-edit-phase="${at}"]`)?.focus();
  } catch (error) {
    refusal.value = tellRefusal(store, error);
  }
}
