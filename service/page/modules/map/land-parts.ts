/** The parts of a zone or of changed land: their size, their bounds and a place inside each. */

export type LandPart = {
  area_km2: number;
  bounds: L.LatLngBounds;
  inside: L.LatLng;
  rings: GeoJSON.Position[][];
};

/** Where a line from west to east is laid through a part, as shares of its height. */
const SCAN_LINES = [0.5, 0.3, 0.7];

/**
 * The parts of land, the largest first.
 *
 * @param area_km2 of all of it, which its parts share as their sizes in the plane are
 */
export function partsOf(geometry: GeoJSON.Geometry, area_km2: number): LandPart[] {
  const { type, coordinates } = geometry as GeoJSON.Polygon | GeoJSON.MultiPolygon;
  const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
  const parts = polygons.map((rings) => {
    const bounds = L.latLngBounds(rings[0].map(([lng, lat]) => L.latLng(lat, lng)));
    const [outer, ...holes] = rings.map((ring) => Math.abs(twiceArea(ring)));
    const narrowing = Math.cos((bounds.getCenter().lat * Math.PI) / 180);
    const size = narrowing * holes.reduce((left, hole) => left - hole, outer);
    return { size, bounds, rings };
  });
  const whole = parts.reduce((sum, { size }) => sum + size, 0) || 1;
  return parts
    .sort((one, other) => other.size - one.size)
    .map(({ size, bounds, rings }) => ({
      area_km2: (area_km2 * size) / whole,
      bounds,
      inside: placeInside(rings, bounds),
      rings,
    }));
}

/** The largest part that is in view; the largest of all if none is. */
export const partInView = (parts: LandPart[], map: L.Map) =>
  parts.find(({ bounds }) => map.getBounds().intersects(bounds)) ?? parts[0];

function twiceArea(ring: GeoJSON.Position[]) {
  const [[x0, y0]] = ring; // near the ring, where products are exact enough
  return ring.slice(1).reduce((sum, [x1, y1], index) => {
    const [x, y] = ring[index];
    return sum + (x - x0) * (y1 - y0) - (x1 - x0) * (y - y0);
  }, 0);
}

/** The middle of the longest stretch of land on some lines from west to east. */
function placeInside(rings: GeoJSON.Position[][], bounds: L.LatLngBounds) {
  let [longest, place] = [0, bounds.getCenter()];
  for (const share of SCAN_LINES) {
    const lat = bounds.getSouth() + share * (bounds.getNorth() - bounds.getSouth());
    const crossings = rings
      .flatMap((ring) =>
        ring.slice(1).flatMap(([x1, y1], index) => {
          const [x, y] = ring[index];
          return y > lat === y1 > lat ? [] : [x + ((lat - y) / (y1 - y)) * (x1 - x)];
        }),
      )
      .sort((one, other) => one - other);
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const [west, east] = [crossings[at], crossings[at + 1]];
      if (east - west <= longest) continue;
      [longest, place] = [east - west, L.latLng(lat, (west + east) / 2)];
    }
  }
  return place;
}
