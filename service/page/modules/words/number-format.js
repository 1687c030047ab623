/** Formatting of numbers and times: unit, sign, significant digits. */

import { language, locale, say } from "./words.js";

/**
 * @typedef {import("../types.js").RegionRow} RegionRow
 */

export const DASH = "–";

/** @typedef {{value: string, unit: string}} Figure */

/**
 * @param {number} value
 * @param {number} digits significant digits
 */
function formatSignificant(value, digits) {
  return value.toLocaleString(locale(), { maximumSignificantDigits: digits });
}

/**
 * People, in millions (or 万 and 亿), three significant digits.
 *
 * @param {number | null | undefined} people
 * @returns {Figure}
 */
export function formatPeople(people) {
  if (people == null) return { value: DASH, unit: "" };
  const size = Math.abs(people);
  /** @type {[number, string][]} */
  const steps =
    language() === "zh"
      ? [
          [1e8, "亿人"],
          [1e4, "万人"],
          [1, "人"],
        ]
      : [
          [1e6, "million"],
          [1e3, "thousand"],
          [1, ""],
        ];
  const [step, unit] = steps.find(([least]) => size >= least) ?? steps[2];
  return { value: formatSignificant(people / step, 3), unit };
}

/**
 * Area in km², three significant digits, in thousands (or 万 km²) where large.
 *
 * @param {number | null | undefined} area_km2
 * @returns {Figure}
 */
export function formatArea(area_km2) {
  if (area_km2 == null) return { value: DASH, unit: "" };
  const size = Math.abs(area_km2);
  if (language() === "zh" && size >= 1e4)
    return { value: formatSignificant(area_km2 / 1e4, 3), unit: "万 km²" };
  if (size >= 1e6) return { value: formatSignificant(area_km2 / 1e6, 3), unit: "million km²" };
  return { value: formatSignificant(area_km2, 3), unit: "km²" };
}

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

/**
 * @param {number | null | undefined} now
 * @param {number | null | undefined} before
 */
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
