/**
 * Outlines and lines as text: one position on a line, longitude first, an empty line between
 * blocks; or WKT. The service gets GeoJSON, or the WKT unchanged.
 */

const WKT = /^\s*(MULTI)?(POLYGON|LINESTRING)\b/i;

/**
 * An outline as text: a list of positions, or WKT where blocks have holes.
 *
 * @param geometry polygon or multipolygon
 */
export function outlineToText(geometry: GeoJSON.Geometry): string {
  const polygons = polygonsOf(geometry);
  const position = ([lng, lat]: GeoJSON.Position) => `${lng} ${lat}`;
  if (polygons.every((rings) => rings.length === 1))
    return polygons.map(([ring]) => ring.slice(0, -1).map(position).join("\n")).join("\n\n");
  const text = polygons.map(
    (rings) => `(${rings.map((ring) => `(${ring.map(position).join(", ")})`).join(", ")})`,
  );
  return `MULTIPOLYGON (${text.join(", ")})`;
}

/**
 * Parse an outline; null where the text is empty or no list of positions.
 *
 * @returns GeoJSON, or WKT
 */
export function parseOutline(text: string): any {
  if (WKT.test(text)) return text.trim();
  const rings = parseBlocks(text);
  if (!rings || rings.some((ring) => ring.length < 3)) return null;
  const closed = rings.map((ring) => [[...ring, ring[0]]]);
  return closed.length === 1
    ? { type: "Polygon", coordinates: closed[0] }
    : { type: "MultiPolygon", coordinates: closed };
}

/** @returns GeoJSON, or WKT; null where it is no line */
export function parseLine(text: string): any {
  if (WKT.test(text)) return text.trim();
  const blocks = parseBlocks(text);
  if (blocks?.length !== 1 || blocks[0].length < 2) return null;
  return { type: "LineString", coordinates: blocks[0] };
}

export const lineToText = (geometry: GeoJSON.Geometry): string =>
  (geometry as GeoJSON.LineString).coordinates.map(([lng, lat]) => `${lng} ${lat}`).join("\n");

/** Positions by block. */
function parseBlocks(text: string): number[][][] | null {
  const blocks = text
    .trim()
    .split(/\n\s*\n/)
    .map((block) =>
      block
        .split(/[\n;]/)
        .filter((line) => line.trim())
        .map((line) => (line.match(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi) ?? []).map(Number)),
    );
  const whole = blocks.every((block) => block.length && block.every((xy) => xy.length === 2));
  return whole ? blocks : null;
}

const polygonsOf = (geometry: GeoJSON.Geometry): GeoJSON.Position[][][] =>
  geometry.type === "MultiPolygon"
    ? geometry.coordinates
    : [(geometry as GeoJSON.Polygon).coordinates];
