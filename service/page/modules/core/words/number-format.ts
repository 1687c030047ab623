/** Formatting of numbers and times: unit, sign, significant digits. */

import { facts, locale, say } from "./words.ts";

export const DASH = "–";

export type Figure = { value: string; unit: string };

/** @param digits significant digits */
function formatSignificant(value: number, digits: number) {
  return value.toLocaleString(locale(), { maximumSignificantDigits: digits });
}

/**
 * A size in the language's steps of large numbers, three significant digits.
 *
 * @param steps the largest first
 */
function inSteps(size: number | null | undefined, steps: [number, string][]): Figure {
  if (size == null) return { value: DASH, unit: "" };
  const [step, unit] = steps.find(([least]) => Math.abs(size) >= least) ?? steps[steps.length - 1];
  return { value: formatSignificant(size / step, 3), unit };
}

/** People, in millions (or 万 and 亿). */
export const formatPeople = (people: number | null | undefined) => inSteps(people, facts().people);

/** Area in km², in millions (or 万 km²) where large. */
export const formatArea = (area_km2: number | null | undefined) => inSteps(area_km2, facts().areas);

const formats = new Map<string, Intl.NumberFormat>();

/** Full figure for tables and hover. */
export function formatNumber(value: number | null | undefined, decimals = 0) {
  if (value == null) return DASH;
  const key = `${locale()} ${decimals}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale(), {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  formats.set(key, format);
  return format.format(value);
}

/** An area in full, with its unit in the page's language. */
export const formatKm2 = (km2: number | null | undefined, decimals = 2) =>
  `${formatNumber(km2, decimals)} ${say("unit-km2")}`;

/** A length in full, likewise. */
export const formatKm = (km: number | null | undefined, decimals = 1) =>
  `${formatNumber(km, decimals)} ${say("unit-km")}`;

/** A share of 0–1 as per cent, one decimal, on one line; a dash if data are missing. */
export const formatPercent = (share: number | null | undefined) =>
  share == null ? DASH : `${formatNumber(share * 100, 1)}\u00a0%`;

/** A share; null if the whole is null or zero. */
export const shareOf = (part: number | null | undefined, whole: number | null | undefined) =>
  part == null || !whole ? null : part / whole;

export const differenceOf = (now: number | null | undefined, before: number | null | undefined) =>
  now == null || before == null ? null : now - before;

/**
 * A signed difference with its direction: "▲ +3.1 M", "▼ −3.1 M", "= 0".
 *
 * @param write writes the size without sign
 * @param least a smaller size counts as zero
 */
export function formatDifference(
  difference: number | null,
  write: (size: number) => string,
  least: number = 1e-9,
) {
  if (difference == null) return "";
  if (Math.abs(difference) < least) return say("page-difference-none");
  return difference > 0 ? `▲ +${write(difference)}` : `▼ −${write(-difference)}`;
}

/** Figure as one text: "412 M". */
export const figureText = ({ value, unit }: Figure) => (unit ? `${value} ${unit}` : value);

/** A time with its date, to the minute. */
export const formatTime = (iso: string) =>
  new Date(iso).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });

/** The time of a day, to the minute. */
export const formatClock = (iso: string) =>
  new Date(iso).toLocaleTimeString(locale(), { timeStyle: "short" });

/** The covered share of a region's people or land. */
export const coveredShare = (row: RegionRow, tint: "people" | "land") =>
  tint === "land"
    ? shareOf(row.covered_area_km2, row.area_km2)
    : shareOf(row.covered_population, row.population);
