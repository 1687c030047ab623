/**
 * Outlines and lines as text: one position on a line, longitude first, an empty line between
 * blocks; or WKT. The service gets GeoJSON, or the WKT unchanged.
 */

const WKT = /^\s*(MULTI)?(POLYGON|LINESTRING)\b/i;

/**
 * An outline as text: a list of positions, or WKT where blocks have holes.
 *
 * @param {GeoJSON.Geometry} geometry polygon or multipolygon
 * @returns {string}
 */
export function outlineToText(geometry) {
  const polygons = polygonsOf(geometry);
  const position = (/** @type {GeoJSON.Position} */ [lng, lat]) => `${lng} ${lat}`;
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
 * @param {string} text
 * @returns {any} GeoJSON, or WKT
 */
export function parseOutline(text) {
  if (WKT.test(text)) return text.trim();
  const rings = parseBlocks(text);
  if (!rings || rings.some((ring) => ring.length < 3)) return null;
  const closed = rings.map((ring) => [[...ring, ring[0]]]);
  return closed.length === 1
    ? { type: "Polygon", coordinates: closed[0] }
    : { type: "MultiPolygon", coordinates: closed };
}

/** @param {string} text @returns {any} GeoJSON, or WKT; null where it is no line */
export function parseLine(text) {
  if (WKT.test(text)) return text.trim();
  const blocks = parseBlocks(text);
  if (blocks?.length !== 1 || blocks[0].length < 2) return null;
  return { type: "LineString", coordinates: blocks[0] };
}

/** @param {GeoJSON.Geometry} geometry @returns {string} */
export const lineToText = (geometry) =>
  /** @type {GeoJSON.LineString} */ (geometry).coordinates
    .map(([lng, lat]) => `${lng} ${lat}`)
    .join("\n");

/** Positions by block. @param {string} text @returns {number[][][] | null} */
function parseBlocks(text) {
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

/** @param {GeoJSON.Geometry} geometry @returns {GeoJSON.Position[][][]} */
const polygonsOf = (geometry) =>
  geometry.type === "MultiPolygon"
    ? geometry.coordinates
    : [/** @type {GeoJSON.Polygon} */ (geometry).coordinates];
