/** Drawing a line or an outline on the map. */

import { loadGeoman } from "./geoman.js";
import { setSnapTargets, SNAP_PX } from "./snapping.js";

/**
 * Start drawing; `done` is called with the geometry.
 *
 * @param {L.Map} map
 * @param {"Line" | "Polygon"} shape
 * @param {(geometry: GeoJSON.Geometry) => void} done
 * @returns {Promise<() => void>} stops drawing
 */
export async function drawShape(map, shape, done) {
  await loadGeoman(map);
  const container = map.getContainer();
  setSnapTargets(map);
  const made = (/** @type {any} */ { layer }) => {
    leave();
    layer.remove();
    done(layer.toGeoJSON(false).geometry);
  };
  const leave = () => {
    map.off("pm:create", made);
    map.pm.disableDraw();
    container.classList.remove("drawing");
  };
  const above = { pane: "editing", renderer: L.svg({ pane: "editing" }) };
  map.on("pm:create", made);
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

/** Finish what is being drawn, as a double click does. @param {L.Map} map */
export function finishDrawing(map) {
  const draw = /** @type {any} */ (map.pm?.Draw);
  const shape = map.pm?.Draw.getActiveShape();
  if (shape) draw[shape]._finishShape();
}

/**
 * What is being drawn on a map.
 *
 * @param {L.Map} map
 */
export function drawingOf(map) {
  const draw = /** @type {any} */ (map.pm.Draw)[
    /** @type {string} */ (map.pm.Draw.getActiveShape())
  ];
  const points = () => /** @type {L.LatLng[]} */ (draw._layer.getLatLngs());
  return {
    points,
    /** Where the pointer is, or where it was led to. @returns {L.LatLng} */
    pointed: () => draw._hintMarker.getLatLng(),
    /** Lead the next edge to a place: a click sets it there. @param {L.LatLng} place */
    pointAt: (place) => {
      draw._hintMarker.setLatLng(place);
      draw._hintMarker._snapped = true;
    },
    /** Set a point; false where what is drawn would cross itself. @param {L.LatLng} place */
    set: (place) => {
      const before = points().length;
      draw._hintMarker._snapped = false;
      draw._createVertex({ latlng: place });
      return points().length > before;
    },
    /** Be told of each point that is set. @param {() => void} tell */
    follow: (tell) => draw._layer.on("pm:vertexadded", tell),
  };
}
