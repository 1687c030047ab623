/** Formatting of numbers and times: unit, sign, significant digits. */

import { facts, locale, say } from "./words.js";

export const DASH = "–";

/** @typedef {{value: string, unit: string}} Figure */

/** @param {number} value @param {number} digits significant digits */
function formatSignificant(value, digits) {
  return value.toLocaleString(locale(), { maximumSignificantDigits: digits });
}

/**
 * A size in the language's steps of large numbers, three significant digits.
 *
 * @param {number | null | undefined} size
 * @param {[number, string][]} steps the largest first
 * @returns {Figure}
 */
function inSteps(size, steps) {
  if (size == null) return { value: DASH, unit: "" };
  const [step, unit] = steps.find(([least]) => Math.abs(size) >= least) ?? steps[steps.length - 1];
  return { value: formatSignificant(size / step, 3), unit };
}

/** People, in millions (or 万 and 亿). */
export const formatPeople = (/** @type {number | null | undefined} */ people) =>
  inSteps(people, facts().people);

/** Area in km², in millions (or 万 km²) where large. */
export const formatArea = (/** @type {number | null | undefined} */ area_km2) =>
  inSteps(area_km2, facts().areas);

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** Full figure for tables and hover. */
export function formatNumber(/** @type {number | null | undefined} */ value, decimals = 0) {
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

/** An area in full, with its unit in the page's language. @param {number | null | undefined} km2 */
export const formatKm2 = (km2, decimals = 2) => `${formatNumber(km2, decimals)} ${say("unit-km2")}`;

/** A length in full, likewise. @param {number | null | undefined} km */
export const formatKm = (km, decimals = 1) => `${formatNumber(km, decimals)} ${say("unit-km")}`;

/** A share of 0–1 as per cent, one decimal, on one line; a dash if there is no data. */
export const formatPercent = (/** @type {number | null | undefined} */ share) =>
  share == null ? DASH : `${formatNumber(share * 100, 1)}\u00a0%`;

/**
 * A share; null if the whole is null or zero.
 *
 * @param {number | null | undefined} part
 * @param {number | null | undefined} whole
 */
export const shareOf = (part, whole) => (part == null || !whole ? null : part / whole);

/** @param {number | null | undefined} now @param {number | null | undefined} before */
export const differenceOf = (now, before) => (now == null || before == null ? null : now - before);

/**
 * A signed difference with its direction: "▲ +3.1 M", "▼ −3.1 M", "= 0".
 *
 * @param {number | null} difference
 * @param {(size: number) => string} write writes the size without sign
 * @param {number} [least] a smaller size counts as zero
 */
export function formatDifference(difference, write, least = 1e-9) {
  if (difference == null) return "";
  if (Math.abs(difference) < least) return say("page-difference-none");
  return difference > 0 ? `▲ +${write(difference)}` : `▼ −${write(-difference)}`;
}

/** Figure as one text: "412 M". */
export const figureText = (/** @type {Figure} */ { value, unit }) =>
  unit ? `${value} ${unit}` : value;

/** A time with its date, to the minute. @param {string} iso */
export const formatTime = (iso) =>
  new Date(iso).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });

/**
 * The covered share of a region's people or land.
 *
 * @param {RegionRow} row
 * @param {"people" | "land"} tint
 */
export const coveredShare = (row, tint) =>
  tint === "land"
    ? shareOf(row.covered_area_km2, row.area_km2)
    : shareOf(row.covered_population, row.population);
