/** Drawing a line or an outline on the map, or pointing at a place. */

import { loadGeoman } from "./geoman.ts";
import { setSnapTargets, SNAP_PX } from "./snapping.ts";

/**
 * Start drawing; `done` is called with the geometry.
 *
 * @returns stops drawing
 */
export async function drawShape(
  map: L.Map,
  shape: "Line" | "Polygon" | "Point",
  done: (geometry: GeoJSON.Geometry) => void,
): Promise<() => void> {
  const container = map.getContainer();
  if (shape === "Point") return pointOnMap(map, done);
  await loadGeoman(map);
  setSnapTargets(map);
  const created = ({ layer }: any) => {
    leave();
    layer.remove();
    done(layer.toGeoJSON(false).geometry);
  };
  const leave = () => {
    map.off("pm:create", created);
    map.pm.disableDraw();
    container.classList.remove("drawing");
  };
  const above = { pane: "editing", renderer: L.svg({ pane: "editing" }) };
  map.on("pm:create", created);
  container.classList.add("drawing");
  map.pm.enableDraw(shape, {
    snappable: true,
    snapDistance: SNAP_PX,
    allowSelfIntersection: false,
    tooltips: false,
    continueDrawing: false,
    finishOn: "dblclick",
    templineStyle: { className: "drawn-line", ...above } as any,
    hintlineStyle: { className: "drawn-line hint", ...above } as any,
  });
  return leave;
}

/** Wait for one click. */
function pointOnMap(map: L.Map, done: (geometry: GeoJSON.Geometry) => void) {
  const container = map.getContainer();
  const pointed = (event: MouseEvent) => {
    event.stopPropagation(); // a zone beneath is not chosen
    leave();
    const { lng, lat } = map.mouseEventToLatLng(event);
    done({ type: "Point", coordinates: [lng, lat] });
  };
  const leave = () => {
    container.removeEventListener("click", pointed, true);
    container.classList.remove("drawing");
  };
  container.addEventListener("click", pointed, true);
  container.classList.add("drawing");
  return leave;
}

/** Finish the drawing, as a double click does. */
export function finishDrawing(map: L.Map) {
  const draw = map.pm?.Draw as any;
  const shape = map.pm?.Draw.getActiveShape();
  if (shape) draw[shape]._finishShape();
}

/** The drawing in progress on a map. */
export function drawingOf(map: L.Map) {
  const draw = (map.pm.Draw as any)[map.pm.Draw.getActiveShape() as string];
  const points = () => draw._layer.getLatLngs() as L.LatLng[];
  return {
    points,
    /** The position of the pointer, or the one set for it. */
    pointed: (): L.LatLng => draw._hintMarker.getLatLng(),
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
