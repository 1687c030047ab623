/** A search as it runs: the best so far, how far it is, how to stop it; and earlier results. */

import { cancelJob, isOpen, showEarlier } from "./proposal-job.ts";
import { EVERYWHERE } from "./propose-form.ts";
import { reportProblem } from "../core/report-problem.ts";
import { button, h } from "../core/ui/dom.ts";
import { nameOf, shortNameOf } from "../core/words/names.ts";
import { formatClock, formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

const MINUTE_S = 90; // from which on minutes are said
const ROUND_S = 5;

/** A gain without its sign; a small one has decimals. */
const figure = (gain: number) => formatNumber(gain, Math.abs(gain) < 10 ? 2 : 0);

/** How far the search is. */
export function progressOf(store: Store, job: Job): Child[] {
  const { gain, bound, share } = job.progress;
  const state = job.cancelling ? "cancelling" : gain ? "solving" : job.state;
  const stop = gain ? "page-propose-keep" : "page-propose-cancel";
  return [
    h("p", { class: "propose-state", role: "status" }, say(`page-propose-state-${state}`)),
    !!gain &&
      h(
        "p",
        { class: "propose-gain" },
        h("b", {}, signOf(job), figure(gain)),
        h("span", {}, say("page-propose-so-far")),
      ),
    h("progress", { max: 1, value: share ?? null, "aria-label": say("page-propose-progress") }),
    h("p", { class: "context" }, restOf(job.progress)),
    !!gain &&
      bound != null &&
      bound > gain &&
      h("p", { class: "context" }, say("page-propose-possible", { more: figure(bound - gain) })),
    button(
      {
        id: "propose-cancel",
        onclick: () => cancelJob(store).catch((error) => reportProblem(store, error)),
      },
      say(job.cancelling ? "page-propose-kill" : stop),
    ),
  ];
}

/** The sign of a gain: more, unless less is better. */
const signOf = ({ asked }: Job) =>
  [asked.objective].flat().every((term) => /worst-served/.test(String(term))) ? "−" : "+";

/** "37 % done, about 40 s left". */
function restOf({ gain, share, left_s, seconds }: Job["progress"]) {
  const known = Math.round(100 * (share ?? 0));
  if (!known) return say("page-propose-spent", { seconds });
  const done = say(gain ? "page-propose-done" : "page-propose-prepared", { share: known });
  if (left_s == null) return done;
  const [unit, step] = left_s < MINUTE_S ? ["s", ROUND_S] : ["min", 60];
  const left = (unit === "s" ? step : 1) * Math.max(1, Math.round(left_s / step));
  return say("page-propose-left", { done, left, unit });
}

/** The subject of a search: its FTZs, or the provinces of new zones. */
function aboutOf({ plan }: State, { asked }: Job) {
  const known = (codes: unknown) => [codes ?? []].flat().map(String);
  const ftzs = known(asked.ftzs).map((id) => {
    const ftz = plan?.ftzs.find(({ ftz_id }) => ftz_id === id);
    return ftz ? shortNameOf(ftz) : id;
  });
  const provinces = known(asked.province).map((code) => {
    const province = plan?.provinces.find(({ adcode }) => adcode === code);
    return code === EVERYWHERE
      ? say("page-propose-everywhere")
      : province
        ? nameOf(province)
        : code;
  });
  return [...ftzs, ...provinces].join(say("list-separator")) || say("page-propose-everywhere"); // of a job of an earlier version
}

/** Earlier results, each as a card that says where and when. */
export const earlierOf = (store: Store) =>
  store.state.earlier.map((job) =>
    h(
      "li",
      { key: job.job },
      say("page-propose-earlier", {
        about: aboutOf(store.state, job),
        at: formatClock(job.started),
      }),
      button(
        {
          disabled: isOpen(store.state.job),
          onclick: () => showEarlier(store, job).catch((error) => reportProblem(store, error)),
        },
        say("page-propose-show"),
      ),
    ),
  );
