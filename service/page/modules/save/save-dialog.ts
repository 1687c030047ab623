/** The dialog to save: the reason, and for a new scenario its title and id. */

import { isAborted, Problem, requestRevision } from "../core/api.ts";
import { retryWhenOnline } from "../core/answers.ts";
import { noteSave } from "../draft/draft-storage.ts";
import { draftEdits, draftRules, openDraft } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { signIn } from "../core/sign-in.ts";
import { showSaved } from "../scenario/stored-scenario.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { ownRules } from "../core/words/own-rules.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { language, say } from "../core/words/words.ts";
import { showConflict } from "./conflict-dialog.ts";
import { findToolButton } from "../edit/tool-buttons.ts";

const dialog = () => byId("save") as HTMLDialogElement;

/** The pending save; closing the dialog cancels it. */
let saving: AbortController | null = null;

/** Where the focus was as the dialog opened. */
let begun: HTMLElement | null = null;

export function addSaveDialog(store: Store) {
  const form = byId("save-form") as HTMLFormElement;
  form.noValidate = true; // the page itself reports missing input, in its own language
  byId("save-cancel").addEventListener("click", () => dialog().close());
  byId("save-as-new").addEventListener("click", () => {
    dialog().close();
    openSaveDialog(store, true);
  });
  dialog().addEventListener("close", () => saving?.abort());
  byId("decision-buttons").addEventListener("click", ({ target }) => {
    const { step = "" } = (target as HTMLElement).dataset;
    if (["rename", "duplicate"].includes(step)) void saveUnder(store, step === "duplicate");
  });
  store.watch(() => showBrokenRules(store.state));
  store.on(["offline", "language"], () => saving && showMessage(savingState(store.state)));
  form.addEventListener("input", (event) => {
    const { name } = event.target as HTMLInputElement;
    if (name === "id") field("id").dataset.own = "yes";
    if (name === "title" && !field("id").dataset.own)
      field("id").value = scenarioId(field("title").value, store.state);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = form.querySelector("input:invalid" as "input");
    if (!missing) return void save(store).catch((error) => reportProblem(store, error));
    showMessage(say(`page-save-missing-${missing.name}`));
    missing.focus();
  });
}

/**
 * Open the dialog. An approved or rejected scenario, and the baseline, are saved as a new one.
 *
 * @param first the field to begin with
 */
export function openSaveDialog(
  store: Store,
  asNew: boolean = false,
  first: "title" | "message" = "message",
) {
  const { draft, scenarios } = store.state;
  if (!draft) return;
  const row = scenarios.find((one) => one.scenario === draft.scenario);
  const decided = row?.status === "approved" || row?.status === "rejected";
  const fresh = asNew || decided || draft.scenario === "baseline";
  const known = (draft.document && draft.document[titleKey(draft.document)]) || "";
  dialog().dataset.fresh = String(fresh);
  const again = first === "title" ? "page-save-rename" : "page-save-again";
  byId("save-title").textContent = fresh
    ? say("page-save-new")
    : say(again, { title: known || draft.scenario });
  fill(
    byId("save-edits"),
    ...(draftEdits(store.state) ?? []).map((edit) => h("li", {}, editSummary(store.state, edit))),
    ...ownRules(store.state, draftRules(store.state)).map((line) =>
      h("li", { class: "own-rule" }, line),
    ),
  );
  showBrokenRules(store.state);
  byId("save-new-names").hidden = !fresh;
  byId("save-decided").hidden = !decided;
  byId("save-as-new").hidden = fresh;
  field("id").required = fresh;
  field("title").value = known;
  field("id").value = fresh ? scenarioId(known, store.state) : "";
  delete field("id").dataset.own;
  field("message").value = "";
  showMessage("");
  begun = document.activeElement as HTMLElement | null;
  dialog().showModal();
  field(fresh ? "title" : first).select();
}

/** Save the shown scenario, with edits not saved yet, under a title. */
async function saveUnder(store: Store, asNew: boolean) {
  try {
    await openDraft(store);
    openSaveDialog(store, asNew, "title");
  } catch (error) {
    reportProblem(store, error);
  }
}

/** Show broken hard rules before the scenario is proposed. */
function showBrokenRules(state: State) {
  const hard = (state.figures?.violations ?? []).filter(({ level }) => level === "hard");
  byId("save-rules").hidden = !hard.length;
  fill(
    byId("save-rules"),
    say("page-save-broken"),
    h(
      "ul",
      { class: "refusals" },
      ...hard.map((violation) => h("li", {}, sayMessage(state, violation))),
    ),
  );
}

/** The message during a save. */
const savingState = ({ offline }: State) => say(offline ? "page-save-waits" : "page-save-saving");

async function save(store: Store) {
  const { draft, plan } = store.state;
  if (!draft || !plan || saving) return;
  const fresh = dialog().dataset.fresh === "true";
  const message = field("message").value.trim();
  const version = draft.versions[draft.at];
  const document: ScenarioDocument = fresh
    ? {
        scenario: field("id").value.trim(),
        title: title(),
        baseline: plan.baseline,
        ...version,
      }
    : renamed(withoutRecord({ ...(draft.document as ScenarioDocument), ...version }), title());
  const why = `message=${encodeURIComponent(message)}`;
  const path = fresh
    ? `/api/scenarios?${why}&visibility=${field("visibility").value}`
    : `/api/scenarios/${draft.scenario}?${why}`;
  const begun = new AbortController();
  markSaving(begun);
  try {
    showMessage(savingState(store.state));
    const save_: Save = fresh
      ? { path, method: "POST", body: document }
      : { path, method: "PUT", body: document, ifMatch: draft.etag };
    const { kept, row, etag } = await keep(store, draft, save_, begun.signal);
    const { tool } = store.state;
    markSaving(null);
    dialog().close();
    showSaved(store, kept, row, etag);
    goOn(tool);
  } catch (error) {
    markSaving(null);
    if (isAborted(error)) return announce(say("page-announce-not-saved"));
    showMessage("");
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) {
      await signIn(store);
      await save(store);
    } else if (error.status === 412) {
      dialog().close();
      showConflict(store, error.document, message, () => openSaveDialog(store, true));
    } else showMessage(sayMessages(store.state, error.problems));
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
function goOn(tool: State["tool"]) {
  for (const place of [begun, findToolButton(tool), byId("draft-state")])
    if (document.activeElement === document.body) place?.focus();
}

/** One save at a time. */
function markSaving(pending: AbortController | null) {
  saving = pending;
  byId("save-form").setAttribute("aria-busy", String(pending != null));
  for (const button of byId("save-form").querySelectorAll("button:not(#save-cancel)"))
    button.toggleAttribute("disabled", pending != null);
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

const title = () => field("title").value.trim();

const field = (name: string) =>
  byId("save-form").querySelector(`[name="${name}"]`) as HTMLInputElement;

const showMessage = (text: string) => {
  byId("save-says").textContent = text;
};
