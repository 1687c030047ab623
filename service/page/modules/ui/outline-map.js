/** A small map of outlines without a background: the zones and regions of a plan. */

import { h } from "./dom.js";

const HEIGHT = 320;
const SMALL = 6;

/**
 * The map, north up, with true proportions at its centre.
 *
 * @param {Picture} picture
 * @param {string} words its label
 */
export function outlineMap({ extent: [west, south, east, north], zones, regions }, words) {
  const flat = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = HEIGHT / Math.max(north - south, (flat * (east - west)) / 2, 1e-9);
  const place = (/** @type {GeoJSON.Position} */ [lon, lat]) =>
    `${((lon - west) * flat * scale).toFixed(1)} ${((north - lat) * scale).toFixed(1)}`;
  const path = (/** @type {GeoJSON.Geometry} */ shape) =>
    ringsOf(shape)
      .map((ring) => `M${ring.map(place).join("L")}Z`)
      .join("");
  const isSmall = (/** @type {GeoJSON.Geometry} */ shape) => {
    const lats = ringsOf(shape).flatMap((ring) => ring.map(([, lat]) => lat));
    return (Math.max(...lats) - Math.min(...lats)) * scale < SMALL;
  };
  const size = [(east - west) * flat * scale, (north - south) * scale];
  return h(
    "figure",
    { class: "outline-map" },
    h(
      "svg",
      { viewBox: `-4 -4 ${size.map((side) => (side + 8).toFixed(1)).join(" ")}`, role: "img" },
      h("title", {}, words),
      ...regions.map((shape) => h("path", { class: "region", d: path(shape) })),
      ...zones.map(({ name, geometry }) =>
        h(
          "path",
          { class: `zone${isSmall(geometry) ? " small" : ""}`, d: path(geometry) },
          name && h("title", {}, name),
        ),
      ),
    ),
    h("figcaption", { class: "note" }, words),
  );
}

/** @param {GeoJSON.Geometry} shape @returns {GeoJSON.Position[][]} */
export function ringsOf(shape) {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}
