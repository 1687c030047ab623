/** The History tab: unsaved edits, status, decision, revisions with author, time and reason. */

import { render, signal } from "../../vendor/preact/index.js";
import { ask, Problem, request } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { removeStoredDraft } from "../draft/draft-storage.ts";
import { draftVersion, isUnsaved, NO_DRAFT, unsavedCount, versionOf } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { awaitsDecision, showStored } from "./stored-scenario.ts";
import { announce, button, byId, fill, h } from "../core/ui/dom.ts";
import { secondClick } from "../core/ui/second-click.ts";
import { phaseOf } from "../draft/phases.ts";
import { PhaseForm, phaseHead } from "./phase-form.tsx";
import { phaseName } from "./phase-slider.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { ownRules } from "../core/words/own-rules.ts";
import { isPractice, personName, statusWords } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { say, sayOr } from "../core/words/words.ts";
import { Discussion, followDiscussion } from "./comments.tsx";
import { addPresentLink } from "./present-link.tsx";
import { followScenarioList, ScenarioList } from "./scenario-list.tsx";

/** row of a scenario's history */
interface Revision {
  revision: number;
  etag: string;
  kind: string; // create, save, undo, redo, branch, merge or status
  author: string;
  at: string;
  message: string | null;
  status: string;
  undo: number | null; // the revision that an undo of this one restores; null: none
  redo: number | null; // the same for a redo
}

/** of the stored scenario */
type Known = { revisions: Revision[]; version: Version };

/** The statuses that may follow each status, and the least role that may set them. */
const STEPS = {
  draft: [["proposed", "planner"]],
  proposed: [
    ["approved", "approver"],
    ["rejected", "approver"],
    ["draft", "planner"],
  ],
  approved: [],
  rejected: [],
} as { [status: string]: [status: string, role: string][] };
const ROLES = ["viewer", "planner", "approver", "admin"];

const withdrawing = secondClick();
/** Why the stored scenario was not changed. */
const refusal = signal(null as Problem | null);

export function addHistoryTab(page: Page) {
  const { store } = page;
  addPresentLink(page);
  const known = signal(null as Known | null);
  followAnswer(
    store,
    () => {
      const { tab, scenario } = store.state;
      const row = rowOf(store.state);
      if (tab !== "history") return;
      return [
        [scenario, row?.revision, row?.status],
        async () => {
          known.value = null;
          if (!row) return { revisions: [], version: versionOf(null) };
          const [revisions, document] = await Promise.all([
            ask(`/api/scenarios/${scenario}/history`) as Promise<Revision[]>,
            ask(`/api/scenarios/${scenario}`) as Promise<ScenarioDocument>,
          ]);
          return { revisions, version: versionOf(document) };
        },
      ];
    },
    (answer) => (known.value = answer),
  );
  store.watch(() => {
    if (store.state.tab === "history") showEdits(store, known.value?.version ?? versionOf(null));
  });
  store.watch(() => {
    if (store.state.tab !== "history") return;
    if (!rowOf(store.state))
      fill(byId("revisions"), h("li", { class: "empty" }, say("page-history-baseline")));
    else if (known.value) fill(byId("revisions"), ...known.value.revisions.map(revisionLine));
  });
  store.watch(() => {
    if (store.state.tab === "history") showDecision(store, known.value?.revisions[0] ?? null);
  });
  store.on(["tab"], withdrawing.disarm);
  store.on(["scenario", "scenarios", "draft"], () => {
    withdrawing.disarm();
    refusal.value = null;
  });
  followScenarioList(store);
  followDiscussion(page);
  render(h(ScenarioList, { store }), byId("all-scenarios"));
  render(h(Discussion, { page }), byId("talk"));
}

const rowOf = (state: State) => state.scenarios.find((row) => row.scenario === state.scenario);

/** The edits of the draft, or else the stored ones, in order, and the rules of its own. */
function showEdits(store: Store, stored: Version) {
  const { state } = store;
  const { edits, rules, phases = [] } = draftVersion(state) ?? stored;
  const own = ownRules(state, rules);
  byId("unsaved").hidden = !edits.length && !own.length;
  byId("own-rules").hidden = !own.length;
  fill(byId("own-rules"), ...own.map((line) => h("li", {}, line)));
  byId("unsaved-title").textContent =
    state.draft && isUnsaved(state)
      ? say("page-history-unsaved", { count: unsavedCount(state.draft) })
      : say("page-history-edits");
  const editable = state.me?.role !== "viewer" && (rowOf(state)?.status ?? "draft") === "draft";
  fill(
    byId("unsaved-edits"),
    ...(phases.length
      ? editsByPhase(store, edits, phases, editable)
      : edits.map((edit, index) => editLine(state, edit, index, editable))),
    editable &&
      edits.length > 0 &&
      h("li", { class: "phase-add" }, h(PhaseForm, { store, phases })),
  );
}

/** An edit with what can be done to it; `save/draft-bar.ts` hears its buttons. */
function editLine(
  state: State,
  edit: Edit,
  index: number,
  editable: boolean,
  further: { [attribute: string]: any } = {},
  ...choices: Child[]
) {
  const words = editSummary(state, edit);
  const name = say("page-history-take-out-edit", { edit: words });
  return h(
    "li",
    { value: index + 1, ...further },
    h("span", {}, words),
    ...choices,
    editable && button({ "data-edit": index, "aria-label": name }, say("page-history-take-out")),
  );
}

/** The edits below the heading of their phase; each is dragged to another, or put there by a list. */
function editsByPhase(store: Store, edits: Edit[], phases: Phase[], editable: boolean) {
  const { state } = store;
  const names = [...phases.map(phaseName), say("page-phase-undated")];
  return names.flatMap((name, phase) => [
    h(
      "li",
      { class: "phase-head", "data-phase": phase },
      editable && phase < phases.length ? phaseHead(store, phases, phase) : name,
    ),
    ...edits.flatMap((edit, index) => {
      if (phaseOf(phases, index) !== phase) return [];
      const further = { draggable: editable, "data-moved": index, "data-phase": phase };
      const label = say("page-phase-of-edit", { edit: editSummary(state, edit) });
      const choice = h(
        "select",
        { "data-edit-phase": index, "aria-label": label, value: phase },
        ...names.map((other, value) => h("option", { value, selected: value === phase }, other)),
      );
      return [editLine(state, edit, index, editable, further, editable && choice)];
    }),
  ]);
}

function revisionLine({ revision, kind, author, at, message, status }: Revision) {
  return h(
    "li",
    { key: revision, "data-revision": revision },
    h(
      "p",
      {},
      h("strong", {}, `${revision} · ${sayOr(`page-kind-${kind}`, kind)}`),
      kind === "status" && " ",
      kind === "status" && h("span", { class: "tag" }, statusWords(status, author)),
      h(
        "span",
        { class: "who" },
        say("page-history-by", { author: personName(author), at: formatTime(at) }),
      ),
    ),
    message && h("p", { class: "why" }, message),
  );
}

/**
 * Status, undo and redo on the server, and the permitted decisions.
 *
 * @param newest whose undo and redo are offered, if possible
 */
function showDecision(store: Store, newest: Revision | null) {
  const row = rowOf(store.state);
  const { me } = store.state;
  byId("decision").hidden = !row;
  if (!row) return;
  const rank = ROLES.indexOf(me?.role ?? "viewer");
  const may = (role: string) => Boolean(me?.local) || rank >= ROLES.indexOf(role);
  const decided = row.status === "approved" || row.status === "rejected";
  const unsaved = isUnsaved(store.state);
  const toDecide = row.status === "proposed" && me && !me.local;
  const proposed = toDecide && me.name === row.updated_by;
  const isOwn = toDecide && !awaitsDecision(store.state, row);
  fill(
    byId("decision-state"),
    h("span", { class: `tag status-${row.status}` }, statusWords(row.status, row.updated_by)),
    ` ${say("page-history-revision", { revision: row.revision })}`,
    row.owner && ` · ${say("page-history-owner", { owner: personName(row.owner) })}`,
    row.visibility && ` · ${say(`page-visibility-${row.visibility}`)}`,
  );
  const known = row.status === "draft" && newest?.etag === row.etag ? newest : null;
  const back = (name: "undo" | "redo", words: string) =>
    step(name, words, unsaved || known?.[name] == null, () => change(store, `/${name}`, {}));
  fill(
    byId("decision-buttons"),
    ...(STEPS[row.status] ?? [])
      .filter(([, role]) => may(role))
      .map(([status, role]) =>
        step(
          status,
          me?.local && role === "approver"
            ? say("page-decide-as-practice", { step: say(`page-decide-${status}`) })
            : say(`page-decide-${status}`),
          unsaved || Boolean(isOwn && role === "approver"),
          () => change(store, `/status`, { status, why: whyField().value.trim() }),
        ),
      ),
    ...(!decided && may("planner")
      ? [back("undo", say("page-history-undo")), back("redo", say("page-history-redo"))]
      : []),
    may("planner") && row.status === "draft" && saveUnder("rename", say("page-history-rename")),
    may("planner") && saveUnder("duplicate", say("page-history-duplicate")),
    (may("admin") || (row.status === "draft" && row.owner === me?.name)) &&
      step(
        "withdraw",
        say(withdrawing.armed() ? "page-history-withdraw-sure" : "page-history-withdraw"),
        false,
        async (event) => {
          withdrawing.click(event, () => withdraw(store, row));
          if (withdrawing.armed()) announce(say("page-history-withdraw-sure"));
        },
        withdrawing.disarm,
      ),
  );
  byId("decision-why").hidden = decided || !(STEPS[row.status] ?? []).some(([, role]) => may(role));
  const why = unsaved
    ? say("page-history-save-first")
    : isOwn && may("approver") && say(proposed ? "page-decide-own" : "page-decide-wrote");
  const practice =
    isPractice(row.status, row.updated_by) || Boolean(me?.local && row.status === "proposed");
  const note = why || (practice && say("page-practice-note"));
  fill(byId("decision-says"), ...(refusal.value ? refusalOf(store.state, refusal.value) : [note]));
}

/** A button that `save/save-dialog.tsx` hears. */
const saveUnder = (name: string, words: string) => step(name, words, false, async () => {});

const whyField = () => byId("decision-why").querySelector("input") as HTMLInputElement;

/** A button for a step; a disabled one keeps the focus, which a keyboard would lose. */
const step = (
  name: string,
  words: string,
  disabled: boolean,
  act: (event: MouseEvent) => Promise<void>,
  onblur?: () => void,
) =>
  button(
    {
      key: name,
      "data-step": name,
      "aria-disabled": disabled ? "true" : undefined,
      tabindex: disabled ? -1 : undefined,
      onclick: (event: MouseEvent) => disabled || void act(event),
      onblur,
    },
    words,
  );

/**
 * Change the stored scenario at the shown revision; a refusal is shown in the tab.
 *
 * @param path after the scenario's own
 */
async function change(store: Store, path: string, body: object) {
  const { scenario } = store.state;
  try {
    const stored = await request(`/api/scenarios/${scenario}`);
    const ifMatch = store.state.draft?.etag ?? rowOf(store.state)?.etag ?? stored.etag;
    const answer = await request(`/api/scenarios/${scenario}${path}`, {
      body,
      ifMatch,
      method: "POST",
    });
    const now = await request(`/api/scenarios/${scenario}`);
    showStored(store, now.body, answer.body, now.etag);
    whyField().value = "";
    announce(
      say("page-announce-status", {
        status: statusWords(answer.body.status, store.state.me?.name),
        revision: answer.body.revision,
      }),
    );
  } catch (error) {
    refuse(store, error);
  }
}

/** Withdraw the shown scenario: from then on only admins see it. */
async function withdraw(store: Store, { scenario, title, etag }: ScenarioRow) {
  try {
    await request(`/api/scenarios/${scenario}`, { method: "DELETE", ifMatch: etag });
    const { scenarios, against } = store.state;
    removeStoredDraft(store.state, scenario);
    store.set({
      ...NO_DRAFT,
      scenario: "baseline",
      against: against === scenario ? "baseline" : against,
      scenarios: scenarios.filter((one) => one.scenario !== scenario),
    });
    announce(say("page-announce-withdrawn", { title }));
  } catch (error) {
    refuse(store, error);
  }
}

/** Show in the tab why the stored scenario was not changed. */
function refuse(store: Store, error: unknown) {
  if (!(error instanceof Problem)) return reportProblem(store, error);
  refusal.value = error;
  announce(byId("decision-says").textContent ?? "");
}

function refusalOf(state: State, { status, document, problems }: Problem) {
  const broken = document.violations ?? [];
  const words = broken.length ? say("page-decide-broken") : sayMessages(state, problems);
  return [
    status === 412 ? say("page-history-stale") : words,
    broken.length > 0 &&
      h(
        "ul",
        { class: "refusals" },
        ...broken.map((one: any) => h("li", {}, sayMessage(state, one))),
      ),
  ];
}
