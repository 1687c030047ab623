/** Drawing a line or an outline on the map, or pointing at a place. */

import { loadGeoman } from "./geoman.js";
import { setSnapTargets, SNAP_PX } from "./snapping.js";

/**
 * Start drawing; `done` is called with the geometry.
 *
 * @param {L.Map} map
 * @param {"Line" | "Polygon" | "Point"} shape
 * @param {(geometry: GeoJSON.Geometry) => void} done
 * @returns {Promise<() => void>} stops drawing
 */
export async function drawShape(map, shape, done) {
  const container = map.getContainer();
  if (shape === "Point") return pointOnMap(map, done);
  await loadGeoman(map);
  setSnapTargets(map);
  const created = (/** @type {any} */ { layer }) => {
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
    templineStyle: /** @type {any} */ ({ className: "drawn-line", ...above }),
    hintlineStyle: /** @type {any} */ ({ className: "drawn-line hint", ...above }),
  });
  return leave;
}

/** Wait for one click. @param {L.Map} map @param {(geometry: GeoJSON.Geometry) => void} done */
function pointOnMap(map, done) {
  const container = map.getContainer();
  const pointed = (/** @type {MouseEvent} */ event) => {
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

/** Finish the drawing, as a double click does. @param {L.Map} map */
export function finishDrawing(map) {
  const draw = /** @type {any} */ (map.pm?.Draw);
  const shape = map.pm?.Draw.getActiveShape();
  if (shape) draw[shape]._finishShape();
}

/** The drawing in progress on a map. @param {L.Map} map */
export function drawingOf(map) {
  const draw = /** @type {any} */ (map.pm.Draw)[
    /** @type {string} */ (map.pm.Draw.getActiveShape())
  ];
  const points = () => /** @type {L.LatLng[]} */ (draw._layer.getLatLngs());
  return {
    points,
    /** The position of the pointer, or the one set for it. @returns {L.LatLng} */
    pointed: () => draw._hintMarker.getLatLng(),
    /** Set the end of the next edge, which a click confirms. @param {L.LatLng} place */
    pointAt: (place) => {
      draw._hintMarker.setLatLng(place);
      draw._hintMarker._snapped = true;
    },
    /** Add a point; false if the drawing would cross itself. @param {L.LatLng} place */
    set: (place) => {
      const before = points().length;
      draw._hintMarker._snapped = false;
      draw._createVertex({ latlng: place });
      return points().length > before;
    },
    /** Call `tell` for each added point. @param {() => void} tell */
    follow: (tell) => draw._layer.on("pm:vertexadded", tell),
  };
}
