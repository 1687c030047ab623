/** The dialog to save: the reason, and for a new scenario its title and id. */

import { signal } from "../../vendor/preact/index.js";
import { isAborted, Problem, requestRevision } from "../core/api.ts";
import { retryWhenOnline } from "../core/answers.ts";
import { noteSave } from "../draft/draft-storage.ts";
import { draftEdits, draftRules, openDraft } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { signIn } from "../core/sign-in.ts";
import { showSaved } from "../scenario/stored-scenario.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button, Choice, Field, Note, Says, visibilities } from "../core/ui/elements.tsx";
import { announce, byId, h } from "../core/ui/dom.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { ownRules } from "../core/words/own-rules.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { language, say } from "../core/words/words.ts";
import { type Conflict, showConflict } from "./conflict-dialog.tsx";
import { findToolButton } from "../edit/tool-buttons.ts";

/** The kind of save in the open dialog: a new scenario, or a further revision. */
interface Opened {
  fresh: boolean;
  decided: boolean; // the scenario that is edited is approved or rejected
  known: string; // its title
  first: "title" | "message"; // the field to begin with
  begun: Element | null; // where the focus was
}

/** The text typed into the fields. */
interface Typed {
  title: string;
  id: string;
  visibility: string;
  message: string;
}

const opened = signal<Opened | null>(null);
/** The pending save; closing the dialog cancels it. */
const saving = signal<AbortController | null>(null);
const says = signal("");
const id = signal("");
/** Whether the id was typed, and is no longer made of the title. */
let isOwnId = false;

/**
 * Open the dialog. An approved or rejected scenario, and the baseline, are saved as a new one.
 *
 * @param first the field to begin with
 */
export function openSaveDialog(
  { state }: Store,
  asNew: boolean = false,
  first: "title" | "message" = "message",
) {
  const { draft, scenarios } = state;
  if (!draft) return;
  const row = scenarios.find((one) => one.scenario === draft.scenario);
  const decided = row?.status === "approved" || row?.status === "rejected";
  const fresh = asNew || decided || draft.scenario === "baseline";
  const known = (draft.document && draft.document[titleKey(draft.document)]) || "";
  id.value = scenarioId(known, state);
  isOwnId = false;
  says.value = "";
  const begun = document.activeElement;
  opened.value = { fresh, decided, known, first: fresh ? "title" : first, begun };
}

export const SaveDialog = ({ store }: { store: Store }) =>
  opened.value && <OpenSave store={store} opened={opened.value} key={opened.value} />;

function OpenSave({ store, opened: now }: { store: Store; opened: Opened }) {
  const { state } = store;
  const { fresh, known } = now;
  const again = now.first === "title" ? "page-save-rename" : "page-save-again";
  const close = () => {
    saving.value?.abort();
    if (opened.value === now) opened.value = null;
  };
  return (
    <Dialog
      id="save"
      title={
        fresh ? say("page-save-new") : say(again, { title: known || (state.draft?.scenario ?? "") })
      }
      closed={close}
    >
      <form
        id="save-form"
        noValidate // the page itself reports missing input, in its own language
        aria-busy={saving.value != null}
        onSubmit={(event) => submit(store, event)}
      >
        {now.decided && <Note id="save-decided" word="page-save-decided" />}
        <ol id="save-edits">
          {(draftEdits(state) ?? []).map((edit) => (
            <li>{editSummary(state, edit)}</li>
          ))}
          {ownRules(state, draftRules(state)).map((line) => (
            <li class="own-rule">{line}</li>
          ))}
        </ol>
        <BrokenRules state={state} />
        <Field
          word="page-save-title"
          name="title"
          required
          maxLength={500}
          autocomplete="off"
          autofocus={now.first === "title"}
          defaultValue={known}
          onInput={({ currentTarget: { value } }) => {
            if (!isOwnId) id.value = scenarioId(value.trim(), state);
          }}
        />
        {fresh && <NewNames />}
        <Field
          word="page-save-why"
          name="message"
          required
          maxLength={500}
          autocomplete="off"
          autofocus={now.first === "message"}
        />
        <Says id="save-says" text={saving.value ? savingState(state) : says.value} />
        <div class="buttons">
          <Button
            type="submit"
            class="primary"
            disabled={saving.value != null}
            word="page-save-save"
          />
          {!fresh && (
            <Button
              id="save-as-new"
              word="page-save-as-new"
              disabled={saving.value != null}
              onClick={(event) => {
                closeAround(event);
                openSaveDialog(store, true);
              }}
            />
          )}
          <Button id="save-cancel" word="page-form-cancel" onClick={closeAround} />
        </div>
      </form>
    </Dialog>
  );
}

/** The id of a new scenario, and who may read it. */
const NewNames = () => (
  <div id="save-new-names">
    <Field
      word="page-save-id"
      name="id"
      required
      maxLength={64}
      pattern="[A-Za-z0-9_\-]{1,64}"
      autocomplete="off"
      spellcheck={false}
      value={id.value}
      onInput={({ currentTarget: { value } }) => {
        id.value = value;
        isOwnId = true;
      }}
    />
    <Choice word="page-save-visibility" name="visibility" options={visibilities()} />
  </div>
);

/** Broken hard rules, before the scenario is proposed. */
function BrokenRules({ state }: { state: State }) {
  const hard = (state.figures?.violations ?? []).filter(({ level }) => level === "hard");
  if (!hard.length) return null;
  return (
    <div id="save-rules">
      {say("page-save-broken")}
      <ul class="refusals">
        {hard.map((violation) => (
          <li>{sayMessage(state, violation)}</li>
        ))}
      </ul>
    </div>
  );
}

/** The message during a save. */
const savingState = ({ offline }: State) => say(offline ? "page-save-waits" : "page-save-saving");

function submit(store: Store, event: Event) {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const missing = form.querySelector("input:invalid" as "input");
  if (missing) {
    says.value = say(`page-save-missing-${missing.name}`);
    missing.focus();
    return;
  }
  const typed = Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]),
  ) as unknown as Typed;
  save(store, form, typed).catch((error) => reportProblem(store, error));
}

/** Save the shown scenario, with edits not saved yet, under a title. */
export async function saveUnder(store: Store, asNew: boolean) {
  try {
    await openDraft(store);
    openSaveDialog(store, asNew, "title");
  } catch (error) {
    reportProblem(store, error);
  }
}

async function save(store: Store, form: HTMLFormElement, typed: Typed) {
  const { draft, plan } = store.state;
  const now = opened.value;
  if (!draft || !plan || !now || saving.value) return;
  const { title, message } = typed;
  const version = draft.versions[draft.at];
  const document: ScenarioDocument = now.fresh
    ? { scenario: typed.id, title, baseline: plan.baseline, ...version }
    : renamed(withoutRecord({ ...(draft.document as ScenarioDocument), ...version }), title);
  const why = `message=${encodeURIComponent(message)}`;
  const asked: Save = now.fresh
    ? {
        path: `/api/scenarios?${why}&visibility=${typed.visibility}`,
        method: "POST",
        body: document,
      }
    : {
        path: `/api/scenarios/${draft.scenario}?${why}`,
        method: "PUT",
        body: document,
        ifMatch: draft.etag,
      };
  saving.value = new AbortController();
  says.value = "";
  const close = () => form.closest("dialog")?.close();
  try {
    const { kept, row, etag } = await keep(store, draft, asked, saving.value.signal);
    const { tool } = store.state;
    saving.value = null;
    close();
    showSaved(store, kept, row, etag);
    goOn(now, tool);
  } catch (error) {
    saving.value = null;
    if (isAborted(error)) return announce(say("page-announce-not-saved"));
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) {
      await signIn(store);
      await save(store, form, typed);
    } else if (error.status === 412) {
      close();
      const saveAsNew = () => openSaveDialog(store, true);
      showConflict({ conflict: error.document as Conflict, message, saveAsNew });
    } else says.value = sayMessages(store.state, error.problems);
  }
}

/**
 * Send a save until it is answered. On a conflict, the newer state may be an earlier save of this
 * draft whose answer was lost: sent again, that one is answered with its revision, and this save is
 * based on it.
 */
async function keep(store: Store, draft: Draft, requested: Save, signal: AbortSignal) {
  const send = (save: Save) => {
    noteSave(store, save);
    return retryWhenOnline(store, () => requestRevision(save, signal), signal);
  };
  const lost = draft.sent;
  try {
    return { kept: requested.body, ...(await send(requested)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    noteSave(store, null);
    if (!lost || ![409, 412].includes(error.status)) throw error;
    const earlier = await send(lost).catch(() => null);
    noteSave(store, null);
    if (!earlier) throw error;
    const { scenario } = earlier.row;
    const [, why] = /[?](message=[^&]*)/.exec(requested.path) as string[];
    const path = `/api/scenarios/${scenario}?${why}`;
    const body = { ...requested.body, scenario };
    const next = { path, method: "PUT", body, ifMatch: earlier.etag };
    return { kept: body, ...(await send(next)) };
  }
}

/**
 * Return the keyboard focus; the form of a tool is closed by now: then to its button, else to the
 * bar's summary of the draft.
 */
function goOn({ begun }: Opened, tool: State["tool"]) {
  for (const place of [begun, findToolButton(tool), byId("draft-state")])
    if (document.activeElement === document.body && place instanceof HTMLElement) place.focus();
}

/** The service computes the record again. */
function withoutRecord(document: ScenarioDocument) {
  const { recorded, ...rest } = document as ScenarioDocument & { recorded?: unknown };
  return rest;
}

/**
 * An id for a title: its Latin letters and digits; if it has none, the id of the scenario that is
 * edited, or the date.
 */
function scenarioId(title: string, state: State) {
  const inLatin = (text: string) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
  const day = new Date().toISOString().slice(0, 10);
  const words = [title, state.scenario].map(inLatin).find((text) => /[a-z]{2}/.test(text));
  const stem = (words && words !== "baseline" ? words : `scenario-${day}`).slice(0, 56);
  const taken = new Set(state.scenarios.map((row) => row.scenario));
  let id = stem;
  for (let count = 2; taken.has(id); count += 1) id = `${stem}-${count}`;
  return id;
}

/** The title that is shown in the language of the page. */
const titleKey = (document: ScenarioDocument) => {
  const own = `title_${language()}` as "title_zh";
  return document[own] ? own : "title";
};

const renamed = (document: ScenarioDocument, title: string): ScenarioDocument => ({
  ...document,
  [titleKey(document)]: title,
});
