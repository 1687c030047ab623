/**
 * The position of the pointer: longitude and latitude in the plan's CRS at once, and Gauss–Krüger
 * coordinates, which the service computes for a plan in CGCS2000, when the pointer rests with no
 * button down: a step of a drag asks for its figures only.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask, abortPrevious } from "../core/api.ts";
import { h } from "../core/ui/dom.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

const RESTS_AFTER_MS = 180;

const place = signal("");
const grid = signal("");

export const PointerPosition = () => (
  <span class="spacer pointer">
    <span id="coordinates">{place.value}</span> <span id="gauss-kruger">{grid.value}</span>
  </span>
);

export function followPointer({ map }: Page) {
  let timer = 0;
  const clear = () => {
    window.clearTimeout(timer);
    abortPrevious("position");
    grid.value = "";
  };
  map.on("mousemove mouseup", (event) => {
    if ((map.dragging as any).moving()) return; // the place under the pointer moves with it
    const { latlng, originalEvent } = event as L.LeafletMouseEvent;
    clear();
    place.value = formatPosition(latlng);
    if (originalEvent.buttons) return;
    timer = window.setTimeout(() => show(latlng).catch(() => {}), RESTS_AFTER_MS);
  });
  map.on("mouseout", () => {
    clear();
    place.value = "";
  });

  const show = async (latlng: L.LatLng) => {
    const { lat, lng } = latlng.wrap();
    const signal = abortPrevious("position");
    const { gauss_kruger }: { gauss_kruger: { band: number; x_m: number; y_m: number } | null } =
      await ask(`/api/position?lon=${lng}&lat=${lat}`, { signal });
    if (signal.aborted || !gauss_kruger) return;
    const { band, x_m, y_m } = gauss_kruger;
    grid.value = say("page-pointer-grid", {
      x: formatNumber(x_m, 1),
      y: formatNumber(y_m, 1),
      band,
    });
  };
}

/** Latitude and longitude in degrees: five decimals are about a metre. */
function formatPosition(latlng: L.LatLng) {
  const { lat, lng } = latlng.wrap();
  const north = `${Math.abs(lat).toFixed(5)}° ${lat < 0 ? "S" : "N"}`;
  const east = `${Math.abs(lng).toFixed(5)}° ${lng < 0 ? "W" : "E"}`;
  return `${north}  ${east}`;
}
