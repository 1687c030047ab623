/** Shapes of sectors and gateways as SVG, the same on map, legend and charts. */

import { h } from "./dom.ts";
import { gatewayKind, sectorNumber } from "./palette.ts";

/** Seven outlines in a 16 × 16 box, one per sector number. */
const SECTOR_PATHS = [
  "M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6z", // circle
  "M2.8 2.8h10.4v10.4H2.8z", // square
  "M8 14L1.6 3h12.8z", // triangle, point down
  "M8 2L14.4 13H1.6z", // triangle, point up
  "M8 1.2L14.8 8L8 14.8L1.2 8z", // diamond
  "M5.8 1.8h4.4v4h4v4.4h-4v4H5.8v-4h-4V5.8h4z", // plus
  "M8 1l2 4.6l5 .5l-3.8 3.3l1.1 4.9L8 11.7l-4.3 2.6l1.1-4.9L1 6.1l5-.5z", // star
];

/** Four line icons, one per kind of gateway. */
const GATEWAY_PATHS = {
  seaport: "M8 2.5v11M4.8 5.2h6.4M2.6 9c.4 3 2.6 4.6 5.4 4.6S13 12 13.4 9",
  airport: "M8 1.5v12M8 6L2 9.5M8 6l6 3.5M8 11.5l-3 2M8 11.5l3 2",
  railport: "M5.2 2v12M10.8 2v12M3 4.8h10M3 8h10M3 11.2h10",
  border: "M4 14V2.4l8.6 3L4 8.6",
} as { [kind: string]: string };

/** @param all sectors of the plan */
export function sectorSymbol(sector: string, all?: string[]) {
  const number = sectorNumber(sector, all);
  return h(
    "svg",
    { viewBox: "0 0 16 16", class: `symbol sector-${number}`, "aria-hidden": "true" },
    h("path", { d: SECTOR_PATHS[number - 1] }),
  );
}

export function gatewaySymbol(kind: string) {
  return h(
    "svg",
    { viewBox: "0 0 16 16", class: "symbol gateway", "aria-hidden": "true" },
    h("circle", { cx: 8, cy: 8, r: 8 }),
    h("path", { d: GATEWAY_PATHS[gatewayKind(kind)] ?? "M5 8h6" }),
  );
}

/** A disc with a number: merged clusters; larger for more of them. */
export function countSymbol(count: number) {
  const radius = Math.min(26, 9 + 3.2 * Math.log10(count) ** 1.4);
  const size = { width: 2 * radius, height: 2 * radius };
  const text = count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
  return h(
    "svg",
    { viewBox: `${-radius} ${-radius} ${2 * radius} ${2 * radius}`, class: "count", ...size },
    h("circle", { r: radius - 1 }),
    h("text", { y: 3.6, "text-anchor": "middle" }, text),
  );
}

const LOCK_PATH = "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2";

/** The symbol of a locked zone, on the map and in the legend. */
export const lockSymbol = () =>
  h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: LOCK_PATH }));
