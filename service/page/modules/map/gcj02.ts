/**
 * The offset of GCJ-02: where a map in that datum draws a place of WGS 84 or CGCS2000. The
 * published polynomial and sine series over the Krasovsky ellipsoid.
 */

const KRASOVSKY_M = 6378245;
const KRASOVSKY_E2 = 0.006693421622965943;

/** A sum of sines: pairs of amplitude in metres and angle factor. */
const waves = (angle: number, parts: [number, number][]) =>
  parts.reduce((sum, [metres, factor]) => sum + metres * Math.sin(angle * factor * Math.PI), 0) *
  (2 / 3);

const north_m = (x: number, y: number) =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * Math.sqrt(Math.abs(x)) +
  waves(x, [
    [20, 6],
    [20, 2],
  ]) +
  waves(y, [
    [20, 1],
    [40, 1 / 3],
    [160, 1 / 12],
    [320, 1 / 30],
  ]);

const east_m = (x: number, y: number) =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * Math.sqrt(Math.abs(x)) +
  waves(x, [
    [20, 6],
    [20, 2],
    [20, 1],
    [40, 1 / 3],
    [150, 1 / 12],
    [300, 1 / 30],
  ]);

/** Where a GCJ-02 map draws a place. Outside the shifted box around China, the place itself. */
export function toGcj02({ lat, lng }: { lat: number; lng: number }): { lat: number; lng: number } {
  if (lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lat, lng };
  const radians = (lat * Math.PI) / 180;
  const w2 = 1 - KRASOVSKY_E2 * Math.sin(radians) ** 2;
  const degree = Math.PI / 180;
  const meridian_m = (KRASOVSKY_M * (1 - KRASOVSKY_E2)) / w2 ** 1.5;
  const parallel_m = (KRASOVSKY_M / Math.sqrt(w2)) * Math.cos(radians);
  const [x, y] = [lng - 105, lat - 35];
  return {
    lat: lat + north_m(x, y) / (meridian_m * degree),
    lng: lng + east_m(x, y) / (parallel_m * degree),
  };
}
