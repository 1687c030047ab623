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
