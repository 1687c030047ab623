/**
 * What districts are tinted by: the share of people or land that is covered, what an edit changes of
 * it, how densely people live, or the share of a further weight, or by travel time.
 */

import { abortPrevious, ask, askCached, isAborted, isOffline, Problem } from "../api.js";
import { shareClass } from "../ui/palette.js";
import {
  coveredShare,
  differenceOf,
  formatDifference,
  formatNumber,
  shareOf,
} from "../words/number-format.js";
import { say } from "../words/words.js";
import { DRAFT_ID, draftEdits, isComparing } from "./draft.js";
import { hasLayer } from "./plan-parts.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").RegionRow} RegionRow
 * @typedef {import("../types.js").Tint} Tint
 */

/** Upper bounds of the classes of density, people for each km². */
export const DENSITY_BREAKS = [10, 100, 500, 1000, Infinity];
/** From which change of its share, 0–1, a district is tinted fully. */
const MUCH = 0.1;
const LEAST = 1e-6;
export const MINUTES = [30, 60, 120];
/** Classes of change, from lost to gained. */
export const CHANGES = ["lost-2", "lost-1", "0", "gained-1", "gained-2"];

/** The tints that there are. @param {State} state @returns {Tint[]} */
export function tintsOf(state) {
  const counted = hasLayer(state, "demand");
  const weights = (state.plan?.weights ?? []).filter((name) => name !== "population");
  return [
    ...(counted ? ["people"] : []),
    "land",
    ...(counted ? ["density", ...weights.map((name) => `weight ${name}`)] : []),
    ...(counted && hasLayer(state, "travel") ? MINUTES.map((minutes) => `minutes ${minutes}`) : []),
    ...(isComparing(state) ? [...(counted ? ["change-people"] : []), "change-land"] : []),
  ];
}

/** The tint that is shown: where the chosen one is not to be had, a share. @param {State} state */
export function shownTint(state) {
  const there = tintsOf(state);
  return there.includes(state.tint) ? state.tint : there[0];
}

/** Of what a tint is a share, or its change. @param {Tint} tint @returns {"people" | "land"} */
export const countedBy = (tint) => (/land$/.test(tint) ? "land" : "people");

/**
 * Which colour each district has, by the name of its token.
 *
 * @param {State} state
 * @returns {(row: RegionRow | undefined) => string}
 */
export function tintClasses(state) {
  const tint = shownTint(state);
  const ofShare = (/** @type {number | null | undefined} */ share) =>
    `share-${shareClass(share) ?? "none"}`;
  if (tint === "density") return (row) => ofDensity(shareOf(row?.population, row?.area_km2));
  if (tint.startsWith("change")) {
    const then = new Map((state.regionsBefore ?? []).map((row) => [row.adcode + row.level, row]));
    return (row) => ofChange(changeOf(row, row && then.get(row.adcode + row.level), tint));
  }
  const { tintShares } = state;
  if (tint.includes(" "))
    return (row) =>
      ofShare(tintShares?.tint === tint ? tintShares.shares.get(row?.adcode ?? "") : 0);
  return (row) => (row ? ofShare(coveredShare(row, countedBy(tint))) : "share-0");
}

/**
 * By how much of itself a district is reached more, or less.
 *
 * @param {RegionRow | undefined} row
 * @param {RegionRow | undefined} then
 * @param {Tint} tint
 */
export const changeOf = (row, then, tint) =>
  row && then
    ? differenceOf(coveredShare(row, countedBy(tint)), coveredShare(then, countedBy(tint)))
    : 0;

/**
 * What a district gains and loses of its people and land, in words, where it does.
 *
 * @param {State} state
 * @param {RegionRow | undefined} row
 * @returns {[string, string][]}
 */
export function changesOf(state, row) {
  if (!row || !isComparing(state)) return [];
  const then = state.regionsBefore?.find(
    ({ adcode, level }) => adcode === row.adcode && level === row.level,
  );
  const people = differenceOf(row.covered_population, then?.covered_population);
  const land = differenceOf(row.covered_area_km2, then?.covered_area_km2);
  /** @type {[string, string][]} */
  const changes = [];
  if (people && Math.abs(people) >= 0.5)
    changes.push([say("page-tint-change-people"), formatDifference(people, formatNumber)]);
  if (land && Math.abs(land) >= 0.005)
    changes.push([
      say("page-tint-change-land"),
      formatDifference(land, (size) => `${formatNumber(size, 2)} km²`),
    ]);
  return changes;
}

/** @param {number | null} difference */
function ofChange(difference) {
  if (difference == null) return "share-none";
  const size = Math.abs(difference) < LEAST ? 0 : Math.abs(difference) < MUCH ? 1 : 2;
  return `change-${CHANGES[2 + size * Math.sign(difference)]}`;
}

/** @param {number | null} density */
const ofDensity = (density) =>
  density == null
    ? "share-none"
    : `share-${1 + DENSITY_BREAKS.findIndex((bound) => density <= bound)}`;

/**
 * Ask for the shares of a tint that the figures do not have: of the scenario, or of the draft with
 * what is tried, as soon as there are figures of it.
 *
 * @param {import("./store.js").Store} store
 */
export function followTint(store) {
  const keys = ["tint", "scenario", "scenarios", "draft", "trialEdits", "radius_km", "plan"];
  store.on(/** @type {(keyof State)[]} */ (keys), () => {
    const { scenario, radius_km, plan, draft, trialEdits } = store.state;
    const tint = shownTint(store.state);
    const [kind, name] = tint.split(" ");
    const signal = abortPrevious(`tint ${store.id}`);
    if (!plan || !name) return;
    const path =
      kind === "weight"
        ? `/api/lenses/weight?name=${encodeURIComponent(name)}`
        : `/api/lenses/travel?minutes=${name}`;
    const of = kind === "weight" ? `&radius_km=${radius_km}` : "";
    const edits = trialEdits ?? draftEdits(store.state);
    const rules = draft?.document?.rules ?? {};
    const body = { edits, rules, draft: DRAFT_ID, radii_km: [radius_km] };
    (edits ? ask(path, { body, signal }) : askCached(`${path}${of}&scenario=${scenario}`))
      .then((/** @type {any} */ { regions }) => {
        const shares = new Map(
          regions
            .filter((/** @type {any} */ row) => (row.radius_km ?? radius_km) === radius_km)
            .map((/** @type {any} */ row) => [
              row.adcode,
              shareOf(row.covered_amount ?? row.covered_population, row.amount ?? row.population),
            ])
            .reverse(), // where levels share a code, the finest holds
        );
        if (!signal.aborted) store.set({ tintShares: { tint, shares } });
      })
      .catch((error) => {
        const told = isOffline(error) || (error instanceof Problem && error.status === 422);
        if (!isAborted(error) && !signal.aborted && !told) reportProblem(store, error);
      });
  });
}
