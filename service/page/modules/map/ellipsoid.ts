/** Distances on the plan's ellipsoid. */

/**
 * The distance between two places, east and north, by the radii of curvature at the middle.
 *
 * @returns km
 */
export function kmBetween(
  { semi_major_m, flattening }: Ellipsoid,
  from: L.LatLng,
  to: L.LatLng,
): [number, number] {
  const phi = ((from.lat + to.lat) / 2) * (Math.PI / 180);
  const e2 = flattening * (2 - flattening);
  const w2 = 1 - e2 * Math.sin(phi) ** 2;
  const degree_km = ((semi_major_m / 1000) * Math.PI) / 180;
  const east = (degree_km * Math.cos(phi) * (to.lng - from.lng)) / Math.sqrt(w2);
  const north = (degree_km * (1 - e2) * (to.lat - from.lat)) / w2 ** 1.5;
  return [east, north];
}

/**
 * The place at a distance and bearing, the inverse of `kmBetween`.
 *
 * @param bearing degrees from north, clockwise
 */
export function placeAt(
  ellipsoid: Ellipsoid,
  from: L.LatLng,
  km: number,
  bearing: number,
): L.LatLng {
  const way = (bearing * Math.PI) / 180;
  let to = from;
  for (let step = 0; step < 5; step += 1) {
    const middle = (from.lat + to.lat) / 2;
    const [south, north] = [L.latLng(middle - 0.5, 0), L.latLng(middle + 0.5, 1)];
    const [eastwards, northwards] = kmBetween(ellipsoid, south, north); // of a degree
    to = L.latLng(
      from.lat + (km * Math.cos(way)) / northwards,
      from.lng + (km * Math.sin(way)) / eastwards,
    );
  }
  return to;
}

/** The bearing from one place to another, degrees from north, clockwise. */
export function bearingTo(ellipsoid: Ellipsoid, from: L.LatLng, to: L.LatLng) {
  const [east, north] = kmBetween(ellipsoid, from, to);
  return (Math.atan2(east, north) * 180) / Math.PI;
}
