/** Distances on the plan's ellipsoid. */

/**
 * How far one place lies from another, east and north, by the radii of curvature half way.
 *
 * @param {import("../types.js").Ellipsoid} ellipsoid
 * @param {L.LatLng} from
 * @param {L.LatLng} to
 * @returns {[number, number]} km
 */
export function kmBetween({ semi_major_m, flattening }, from, to) {
  const phi = ((from.lat + to.lat) / 2) * (Math.PI / 180);
  const e2 = flattening * (2 - flattening);
  const w2 = 1 - e2 * Math.sin(phi) ** 2;
  const degree_km = ((semi_major_m / 1000) * Math.PI) / 180;
  const east = (degree_km * Math.cos(phi) * (to.lng - from.lng)) / Math.sqrt(w2);
  const north = (degree_km * (1 - e2) * (to.lat - from.lat)) / w2 ** 1.5;
  return [east, north];
}
