/** A small map of outlines without a background: the zones and regions of a plan. */

import { h } from "./dom.ts";

const HEIGHT = 320;
const SMALL = 6;

/** How much narrower a degree is in the middle of an extent. */
export const flatness = ([, south, , north]: Extent) =>
  Math.cos((((south + north) / 2) * Math.PI) / 180);

/**
 * North up, with true proportions at the centre of an extent: a place in px, a shape as a path.
 *
 * @param scale px for a degree of latitude
 */
export function projection(extent: Extent, scale: number) {
  const [west, , , north] = extent;
  const flat = flatness(extent);
  const place = ([lon, lat]: GeoJSON.Position) => [
    (lon - west) * flat * scale,
    (north - lat) * scale,
  ];
  const words = (at: GeoJSON.Position) =>
    place(at)
      .map((px) => px.toFixed(1))
      .join(" ");
  const path = (shape: GeoJSON.Geometry) =>
    ringsOf(shape)
      .map((ring) => `M${ring.map(words).join("L")}Z`)
      .join("");
  return { place, path };
}

/** @param words its label */
export function outlineMap({ extent, zones, regions }: Picture, words: string) {
  const [west, south, east, north] = extent;
  const flat = flatness(extent);
  const scale = HEIGHT / Math.max(north - south, (flat * (east - west)) / 2, 1e-9);
  const { path } = projection(extent, scale);
  const isSmall = (shape: GeoJSON.Geometry) => {
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

export function ringsOf(shape: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}
