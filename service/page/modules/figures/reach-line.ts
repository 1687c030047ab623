/**
 * The reach line: the boundary of the selected radius by the straight line, and the parts that an edit gains and loses.
 * While an outline is dragged, the page computes its line from its hull; after the drop, the
 * service computes it.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";

type Reach = { now: GeoJSON.Geometry; gained: GeoJSON.Geometry; lost: GeoJSON.Geometry };

const EARTH_KM = 6371;
const BEARINGS = 120;
/** At the scale of the country, lines around each zone would hide the land. */
const FROM_ZOOM = 5.5;

export function addReachLine({ store, map }: Page) {
  const renderer = L.svg({ pane: "reach", padding: 0.3 });
  const group = L.layerGroup().addTo(map);
  const path = (kind: string) => ({
    pane: "reach",
    renderer,
    interactive: false,
    style: { className: `reach ${kind}` },
  });
  const moving = L.polygon([], { ...path(""), className: "reach moving" });
  const far = signal(false);
  const fade = () => {
    far.value = map.getZoom() < FROM_ZOOM;
    map.getPane("reach")?.classList.toggle("far", far.value);
  };
  fade();
  map.on("zoomend", fade);
  store.watch(() => {
    const { trial, radius, by, hidden } = store.state;
    if (!trial?.drawn || trial.dropped || !radius || by !== "line" || hidden.includes("reach"))
      return void moving.remove();
    moving.setLatLngs(hullReach(trial.drawn.geometry, radius)).addTo(map);
  });
  followAnswer(
    store,
    () => {
      const { trial, radius, by, hidden, plan, against, scenarios } = store.state;
      if (trial?.drawn || !plan) return;
      const isDrawn = radius && by === "line" && !hidden.includes("reach") && !far.value;
      if (!isDrawn) return [null, async () => null];
      const body = { ...shownEdits(store.state), against, radii_km: [radius] };
      return [
        [body, scenarios.map(({ revision }) => revision)],
        (aborted) => ask("/api/reach", { body, signal: aborted }),
      ];
    },
    (reach: Reach | null) => {
      group.clearLayers();
      delete map.getContainer().dataset.reach;
      if (!reach) return;
      for (const [kind, geometry] of [
        ["ground gone", reach.lost],
        ["ground anew", reach.gained],
        ["casing", reach.lost],
        ["casing", reach.now],
        ["gone", reach.lost],
        ["", reach.now],
        ["anew", reach.gained],
      ] as [string, GeoJSON.Geometry][])
        group.addLayer(L.geoJSON(geometry, path(kind) as any));
      map.getContainer().dataset.reach = String(store.state.radius);
    },
    isRefusedEdit,
  );
}

/**
 * The line at a radius from the hull of an outline: for each bearing, from the farthest vertex in
 * that direction. On a sphere, accurate to some hundred metres.
 */
function hullReach(geometry: GeoJSON.Geometry, radius: number): L.LatLngTuple[] {
  const vertices = (geometry as any).coordinates.flat(geometry.type === "MultiPolygon" ? 2 : 1);
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
    return destination(farthest, bearing, radius / EARTH_KM);
  });
}

/**
 * @param from longitude and latitude
 * @param bearing radians
 * @param distance radians
 */
function destination(
  [lng, lat]: [number, number],
  bearing: number,
  distance: number,
): L.LatLngTuple {
  const phi = (lat * Math.PI) / 180;
  const sine =
    Math.sin(phi) * Math.cos(distance) + Math.cos(phi) * Math.sin(distance) * Math.cos(bearing);
  const turn = Math.atan2(
    Math.sin(bearing) * Math.sin(distance) * Math.cos(phi),
    Math.cos(distance) - Math.sin(phi) * sine,
  );
  return [(Math.asin(sine) * 180) / Math.PI, lng + (turn * 180) / Math.PI];
}
