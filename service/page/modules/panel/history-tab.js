/** The History tab: unsaved edits, status, decision, revisions with author, time and reason. */

import { signal } from "../../vendor/preact/index.js";
import { ask, Problem, request } from "../api.js";
import { followAnswer } from "../state/answers.js";
import { removeStoredDraft } from "../state/draft-storage.js";
import { draftEdits, isUnsaved, NO_DRAFT } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";
import { awaitsDecision, showStored } from "../state/stored-scenario.js";
import { announce, button, byId, fill, h } from "../ui/dom.js";
import { editSummary } from "../words/edit-summary.js";
import { personName } from "../words/names.js";
import { formatTime } from "../words/number-format.js";
import { sayMessage, sayMessages } from "../words/messages.js";
import { say, sayOr } from "../words/words.js";
import { addComments } from "./comments.js";
import { addScenarioList } from "./scenario-list.js";

/**
 * @typedef {object} Revision row of a scenario's history
 * @property {number} revision
 * @property {string} etag
 * @property {string} kind create, save, undo, redo, branch, merge or status
 * @property {string} author
 * @property {string} at
 * @property {string | null} message
 * @property {string} status
 * @property {number | null} undo the revision that an undo of this one restores; null: none
 * @property {number | null} redo the same for a redo
 *
 * @typedef {{revisions: Revision[], edits: Edit[]}} Known of the stored scenario
 */

/** The statuses that may follow each status, and the least role that may set them. */
const STEPS = /** @type {{[status: string]: [status: string, role: string][]}} */ ({
  draft: [["proposed", "planner"]],
  proposed: [
    ["approved", "approver"],
    ["rejected", "approver"],
    ["draft", "planner"],
  ],
  approved: [],
  rejected: [],
});
const ROLES = ["viewer", "planner", "approver", "admin"];

/** Whether the next click withdraws the scenario. */
const withdrawing = signal(false);
/** Why the stored scenario was not changed. */
const refusal = signal(/** @type {Problem | null} */ (null));

/** @param {Page} page */
export function addHistoryTab(page) {
  const { store } = page;
  const known = signal(/** @type {Known | null} */ (null));
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
          if (!row) return { revisions: [], edits: [] };
          const [revisions, { edits }] = await Promise.all([
            /** @type {Promise<Revision[]>} */ (ask(`/api/scenarios/${scenario}/history`)),
            /** @type {Promise<ScenarioDocument>} */ (ask(`/api/scenarios/${scenario}`)),
          ]);
          return { revisions, edits };
        },
      ];
    },
    (answer) => (known.value = answer),
  );
  store.watch(() => {
    if (store.state.tab === "history") showEdits(store.state, known.value?.edits ?? []);
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
  store.on(["scenario", "scenarios", "draft"], () => {
    withdrawing.value = false;
    refusal.value = null;
  });
  addScenarioList(page);
  addComments(page);
}

/** @param {State} state */
const rowOf = (state) => state.scenarios.find((row) => row.scenario === state.scenario);

/**
 * The edits of the draft, or else the stored ones, in order.
 *
 * @param {State} state
 * @param {Edit[]} stored
 */
function showEdits(state, stored) {
  const edits = draftEdits(state) ?? stored;
  byId("unsaved").hidden = !edits.length;
  byId("unsaved-title").textContent = say(
    isUnsaved(state) ? "page-history-unsaved" : "page-history-edits",
  );
  const editable = state.me?.role !== "viewer" && (rowOf(state)?.status ?? "draft") === "draft";
  fill(
    byId("unsaved-edits"),
    ...edits.map((edit, index) => {
      const words = editSummary(state, edit);
      // `edit/draft-bar.js` hears the button
      const name = say("page-history-take-out-edit", { edit: words });
      return h(
        "li",
        {},
        h("span", {}, words),
        editable &&
          button({ "data-edit": index, "aria-label": name }, say("page-history-take-out")),
      );
    }),
  );
}

/** @param {Revision} revision */
function revisionLine({ revision, kind, author, at, message, status }) {
  return h(
    "li",
    { key: revision, "data-revision": revision },
    h(
      "p",
      {},
      h("strong", {}, `${revision} · ${sayOr(`page-kind-${kind}`, kind)}`),
      kind === "status" && " ",
      kind === "status" && h("span", { class: "tag" }, sayOr(`page-status-${status}`, status)),
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
 * @param {Store} store
 * @param {Revision | null} newest whose undo and redo are offered, if possible
 */
function showDecision(store, newest) {
  const row = rowOf(store.state);
  const { me } = store.state;
  byId("decision").hidden = !row;
  if (!row) return;
  const rank = ROLES.indexOf(me?.role ?? "viewer");
  const may = (/** @type {string} */ role) => Boolean(me?.local) || rank >= ROLES.indexOf(role);
  const decided = row.status === "approved" || row.status === "rejected";
  const unsaved = isUnsaved(store.state);
  const toDecide = row.status === "proposed" && me && !me.local;
  const proposed = toDecide && me.name === row.updated_by;
  const isOwn = toDecide && !awaitsDecision(store.state, row);
  fill(
    byId("decision-state"),
    h(
      "span",
      { class: `tag status-${row.status}` },
      sayOr(`page-status-${row.status}`, row.status),
    ),
    ` ${say("page-history-revision", { revision: row.revision })}`,
    row.owner && ` · ${say("page-history-owner", { owner: personName(row.owner) })}`,
    row.visibility && ` · ${say(`page-visibility-${row.visibility}`)}`,
  );
  const known = row.status === "draft" && newest?.etag === row.etag ? newest : null;
  const back = (/** @type {"undo" | "redo"} */ name, /** @type {string} */ words) =>
    step(name, words, unsaved || known?.[name] == null, () => change(store, `/${name}`, {}));
  fill(
    byId("decision-buttons"),
    ...(STEPS[row.status] ?? [])
      .filter(([, role]) => may(role))
      .map(([status, role]) =>
        step(
          status,
          say(`page-decide-${status}`),
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
        say(withdrawing.value ? "page-history-withdraw-sure" : "page-history-withdraw"),
        false,
        () => withdraw(store, row),
      ),
  );
  byId("decision-why").hidden = decided || !(STEPS[row.status] ?? []).some(([, role]) => may(role));
  const why = unsaved
    ? say("page-history-save-first")
    : isOwn && may("approver") && say(proposed ? "page-decide-own" : "page-decide-wrote");
  fill(byId("decision-says"), ...(refusal.value ? refusalOf(store.state, refusal.value) : [why]));
}

/** A button that `edit/save-dialog.js` hears. @param {string} name @param {string} words */
const saveUnder = (name, words) => step(name, words, false, async () => {});

const whyField = () =>
  /** @type {HTMLInputElement} */ (byId("decision-why").querySelector("input"));

/**
 * A button for a step; a disabled one keeps the focus, which a keyboard would lose.
 *
 * @param {string} name
 * @param {string} words
 * @param {boolean} disabled
 * @param {() => Promise<void>} act
 */
const step = (name, words, disabled, act) =>
  button(
    {
      key: name,
      "data-step": name,
      "aria-disabled": disabled ? "true" : undefined,
      tabindex: disabled ? -1 : undefined,
      onclick: () => disabled || void act(),
    },
    words,
  );

/**
 * Change the stored scenario at the shown revision; a refusal is shown in the tab.
 *
 * @param {Store} store
 * @param {string} path after the scenario's own
 * @param {object} body
 */
async function change(store, path, body) {
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
        status: sayOr(`page-status-${answer.body.status}`, answer.body.status),
        revision: answer.body.revision,
      }),
    );
  } catch (error) {
    refuse(store, error);
  }
}

/**
 * Withdraw the shown scenario, at the second click: from then on only admins see it.
 * @param {Store} store
 * @param {ScenarioRow} row
 */
async function withdraw(store, { scenario, title, etag }) {
  if (!withdrawing.value) {
    withdrawing.value = true;
    return announce(say("page-history-withdraw-sure"));
  }
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

/** Show in the tab why the stored scenario was not changed. @param {Store} store @param {unknown} error */
function refuse(store, error) {
  if (!(error instanceof Problem)) return reportProblem(store, error);
  refusal.value = error;
  announce(byId("decision-says").textContent ?? "");
}

/** @param {State} state @param {Problem} problem */
function refusalOf(state, { status, document, problems }) {
  const broken = document.violations ?? [];
  const words = broken.length ? say("page-decide-broken") : sayMessages(state, problems);
  return [
    status === 412 ? say("page-history-stale") : words,
    broken.length > 0 &&
      h(
        "ul",
        { class: "refusals" },
        ...broken.map((/** @type {any} */ one) => h("li", {}, sayMessage(state, one))),
      ),
  ];
}
