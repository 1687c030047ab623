/** Known violations of the baseline: acknowledged once, with the user and the reason. */

import { signal } from "../../vendor/preact/index.js";
import { Problem, ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, h } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { personName } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { violationKey } from "./violations.ts";

const PATH = "/api/acknowledgements";

/** All acknowledgements, by the key of their violation. */
const known = signal(new Map<string, Acknowledgement>());
/** Why the last one was refused. */
const refusal = signal("");

const take = (answer: Acknowledgement[]) =>
  (known.value = new Map(answer.map((one) => [violationKey(one), one])));

/** Load the acknowledgements whenever the Check tab is opened. */
export function followAcknowledgements(store: Store) {
  followAnswer(
    store,
    () => {
      const { tab, me, offline } = store.state;
      if (offline || !me) return;
      return [tab === "rules", (signal) => (tab === "rules" ? ask(PATH, { signal }) : noAnswer)];
    },
    (answer: Acknowledgement[] | null) => answer && take(answer),
  );
}

const noAnswer = Promise.resolve(null);

/** The acknowledgement of a violation, unless that is worse now. */
export function acknowledgementOf(violation: Violation): Acknowledgement | null {
  const one = known.value.get(violationKey(violation));
  return one?.applies ? one : null;
}

/** Who knows of a violation, since when and why; a planner may withdraw that. */
export function Known({ store, violation }: { store: Store; violation: Violation }) {
  const one = known.value.get(violationKey(violation));
  if (!one) return null;
  const about = { who: personName(one.who ?? ""), at: formatTime(one.at), why: one.why };
  if (!one.applies) return <p class="context">{say("page-rules-known-worse", about)}</p>;
  return (
    <p class="context">
      {say("page-rules-known-by", about)}{" "}
      {mayAcknowledge(store.state) && (
        <button type="button" class="link" onClick={() => void withdraw(store, one)}>
          {say("page-rules-known-withdraw")}
        </button>
      )}
    </p>
  );
}

/** A reason for violations of the baseline that stay, in one sentence. */
export function AcknowledgeForm({ store, open }: { store: Store; open: Violation[] }) {
  if (!open.length || !mayAcknowledge(store.state)) return null;
  return (
    <form
      id="acknowledge"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        const why = new FormData(event.target as HTMLFormElement).get("why");
        void acknowledge(store, open, String(why));
      }}
    >
      <label>
        {say("page-rules-acknowledge-why", { count: open.length })}
        <input name="why" required maxLength={300} autoComplete="off" />
      </label>
      <div class="buttons">
        <button type="submit">{say("page-rules-acknowledge")}</button>
      </div>
      <p role="alert">{refusal.value}</p>
    </form>
  );
}

const mayAcknowledge = ({ me, offline }: State) => me != null && me.role !== "viewer" && !offline;

async function acknowledge(store: Store, violations: Violation[], why: string) {
  const body = { violations: violations.map(({ rule, subject }) => ({ rule, subject })), why };
  if (await changed(store, () => ask(PATH, { method: "POST", body })))
    announce(say("page-rules-acknowledged", { count: violations.length }));
}

const withdraw = (store: Store, { rule, subject }: Acknowledgement) =>
  changed(store, () =>
    ask(`${PATH}?${new URLSearchParams({ rule, subject })}`, { method: "DELETE" }),
  );

/** Make a change; a refusal is shown in the form. Return whether it was made. */
async function changed(store: Store, change: () => Promise<Acknowledgement[]>) {
  refusal.value = "";
  try {
    take(await change());
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) reportProblem(store, error);
    else refusal.value = sayMessages(store.state, error.problems);
    return false;
  }
}
