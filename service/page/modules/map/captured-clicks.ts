/** Clicks on the map that choose a place, not the feature there. */

const CLICK_WITHIN_PX = 4;

/** Capture clicks on the map before zones and regions receive them. */
export function captureClicks(
  map: L.Map,
  isActive: () => boolean,
  take: (place: L.LatLng) => void,
) {
  const container = map.getContainer();
  let from = L.point(0, 0);
  container.addEventListener("pointerdown", (event) => (from = L.point(event.x, event.y)), true);
  container.addEventListener(
    "click",
    (event) => {
      if (!isActive()) return;
      event.stopPropagation();
      if (from.distanceTo(L.point(event.x, event.y)) <= CLICK_WITHIN_PX)
        take(map.mouseEventToLatLng(event));
    },
    true,
  );
}
