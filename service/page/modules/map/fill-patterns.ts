/**
 * The SVG patterns that fill areas, on the map and in the legend: land gained and lost, broken
 * rules, and land by the number of scenarios that include it. They differ without colour.
 */

import { elementOf, h } from "../core/ui/dom.ts";
import { formatKm2 } from "../core/words/number-format.ts";

type Drawing = (size: number) => VNode[];

const dots =
  (radius: number): Drawing =>
  (size) =>
    [0.25, 0.75].map((at) =>
      h("circle", { cx: at * size, cy: at * size, r: radius, class: "agreed-dot" }),
    );

const lines =
  (width: number): Drawing =>
  (size) => [
    h("path", { d: `M0 ${size / 2}h${size}`, class: "agreed-line", "stroke-width": width }),
  ];

const grid =
  (width: number): Drawing =>
  (size) => [
    h("path", {
      d: `M0 ${size / 2}h${size}M${size / 2} 0v${size}`,
      class: "agreed-line",
      "stroke-width": width,
    }),
  ];

const full: Drawing = (size) => [h("rect", { width: size, height: size, class: "agreed-full" })];

/**
 * Nine patterns of consensus, from the least agreement to all: dots, lines, a grid, full, each
 * denser than the previous one, so that more agreement is darker; sizes in px.
 */
export const CONSENSUS_PATTERNS = (
  [
    [12, dots(1.3)],
    [8, dots(1.3)],
    [5.6, dots(1.2)],
    [7, lines(1.3)],
    [4.6, lines(1.4)],
    [3.2, lines(1.5)],
    [5.4, grid(1.4)],
    [3.8, grid(1.6)],
    [8, full],
  ] as [size: number, draw: Drawing][]
).map(([size, draw], index) => ({ name: `agreed-${index + 1}`, size, draw }));

/**
 * The pattern of land that `count` of `all` scenarios include; with fewer scenarios the patterns
 * differ more.
 */
export function consensusPattern(count: number, all: number) {
  const last = CONSENSUS_PATTERNS.length - 1;
  const index =
    count === all ? last : all === 2 ? 3 : Math.round(((last - 1) * (count - 1)) / (all - 2));
  return CONSENSUS_PATTERNS[index].name;
}

/** The same for the legend, at the map's scale. */
export function consensusKey(count: number, all: number) {
  const pattern = consensusPattern(count, all);
  return h(
    "svg",
    { viewBox: "0 0 36 18", class: "key agreement-key", "aria-hidden": "true" },
    h("rect", {
      x: 1,
      y: 1,
      width: 34,
      height: 16,
      class: `agreed ${pattern}`,
      fill: `url(#pattern-${pattern})`,
    }),
  );
}

/** How much land is in how many of all, each with its pattern. */
export const consensusSteps = (
  label: string,
  rows: { count: number; area_km2: number }[],
  all: number,
) =>
  h(
    "ul",
    { class: "steps", "aria-label": label },
    ...rows.map(({ count, area_km2 }) =>
      h(
        "li",
        { "data-count": count },
        consensusKey(count, all),
        h("b", {}, `${count} / ${all}`),
        h("span", {}, formatKm2(area_km2)),
      ),
    ),
  );

const tile = (id: string, size: number, ...drawing: VNode[]) =>
  h(
    "pattern",
    { id: `pattern-${id}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    ...drawing,
  );

/**
 * A tile with a coloured ground.
 *
 * @param ground class of the ground
 */
const groundedTile = (id: string, size: number, ground: string, ...drawing: VNode[]) =>
  tile(id, size, h("rect", { width: size, height: size, class: ground }), ...drawing);

/** A cross-hatch wide enough to show the tint below. */
const SPARSE = "M-1 10l2 2M0 0l11 11M10-1l2 2M-1 1l2-2M0 11l11-11M10 12l2-2";

/** Add the patterns to the document, once; map and legend both refer to them by id. */
export function addFillPatterns() {
  const ground = (name: string) => h("rect", { width: 6, height: 6, class: name });
  const box = (id: string, drawing: VNode) =>
    tile(id, 6, ground("pattern-paper"), ground(`pattern-${id}-ground`), drawing);
  document.body.append(
    elementOf(
      h(
        "svg",
        { class: "patterns", width: 0, height: 0, "aria-hidden": "true" },
        h(
          "defs",
          {},
          box("gained", h("path", { d: "M-1 1l2-2M0 6l6-6M5 7l2-2", class: "hatch" })),
          box("lost", h("circle", { cx: 3, cy: 3, r: 1.2, class: "dot" })),
          box(
            "broken",
            h("path", { d: "M-1 5l2 2M0 0l6 6M5-1l2 2M-1 1l2-2M0 6l6-6M5 7l2-2", class: "cross" }),
          ),
          tile(
            "warned",
            11,
            h("path", { d: SPARSE, class: "casing" }),
            h("path", { d: SPARSE, class: "cross" }),
          ),
          box("nodata", h("path", { d: "M0 3h6", class: "rule" })),
          ...CONSENSUS_PATTERNS.map(({ name, size, draw }) =>
            groundedTile(name, size, "agreed-ground", ...draw(size)),
          ),
        ),
      ),
    ),
  );
}
