/** Horizontal bars in plain SVG, each with its label, its figure and the previous state. */

import { button, h } from "./dom.ts";
import { shareClass, classToken } from "./palette.ts";

interface Bar {
  label: string;
  symbol?: VNode;
  share: number | null; // 0–1; null: no data
  before?: number | null; // share before, drawn as a tick
  value: string; // figure beside the bar
  difference?: string; // signed, shown under the figure
  reason?: string; // why data are missing
  go?: () => void; // the action of the bar
  open?: boolean; // whether its details are open
  id?: string;
}

/** @param label the chart's label */
export function barChart(bars: Bar[], label: string) {
  return h("ul", { class: "bars", "aria-label": label }, ...bars.map(drawBar));
}

function drawBar(bar: Bar) {
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

/** One bar from 0 to 1, in its class's colour, with a tick at the previous value. */
export function shareBar(share: number | null, before?: number | null) {
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

/** The area as a share of the cap; the part over the cap is coloured. */
export function headroomBar({ area_km2, cap_km2 }: Omit<FtzRow, "ftz_id">) {
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
