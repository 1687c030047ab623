/** Distances on the plan's ellipsoid. */

/**
 * How far one place lies from another, east and north, by the radii of the ellipsoid (GRS80).
 *
 * @param {L.LatLng} from
 * @param {L.LatLng} to
 * @returns {[number, number]} km
 */
export function kmBetween(from, to) {
  const phi = ((from.lat + to.lat) / 2) * (Math.PI / 180);
  const e2 = 0.0066943800229;
  const w2 = 1 - e2 * Math.sin(phi) ** 2;
  const degree = (6378.137 * Math.PI) / 180;
  const east = (degree * Math.cos(phi) * (to.lng - from.lng)) / Math.sqrt(w2);
  const north = (degree * (1 - e2) * (to.lat - from.lat)) / w2 ** 1.5;
  return [east, north];
}
