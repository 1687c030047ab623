/** The phases of the shown scenario, changed in place: by the end of which year its edits hold. */

import { signal } from "../../vendor/preact/index.js";
import { reportProblem } from "../core/report-problem.ts";
import { h } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { language, say, sayAround } from "../core/words/words.ts";
import { draftVersion, openDraft, pushVersion } from "../draft/draft.ts";
import { withPhase, yearsBetween } from "../draft/phases.ts";

/** How long after the last phase a further one is offered. */
const YEARS_APART = 2;

/** Why the last change was not made. */
const refusal = signal("");

/** A sentence that adds a phase. */
export function PhaseForm({ store, phases }: { store: Store; phases: Phase[] }) {
  const next = (phases.at(-1)?.by ?? new Date().getFullYear()) + YEARS_APART;
  return (
    <form
      id="phase-form"
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        void addPhase(store, Number(new FormData(form).get("year")));
      }}
    >
      <p class="sentence">
        {sayAround("page-phase-add-sentence", {
          year: <Year name="year" value={next} label={say("page-phase-year-field")} />,
        })}{" "}
        <button type="submit">{say("page-phase-add")}</button>
      </p>
      {phases.length > 0 && <p class="note">{say("page-phase-add-note")}</p>}
      <p id="phase-says" role="alert">
        {refusal.value}
      </p>
    </form>
  );
}

/** The year and the title of a phase, each a field, and a button that removes the phase. */
export function phaseHead(store: Store, phases: Phase[], index: number) {
  const { by, title, title_zh } = phases[index];
  const titled = language() === "zh" ? "title_zh" : "title";
  const name = (code: string) => say(code, { year: String(by) });
  return (
    <span class="sentence">
      {sayAround("page-phase-head", {
        year: (
          <Year
            name={`phase-year-${index}`}
            value={by}
            label={name("page-phase-year-of")}
            onChange={(year) => void changeYear(store, index, year)}
          />
        ),
        title: (
          <input
            class="word title"
            name={`phase-title-${index}`}
            aria-label={name("page-phase-title-of")}
            placeholder={say("page-phase-title")}
            key={title_zh ?? title}
            defaultValue={nameOf({ name: title, name_zh: title_zh })}
            maxLength={200}
            autocomplete="off"
            onChange={({ target }: any) =>
              void changePhase(store, index, { [titled]: target.value.trim() || undefined })
            }
          />
        ),
      })}
      <button
        type="button"
        class="less"
        aria-label={name("page-phase-remove")}
        title={name("page-phase-remove")}
        onClick={() => void change(store, (all) => all.filter((_, at) => at !== index))}
      >
        ×
      </button>
    </span>
  );
}

function Year(field: {
  name: string;
  value: number;
  label: string;
  onChange?: (year: number) => void;
}) {
  return (
    <input
      class="word"
      type="number"
      name={field.name}
      aria-label={field.label}
      key={field.value}
      defaultValue={String(field.value)}
      inputMode="numeric"
      onChange={({ target }: any) => field.onChange?.(Number(target.value))}
    />
  );
}

const addPhase = (store: Store, year: number) =>
  change(store, (phases, count) => {
    const added = Number.isInteger(year) ? withPhase(phases, year, count) : null;
    if (!added) refusal.value = say("page-phase-year-taken");
    return added;
  });

async function changeYear(store: Store, index: number, by: number) {
  const [from, to] = yearsBetween(draftVersion(store.state)?.phases ?? [], index);
  if (Number.isInteger(by) && by >= from && by <= to) return changePhase(store, index, { by });
  refusal.value = say("page-phase-year-between", { from: String(from), to: String(to) });
}

const changePhase = (store: Store, index: number, changed: Partial<Phase>) =>
  change(store, (phases) =>
    phases.map((phase, at) => (at === index ? { ...phase, ...changed } : phase)),
  );

/**
 * Give the draft other phases, undoably, and show all its edits.
 *
 * @param phasesOf the phases after the change, of those before and the count of edits; null: none
 */
async function change(store: Store, phasesOf: (phases: Phase[], count: number) => Phase[] | null) {
  refusal.value = "";
  try {
    await openDraft(store);
  } catch (error) {
    return reportProblem(store, error);
  }
  const version = draftVersion(store.state);
  const phases = version && phasesOf(version.phases ?? [], version.edits.length);
  if (!phases) return;
  store.set({ year: null });
  pushVersion(store, version.edits, [], { ...version, phases });
}
