/** The status of the stored scenario: undo and redo on the server, and the permitted decisions. */

import { signal } from "../../vendor/preact/index.js";
import { Problem, request } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, h } from "../core/ui/dom.ts";
import { Field } from "../core/ui/elements.tsx";
import { secondClick } from "../core/ui/second-click.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { isPractice, personName, statusWords } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { removeStoredDraft } from "../draft/draft-storage.ts";
import { isUnsaved, NO_DRAFT } from "../draft/draft.ts";
import { awaitsDecision, showStored } from "../scenario/stored-scenario.ts";
import { saveUnder } from "./save-dialog.tsx";

/** row of a scenario's history */
export interface Revision {
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
/** The reason of the decision, while it is typed. */
const why = signal("");

export function followDecision(store: Store) {
  store.on(["tab"], withdrawing.disarm);
  store.on(["scenario", "scenarios", "draft"], () => {
    withdrawing.disarm();
    refusal.value = null;
  });
}

interface Decided {
  store: Store;
  row: ScenarioRow;
}

/** @param newest whose undo and redo are offered, if possible */
export function Decision({ store, row, newest }: Decided & { newest: Revision | null }) {
  const may = mayOf(store.state);
  const decided = row.status === "approved" || row.status === "rejected";
  return (
    <section id="decision">
      <h2>{say("page-history-status")}</h2>
      <p id="decision-state">
        <span class={`tag status-${row.status}`}>{statusWords(row.status, row.updated_by)}</span>
        {` ${say("page-history-revision", { revision: row.revision })}`}
        {row.owner && ` · ${say("page-history-owner", { owner: personName(row.owner) })}`}
        {row.visibility && ` · ${say(`page-visibility-${row.visibility}`)}`}
      </p>
      {!decided && (STEPS[row.status] ?? []).some(([, role]) => may(role)) && (
        <div id="decision-why">
          <Field
            word="page-history-why"
            type="text"
            maxLength={500}
            value={why.value}
            onInput={({ currentTarget }) => (why.value = currentTarget.value)}
          />
        </div>
      )}
      <Steps store={store} row={row} newest={newest} />
      <div id="decision-says" role="status" class={refusal.value ? "" : "note"}>
        {refusal.value ? (
          <Refusal state={store.state} problem={refusal.value} />
        ) : (
          noteOf(store, row)
        )}
      </div>
    </section>
  );
}

const mayOf =
  ({ me }: State) =>
  (role: string) =>
    Boolean(me?.local) || ROLES.indexOf(me?.role ?? "viewer") >= ROLES.indexOf(role);

/** Whether a scenario waits for a decision that is not this person's to take. */
const isOwn = (state: State, row: ScenarioRow) =>
  row.status === "proposed" && state.me && !state.me.local && !awaitsDecision(state, row);

function Steps({ store, row, newest }: Decided & { newest: Revision | null }) {
  const { me } = store.state;
  const may = mayOf(store.state);
  const unsaved = isUnsaved(store.state);
  const isDraft = row.status === "draft";
  const decided = row.status === "approved" || row.status === "rejected";
  const known = isDraft && newest?.etag === row.etag ? newest : null;
  const practice = (status: string, role: string) => {
    const step = say(`page-decide-${status}`);
    return me?.local && role === "approver" ? say("page-decide-as-practice", { step }) : step;
  };
  const back = (name: "undo" | "redo", words: string) => (
    <Step
      key={name}
      name={name}
      words={words}
      disabled={unsaved || known?.[name] == null}
      act={() => change(store, `/${name}`, {})}
    />
  );
  return (
    <div id="decision-buttons" class="buttons">
      {(STEPS[row.status] ?? [])
        .filter(([, role]) => may(role))
        .map(([status, role]) => (
          <Step
            key={status}
            name={status}
            words={practice(status, role)}
            disabled={unsaved || Boolean(isOwn(store.state, row) && role === "approver")}
            act={() => change(store, "/status", { status, why: why.value.trim() })}
          />
        ))}
      {!decided &&
        may("planner") && [
          back("undo", say("page-history-undo")),
          back("redo", say("page-history-redo")),
        ]}
      {may("planner") && isDraft && (
        <Step
          name="rename"
          words={say("page-history-rename")}
          act={() => saveUnder(store, false)}
        />
      )}
      {may("planner") && (
        <Step
          name="duplicate"
          words={say("page-history-duplicate")}
          act={() => saveUnder(store, true)}
        />
      )}
      {(may("admin") || (isDraft && row.owner === me?.name)) && (
        <Step
          name="withdraw"
          words={say(withdrawing.armed() ? "page-history-withdraw-sure" : "page-history-withdraw")}
          act={(event) => {
            withdrawing.click(event, () => withdraw(store, row));
            if (withdrawing.armed()) announce(say("page-history-withdraw-sure"));
          }}
          onBlur={withdrawing.disarm}
        />
      )}
    </div>
  );
}

/** A button for a step; a disabled one keeps the focus, which a keyboard would lose. */
const Step = ({
  name,
  words,
  disabled = false,
  act,
  onBlur,
}: {
  name: string;
  words: string;
  disabled?: boolean;
  act: (event: MouseEvent) => unknown;
  onBlur?: () => void;
}) => (
  <button
    type="button"
    data-step={name}
    aria-disabled={disabled ? "true" : undefined}
    tabIndex={disabled ? -1 : undefined}
    onClick={(event) => disabled || void act(event)}
    onBlur={onBlur}
  >
    {words}
  </button>
);

/** Why a decision is not offered, or that it is practice. */
function noteOf({ state }: Store, row: ScenarioRow) {
  const { me } = state;
  if (isUnsaved(state)) return say("page-history-save-first");
  if (isOwn(state, row) && mayOf(state)("approver"))
    return say(me?.name === row.updated_by ? "page-decide-own" : "page-decide-wrote");
  const practice =
    isPractice(row.status, row.updated_by) || (me?.local && row.status === "proposed");
  return practice && say("page-practice-note");
}

function Refusal({ state, problem }: { state: State; problem: Problem }) {
  const { status, document, problems } = problem;
  const broken: Message[] = document.violations ?? [];
  const words = broken.length ? say("page-decide-broken") : sayMessages(state, problems);
  return (
    <div>
      {status === 412 ? say("page-history-stale") : words}
      {broken.length > 0 && (
        <ul class="refusals">
          {broken.map((one) => (
            <li>{sayMessage(state, one)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/**
 * Change the stored scenario at the shown revision; a refusal is shown in the tab.
 *
 * @param path after the scenario's own
 */
async function change(store: Store, path: string, body: object) {
  const { scenario, scenarios, draft } = store.state;
  const own = `/api/scenarios/${scenario}`;
  try {
    const stored = await request(own);
    const row = scenarios.find((one) => one.scenario === scenario);
    const ifMatch = draft?.etag ?? row?.etag ?? stored.etag;
    const answer = await request(`${own}${path}`, { body, ifMatch, method: "POST" });
    const now = await request(own);
    showStored(store, now.body, answer.body, now.etag);
    why.value = "";
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

/** Show in the tab why the stored scenario was not changed; its place is a live region. */
function refuse(store: Store, error: unknown) {
  if (error instanceof Problem) refusal.value = error;
  else reportProblem(store, error);
}
