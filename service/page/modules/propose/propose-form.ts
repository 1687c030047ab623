/** The form of the Propose tab. Its values are kept when the form is redrawn. */

import { ownName } from "../core/address.ts";
import { scopeOf, isZoneInScope } from "../figures/scope.ts";
import { isOpen } from "./proposal-job.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { nameOf, shortNameOf } from "../core/words/names.ts";
import { phaseFields, usualPhases, writtenPhases, wrongPhaseField } from "./propose-phases.tsx";
import { formatKm2 } from "../core/words/number-format.ts";
import { say, sayAround } from "../core/words/words.ts";
import { advancedFields, limitsOf, searchOf, USUAL, writtenWeights } from "./more-about-land.ts";
import {
  choiceWord,
  figureWord,
  isOfLand,
  objectiveField,
  termWords,
  writtenTerms,
  redraw,
} from "./propose-objective.ts";
import type { PhaseWish } from "./propose-phases.tsx";
import type { Term } from "./propose-objective.ts";
import type { Advanced } from "./more-about-land.ts";

interface Question {
  where: "ftzs" | "province";
  ftzs: Set<string>;
  province: string; // or `all`
  new: string; // how many new zones
  terms: Term[];
  land: "budget" | "swap" | "phases";
  budget: string; // in km²
  phases: PhaseWish[];
  idle: boolean; // whether a swap releases idle land first
  many: "one" | "several" | "front";
  answers: string;
  differ: string; // in km²
  front: Term[]; // the second objective
}

export type Wish = Question & Advanced;

/** The value for all provinces. */
export const EVERYWHERE = "all";

const KEPT = "zonewright question";

/** Keep the values with which was asked, for as long as the browser's tab is open. */
export function keepWish(wish: Wish) {
  try {
    sessionStorage.setItem(ownName(KEPT), JSON.stringify({ ...wish, ftzs: [...wish.ftzs] }));
  } catch {
    // without storage the form starts empty when the page is reloaded
  }
}

/** The kept values; of the FTZs those that the plan has. */
function keptWish({ ftzs }: PlanDocument): Partial<Wish> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(ownName(KEPT)) ?? "");
    const known = ftzs.map(({ ftz_id }) => ftz_id);
    return { ...kept, ftzs: new Set(known.filter((one) => kept.ftzs.includes(one))) };
  } catch {
    return {};
  }
}

/** The initial values: those that were asked with, else the usual ones. */
export const wishOf = (plan: PlanDocument, radius: number): Wish => ({
  ...USUAL,
  where: plan.ftzs.some(({ extent }) => extent) ? "ftzs" : "province",
  ftzs: new Set(),
  province: "",
  new: "1",
  terms: [{ name: plan.objectives[0] ?? "", radius: String(radius), weight: "1" }],
  land: "budget",
  budget: "20",
  phases: usualPhases(),
  idle: false,
  many: "one",
  answers: "3",
  differ: "2",
  front: [{ name: plan.objectives[1] ?? "", radius: String(radius), weight: "1" }],
  ...keptWish(plan),
});

/** The FTZs in focus: of the selected zone, else of the scope. */
export function ftzsInView(state: State): string[] {
  const { zone, figures } = state;
  const [kind, value] = scopeOf(state);
  const zones = figures?.zones ?? [];
  const ofZone = zones.find(({ zone_id }) => zone_id === zone)?.ftz_id;
  if (ofZone) return [ofZone];
  if (kind === "ftz") return [value];
  if (kind !== "region") return [];
  return zones.filter(isZoneInScope(state)).flatMap(({ ftz_id }) => ftz_id ?? []);
}

const isBare = (term: Term) =>
  !isOfLand(term) && !(Number(term.radius) >= 0 && term.radius.trim() !== "");

/** The request to the service, or the missing value and its field. */
export function askedOf(wish: Wish): { [key: string]: any } | { missing: string; field: string } {
  const { where, ftzs, province, terms, budget, time } = wish;
  if (where === "ftzs" && !ftzs.size) return { missing: "page-propose-no-ftz", field: "ftz" };
  if (where === "province" && !province)
    return { missing: "page-propose-no-province", field: "province" };
  const bare = terms.findIndex(isBare);
  if (bare >= 0) return { missing: "page-propose-no-radius", field: `radius-${bare}` };
  if (
    where === "ftzs" &&
    wish.land !== "phases" &&
    wish.many === "front" &&
    wish.front.some(isBare)
  )
    return { missing: "page-propose-no-radius", field: "secondradius-0" };
  if (terms.some((term) => !(Number(term.weight) > 0)))
    return { missing: "page-propose-no-weight", field: "weight-0" };
  const light = wish.weights.findIndex(({ weight }) => !(Number(weight) > 0));
  if (light >= 0) return { missing: "page-propose-no-weight", field: `times-${light}` };
  if (where === "province" && !(Number(wish.new) >= 1))
    return { missing: "page-propose-no-new", field: "new" };
  const land = where === "ftzs" ? wish.land : "budget";
  const wrong = land === "phases" && wrongPhaseField(wish.phases);
  if (wrong) return { missing: "page-propose-no-phase", field: wrong };
  if (land === "budget" && !(Number(budget) > 0))
    return { missing: "page-propose-no-budget", field: "budget" };
  if (!(Number(time) > 0)) return { missing: "page-propose-no-time", field: "time" };
  const many = where === "ftzs" && land !== "phases" ? wish.many : "one";
  if (many === "several" && !(Number(wish.answers) >= 2 && Number(wish.differ) > 0))
    return { missing: "page-propose-no-answers", field: "answers" };
  return {
    kind: "proposal",
    ...(where === "ftzs"
      ? { ftzs: [...ftzs] }
      : {
          province,
          new: Math.round(Number(wish.new)),
        }),
    objective: writtenTerms(terms),
    ...(many === "front" ? { front: writtenTerms(wish.front) } : {}),
    ...(many === "several"
      ? { answers: Math.round(Number(wish.answers)), differ_km2: Number(wish.differ) }
      : {}),
    ...(where === "ftzs" ? limitsOf(wish) : {}),
    ...writtenWeights(wish.weights),
    ...(land === "swap"
      ? { swap: wish.idle ? "idle" : "any" }
      : land === "phases"
        ? { phases: writtenPhases(wish.phases) }
        : { budget_km2: Number(budget) }),
    ...searchOf(wish),
  };
}

/** What may be asked for: land for zones that there are, in three ways, or new zones. */
const ASKED = ["budget", "phases", "swap", "province"] as const;

function askedWord({ plan }: State, wish: Wish) {
  const isPossible = {
    province: !!plan?.provinces.length,
    zones: !!plan?.ftzs.some(({ extent }) => extent),
  };
  return choiceWord(
    "asked",
    say("page-propose-land"),
    wish.where === "province" ? "province" : wish.land,
    ASKED.filter((one) => isPossible[one === "province" ? one : "zones"]).map((one) => [
      one,
      say(`page-propose-land-${one}`),
    ]),
    (value) => {
      wish.where = value === "province" ? value : "ftzs";
      if (value !== "province") wish.land = value as Wish["land"];
    },
  );
}

/** The first sentence: the kind of change, how much land, and where. */
function landSentence(state: State, wish: Wish) {
  const ofFtzs = wish.where === "ftzs";
  const asked = askedWord(state, wish);
  const budget = () =>
    figureWord("budget", say(ofFtzs ? "page-propose-budget" : "page-propose-area"), wish, 0);
  const words: { [land: string]: () => Parameters<typeof sayAround>[1] } = {
    budget: () => ({ budget: budget() }),
    phases: () => ({}),
    swap: () => ({
      which: choiceWord(
        "idle",
        say("page-propose-idle"),
        wish.idle ? "idle" : "any",
        [
          ["any", say("page-propose-swap-any")],
          ["idle", say("page-propose-swap-idle")],
        ],
        (value) => (wish.idle = value === "idle"),
      ),
    }),
    province: () => ({
      new: figureWord("new", say("page-propose-new"), wish, 1),
      budget: budget(),
      province: provinceWord(state.plan!, wish),
    }),
  };
  const land = ofFtzs ? wish.land : "province";
  return h(
    "p",
    { class: "sentence" },
    ...sayAround(`page-propose-sentence-${land}`, { asked, ...words[land]() }),
  );
}

/** The form, which reads as sentences. */
export function formOf(state: State, wish: Wish) {
  const { plan, me, job } = state;
  if (!plan) return [];
  const zoned = plan.ftzs.filter(({ extent }) => extent);
  const ofFtzs = wish.where === "ftzs";
  return [
    landSentence(state, wish),
    ofFtzs && ftzField(zoned, wish),
    ofFtzs && wish.land === "phases" && phaseFields(wish.phases),
    objectiveField(plan, wish.terms),
    ...(ofFtzs && wish.land !== "phases" ? manyFields(plan, wish) : []),
    advancedFields(plan, wish, ofFtzs),
    me?.role === "viewer" && note(say("page-propose-viewer")),
    h(
      "div",
      { class: "buttons" },
      h(
        "button",
        { type: "submit", class: "primary", disabled: isOpen(job) || me?.role === "viewer" },
        say("page-propose-start"),
      ),
    ),
  ];
}

function ftzField(ftzs: PlanDocument["ftzs"], wish: Wish) {
  const capped = ftzs.filter(({ cap_km2 }) => cap_km2 != null).map(({ ftz_id }) => ftz_id);
  const set = (chosen: string[]) => {
    wish.ftzs = new Set(chosen);
    redraw();
  };
  return h(
    "div",
    { class: "ftzs", role: "group", "aria-label": say("page-propose-ftzs") },
    h(
      "div",
      { class: "ftz-list" },
      ...ftzs.map((ftz) =>
        h(
          "label",
          { key: ftz.ftz_id, title: nameOf(ftz) },
          h("input", {
            type: "checkbox",
            name: "ftz",
            value: ftz.ftz_id,
            checked: wish.ftzs.has(ftz.ftz_id),
            onchange: ({ target }: any) =>
              target.checked ? wish.ftzs.add(ftz.ftz_id) : wish.ftzs.delete(ftz.ftz_id),
          }),
          shortNameOf(ftz) || ftz.ftz_id,
          h("span", { class: "context" }, formatKm2(ftz.area_km2, 0)),
        ),
      ),
    ),
    h(
      "div",
      { class: "buttons" },
      capped.length > 1 && button({ onclick: () => set(capped) }, say("page-propose-all")),
      button({ onclick: () => set([]) }, say("page-propose-none")),
    ),
  );
}

const provinceWord = (plan: PlanDocument, wish: Wish) =>
  choiceWord(
    "province",
    say("page-propose-province"),
    wish.province,
    [
      ["", say("page-propose-choose")],
      [EVERYWHERE, say("page-propose-everywhere")],
      ...plan.provinces.map((one): [string, string] => [one.adcode, nameOf(one) || one.adcode]),
    ],
    (value) => (wish.province = value),
  );

/** One answer, several that differ, or those between two objectives. */
function manyFields(plan: PlanDocument, wish: Wish) {
  const many = choiceWord(
    "many",
    say("page-propose-many"),
    wish.many,
    [
      ["one", say("page-propose-many-one")],
      ["several", say("page-propose-many-several")],
      ["front", say("page-propose-many-front")],
    ],
    (value) => (wish.many = value as Wish["many"]),
  );
  const several = () => ({
    answers: figureWord("answers", say("page-propose-answers-field"), wish, 2),
    differ: figureWord("differ", say("page-propose-differ-field"), wish, 0),
  });
  return [
    h(
      "p",
      { class: "sentence" },
      ...sayAround(`page-propose-show-${wish.many}`, {
        many,
        ...(wish.many === "several" ? several() : {}),
      }),
    ),
    wish.many === "front" &&
      h(
        "div",
        { class: "terms", role: "group", "aria-label": say("page-propose-second") },
        termWords(plan, wish.front, 0, "second"),
      ),
  ];
}
