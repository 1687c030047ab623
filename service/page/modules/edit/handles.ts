/**
 * Handles on every vertex of the selected zone's outline, and dragging of the whole zone. Both snap
 * to zones and districts in view.
 */

import { say } from "../core/words/words.ts";
import { listSnapTargets, loadGeoman, middleHandles, removeHandle, ringsOf } from "./geoman.ts";
import { carryOthers, holdPoints, shift, tellPoint } from "./held-points.ts";
import { selectPoints } from "./point-selection.ts";
import { setSnapTargets, SNAP_PX, showSnapping } from "./snapping.ts";
import type { Callbacks } from "./held-points.ts";
import type { Selection } from "./point-selection.ts";

const CLOSE_PX = 28;

/**
 * Add handles to an outline. `moved` is called while one is dragged, `dropped` when a drag ends,
 * `crossed` when a self-crossing outline was reverted, and `stayed` if a keyboard step was refused
 * because the outline would cross itself.
 *
 * @returns removes the handles
 */
export async function addHandles(
  map: L.Map,
  geometry: GeoJSON.Geometry,
  tell: {
    moved: (geometry: GeoJSON.Geometry) => void;
    dropped: (geometry: GeoJSON.Geometry) => void;
    crossed: () => void;
    stayed: () => void;
  },
): Promise<() => void> {
  await loadGeoman(map);
  const outline = editableOutline(geometry).addTo(map);
  const drawn = () => outline.toGeoJSON(false).geometry as GeoJSON.Geometry;
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
  const all = ringsOf(outline).flat();
  const selection = selectPoints(map, all);
  const carry = carryOthers(outline, all, selection);
  let [pulled, waits] = [false, false];
  const reportMove = () => {
    if (!carry.busy() && !outline.pm.hasSelfIntersection()) tell.moved(drawn());
  };
  outline.on("pm:markerdragstart", () => (pulled = true));
  outline.on("pm:markerdrag", () => {
    if (!pulled) return reportMove(); // by keyboard, or by numbers
    if (!waits) queueMicrotask(() => waits && ((waits = false), reportMove()));
    waits = true; // a point that snaps is moved twice: one step
  });
  showSnapping(outline);
  listSnapTargets(outline);
  outline.on("pm:markerdragend pm:layerreset", () => (pulled = waits = false));
  outline.on("pm:markerdragend pm:vertexremoved", () => {
    if (!outline.pm.hasSelfIntersection()) tell.dropped(drawn());
  });
  outline.on("pm:layerreset", tell.crossed);
  const callbacks = {
    moved: () => tell.moved(drawn()),
    dropped: () => tell.dropped(drawn()),
    stayed: tell.stayed,
  };
  enableKeyboard(map, outline, callbacks, selection);
  holdPoints({ outline, points: all, callbacks });
  return () => {
    map.off("moveend", follow);
    selection.leave();
    holdPoints(null);
    outline.pm.disable();
    outline.remove();
  };
}

/**
 * Make the whole zone draggable; `tell` is called with the old and new centre, and whether it was
 * dropped there.
 */
export async function enableMove(
  map: L.Map,
  geometry: GeoJSON.Geometry,
  tell: (from: L.LatLng, to: L.LatLng, dropped: boolean) => void,
): Promise<() => void> {
  await loadGeoman(map);
  const outline = editableOutline(geometry).addTo(map);
  const from = outline.getBounds().getCenter();
  const report = (dropped: boolean) => {
    const to = outline.getBounds().getCenter();
    tell(from, to, dropped);
  };
  outline.pm.enableLayerDrag();
  outline.on("pm:drag", () => report(false));
  outline.on("pm:dragend", () => report(true));
  return () => {
    outline.pm.disableLayerDrag();
    outline.remove();
  };
}

/** An outline to edit, in the topmost pane. */
function editableOutline(geometry: GeoJSON.Geometry): L.Polygon {
  const polygons =
    geometry.type === "MultiPolygon"
      ? geometry.coordinates
      : [(geometry as GeoJSON.Polygon).coordinates];
  return L.polygon(L.GeoJSON.coordsToLatLngs(polygons, 2) as any, {
    pane: "editing",
    renderer: L.svg({ pane: "editing" }),
    className: "zone drag-outline",
    pmIgnore: false,
    snapIgnore: false,
    bubblingMouseEvents: false,
  });
}

/** Whether handles are so close that those in between would hide the boundary. */
function isCrowded(map: L.Map, outline: L.Polygon) {
  const rings = outline.getLatLngs().flat(1) as L.LatLng[][];
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

/**
 * Keyboard control of handles: Tab reaches one, Page Up and Page Down switch points, arrows move a
 * point (a pixel, ten with Shift), Enter makes it an edit.
 */
function enableKeyboard(map: L.Map, outline: L.Polygon, tell: Callbacks, selection: Selection) {
  const points = ringsOf(outline).flat();
  const ways: { [key: string]: [number, number] } = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
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
    icon.addEventListener("focus", () => tellPoint(index));
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
        const moved = [point, ...selection.others(point)];
        const places = moved.map((one) =>
          map.containerPointToLatLng(map.latLngToContainerPoint(one.getLatLng()).add(by)),
        );
        if (shift(outline, moved, places)) tell.moved();
        else tell.stayed();
        tellPoint(index);
      } else if (event.key === "Enter") tell.dropped();
      else if (event.key === " ") selection.toggle(point);
      else if (event.key === "Delete") {
        const out = selection.has(point) ? selection.all() : [point];
        for (const one of out) removeHandle(outline, one);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  });
  for (const middle of middleHandles(outline)) {
    middle.getElement()?.setAttribute("tabindex", "-1");
    middle.getElement()?.setAttribute("role", "presentation"); // a new point is for the pointer
  }
}
