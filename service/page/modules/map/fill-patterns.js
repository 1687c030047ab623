/**
 * The SVG patterns that fill areas, on the map and in the legend: land gained and lost, broken
 * rules, and land by the number of scenarios that include it. They differ without colour.
 */

import { svg } from "../ui/dom.js";

/** @typedef {(size: number) => SVGElement[]} Drawing */

/** @param {number} radius @returns {Drawing} */
const dots = (radius) => (size) =>
  [0.25, 0.75].map((at) =>
    svg("circle", { cx: at * size, cy: at * size, r: radius, class: "agreed-dot" }),
  );

/** @param {number} width @returns {Drawing} */
const lines = (width) => (size) => [
  svg("path", { d: `M0 ${size / 2}h${size}`, class: "agreed-line", "stroke-width": width }),
];

/** @param {number} width @returns {Drawing} */
const grid = (width) => (size) => [
  svg("path", {
    d: `M0 ${size / 2}h${size}M${size / 2} 0v${size}`,
    class: "agreed-line",
    "stroke-width": width,
  }),
];

/** @type {Drawing} */
const full = (size) => [svg("rect", { width: size, height: size, class: "agreed-full" })];

/**
 * Nine patterns of consensus, from the least agreement to all: dots, lines, a grid, full, each
 * denser than the previous one, so that more agreement is darker; sizes in px.
 */
export const CONSENSUS_PATTERNS = /** @type {[size: number, draw: Drawing][]} */ ([
  [12, dots(1.3)],
  [8, dots(1.3)],
  [5.6, dots(1.2)],
  [7, lines(1.3)],
  [4.6, lines(1.4)],
  [3.2, lines(1.5)],
  [5.4, grid(1.4)],
  [3.8, grid(1.6)],
  [8, full],
]).map(([size, draw], index) => ({ name: `agreed-${index + 1}`, size, draw }));

/**
 * The pattern of land that `count` of `all` scenarios include; with fewer scenarios the patterns
 * differ more.
 *
 * @param {number} count
 * @param {number} all
 */
export function consensusPattern(count, all) {
  const last = CONSENSUS_PATTERNS.length - 1;
  const index =
    count === all ? last : all === 2 ? 3 : Math.round(((last - 1) * (count - 1)) / (all - 2));
  return CONSENSUS_PATTERNS[index].name;
}

/** The same for the legend, at the map's scale. @param {number} count @param {number} all */
export function consensusKey(count, all) {
  const pattern = consensusPattern(count, all);
  return svg(
    "svg",
    { viewBox: "0 0 36 18", class: "key agreement-key", "aria-hidden": "true" },
    svg("rect", {
      x: 1,
      y: 1,
      width: 34,
      height: 16,
      class: `agreed ${pattern}`,
      fill: `url(#pattern-${pattern})`,
    }),
  );
}

/**
 * @param {string} id
 * @param {number} size
 * @param {...SVGElement} drawing
 */
const tile = (id, size, ...drawing) =>
  svg(
    "pattern",
    { id: `pattern-${id}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    ...drawing,
  );

/**
 * A tile with a coloured ground.
 *
 * @param {string} id
 * @param {number} size
 * @param {string} ground class of the ground
 * @param {...SVGElement} drawing
 */
const groundedTile = (id, size, ground, ...drawing) =>
  tile(id, size, svg("rect", { width: size, height: size, class: ground }), ...drawing);

/** A cross-hatch wide enough to show the tint below. */
const SPARSE = "M-1 10l2 2M0 0l11 11M10-1l2 2M-1 1l2-2M0 11l11-11M10 12l2-2";

/** Add the patterns to the document, once; map and legend both refer to them by id. */
export function addFillPatterns() {
  const ground = (/** @type {string} */ name) => svg("rect", { width: 6, height: 6, class: name });
  const box = (/** @type {string} */ id, /** @type {SVGElement} */ drawing) =>
    tile(id, 6, ground("pattern-paper"), ground(`pattern-${id}-ground`), drawing);
  document.body.append(
    svg(
      "svg",
      { class: "patterns", width: 0, height: 0, "aria-hidden": "true" },
      svg(
        "defs",
        {},
        box("gained", svg("path", { d: "M-1 1l2-2M0 6l6-6M5 7l2-2", class: "hatch" })),
        box("lost", svg("circle", { cx: 3, cy: 3, r: 1.2, class: "dot" })),
        box(
          "broken",
          svg("path", { d: "M-1 5l2 2M0 0l6 6M5-1l2 2M-1 1l2-2M0 6l6-6M5 7l2-2", class: "cross" }),
        ),
        tile(
          "warned",
          11,
          svg("path", { d: SPARSE, class: "casing" }),
          svg("path", { d: SPARSE, class: "cross" }),
        ),
        box("nodata", svg("path", { d: "M0 3h6", class: "rule" })),
        ...CONSENSUS_PATTERNS.map(({ name, size, draw }) =>
          groundedTile(name, size, "agreed-ground", ...draw(size)),
        ),
      ),
    ),
  );
}
