/**
 * The toolbar's position: beside the edited land, where it covers least of its outline and name; or
 * where the planner moved it, by its grip or arrow keys. Never over the bar of edits.
 */

import { mainBlockBounds } from "../map/view.js";
import { byId } from "../ui/dom.js";

/**
 * @typedef {{left: number, top: number, height: number}} Place in px, from the frame of the map
 * @typedef {{width: number, height: number, frame: L.Point}} Size of the toolbar, and of its frame
 */

const GAP_PX = 26;
const EDGE_PX = 12;
/** Margins for the map's buttons at the right and its scale at the bottom. */
const RIGHT_PX = 56;
const FOOT_PX = 44;
const SAMPLE_PX = 12;
const STEP_PX = 16;

/** Where the planner moved it; null: automatic. @type {{left: number, top: number} | null} */
let byHand = null;

/**
 * Place the toolbar beside the edited land, or beside the legend if there is none; inside the map
 * and clear of the bar of edits, shortened if there is not enough room. Until the zoom changes it
 * stays while it covers none of the land. With two maps, the zone is on the second. On a phone the
 * style sheet keeps it at the bottom.
 *
 * @param {import("../state/store.js").Page} page
 * @param {HTMLElement} box
 */
export function positionToolbar({ store, map }, box) {
  if (box.hidden) return;
  box.classList.toggle("by-hand", byHand != null);
  const aside = L.point(map.getContainer().offsetLeft, 0);
  const frame = map.getSize().add(aside);
  const size = { width: box.offsetWidth, height: box.scrollHeight + 2, frame };
  const onFrame = (/** @type {L.LatLng} */ at) => map.latLngToContainerPoint(at).add(aside);
  const land = editedLand(store.state);
  const name = nameInHand(map, aside);
  const bounds = land && mainBlockBounds(land);
  const outlineBox = bounds
    ? L.bounds([bounds.getNorthWest(), bounds.getSouthEast()].map(onFrame))
    : L.bounds([L.point(legendEnd() - GAP_PX + EDGE_PX, 0)]);
  // its side while something is drawn
  box.classList.toggle("above", outlineBox.getCenter().y > frame.y / 2);
  if (byHand) return put(box, fitted(byHand, size), frame);
  if (bounds && name) [name.min, name.max].forEach((corner) => corner && outlineBox.extend(corner));
  const { min: a, max: b } = /** @type {{min: L.Point, max: L.Point}} */ (outlineBox);
  const middle = (a.y + b.y) / 2 - 60;
  const beside = { left: b.x + GAP_PX, top: middle };
  if (!land) return put(box, fitted(beside, size), frame);
  const { width, height } = size;
  const [right, foot] = [frame.x, frame.y];
  const key = `${land.properties?.zone_id} ${map.getZoom()}`;
  const stays = box.dataset.zone === key;
  const places = [
    ...(stays ? [{ left: box.offsetLeft, top: box.offsetTop }] : []),
    ...[beside, { left: a.x - GAP_PX - width, top: middle }, { left: a.x, top: b.y + GAP_PX }],
    { left: a.x, top: a.y - GAP_PX - height },
    ...[0, right].flatMap((x) => [0, (foot - height) / 2, foot].map((y) => ({ left: x, top: y }))),
    { left: legendEnd() + EDGE_PX, top: foot },
  ].map((one) => fitted(one, size));
  box.dataset.zone = key;
  const points = [
    ...sampleOutline(land, onFrame),
    ...(name ? sampleRing(corners(name)) : []),
  ].filter(({ x, y }) => x >= 0 && y >= 0 && x <= frame.x && y <= frame.y);
  const covered = (/** @type {L.Point[]} */ some, /** @type {Place} */ one) =>
    some.filter(
      ({ x, y }) =>
        x > one.left - EDGE_PX &&
        x < one.left + width + EDGE_PX &&
        y > one.top - EDGE_PX &&
        y < one.top + one.height + EDGE_PX,
    ).length;
  // of places that cover equally little, the first that keeps the legend, then most names, visible
  const others = namesBeside(map, aside);
  const cost = places.map(
    (one, index) =>
      covered(points, one) +
      (isOnLegend(one) ? 0.5 : 0) +
      (stays && !index ? 0 : Math.min(0.4, covered(others, one) / 100)),
  );
  put(box, places[cost.indexOf(Math.min(...cost))], frame);
}

/**
 * The edited land: the outline of a new zone, else the selected zone.
 *
 * @param {import("../types.js").State} state
 * @returns {GeoJSON.Feature | undefined}
 */
function editedLand({ zone, trial, zonesLayer, zonesBase }) {
  const [added] = trial?.edits ?? [];
  const id = added?.add?.zone ?? zone;
  const isIt = (/** @type {GeoJSON.Feature} */ one) => one.properties?.zone_id === id;
  return zonesLayer?.features.find(isIt) ?? zonesBase?.features.find(isIt);
}

/** The frame of the selected zone's name on the map. @param {L.Map} map @param {L.Point} aside */
const nameInHand = (map, aside) => framesOf(map, aside, ".label.chosen span").at(0);

/** The extents of the other names. @param {L.Map} map @param {L.Point} aside */
const namesBeside = (map, aside) =>
  framesOf(map, aside, ".label:not(.chosen, .place) span").flatMap((name) => [
    name.getTopLeft(),
    name.getBottomRight(),
  ]);

/** The frames of names on the map. @param {L.Map} map @param {L.Point} aside @param {string} which */
function framesOf(map, aside, which) {
  const from = map.getContainer().getBoundingClientRect();
  return [...(map.getPane("labels")?.querySelectorAll(which) ?? [])].map((name) => {
    const { left, top, right, bottom } = name.getBoundingClientRect();
    return L.bounds(
      [L.point(left, top), L.point(right, bottom)].map((corner) =>
        corner.subtract([from.left, from.top]).add(aside),
      ),
    );
  });
}

/** The corners of a frame, as a ring. @param {L.Bounds} frame */
const corners = (frame) => [
  frame.getTopLeft(),
  frame.getTopRight(),
  frame.getBottomRight(),
  frame.getBottomLeft(),
  frame.getTopLeft(),
];

/**
 * Make the toolbar movable by its grip: by dragging or arrow keys. Home, or a double click, returns
 * it to automatic placement.
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
    move(0, 0); // nothing places it elsewhere from here on
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
 * Points along an outline, in pixels of the frame.
 *
 * @param {GeoJSON.Feature} feature
 * @param {(at: L.LatLng) => L.Point} onFrame
 */
function sampleOutline({ geometry }, onFrame) {
  const { type, coordinates } = /** @type {GeoJSON.Polygon | GeoJSON.MultiPolygon} */ (geometry);
  const rings = type === "MultiPolygon" ? coordinates.flat() : coordinates;
  return rings.flatMap((ring) => sampleRing(ring.map(([lng, lat]) => onFrame(L.latLng(lat, lng)))));
}

/** @param {L.Point[]} ring */
function sampleRing(ring) {
  return ring.slice(1).flatMap((to, index) => {
    const from = ring[index];
    const steps = Math.min(200, Math.ceil(from.distanceTo(to) / SAMPLE_PX)) || 1;
    return Array.from({ length: steps }, (_, step) =>
      from.add(to.subtract(from).multiplyBy(step / steps)),
    );
  });
}

/**
 * The place nearest to a wanted one: inside the frame, and below the bar of edits if it would cover
 * it.
 *
 * @param {{left: number, top: number}} wanted
 * @param {Size} size
 * @returns {Place}
 */
function fitted(wanted, { width, height, frame }) {
  const left = clamp(wanted.left, EDGE_PX, frame.x - width - RIGHT_PX);
  const inside = clamp(wanted.top, EDGE_PX, frame.y - height - FOOT_PX);
  const bars = byId("editing-bars");
  const barWidth = Math.max(
    ...[...bars.children].map((bar) => /** @type {any} */ (bar).offsetWidth),
  );
  const on = left < bars.offsetLeft + barWidth && left + width > bars.offsetLeft;
  const top = on ? Math.max(inside, belowBars()) : inside;
  return { left, top, height: Math.min(height, frame.y - EDGE_PX - top) };
}

/** The lower end of the bars above the map. */
function belowBars() {
  const bars = byId("editing-bars");
  return bars.offsetTop + bars.offsetHeight + 8;
}

/** Whether a place covers the open legend. @param {Place} at */
function isOnLegend({ left, top, height }) {
  const legend = byId("legend");
  return legend.hasAttribute("open") && left < legendEnd() && top + height > legend.offsetTop;
}

/** The end of the legend. */
function legendEnd() {
  const legend = byId("legend");
  return legend.offsetLeft + (legend.hasAttribute("open") ? legend.offsetWidth : 0);
}

/** @param {HTMLElement} box @param {Place} place @param {L.Point} frame */
function put(box, { left, top }, frame) {
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  box.style.maxHeight = `${frame.y - EDGE_PX - top}px`;
}

/** The nearest value from `least` to `most`; `least` if there is none. */
const clamp = (
  /** @type {number} */ value,
  /** @type {number} */ least,
  /** @type {number} */ most,
) => Math.max(least, Math.min(value, most));
