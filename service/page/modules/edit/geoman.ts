/**
 * Leaflet-Geoman (handles, snapping, drawing), loaded when the first boundary is edited; and what
 * it keeps private, which no other module uses.
 */

import { loadModule } from "../core/api.ts";

let loading: Promise<unknown> | null = null;

/** The map with Geoman enabled; only layers that opt in can be edited. */
export async function loadGeoman(map: L.Map): Promise<L.Map> {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  await loading;
  if (!map.pm) {
    map.options.pmIgnore = false;
    const { Map } = L.PM as unknown as { Map: new (map: L.Map) => L.Map["pm"] };
    map.pm = new Map(map);
  }
  return map;
}

async function load() {
  const folder = new URL("../vendor/geoman/", import.meta.url).href;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${folder}leaflet-geoman.css`;
  document.head.prepend(sheet);
  await loadModule(() => import(`${folder}leaflet-geoman.min.js`));
  L.PM.setOptIn(true);
}

interface Editing {
  _markers: L.Marker[][][]; // by polygon and ring
  _markerGroup?: L.LayerGroup;
  _onMarkerDrag: (event: { target: L.Marker }) => void;
  _removeMarker: (event: { target: L.Marker }) => void;
  _createSnapList: () => void;
}

interface Drawing {
  _layer: L.Polyline;
  _hintMarker: L.Marker & { _snapped: boolean };
  _createVertex: (event: { latlng: L.LatLng }) => void;
  _finishShape: () => void;
}

const editing = (outline: L.Polygon) => outline.pm as unknown as Editing;

/** The handles of an outline's vertices, by ring. */
export const ringsOf = (outline: L.Polygon): L.Marker[][] => editing(outline)._markers.flat();

/** The handles between vertices, each of which makes a new one. */
export function middleHandles(outline: L.Polygon): L.Marker[] {
  const vertices = new Set<L.Layer>(ringsOf(outline).flat());
  const all = editing(outline)._markerGroup?.getLayers() ?? [];
  return all.filter((one) => !vertices.has(one)) as L.Marker[];
}

/** Move a vertex, as dragging its handle does. */
export function moveHandle(outline: L.Polygon, handle: L.Marker, to: L.LatLngExpression) {
  handle.setLatLng(to);
  editing(outline)._onMarkerDrag({ target: handle });
}

export const removeHandle = (outline: L.Polygon, handle: L.Marker) =>
  editing(outline)._removeMarker({ target: handle });

/** List the snapping targets once as a drag starts, not for each layer that its steps add. */
export const listSnapTargets = (outline: L.Polygon) =>
  outline.on("pm:markerdragstart", () => editing(outline)._createSnapList());

function drawing(map: L.Map) {
  const shape = map.pm?.Draw.getActiveShape();
  return shape ? (map.pm.Draw as unknown as { [shape: string]: Drawing })[shape] : null;
}

/** Finish the drawing, as a double click does. */
export const finishDrawing = (map: L.Map) => drawing(map)?._finishShape();

/** The drawing in progress on a map. */
export function drawingOf(map: L.Map) {
  const draw = drawing(map)!;
  const points = () => draw._layer.getLatLngs() as L.LatLng[];
  return {
    points,
    /** The position of the pointer, or the one set for it. */
    pointed: () => draw._hintMarker.getLatLng(),
    /** Set the end of the next edge, which a click confirms. */
    pointAt: (place: L.LatLng) => {
      draw._hintMarker.setLatLng(place);
      draw._hintMarker._snapped = true;
    },
    /** Add a point; false if the drawing would cross itself. */
    set: (place: L.LatLng) => {
      const before = points().length;
      draw._hintMarker._snapped = false;
      draw._createVertex({ latlng: place });
      return points().length > before;
    },
    /** Call `tell` for each added point. */
    follow: (tell: () => void) => draw._layer.on("pm:vertexadded", tell),
  };
}
