/**
 * A line if another user saved the shown scenario, or a newer revision than a link's: who, when,
 * why, and the choices. Saves of this page are not reported.
 */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { Problem, request } from "../core/api.ts";
import { draftVersion, isUnsaved, newDraft, unsavedCount } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { showStored } from "../scenario/stored-scenario.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { personName, statusWords } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { showConflict } from "./conflict-dialog.tsx";
import { openSaveDialog } from "./save-dialog.tsx";

/** An event may arrive before the answer to this page's own request. */
const SETTLES_AFTER_MS = 600;
/** An enabled button. */
const FREE = "button:not([aria-disabled])" as "button";

/** The reported state, as stored; null for a scenario that is no longer readable. */
const notice = signal<{ row: ScenarioRow | null; close: () => void } | null>(null);

export function followSaves(store: Store) {
  let timer = 0;
  /** the last seen state of the scenario */
  let seen: { scenario: string; row: ScenarioRow | null } = { scenario: "", row: null };
  /** the notice that the planner has read, and the one that was announced */
  let [read, announced] = ["", ""];

  /** Remember the state of a scenario when it is selected. */
  const begin = () => {
    const { plan, scenario, linked } = store.state;
    if (!plan || scenario === seen.scenario) return;
    const row = rowOf(store.state);
    const older = !seen.scenario && row && row.revision > (linked ?? row.revision);
    if (seen.scenario) store.set({ linked: null });
    seen = { scenario, row: older ? { ...row, etag: "" } : row };
  };
  const look = () => {
    const { plan, scenario, draft } = store.state;
    if (!plan) return;
    const row = rowOf(store.state);
    seen.row ??= row;
    const begun = draft?.etag?.replaceAll('"', "");
    if (begun && row?.etag === begun) seen.row = row;
    const basis = begun ?? seen.row?.etag;
    const others = row ? row.etag !== basis : Boolean(seen.row);
    const key = JSON.stringify([scenario, row?.etag ?? "gone"]);
    if (!draft && row && others && read === key) seen.row = row;
    if (!others || read === key) {
      notice.value = null;
      return store.set({ linked: null });
    }
    const close = () => {
      read = key;
      look();
      byId("edits").querySelector(FREE)?.focus({ preventScroll: true });
    };
    notice.value = { row, close };
    if (announced !== key)
      announce([sentence(store.state, row), row?.message].filter(Boolean).join(" "));
    announced = key;
  };
  store.on(["plan", "scenarios", "scenario", "draft", "me"], () => {
    clearTimeout(timer);
    begin();
    if (notice.value) look();
    else timer = window.setTimeout(look, SETTLES_AFTER_MS);
  });
}

export function SavedNotice({ store }: { store: Store }) {
  if (!notice.value) return null;
  const { row, close } = notice.value;
  return (
    <div id="saved-notice">
      <span>{sentence(store.state, row)}</span>
      {row?.message && <q>{row.message}</q>}
      <Ways store={store} row={row} close={close} />
    </div>
  );
}

const rowOf = ({ scenarios, scenario }: State) =>
  scenarios.find((row) => row.scenario === scenario && !row.gone) ?? null;

function sentence(state: State, row: ScenarioRow | null) {
  if (!row) return say("page-saved-gone");
  const { kind = "", revision, status, updated = "", updated_by = "" } = row;
  const author = updated_by === state.me?.name ? say("page-saved-you") : personName(updated_by);
  const at = formatTime(updated);
  const { linked } = state;
  if (linked != null && !isUnsaved(state))
    return say(state.draft ? "page-saved-linked-shown" : "page-saved-linked", {
      linked,
      revision,
      at,
    });
  const word = statusWords(status, updated_by);
  const text =
    kind === "status"
      ? say("page-saved-status", { author, at, revision, status: word })
      : say("page-saved-what", { author, at, revision });
  if (state.draft && isUnsaved(state))
    return `${text} ${say("page-saved-mine", { count: unsavedCount(state.draft) })}`;
  return state.draft ? text : `${text} ${say("page-saved-shown")}`;
}

/** The choices: show it, continue on it, save one's own, or ignore it for now. */
function Ways({ store, row, close }: { store: Store; row: ScenarioRow | null; close: () => void }) {
  const { draft, linked } = store.state;
  const unsaved = isUnsaved(store.state);
  const way = (
    name: string,
    act: () => unknown,
    more: { class?: string; places?: { [place: string]: number } } = {},
  ) => (
    <button
      key={name}
      type="button"
      id={`saved-${name}`}
      class={more.class}
      onClick={() => void act()}
    >
      {say(`page-saved-${name}`, more.places)}
    </button>
  );
  const saveOwn = unsaved && way("own", () => openSaveDialog(store, true));
  if (!row)
    return (
      <>
        {saveOwn}
        {way("baseline", () => store.set({ scenario: "baseline", zone: null }))}
      </>
    );
  return (
    <>
      {unsaved && way("look", () => look(store))}
      {unsaved && row.status === "draft" && way("continue", () => continueOn(store))}
      {saveOwn}
      {!draft &&
        linked != null &&
        way("link", () => lookBack(store, row), { places: { revision: linked } })}
      {draft && !unsaved && way("show", () => reload(store, row), { class: "primary" })}
      {way(draft ? "later" : "close", close)}
    </>
  );
}

/** Compare one's own edits with the stored version. */
const look = (store: Store) =>
  store.set({ against: store.state.scenario, mode: "swipe", tab: "compare" });

/** Request the merge, and let the planner choose: nothing is saved yet. */
async function continueOn(store: Store) {
  const { draft } = store.state;
  if (!draft) return;
  try {
    const { body } = await request(`/api/scenarios/${draft.scenario}/versions`, {
      body: { ...draft.document, recorded: undefined, ...draftVersion(store.state) },
      ifMatch: draft.etag,
    });
    const saveAsNew = () => openSaveDialog(store, true);
    showConflict({ conflict: body, message: "", saveAsNew });
  } catch (error) {
    if (!(error instanceof Problem)) return reportProblem(store, error);
    announce(sayMessages(store.state, error.problems));
    store.set({ problem: error.problems });
  }
}

/**
 * Show the link's revision. A draft is then based on it, so a save conflicts with later revisions.
 */
async function lookBack(store: Store, { scenario }: ScenarioRow) {
  try {
    const { body, etag } = await request(
      `/api/scenarios/${scenario}?revision=${store.state.linked}`,
    );
    if (store.state.scenario !== scenario || store.state.draft) return;
    store.set({ draft: newDraft(scenario, etag, body), trial: null, tool: null });
  } catch (error) {
    reportProblem(store, error);
  }
}

async function reload(store: Store, row: ScenarioRow) {
  try {
    const { body, etag } = await request(`/api/scenarios/${row.scenario}`);
    showStored(store, body, row, etag);
  } catch (error) {
    reportProblem(store, error);
  }
}
