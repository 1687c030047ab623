/**
 * Selection of several points of a boundary, by a box (Shift and drag) or one by one (space bar);
 * they move together, and Delete removes them.
 */

/**
 * @typedef {{marker: L.Marker, from: L.LatLng}} Held
 *
 * @typedef {object} Selection
 * @property {(marker: L.Marker) => boolean} has
 * @property {(marker: L.Marker) => void} toggle
 * @property {(marker: L.Marker) => L.Marker[]} others those that move with a marker
 * @property {() => L.Marker[]} all
 * @property {() => void} leave
 */

/** @param {L.Map} map @param {L.Marker[]} points @returns {Selection} */
export function selectPoints(map, points) {
  /** @type {Set<L.Marker>} */
  const chosen = new Set();
  const container = map.getContainer();
  const mark = (/** @type {L.Marker} */ marker, /** @type {boolean} */ on) => {
    if (on) chosen.add(marker);
    else chosen.delete(marker);
    const icon = marker.getElement();
    icon?.classList.toggle("chosen-point", on);
    icon?.setAttribute("aria-pressed", String(on));
  };
  const begin = (/** @type {PointerEvent} */ event) => {
    if (!event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const from = map.mouseEventToContainerPoint(event);
    const box = document.createElement("div");
    box.className = "point-box";
    container.append(box);
    const bounds = (/** @type {PointerEvent} */ to) =>
      L.bounds([from, map.mouseEventToContainerPoint(to)]);
    const draw = (/** @type {PointerEvent} */ to) => {
      const { min, max } = /** @type {{min: L.Point, max: L.Point}} */ (bounds(to));
      box.style.left = `${min.x}px`;
      box.style.top = `${min.y}px`;
      box.style.width = `${max.x - min.x}px`;
      box.style.height = `${max.y - min.y}px`;
    };
    const end = (/** @type {PointerEvent} */ to) => {
      removeEventListener("pointermove", draw);
      box.remove();
      const within = bounds(to);
      for (const marker of points)
        mark(marker, within.contains(map.latLngToContainerPoint(marker.getLatLng())));
    };
    addEventListener("pointermove", draw);
    addEventListener("pointerup", end, { once: true });
  };
  const zoomsByBox = map.boxZoom.enabled();
  map.boxZoom.disable();
  map.dragging.enable();
  container.addEventListener("pointerdown", begin, { capture: true });
  const quiet = (/** @type {MouseEvent} */ event) => event.shiftKey && event.stopPropagation();
  container.addEventListener("mousedown", quiet, { capture: true });
  return {
    has: (marker) => chosen.has(marker),
    toggle: (marker) => mark(marker, !chosen.has(marker)),
    others: (marker) => (chosen.has(marker) ? [...chosen].filter((one) => one !== marker) : []),
    all: () => [...chosen],
    leave: () => {
      container.removeEventListener("pointerdown", begin, { capture: true });
      container.removeEventListener("mousedown", quiet, { capture: true });
      if (zoomsByBox) map.boxZoom.enable();
    },
  };
}
