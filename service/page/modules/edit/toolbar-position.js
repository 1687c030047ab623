/**
 * The toolbar's position: beside the chosen zone, where it covers least of the land that is edited;
 * or where the planner put it, by its grip or by arrow keys.
 */

import { mainBlockBounds } from "../map/view.js";
import { byId } from "../ui/dom.js";

/** @typedef {{left: number, top: number}} Place in px, from the frame of the map */

const GAP_PX = 26;
const EDGE_PX = 12;
/** The map's buttons are at the right, its scale at the foot. */
const RIGHT_PX = 56;
const FOOT_PX = 44;
const SAMPLE_PX = 12;
const STEP_PX = 16;

/** Where the planner put it; null: it goes by itself. @type {Place | null} */
let byHand = null;

/**
 * Place the toolbar beside the zone, or beside the legend where none is chosen; inside the map and
 * clear of the bar of edits. It stays where it is as long as it covers nothing of the zone there.
 * Where two maps are shown, the zone is on the second. On a phone the style sheet keeps it at the
 * foot.
 *
 * @param {import("../state/store.js").Page} page
 * @param {HTMLElement} box
 */
export function positionToolbar({ store, map }, box) {
  const { zone, zonesLayer, zonesBase } = store.state;
  if (box.hidden) return;
  box.classList.toggle("by-hand", byHand != null);
  const aside = L.point(map.getContainer().offsetLeft, 0);
  const frame = map.getSize().add(aside);
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const inside = (/** @type {Place} */ { left, top }) => ({
    left: clamp(left, EDGE_PX, frame.x - width - RIGHT_PX),
    top: clamp(top, EDGE_PX, frame.y - height - FOOT_PX),
  });
  const isChosen = (/** @type {GeoJSON.Feature} */ one) => one.properties?.zone_id === zone;
  const feature = zonesLayer?.features.find(isChosen) ?? zonesBase?.features.find(isChosen);
  const bounds = feature && mainBlockBounds(feature);
  const onFrame = (/** @type {L.LatLng} */ at) => map.latLngToContainerPoint(at).add(aside);
  const [a, b] = bounds
    ? [onFrame(bounds.getNorthWest()), onFrame(bounds.getSouthEast())]
    : [L.point(legendEnd(), 0), L.point(legendEnd(), 0)];
  box.classList.toggle("above", (a.y + b.y) / 2 > frame.y / 2); // where it stands while something is drawn
  if (byHand) return put(box, inside(byHand));
  const middle = (a.y + b.y) / 2 - 60;
  const beside = { left: b.x + (bounds ? GAP_PX : EDGE_PX), top: middle };
  if (!feature) return put(box, clearOfBars(inside(beside), width));
  const [left, right] = [a.x - GAP_PX - width, frame.x];
  const [under, foot] = [b.y + GAP_PX, frame.y];
  const now = { left: box.offsetLeft, top: box.offsetTop };
  const places = [
    ...(box.dataset.zone === zone ? [now] : []),
    ...[beside, { left, top: middle }, { left: a.x, top: under }],
    { left: a.x, top: a.y - GAP_PX - height },
    ...[0, right].flatMap((x) => [0, (foot - height) / 2, foot].map((y) => ({ left: x, top: y }))),
    { left: legendEnd() + EDGE_PX, top: foot },
  ].map((one) => clearOfBars(inside(one), width));
  box.dataset.zone = zone ?? "";
  const outline = sampleOutline(feature, onFrame, frame);
  const covered = places.map(
    (one) =>
      outline.filter(
        ({ x, y }) =>
          x > one.left - EDGE_PX &&
          x < one.left + width + EDGE_PX &&
          y > one.top - EDGE_PX &&
          y < one.top + height + EDGE_PX,
      ).length,
  );
  // of places that cover as little, the first that leaves the legend in sight
  const cost = covered.map((count, index) => count + (isOnLegend(places[index], height) ? 0.5 : 0));
  put(box, places[cost.indexOf(Math.min(...cost))]);
}

/**
 * Let the toolbar be moved by its grip: dragged, or by arrow keys. Home, or a double click, lets it
 * go by itself again.
 *
 * @param {HTMLElement} box
 * @param {() => void} place
 */
export function addGrip(box, place) {
  const grip = byId("tools-grip");
  const move = (/** @type {number} */ x, /** @type {number} */ y) => {
    byHand = { left: box.offsetLeft + x, top: box.offsetTop + y };
    place();
    byHand = { left: box.offsetLeft, top: box.offsetTop };
  };
  const release = () => {
    byHand = null;
    delete box.dataset.zone;
    place();
  };
  grip.addEventListener("pointerdown", (event) => {
    let [x, y] = [event.clientX, event.clientY];
    const follow = (/** @type {PointerEvent} */ to) => {
      move(to.clientX - x, to.clientY - y);
      [x, y] = [to.clientX, to.clientY];
    };
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", follow);
    grip.addEventListener(
      "lostpointercapture",
      () => grip.removeEventListener("pointermove", follow),
      { once: true },
    );
  });
  grip.addEventListener("dblclick", release);
  grip.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step) move(step[0] * STEP_PX, step[1] * STEP_PX);
    else if (event.key === "Home") release();
    else return;
    event.preventDefault();
  });
}

/**
 * Points along the outline of a zone, as it lies on the frame.
 *
 * @param {GeoJSON.Feature} feature
 * @param {(at: L.LatLng) => L.Point} onFrame
 * @param {L.Point} frame
 */
function sampleOutline({ geometry }, onFrame, frame) {
  const { type, coordinates } = /** @type {GeoJSON.Polygon | GeoJSON.MultiPolygon} */ (geometry);
  const rings = type === "MultiPolygon" ? coordinates.flat() : coordinates;
  /** @type {L.Point[]} */
  const found = [];
  for (const ring of rings) {
    const points = ring.map(([lng, lat]) => onFrame(L.latLng(lat, lng)));
    points.slice(1).forEach((to, index) => {
      const from = points[index];
      const steps = Math.min(200, Math.ceil(from.distanceTo(to) / SAMPLE_PX)) || 1;
      for (let step = 0; step < steps; step += 1)
        found.push(from.add(to.subtract(from).multiplyBy(step / steps)));
    });
  }
  return found.filter(({ x, y }) => x >= 0 && y >= 0 && x <= frame.x && y <= frame.y);
}

/** A place below the bar of edits, where it would lie on it. @param {Place} at @param {number} width */
function clearOfBars({ left, top }, width) {
  const bars = byId("editing-bars");
  const own = Math.max(...[...bars.children].map((bar) => /** @type {any} */ (bar).offsetWidth));
  const on = left < bars.offsetLeft + own && left + width > bars.offsetLeft;
  return { left, top: on ? Math.max(top, bars.offsetTop + bars.offsetHeight + 8) : top };
}

/** Whether the open legend lies beneath a place. @param {Place} at @param {number} height */
function isOnLegend({ left, top }, height) {
  const legend = byId("legend");
  return legend.hasAttribute("open") && left < legendEnd() && top + height > legend.offsetTop;
}

/** Where the legend ends. */
function legendEnd() {
  const legend = byId("legend");
  return legend.offsetLeft + (legend.hasAttribute("open") ? legend.offsetWidth : 0);
}

/** @param {HTMLElement} box @param {Place} place */
function put(box, { left, top }) {
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

/** The nearest value from `least` to `most`; `least` where there is none. */
const clamp = (
  /** @type {number} */ value,
  /** @type {number} */ least,
  /** @type {number} */ most,
) => Math.max(least, Math.min(value, most));
