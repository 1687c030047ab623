/** The map's view: fitting, zooming, its bounding box. */

import { featureOf } from "../core/plan-parts.ts";

export const MAP_OPTIONS: L.MapOptions = {
  zoomControl: false,
  attributionControl: false,
  preferCanvas: true,
  zoomSnap: 0.1,
  zoomDelta: 1,
  maxZoom: 22,
};

/** Whether the map is as wide as the page, above the panel, as on a phone. */
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;

/** How many levels below the fitting zoom bounds still count as readable. */
const READABLE = 2;

export const boundsOf = ([west, south, east, north]: Extent) =>
  L.latLngBounds([south, west], [north, east]);

/** Show the whole plan, beside the open legend if there is room. */
export function fitPlan(map: L.Map, extent: Extent) {
  const legend = document.getElementById("legend");
  const beside = legend?.hasAttribute("open") && !isNarrow() ? legend.offsetWidth : 0;
  map.fitBounds(boundsOf(extent), {
    animate: false,
    paddingTopLeft: [beside + 6, 6],
    paddingBottomRight: [6, 6],
  });
}

/** A longitude of the map: above 180 if the plan crosses 180°. */
export function onMap(lng: number, [west, , east]: Extent = [0, 0, 0, 0]) {
  return east > 180 ? lng - 360 * Math.round((lng - (west + east) / 2) / 360) : lng;
}

/** The bounds of a zone's largest block, where its dot and name are placed. */
export function mainBlockBounds({ geometry }: GeoJSON.Feature): L.LatLngBounds {
  const polygons =
    geometry.type === "MultiPolygon"
      ? geometry.coordinates
      : [(geometry as GeoJSON.Polygon).coordinates];
  const windows = polygons.map(([ring]) =>
    L.latLngBounds(ring.map(([lng, lat]) => L.latLng(lat, lng))),
  );
  const size = (window: L.LatLngBounds) =>
    (window.getEast() - window.getWest()) * (window.getNorth() - window.getSouth());
  return windows.reduce((largest, window) => (size(window) > size(largest) ? window : largest));
}

const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Draw no zoom as a motion where the reader wants none: by wheel, buttons and keys too. */
export function honourStillness(map: L.Map) {
  if (prefersStillness()) map.options.zoomAnimationThreshold = -1;
}

/** The width of the map's buttons, beside which the toolbox stands. */
const BUTTONS_PX = 56;

/**
 * Fly to bounds, left of the toolbox if there is room.
 *
 * @param how still: without animation
 */
export function zoomTo(
  map: L.Map,
  bounds: L.LatLngBounds,
  maxZoom: number = 11,
  { still = prefersStillness() }: { still?: boolean } = {},
) {
  const tools = document.getElementById("tools");
  const beside = tools?.offsetWidth && !isNarrow() ? tools.offsetWidth + BUTTONS_PX : 0;
  const right = map.getSize().x > 2 * beside ? beside : 0;
  map.flyToBounds(bounds, {
    maxZoom,
    paddingTopLeft: [40, 40],
    paddingBottomRight: [40 + right, 40],
    animate: !still,
    duration: 0.6,
  });
}

/** Show bounds, unless they are in view already at a readable size. */
export function showBounds(map: L.Map, bounds: L.LatLngBounds) {
  const closer = map.getBoundsZoom(bounds) - map.getZoom();
  if (!map.getBounds().contains(bounds) || closer > READABLE) zoomTo(map, bounds);
}

/** A typed place, longitude first; null if invalid. */
export function typedPlace(text: string): [number, number] | null {
  const [lng, lat] = (text.match(/[-+]?\d+(?:\.\d+)?/g) ?? []).map(Number);
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null;
}

/** The shown bounding box, widened to whole degrees, so that a small move needs no request. */
export function viewBbox(map: L.Map) {
  const bounds = map.getBounds();
  return [
    Math.floor(bounds.getWest()),
    Math.floor(bounds.getSouth()),
    Math.ceil(bounds.getEast()),
    Math.ceil(bounds.getNorth()),
  ].join(",");
}

/** Choose a zone, and show where it is. */
export function chooseZone({ store, map }: Page, zone_id: string) {
  store.set({ zone: zone_id });
  const zone = featureOf(store.state.zonesLayer, zone_id);
  if (zone) zoomTo(map, L.geoJSON(zone).getBounds().pad(1));
}
