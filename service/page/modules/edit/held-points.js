/** The points with handles: the focus, movement, and callbacks. */

/**
 * @typedef {{moved: () => void, dropped: () => void, stayed: () => void}} Callbacks
 * @typedef {{number: number, all: number, at: L.LatLng, before: L.LatLng}} Point
 */

/** @typedef {{outline: L.Polygon, points: L.Marker[], callbacks: Callbacks}} Held the outline with handles */

/** @type {Held | null} */
let held = null;
/** @type {(point: Point | null) => void} */
let follower = () => {};

/** Set the points with handles. @param {Held | null} points */
export function holdPoints(points) {
  held = points;
  if (!points) follower(null);
}
/** Follow the point that has the focus, or had it last. @param {typeof follower} tell */
export function followPoint(tell) {
  follower = tell;
  tellPoint(focusedHandle());
}

/** @param {number} number */
export function tellPoint(number) {
  const marker = held?.points[number];
  if (!held || !marker) return follower(null);
  const ring =
    /** @type {any} */ (held.outline.pm)._markers
      .flat(1)
      .map((/** @type {any} */ one) => (Array.isArray(one) ? one : [one]))
      .find((/** @type {L.Marker[]} */ one) => one.includes(marker)) ?? held.points;
  const before = ring[(ring.indexOf(marker) + ring.length - 1) % ring.length];
  follower({
    number,
    all: held.points.length,
    at: marker.getLatLng(),
    before: before.getLatLng(),
  });
}

/**
 * Move a point, as an edit; not if the outline would cross itself.
 *
 * @param {number} number
 * @param {L.LatLng} to
 */
export function movePoint(number, to) {
  const marker = held?.points[number];
  if (!held || !marker) return;
  if (shift(held.outline, [marker], [to])) held.callbacks.dropped();
  else held.callbacks.stayed();
  tellPoint(number);
}

/**
 * Move points; revert if the outline would cross itself.
 *
 * @param {L.Polygon} outline
 * @param {L.Marker[]} markers
 * @param {L.LatLng[]} places
 * @returns {boolean} whether they were moved
 */
export function shift(outline, markers, places) {
  const pm = /** @type {any} */ (outline.pm);
  const put = (/** @type {L.LatLng[]} */ to) =>
    markers.forEach((marker, at) => {
      marker.setLatLng(to[at]);
      pm._onMarkerDrag({ target: marker });
    });
  const before = markers.map((marker) => marker.getLatLng());
  put(places);
  if (!pm.hasSelfIntersection()) return true;
  put(before);
  return false;
}

/**
 * Move the other selected points along with the dragged one.
 *
 * @param {L.Polygon} outline
 * @param {L.Marker[]} points
 * @param {import("./point-selection.js").Selection} selection
 */
export function carryOthers(outline, points, selection) {
  const pm = /** @type {any} */ (outline.pm);
  let busy = false;
  for (const marker of points) {
    /** @type {L.LatLng} */
    let last = marker.getLatLng();
    marker.on("dragstart", () => (last = marker.getLatLng()));
    marker.on("drag", () => {
      const now = marker.getLatLng();
      const [up, right] = [now.lat - last.lat, now.lng - last.lng];
      last = now;
      busy = true;
      for (const other of selection.others(marker)) {
        const { lat, lng } = other.getLatLng();
        other.setLatLng([lat + up, lng + right]);
        pm._onMarkerDrag({ target: other });
      }
      busy = false;
    });
    marker.on("mousedown", () => tellPoint(points.indexOf(marker)));
  }
  return { busy: () => busy };
}

/** The handle that Tab reaches. @returns {HTMLElement | null} */
export const findHandle = () => document.querySelector(".marker-icon[tabindex='0']");

/** The number of the focused handle, -1 if none. */
export const focusedHandle = () =>
  Number(document.activeElement?.closest(".marker-icon")?.getAttribute("data-point") ?? -1);

/** @param {number} number */
export function focusHandle(number) {
  /** @type {HTMLElement | null} */
  const handle = document.querySelector(`.marker-icon[data-point="${number}"]`);
  handle?.focus({ preventScroll: true });
}
