/**
 * Handles on every vertex of the chosen zone's outline, and dragging the whole zone. Both snap to
 * zones and districts in view.
 */

import { say } from "../words/words.js";
import { loadGeoman } from "./geoman.js";
import { setSnapTargets, SNAP_PX } from "./snapping.js";

/** @typedef {import("../state/store.js").Page} Page */

const CLOSE_PX = 28;

/**
 * Add handles to an outline. `moved` is called while one is dragged, `dropped` when a drag ends,
 * `crossed` when an outline that crosses itself was put back, and `stayed` where a step by keyboard
 * was not made, because the outline would cross itself.
 *
 * @param {L.Map} map
 * @param {GeoJSON.Geometry} geometry
 * @param {{moved: (geometry: GeoJSON.Geometry) => void,
 *   dropped: (geometry: GeoJSON.Geometry) => void, crossed: () => void, stayed: () => void}} tell
 * @returns {Promise<() => void>} removes the handles
 */
export async function addHandles(map, geometry, tell) {
  await loadGeoman(map);
  const outline = editableOutline(geometry).addTo(map);
  const drawn = () => /** @type {GeoJSON.Geometry} */ (outline.toGeoJSON(false).geometry);
  const follow = () => setSnapTargets(map, outline);
  follow();
  map.on("moveend", follow);
  const crowded = isCrowded(map, outline);
  map.getContainer().classList.toggle("crowded", crowded);
  outline.pm.enable({
    hideMiddleMarkers: crowded,
    allowSelfIntersection: false,
    snappable: true,
    snapDistance: SNAP_PX,
    draggable: false,
    removeVertexOn: "contextmenu",
    removeLayerBelowMinVertexCount: false,
  });
  outline.on("pm:markerdrag", () => {
    if (!outline.pm.hasSelfIntersection()) tell.moved(drawn());
  });
  outline.on("pm:markerdragend pm:vertexremoved", () => {
    if (!outline.pm.hasSelfIntersection()) tell.dropped(drawn());
  });
  outline.on("pm:layerreset", tell.crossed);
  enableKeyboard(map, outline, {
    moved: () => tell.moved(drawn()),
    dropped: () => tell.dropped(drawn()),
    stayed: tell.stayed,
  });
  return () => {
    map.off("moveend", follow);
    outline.pm.disable();
    outline.remove();
  };
}

/**
 * Let the whole zone be dragged; `tell` is called with where its middle was and is, and whether it
 * was dropped there.
 *
 * @param {L.Map} map
 * @param {GeoJSON.Geometry} geometry
 * @param {(from: L.LatLng, to: L.LatLng, dropped: boolean) => void} tell
 * @returns {Promise<() => void>}
 */
export async function enableMove(map, geometry, tell) {
  await loadGeoman(map);
  const outline = editableOutline(geometry).addTo(map);
  const from = outline.getBounds().getCenter();
  const told = (/** @type {boolean} */ dropped) => {
    const to = outline.getBounds().getCenter();
    tell(from, to, dropped);
  };
  outline.pm.enableLayerDrag();
  outline.on("pm:drag", () => told(false));
  outline.on("pm:dragend", () => told(true));
  return () => {
    outline.pm.disableLayerDrag();
    outline.remove();
  };
}

/**
 * An outline to edit, in the topmost pane.
 *
 * @param {GeoJSON.Geometry} geometry
 * @returns {L.Polygon}
 */
function editableOutline(geometry) {
  const polygons =
    geometry.type === "MultiPolygon"
      ? geometry.coordinates
      : [/** @type {GeoJSON.Polygon} */ (geometry).coordinates];
  return L.polygon(/** @type {any} */ (L.GeoJSON.coordsToLatLngs(polygons, 2)), {
    pane: "editing",
    renderer: L.svg({ pane: "editing" }),
    className: "zone drag-outline",
    pmIgnore: false,
    snapIgnore: false,
    bubblingMouseEvents: false,
  });
}

/** Whether handles are so close that those in between would hide the boundary. */
function isCrowded(/** @type {L.Map} */ map, /** @type {L.Polygon} */ outline) {
  const rings = /** @type {L.LatLng[][]} */ (outline.getLatLngs().flat(1));
  let [count, length] = [0, 0];
  for (const ring of rings) {
    const points = ring.map((at) => map.latLngToLayerPoint(at));
    count += points.length;
    points.forEach((point, index) => {
      length += point.distanceTo(points[(index + 1) % points.length]);
    });
  }
  return length / count < CLOSE_PX;
}

/** The handle that Tab leads to. @returns {HTMLElement | null} */
export const findHandle = () => document.querySelector(".marker-icon[tabindex='0']");

/** The number of the handle that has the focus, -1 where none has. */
export const focusedHandle = () =>
  Number(document.activeElement?.closest(".marker-icon")?.getAttribute("data-point") ?? -1);

/** @param {number} number */
export function focusHandle(number) {
  /** @type {HTMLElement | null} */
  const handle = document.querySelector(`.marker-icon[data-point="${number}"]`);
  handle?.focus({ preventScroll: true });
}

/**
 * Handles by keyboard: one is reached by Tab, Page Up and Page Down go from point to point, arrows
 * move a point (a pixel, ten with Shift), Enter makes it an edit.
 *
 * @param {L.Map} map
 * @param {L.Polygon} outline
 * @param {{moved: () => void, dropped: () => void, stayed: () => void}} tell
 */
function enableKeyboard(map, outline, tell) {
  const pm = /** @type {any} */ (outline.pm);
  /** @type {L.Marker[]} */
  const points = pm._markers.flat(4);
  /** @type {{[key: string]: [number, number]}} */
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  points.forEach((point, index) => {
    const icon = point.getElement();
    if (!icon) return;
    icon.tabIndex = index ? -1 : 0;
    icon.dataset.point = String(index);
    icon.setAttribute("role", "button");
    icon.setAttribute(
      "aria-label",
      say("page-handle-label", { number: index + 1, all: points.length }),
    );
    icon.addEventListener("keydown", (event) => {
      const step = { PageUp: -1, PageDown: 1 }[event.key];
      const way = ways[event.key];
      if (step) {
        const next = points[(index + step + points.length) % points.length].getElement();
        icon.tabIndex = -1;
        if (next) next.tabIndex = 0;
        next?.focus();
      } else if (way) {
        const by = L.point(way).multiplyBy(event.shiftKey ? 10 : 1);
        const before = point.getLatLng();
        const at = map.latLngToContainerPoint(before).add(by);
        point.setLatLng(map.containerPointToLatLng(at));
        pm._onMarkerDrag({ target: point });
        if (pm.hasSelfIntersection()) {
          point.setLatLng(before);
          pm._onMarkerDrag({ target: point });
          tell.stayed();
        } else tell.moved();
      } else if (event.key === "Enter") tell.dropped();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  });
  for (const middle of pm._markerGroup?.getLayers() ?? []) {
    if (!points.includes(middle)) middle.getElement()?.setAttribute("tabindex", "-1");
  }
}
