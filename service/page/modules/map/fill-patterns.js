/**
 * How land looks that so many of several scenarios have. Nine patterns, told apart without colour:
 * dots, lines, a grid, full, each closer than the one before, so that more agreement is more ink.
 */

import { svg } from "../ui/dom.js";

/** @typedef {(size: number) => SVGElement[]} Drawing */

/** @param {number} radius @returns {Drawing} */
const dots = (radius) => (size) =>
  [0.25, 0.75].map((at) => svg("circle", { cx: at * size, cy: at * size, r: radius, class: "agreed-dot" }));

/** @param {number} width @returns {Drawing} */
const lines = (width) => (size) => [
  svg("path", { d: `M0 ${size / 2}h${size}`, class: "agreed-line", "stroke-width": width }),
];

/** @param {number} width @returns {Drawing} */
const grid = (width) => (size) => [
  svg("path", { d: `M0 ${size / 2}h${size}M${size / 2} 0v${size}`, class: "agreed-line", "stroke-width": width }),
];

/** @type {Drawing} */
const full = (size) => [svg("rect", { width: size, height: size, class: "agreed-full" })];

/** From the least agreement to all; sizes in px. */
export const PATTERNS = /** @type {[size: number, draw: Drawing][]} */ ([
  [12, dots(1.3)], [8, dots(1.3)], [5.6, dots(1.2)],
  [7, lines(1.3)], [4.6, lines(1.4)], [3.2, lines(1.5)],
  [5.4, grid(1.4)], [3.8, grid(1.6)],
  [8, full],
]).map(([size, draw], index) => ({ name: `agreed-${index + 1}`, size, draw }));

/**
 * The pattern of land that `count` of `all` scenarios have: the fewer scenarios there are, the
 * farther apart are their patterns.
 *
 * @param {number} count
 * @param {number} all
 */
export function patternOf(count, all) {
  const last = PATTERNS.length - 1;
  const index = count === all ? last : all === 2 ? 3 : Math.round(((last - 1) * (count - 1)) / (all - 2));
  return PATTERNS[index].name;
}

/** The same in the legend, as large as on the map. @param {number} count @param {number} all */
export function agreementKey(count, all) {
  const pattern = patternOf(count, all);
  return svg(
    "svg",
    { viewBox: "0 0 36 18", class: "key agreement-key", "aria-hidden": "true" },
    svg("rect", { x: 1, y: 1, width: 34, height: 16, class: `agreed ${pattern}`, fill: `url(#pattern-${pattern})` }),
  );
}
