/** The Propose tab: the question, the progress of the search, and its result. */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { reportProblem, tellRefusal } from "../core/report-problem.ts";
import { announce, h } from "../core/ui/dom.ts";
import { unitOf, wayWords } from "../core/way.ts";
import { sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { findJobs, isOpen, startJob } from "./proposal-job.ts";
import { answersOf } from "./propose-answers.ts";
import { askedOf, formOf, ftzsInView, keepWish, wishOf } from "./propose-form.ts";
import { changes, withObjectiveInWords } from "./propose-objective.ts";
import { earlierOf, progressOf } from "./propose-progress.ts";
import { resultOf } from "./propose-result.ts";
import type { Wish } from "./propose-form.ts";

/** Why the last question was not asked. */
const refusal = signal("");
/** The values of the form, kept while it is drawn again. */
const form: { wish: Wish | null; inView: string } = { wish: null, inView: "" };

/** Find the jobs of this person once, and say when a search that was open is done. */
export function followProposals(store: Store) {
  let hasAsked = false;
  let followed = "";
  store.watch(() => {
    const { tab, me, job } = store.state;
    if (tab !== "propose") return;
    if (!hasAsked && me && me.role !== "viewer") {
      hasAsked = true;
      findJobs(store).catch((error) => reportProblem(store, error));
    }
    if (job?.state === "done" && followed === job.job) announce(say("page-propose-found"));
    followed = job && isOpen(job) ? job.job : "";
  });
}

export const ProposeTab = ({ page }: { page: Page }) => (
  <>
    <Progress store={page.store} />
    <Result page={page} />
    <Earlier store={page.store} />
    <Question store={page.store} />
    <p id="propose-says" role="alert">
      {refusal.value || whyEnded(page.store.state)}
    </p>
  </>
);

function Progress({ store }: { store: Store }) {
  const { job, tab } = store.state;
  if (tab !== "propose" || !job || !isOpen(job)) return null;
  return (
    <div id="propose-job" key={job.job} ref={comeIntoView}>
      {...progressOf(store, job)}
    </div>
  );
}

const comeIntoView = (place: Element | null) => place?.scrollIntoView({ block: "nearest" });

/** Why the search ended without a result. */
function whyEnded(state: State) {
  const { job } = state;
  if (job?.state === "cancelled") return say("page-propose-state-cancelled");
  return job?.state === "failed" ? sayMessages(state, withObjectiveInWords(job.problems)) : "";
}

/** The job whose result has been scrolled to. */
let seen = "";

function Result({ page }: { page: Page }) {
  const { store } = page;
  const { tab, proposal, job } = store.state;
  if (tab !== "propose" || !proposal) return null;
  const scrollTo = (place: Element | null) => {
    if (!place || !job || seen === job.job) return;
    seen = job.job;
    place.scrollIntoView({ block: "start" });
  };
  return (
    <div id="propose-result" key={job?.job} ref={scrollTo}>
      {...job?.result ? answersOf(store, job.result) : []}
      {...resultOf(page, proposal)}
    </div>
  );
}

function Earlier({ store }: { store: Store }) {
  const cards = store.state.tab === "propose" ? earlierOf(store) : [];
  return <div id="propose-earlier">{cards.length > 0 && <ul>{cards}</ul>}</div>;
}

function Question({ store }: { store: Store }) {
  const { plan, me, radius, by } = store.state;
  if (!plan || !me) return null;
  const wish = (form.wish ??= wishOf(plan, radius));
  const ftzs = ftzsInView(store.state);
  if (!wish.ftzs.size && form.inView !== String(ftzs)) wish.ftzs = new Set(ftzs); // a choice stays
  form.inView = String(ftzs);
  for (const term of [...wish.terms, ...wish.front]) term.unit = unitOf(by);
  changes.value; // read, so that the form follows it
  const send = (event: { currentTarget: HTMLFormElement } & Event) => {
    event.preventDefault();
    if (!isOpen(store.state.job)) ask(store, event.currentTarget, wish);
  };
  return (
    // the page itself reports missing input, in its own language
    <form id="propose-form" noValidate onSubmit={send}>
      {by !== "line" && <p class="note">{say("page-by-propose", wayWords(store.state))}</p>}
      {...formOf(store.state, wish)}
    </form>
  );
}

/** Start a search, or go to the field whose value is missing. */
function ask(store: Store, fields: HTMLFormElement, wish: Wish) {
  const question = askedOf(wish);
  if ("missing" in question) {
    refusal.value = say(question.missing);
    const field = fields.querySelector(`[name="${question.field}"]` as "input");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    return;
  }
  refusal.value = "";
  keepWish(wish);
  const { by } = store.state;
  startJob(store, by === "line" ? question : { ...question, by }).catch(
    (error) => (refusal.value = tellRefusal(store, error)),
  );
}
