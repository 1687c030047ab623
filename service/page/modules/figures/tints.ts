/**
 * The tints of districts: the covered share of people or land, its change by an edit, the
 * population density, the share of another weight, or by travel time.
 */

import { ask, askCached } from "../core/api.ts";
import { shareClass } from "../core/ui/palette.ts";
import {
  coveredShare,
  differenceOf,
  formatDifference,
  formatKm2,
  formatNumber,
  shareOf,
} from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { DRAFT_ID, draftRules, heldEdits, isComparing } from "../draft/draft.ts";
import { hasLayer } from "../core/plan-parts.ts";
import { measured, radiusOf, unitOf } from "../core/way.ts";

/** Upper bounds of the classes of density, people for each km². */
export const DENSITY_BREAKS = [10, 100, 500, 1000, Infinity];
/** The change of share, 0–1, from which a district has the full tint. */
const MUCH = 0.1;
const LEAST = 1e-6;
const MINUTES = [30, 60, 120];
/** Classes of change, from lost to gained. */
export const CHANGES = ["lost-2", "lost-1", "0", "gained-1", "gained-2"];

/** The available tints; by road or rail none of land, which is not measured. */
export function tintsOf(state: State): Tint[] {
  const counted = hasLayer(state, "demand");
  const onLand = state.by === "line" || !counted;
  const weights = (state.plan?.weights ?? []).filter((name) => name !== "population");
  return [
    ...(counted ? ["people"] : []),
    ...(onLand ? ["land"] : []),
    ...(counted ? ["density", ...weights.map((name) => `weight ${name}`)] : []),
    ...(counted && hasLayer(state, "travel") ? MINUTES.map((minutes) => `minutes ${minutes}`) : []),
    ...(isComparing(state)
      ? [...(counted ? ["change-people"] : []), ...(onLand ? ["change-land"] : [])]
      : []),
  ];
}

/** The shown tint: the chosen one if available, else a share. */
export function shownTint(state: State) {
  const available = tintsOf(state);
  return available.includes(state.tint) ? state.tint : available[0];
}

/** The base of a tint's share, or of its change. */
export const countedBy = (tint: Tint): "people" | "land" =>
  /land$/.test(tint) ? "land" : "people";

/** The colour of each district, as the name of its token. */
export function tintClasses(state: State): (row: RegionRow | undefined) => string {
  const untinted = new Set(state.plan?.untinted ?? []);
  const classOf = tintClassesOfFigures(state);
  return (row) => (row && untinted.has(row.adcode) ? "share-none" : classOf(row));
}

function tintClassesOfFigures(state: State): (row: RegionRow | undefined) => string {
  const tint = shownTint(state);
  const ofShare = (share: number | null | undefined) => `share-${shareClass(share) ?? "none"}`;
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

/** The change of a district's covered share. */
const changeOf = (row: RegionRow | undefined, then: RegionRow | undefined, tint: Tint) =>
  row && then
    ? differenceOf(coveredShare(row, countedBy(tint)), coveredShare(then, countedBy(tint)))
    : 0;

/** A district's gains and losses of covered people and land, as labelled texts. */
export function changesOf(state: State, row: RegionRow | undefined): [string, string][] {
  if (!row || !isComparing(state)) return [];
  const then = state.regionsBefore?.find(
    ({ adcode, level }) => adcode === row.adcode && level === row.level,
  );
  const people = differenceOf(row.covered_population, then?.covered_population);
  const land = differenceOf(row.covered_area_km2, then?.covered_area_km2);
  const changes: [string, string][] = [];
  if (people && Math.abs(people) >= 0.5)
    changes.push([say("page-tint-change-people"), formatDifference(people, formatNumber)]);
  if (land && Math.abs(land) >= 0.005)
    changes.push([say("page-tint-change-land"), formatDifference(land, (size) => formatKm2(size))]);
  return changes;
}

function ofChange(difference: number | null) {
  if (difference == null) return "share-none";
  const size = Math.abs(difference) < LEAST ? 0 : Math.abs(difference) < MUCH ? 1 : 2;
  return `change-${CHANGES[2 + size * Math.sign(difference)]}`;
}

const ofDensity = (density: number | null) =>
  density == null
    ? "share-none"
    : `share-${1 + DENSITY_BREAKS.findIndex((bound) => density <= bound)}`;

/**
 * Load the shares of a tint that the figures lack: of the scenario, or of the draft with its trial,
 * once its figures are loaded.
 */
export function followTint(store: Store) {
  followAnswer(
    store,
    () => {
      const { scenario, scenarios, radius, by, plan, trialEdits } = store.state;
      const tint = shownTint(store.state);
      const [kind, name] = tint.split(" ");
      if (!plan || !name) return;
      const path =
        kind === "weight"
          ? `/api/lenses/weight?name=${encodeURIComponent(name)}`
          : `/api/lenses/travel?minutes=${name}`;
      const of = kind === "weight" ? `&radius_${unitOf(by)}=${radius}&by=${by}` : "";
      const edits = trialEdits ?? heldEdits(store.state);
      const rules = draftRules(store.state);
      const body = { edits, rules, draft: DRAFT_ID, ...measured(store.state) };
      const revision = scenarios.find((row) => row.scenario === scenario)?.revision;
      return [
        [path, of, edits ? body : [scenario, revision]],
        async (signal) => {
          const { regions }: { regions: any[] } = await (edits
            ? ask(path, { body, signal })
            : askCached(`${path}${of}&scenario=${scenario}`));
          return { tint, shares: sharesOf(regions, radius) };
        },
      ];
    },
    (tintShares) => store.set({ tintShares }),
    isRefusedEdit,
  );
}

/** The shares of regions at a radius; if levels share a code, the finest wins. */
const sharesOf = (rows: any[], radius: number) =>
  new Map(
    rows
      .filter((row) => (radiusOf(row) ?? radius) === radius)
      .map(
        (row) =>
          [
            row.adcode,
            shareOf(row.covered_amount ?? row.covered_population, row.amount ?? row.population),
          ] as [string, number | null],
      )
      .reverse(),
  );
