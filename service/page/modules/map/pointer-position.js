/**
 * The position of the pointer: longitude and latitude in the plan's CRS at once, and Gauss–Krüger
 * coordinates, which the service computes for a plan in CGCS2000, when the pointer rests.
 */

import { ask, abortPrevious } from "../api.js";
import { byId } from "../ui/dom.js";
import { formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";

const RESTS_AFTER_MS = 180;

/** @param {Page} page */
export function showPointerPosition({ map }) {
  const place = byId("coordinates");
  const grid = byId("gauss-kruger");
  let timer = 0;
  const clear = () => {
    window.clearTimeout(timer);
    abortPrevious("position");
    grid.textContent = "";
  };
  map.on("mousemove", ({ latlng }) => {
    if (/** @type {any} */ (map.dragging).moving()) return; // the place under the pointer moves with it
    clear();
    place.textContent = formatPosition(latlng);
    timer = window.setTimeout(() => show(latlng).catch(() => {}), RESTS_AFTER_MS);
  });
  map.on("mouseout", () => {
    clear();
    place.textContent = "";
  });

  const show = async (/** @type {L.LatLng} */ latlng) => {
    const { lat, lng } = latlng.wrap();
    const signal = abortPrevious("position");
    /** @type {{gauss_kruger: {band: number, x_m: number, y_m: number} | null}} */
    const { gauss_kruger } = await ask(`/api/position?lon=${lng}&lat=${lat}`, { signal });
    if (signal.aborted || !gauss_kruger) return;
    const { band, x_m, y_m } = gauss_kruger;
    grid.textContent = say("page-pointer-grid", {
      x: formatNumber(x_m, 1),
      y: formatNumber(y_m, 1),
      band,
    });
  };
}

/** Latitude and longitude in degrees: five decimals are about a metre. @param {L.LatLng} latlng */
function formatPosition(latlng) {
  const { lat, lng } = latlng.wrap();
  const north = `${Math.abs(lat).toFixed(5)}° ${lat < 0 ? "S" : "N"}`;
  const east = `${Math.abs(lng).toFixed(5)}° ${lng < 0 ? "W" : "E"}`;
  return `${north}  ${east}`;
}
