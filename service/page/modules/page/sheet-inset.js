/**
 * The inset of a sheet: the far south of a plan that has one, where the sheet shows the coast north of
 * it but not all of it. It has the districts' land, and the lines and names of the plan's maps.
 */

import { askCached } from "../api.js";
import { COUNTRY_ZOOM, regionsAt } from "../state/region-shapes.js";
import { h } from "../ui/dom.js";
import { lineSign } from "../ui/palette.js";
import { nameOf } from "../words/names.js";
import { say } from "../words/words.js";

/**
 * @typedef {GeoJSON.FeatureCollection<GeoJSON.MultiLineString, {kind: string}>} Lines
 * @typedef {GeoJSON.FeatureCollection<GeoJSON.Point, {kind: string, name?: string, name_zh?: string}>} Names
 */

/** Units of the drawing for a degree of latitude. */
const UNITS = 10;
const SIZE = 7;
/** Beyond that much of the inset's height, north of its south, the sheet lacks part of it. */
const LACKING = 0.06;

/**
 * @param {import("../types.js").Extent | null | undefined} extent of the plan's inset
 * @param {L.LatLngBounds} shown
 */
export function needsInset(extent, shown) {
  if (!extent) return false;
  const [west, south, east, north] = extent;
  const middle = (west + east) / 2;
  return shown.contains([north, middle]) && shown.getSouth() > south + LACKING * (north - south);
}

/**
 * @param {import("../types.js").Extent} extent
 * @returns {Promise<import("../ui/dom.js").Child>}
 */
export async function drawInset([west, south, east, north]) {
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const at = (/** @type {number[]} */ [lng, lat]) =>
    [(lng - west) * narrow * UNITS, (north - lat) * UNITS].map((part) => part.toFixed(1));
  const path = (/** @type {number[][]} */ line) => `M${line.map((one) => at(one)).join("L")}`;
  /** @type {[GeoJSON.FeatureCollection, Lines, Names, GeoJSON.FeatureCollection]} */
  const [land, lines, names, around] = await Promise.all([
    regionsAt(COUNTRY_ZOOM, null),
    askCached(`/api/layers/map_lines?zoom=${COUNTRY_ZOOM}`),
    askCached("/api/layers/map_names"),
    askCached(`/api/layers/map_land?bbox=${[west, south, east, north].join(",")}`),
  ]);
  const near = (/** @type {number[]} */ [lng, lat]) =>
    lng > west && lng < east && lat > south && lat < north;
  const outlines = (/** @type {GeoJSON.FeatureCollection} */ { features }) =>
    features
      .flatMap(({ geometry }) => {
        const { type, coordinates } = /** @type {GeoJSON.Polygon | GeoJSON.MultiPolygon} */ (
          geometry
        );
        return (type === "Polygon" ? [coordinates] : coordinates).map(([ring]) => ring);
      })
      .filter((ring) => ring.some(near))
      .map(path)
      .join("");
  const [wide, high] = [(east - west) * narrow * UNITS, (north - south) * UNITS];
  return h(
    "svg",
    { viewBox: `0 0 ${wide.toFixed(0)} ${high.toFixed(0)}` },
    h("path", { class: "beyond", d: outlines(around) }),
    h("path", { class: "land", d: outlines(land) }),
    ...lines.features.map(({ geometry, properties }) => {
      const { color, weight, dashArray } = lineSign(properties.kind);
      const d = geometry.coordinates
        .filter((line) => line.some(near))
        .map(path)
        .join("");
      const look = { stroke: `var(--${color})`, "stroke-width": weight, fill: "none" };
      return h("path", { d, ...look, "stroke-dasharray": dashArray ?? "none" });
    }),
    ...names.features
      .filter(({ geometry }) => near(geometry.coordinates))
      .map(({ geometry, properties }) => {
        const [x, y] = at(geometry.coordinates);
        const islet = properties.kind === "islet";
        return h(
          "g",
          { class: properties.kind },
          islet && h("circle", { cx: x, cy: y, r: 1 }),
          h(
            "text",
            { x, y: islet ? Number(y) - 3 : y, "text-anchor": "middle", "font-size": SIZE },
            nameOf(properties),
          ),
        );
      }),
    h("text", { x: 4, y: high - 5, "font-size": SIZE }, say("page-sheet-inset")),
  );
}
