/** The Propose tab: the question, the progress of the search, and its result. */

import { findJobs, isOpen, startJob } from "./proposal-job.ts";
import { reportProblem, tellRefusal } from "../core/report-problem.ts";
import { unitOf, wayWords } from "../core/way.ts";
import { announce, byId, fill, h, note } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { answersOf } from "./propose-answers.ts";
import { changes, withObjectiveInWords } from "./propose-objective.ts";
import { askedOf, formOf, ftzsInView, keepWish, wishOf } from "./propose-form.ts";
import { earlierOf, progressOf } from "./propose-progress.ts";
import { resultOf } from "./propose-result.ts";
import type { Wish } from "./propose-form.ts";

export function addProposeTab(page: Page) {
  const { store } = page;
  const form = byId("propose-form") as HTMLFormElement;
  let wish: Wish | null = null;
  let [found, inView] = [false, ""];
  store.watch(() => {
    const { tab, plan, me, radius, by } = store.state;
    if (tab !== "propose" || !plan || !me) return;
    wish ??= wishOf(plan, radius);
    const ftzs = ftzsInView(store.state);
    if (!wish.ftzs.size && inView !== String(ftzs)) wish.ftzs = new Set(ftzs); // a choice stays
    inView = String(ftzs);
    for (const term of [...wish.terms, ...wish.front]) term.unit = unitOf(by);
    changes.value; // read, so that the form follows it
    const way = by !== "line" && note(say("page-by-propose", wayWords(store.state)));
    fill(form, way, ...formOf(store.state, wish));
    if (!found && me.role !== "viewer")
      findJobs(store).catch((error) => reportProblem(store, error));
    found = true;
  });
  form.noValidate = true; // the page itself reports missing input, in its own language
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!wish || isOpen(store.state.job)) return;
    const question = askedOf(wish);
    if ("missing" in question) {
      byId("propose-says").textContent = say(question.missing);
      const field = form.querySelector(`[name="${question.field}"]` as "input");
      field?.closest("details")?.setAttribute("open", "");
      field?.focus();
      return;
    }
    byId("propose-says").textContent = "";
    keepWish(wish);
    const { by } = store.state;
    startJob(store, by === "line" ? question : { ...question, by }).catch(
      (error) => (byId("propose-says").textContent = tellRefusal(store, error)),
    );
  });
  store.watch(() => showJob(store));
  store.watch(() => {
    if (store.state.tab !== "propose") return;
    const cards = earlierOf(store);
    fill(byId("propose-earlier"), cards.length > 0 && h("ul", {}, ...cards));
  });
  store.watch(() => {
    const { tab, proposal, job } = store.state;
    if (tab !== "propose") return;
    const place = byId("propose-result");
    place.hidden = !proposal;
    if (proposal)
      fill(
        place,
        ...(job?.result ? answersOf(store, job.result) : []),
        ...resultOf(page, proposal),
      );
    if (proposal && job && place.dataset.job !== job.job) place.scrollIntoView({ block: "start" });
    place.dataset.job = proposal && job ? job.job : "";
  });
}

/** Show the progress of the search, or why it failed. */
function showJob(store: Store) {
  const place = byId("propose-job");
  const { job, tab } = store.state;
  if (tab !== "propose") return;
  const open = isOpen(job);
  place.hidden = !open;
  const failed =
    job?.state === "failed" ? sayMessages(store.state, withObjectiveInWords(job.problems)) : "";
  const text = job?.state === "cancelled" ? say("page-propose-state-cancelled") : failed;
  if (job && !open && byId("propose-says").textContent !== text)
    byId("propose-says").textContent = text;
  if (job?.state === "done" && place.dataset.open === job.job) announce(say("page-propose-found"));
  place.dataset.open = open && job ? job.job : "";
  fill(place, ...(job && open ? progressOf(store, job) : []));
  if (!job || !open) return;
  if (place.dataset.shown !== job.job) place.scrollIntoView({ block: "nearest" });
  place.dataset.shown = job.job;
}
