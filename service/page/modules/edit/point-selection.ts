/**
 * Selection of several points of a boundary, by a box (Shift and drag) or one by one (space bar);
 * they move together, and Delete removes them.
 */

export interface Selection {
  has: (marker: L.Marker) => boolean;
  toggle: (marker: L.Marker) => void;
  others: (marker: L.Marker) => L.Marker[]; // those that move with a marker
  all: () => L.Marker[];
  leave: () => void;
}

export function selectPoints(map: L.Map, points: L.Marker[]): Selection {
  const chosen = new Set<L.Marker>();
  const container = map.getContainer();
  const mark = (marker: L.Marker, on: boolean) => {
    if (on) chosen.add(marker);
    else chosen.delete(marker);
    const icon = marker.getElement();
    icon?.classList.toggle("chosen-point", on);
    icon?.setAttribute("aria-pressed", String(on));
  };
  const begin = (event: PointerEvent) => {
    if (!event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const from = map.mouseEventToContainerPoint(event);
    const box = document.createElement("div");
    box.className = "point-box";
    container.append(box);
    const bounds = (to: PointerEvent) => L.bounds([from, map.mouseEventToContainerPoint(to)]);
    const draw = (to: PointerEvent) => {
      const { min, max } = bounds(to) as { min: L.Point; max: L.Point };
      box.style.left = `${min.x}px`;
      box.style.top = `${min.y}px`;
      box.style.width = `${max.x - min.x}px`;
      box.style.height = `${max.y - min.y}px`;
    };
    const end = (to: PointerEvent) => {
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
  const quiet = (event: MouseEvent) => event.shiftKey && event.stopPropagation();
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
