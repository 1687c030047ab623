/** Clicks on the map that are meant for a place, and not for what lies there. */

const CLICK_WITHIN_PX = 4;

/**
 * Clicks on the map, before zones and regions under the pointer see them.
 *
 * @param {L.Map} map
 * @param {() => boolean} wanted
 * @param {(place: L.LatLng) => void} take
 */
export function captureClicks(map, wanted, take) {
  const container = map.getContainer();
  let from = L.point(0, 0);
  container.addEventListener("pointerdown", (event) => (from = L.point(event.x, event.y)), true);
  container.addEventListener(
    "click",
    (event) => {
      if (!wanted()) return;
      event.stopPropagation();
      if (from.distanceTo(L.point(event.x, event.y)) <= CLICK_WITHIN_PX)
        take(map.mouseEventToLatLng(event));
    },
    true,
  );
}
