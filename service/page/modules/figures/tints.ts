/**
 * The tints of districts: the covered share of people or land, its change by an edit, the
 * population density, or the share of another weight.
 */

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
import { isComparing } from "../draft/draft.ts";
import { hasLayer } from "../core/plan-parts.ts";

/** Upper bounds of the classes of density, people for each km². */
export const DENSITY_BREAKS = [10, 100, 500, 1000, Infinity];
/** The change of share, 0–1, from which a district has the full tint. */
const MUCH = 0.1;
const LEAST = 1e-6;
/** Classes of change, from lost to gained. */
export const CHANGES = ["lost-2", "lost-1", "0", "gained-1", "gained-2"];

/** The available tints; by road none of land, which is not measured. */
export function tintsOf(state: State): Tint[] {
  const counted = hasLayer(state, "demand");
  const onLand = state.by === "line" || !counted;
  const weights = (state.plan?.weights ?? []).filter((name) => name !== "population");
  return [
    ...(counted ? ["people"] : []),
    ...(onLand ? ["land"] : []),
    ...(counted ? ["density", ...weights.map((name) => `weight ${name}`)] : []),
    ...(isComparing(state)
      ? [...(counted ? ["change-people"] : []), ...(onLand ? ["change-land"] : [])]
      : []),
    ...(state.plan?.of_zones ?? []),
  ];
}

/** Whether a tint is of zones, by their use or yield: districts have none then. */
export const isOfZones = (tint: Tint) => /^(use|yield) /.test(tint);

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
  if (isOfZones(tint)) return () => "sheet";
  const ofShare = (share: number | null | undefined) => `share-${shareClass(share) ?? "none"}`;
  if (tint === "density") return (row) => ofDensity(shareOf(row?.population, row?.area_km2));
  if (tint.startsWith("change")) {
    const then = new Map((state.regionsBefore ?? []).map((row) => [row.adcode + row.level, row]));
    return (row) => ofChange(changeOf(row, row && then.get(row.adcode + row.level), tint));
  }
  const [, weight] = tint.split(" ");
  if (weight) return (row) => ofShare(shareOf(row?.[`covered_${weight}`], row?.[weight]));
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
