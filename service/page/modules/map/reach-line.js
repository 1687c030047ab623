/**
 * The line of reach: where the chosen radius ends, and which parts of it an edit gains and loses.
 * While an outline is dragged, its own line goes with the pointer, worked out here of its hull;
 * once it is let go, the service says where the line runs.
 */

import { abortPrevious, ask, isAborted, isOffline, Problem } from "../api.js";
import { draftEdits } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{now: GeoJSON.Geometry, gained: GeoJSON.Geometry, lost: GeoJSON.Geometry}} Reach
 */

const EARTH_KM = 6371;
const BEARINGS = 120;
/** Of the whole country, lines about each zone would hide the land. */
const FROM_ZOOM = 5.5;

/** @param {import("../state/store.js").Page} page */
export function addReachLine({ store, map }) {
  const renderer = L.svg({ pane: "reach", padding: 0.3 });
  const group = L.layerGroup().addTo(map);
  const moving = L.layerGroup().addTo(map);
  const path = (/** @type {string} */ kind) => ({
    pane: "reach",
    renderer,
    interactive: false,
    style: { className: `reach ${kind}` },
  });
  let asked = "";
  const fade = () => map.getPane("reach")?.classList.toggle("far", map.getZoom() < FROM_ZOOM);
  fade();

  const follow = async () => {
    const { trial, radius_km, hidden, plan, offline } = store.state;
    moving.clearLayers();
    if (trial?.drawn && !trial.dropped && radius_km && !hidden.includes("reach")) {
      const ring = hullReach(trial.drawn.geometry, radius_km);
      moving.addLayer(L.polygon(ring, { ...path(""), className: "reach moving" }));
    }
    if (trial?.drawn || !plan || offline) return;
    const shown = radius_km && !hidden.includes("reach") && map.getZoom() >= FROM_ZOOM;
    const body = question(store.state);
    const revisions = store.state.scenarios.map(({ revision }) => revision);
    const key = shown ? JSON.stringify([body, revisions]) : "";
    if (key === asked) return;
    asked = key;
    if (!shown) return group.clearLayers();
    try {
      /** @type {Reach} */
      const reach = await ask("/api/reach", {
        body,
        signal: abortPrevious(`reach ${L.stamp(map)}`),
      });
      group.clearLayers();
      for (const [kind, geometry] of /** @type {[string, GeoJSON.Geometry][]} */ ([
        ["ground gone", reach.lost],
        ["ground anew", reach.gained],
        ["casing", reach.lost],
        ["casing", reach.now],
        ["gone", reach.lost],
        ["", reach.now],
        ["anew", reach.gained],
      ]))
        group.addLayer(L.geoJSON(geometry, /** @type {any} */ (path(kind))));
      map.getContainer().dataset.reach = String(radius_km);
    } catch (error) {
      if (isAborted(error)) return;
      asked = "";
      const told = isOffline(error) || (error instanceof Problem && error.status === 422);
      if (!told) reportProblem(store, error); // the toolbox says why an edit is refused
    }
  };
  store.on(
    ["plan", "scenario", "scenarios", "against", "radius_km", "draft", "trial", "hidden"],
    () => void follow(),
  );
  map.on("zoomend", () => {
    fade();
    void follow();
  });
}

/** @param {State} state */
function question(state) {
  const { scenario, against, radius_km, draft, trial } = state;
  const edits = draftEdits(state);
  const of = edits
    ? { edits: [...edits, ...(trial?.edits ?? [])], rules: draft?.document?.rules ?? {} }
    : { scenario };
  return { ...of, against, radii_km: [radius_km] };
}

/**
 * The line at a radius from the hull of an outline: by bearing, from the vertex that lies farthest
 * that way. On a sphere, to some hundred metres.
 *
 * @param {GeoJSON.Geometry} geometry
 * @param {number} radius_km
 * @returns {L.LatLngTuple[]}
 */
function hullReach(geometry, radius_km) {
  const vertices = /** @type {any} */ (geometry).coordinates.flat(
    geometry.type === "MultiPolygon" ? 2 : 1,
  );
  const [, middle] = vertices[0];
  const shrink = Math.cos((middle * Math.PI) / 180);
  return Array.from({ length: BEARINGS }, (_, at) => {
    const bearing = (2 * Math.PI * at) / BEARINGS;
    const [east, north] = [Math.sin(bearing), Math.cos(bearing)];
    let [farthest, reach] = [vertices[0], -Infinity];
    for (const vertex of vertices) {
      const along = vertex[0] * shrink * east + vertex[1] * north;
      if (along > reach) [farthest, reach] = [vertex, along];
    }
    return destination(farthest, bearing, radius_km / EARTH_KM);
  });
}

/**
 * @param {[number, number]} from longitude and latitude
 * @param {number} bearing radians
 * @param {number} distance radians
 * @returns {L.LatLngTuple}
 */
function destination([lng, lat], bearing, distance) {
  const phi = (lat * Math.PI) / 180;
  const sine =
    Math.sin(phi) * Math.cos(distance) + Math.cos(phi) * Math.sin(distance) * Math.cos(bearing);
  const turn = Math.atan2(
    Math.sin(bearing) * Math.sin(distance) * Math.cos(phi),
    Math.cos(distance) - Math.sin(phi) * sine,
  );
  return [(Math.asin(sine) * 180) / Math.PI, lng + (turn * 180) / Math.PI];
}
