/** Simplification of an outline: points within some metres of the remaining line are removed. */

const METRES_OF_DEGREE = 111_320;

/**
 * An outline with fewer points (Douglas and Peucker 1973); a ring keeps at least four.
 *
 * @param geometry polygon or multipolygon
 */
export function simplified(
  geometry: GeoJSON.Geometry,
  metres: number,
): GeoJSON.Polygon | GeoJSON.MultiPolygon {
  const { type, coordinates } = geometry as GeoJSON.Polygon | GeoJSON.MultiPolygon;
  if (type === "Polygon")
    return { type, coordinates: coordinates.map((ring) => fewer(ring, metres)) };
  return {
    type,
    coordinates: coordinates.map((rings) => rings.map((ring) => fewer(ring, metres))),
  };
}

function fewer(ring: GeoJSON.Position[], metres: number) {
  const shrink = Math.cos((ring[0][1] * Math.PI) / 180);
  const points = ring.map(([lng, lat]) =>
    L.point(lng * shrink * METRES_OF_DEGREE, lat * METRES_OF_DEGREE),
  );
  // a ring is closed: its farthest point splits it into two lines
  const far = points.reduce(
    (best, point, at) =>
      point.distanceTo(points[0]) > points[best].distanceTo(points[0]) ? at : best,
    0,
  );
  const remaining = [
    ...L.LineUtil.simplify(points.slice(0, far + 1), metres),
    ...L.LineUtil.simplify(points.slice(far), metres).slice(1),
  ];
  const positions = remaining.map((point) => ring[points.indexOf(point)]);
  return positions.length < 4 ? ring : positions;
}
