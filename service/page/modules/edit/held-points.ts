/** The points with handles: the focus, movement, and callbacks. */

import { moveHandle, ringsOf } from "./geoman.ts";
import type { Selection } from "./point-selection.ts";

export type Callbacks = { moved: () => void; dropped: () => void; stayed: () => void };

export type Point = { number: number; all: number; at: L.LatLng; before: L.LatLng };

/** the outline with handles */
type Held = { outline: L.Polygon; points: L.Marker[]; callbacks: Callbacks };

let held: Held | null = null;
let follower: (point: Point | null) => void = () => {};

/** Set the points with handles. */
export function holdPoints(points: Held | null) {
  held = points;
  if (!points) follower(null);
}
/** Follow the point that has the focus, or had it last. */
export function followPoint(tell: typeof follower) {
  follower = tell;
  tellPoint(focusedHandle());
}

export function tellPoint(number: number) {
  const marker = held?.points[number];
  if (!held || !marker) return follower(null);
  const ring = ringsOf(held.outline).find((one) => one.includes(marker)) ?? held.points;
  const before = ring[(ring.indexOf(marker) + ring.length - 1) % ring.length];
  follower({
    number,
    all: held.points.length,
    at: marker.getLatLng(),
    before: before.getLatLng(),
  });
}

/** Move a point, as an edit; not if the outline would cross itself. */
export function movePoint(number: number, to: L.LatLng) {
  const marker = held?.points[number];
  if (!held || !marker) return;
  if (shift(held.outline, [marker], [to])) held.callbacks.dropped();
  else held.callbacks.stayed();
  tellPoint(number);
}

/**
 * Move points; revert if the outline would cross itself.
 *
 * @returns whether they were moved
 */
export function shift(outline: L.Polygon, markers: L.Marker[], places: L.LatLng[]): boolean {
  const put = (to: L.LatLng[]) =>
    markers.forEach((marker, at) => moveHandle(outline, marker, to[at]));
  const before = markers.map((marker) => marker.getLatLng());
  put(places);
  if (!outline.pm.hasSelfIntersection()) return true;
  put(before);
  return false;
}

/** Move the other selected points along with the dragged one. */
export function carryOthers(outline: L.Polygon, points: L.Marker[], selection: Selection) {
  let busy = false;
  for (const marker of points) {
    let last: L.LatLng = marker.getLatLng();
    marker.on("dragstart", () => (last = marker.getLatLng()));
    marker.on("drag", () => {
      const now = marker.getLatLng();
      const [up, right] = [now.lat - last.lat, now.lng - last.lng];
      last = now;
      busy = true;
      for (const other of selection.others(marker)) {
        const { lat, lng } = other.getLatLng();
        moveHandle(outline, other, [lat + up, lng + right]);
      }
      busy = false;
    });
    marker.on("mousedown", () => tellPoint(points.indexOf(marker)));
  }
  return { busy: () => busy };
}

/** The handle that Tab reaches. */
export const findHandle = (): HTMLElement | null =>
  document.querySelector(".marker-icon[tabindex='0']");

/** The number of the focused handle, -1 if none. */
export const focusedHandle = () =>
  Number(document.activeElement?.closest(".marker-icon")?.getAttribute("data-point") ?? -1);

export function focusHandle(number: number) {
  const handle: HTMLElement | null = document.querySelector(`.marker-icon[data-point="${number}"]`);
  handle?.focus({ preventScroll: true });
}
