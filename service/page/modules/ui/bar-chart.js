/** Horizontal bars in plain SVG, each with its label, its figure and the previous state. */

import { button, h } from "./dom.js";
import { shareClass, classToken } from "./palette.js";

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {VNode} [symbol]
 * @property {number | null} share 0–1; null: no data
 * @property {number | null} [before] share before, drawn as a tick
 * @property {string} value figure beside the bar
 * @property {string} [difference] signed, shown under the figure
 * @property {string} [reason] why there is no data
 * @property {() => void} [go] the action of the bar
 * @property {boolean} [open] whether its details are open
 * @property {string} [id]
 */

/** @param {Bar[]} bars @param {string} label the chart's label */
export function barChart(bars, label) {
  return h("ul", { class: "bars", "aria-label": label }, ...bars.map(drawBar));
}

/** @param {Bar} bar */
function drawBar(bar) {
  const opens = bar.open == null ? {} : { "aria-expanded": String(bar.open) };
  const name = h("span", { class: "bar-label" }, bar.symbol, h("span", {}, bar.label));
  return h(
    "li",
    { key: bar.id, "data-id": bar.id, title: bar.share == null ? bar.reason : undefined },
    bar.go ? button({ class: "bar-go", ...opens, onclick: bar.go }, name) : name,
    shareBar(bar.share, bar.before),
    h(
      "span",
      { class: "bar-value" },
      bar.value,
      bar.difference && h("span", { class: "difference" }, bar.difference),
    ),
  );
}

/**
 * One bar from 0 to 1, in its class's colour, with a tick at the previous value.
 *
 * @param {number | null} share
 * @param {number | null} [before]
 */
export function shareBar(share, before) {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return h(
    "svg",
    { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "bar-ground", width: 100, height: 8 }),
    share != null &&
      h("rect", { class: `share-fill-${classToken(shareClass(share))}`, width, height: 8 }),
    before != null &&
      h("rect", { class: "bar-before", x: Math.min(99.2, before * 100), width: 0.8, height: 8 }),
  );
}

/**
 * The area as a share of the cap; the part over the cap is coloured.
 *
 * @param {Omit<FtzRow, "ftz_id">} row
 */
export function headroomBar({ area_km2, cap_km2 }) {
  if (!cap_km2) return null;
  const scale = Math.max(cap_km2, area_km2);
  const used = (Math.min(area_km2, cap_km2) / scale) * 100;
  const over = (Math.max(0, area_km2 - cap_km2) / scale) * 100;
  return h(
    "svg",
    { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "bar-ground", width: 100, height: 8 }),
    h("rect", { class: "bar-used", width: used, height: 8 }),
    over > 0.01 && h("rect", { class: "bar-over", x: used, width: over, height: 8 }),
  );
}
