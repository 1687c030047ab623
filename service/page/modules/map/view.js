/** The map's view: fitting, zooming, its bounding box. */

import { featureOf } from "../state/plan-parts.js";

/** Whether the map is as wide as the page, above the panel, as on a phone. */
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;

/** How many levels below the fitting zoom bounds still count as readable. */
const READABLE = 2;

/** @param {Extent} extent */
export const boundsOf = ([west, south, east, north]) =>
  L.latLngBounds([south, west], [north, east]);

/**
 * Show the whole plan, beside the open legend if there is room; on a phone below the bar of edits.
 *
 * @param {L.Map} map
 * @param {Extent} extent
 */
export function fitPlan(map, extent) {
  const legend = document.getElementById("legend");
  const bars = document.getElementById("editing-bars");
  const beside = legend?.hasAttribute("open") && !isNarrow() ? legend.offsetWidth : 0;
  const below = bars && isNarrow() ? bars.offsetTop + bars.offsetHeight : 0;
  map.fitBounds(boundsOf(extent), {
    animate: false,
    paddingTopLeft: [beside + 6, below + 6],
    paddingBottomRight: [6, 6],
  });
}

/**
 * Show the whole plan, and again when the bar of edits below which it stands on a phone is drawn,
 * until the map is moved.
 *
 * @param {L.Map} map
 * @param {Extent} extent
 */
export function openAtPlan(map, extent) {
  fitPlan(map, extent);
  const bars = document.getElementById("editing-bars");
  if (!bars || !isNarrow()) return;
  let fitting = false;
  const drawn = new ResizeObserver(() => {
    fitting = true;
    fitPlan(map, extent);
    fitting = false;
  });
  map.on("movestart", () => fitting || drawn.disconnect());
  drawn.observe(bars);
}

/**
 * A longitude of the map: above 180 if the plan crosses 180°.
 *
 * @param {number} lng
 * @param {Extent} [extent]
 */
export function onMap(lng, [west, , east] = [0, 0, 0, 0]) {
  return east > 180 ? lng - 360 * Math.round((lng - (west + east) / 2) / 360) : lng;
}

/**
 * The bounds of a zone's largest block, where its dot and name are placed.
 *
 * @param {GeoJSON.Feature} feature
 * @returns {L.LatLngBounds}
 */
export function mainBlockBounds({ geometry }) {
  const polygons =
    geometry.type === "MultiPolygon"
      ? geometry.coordinates
      : [/** @type {GeoJSON.Polygon} */ (geometry).coordinates];
  const windows = polygons.map(([ring]) =>
    L.latLngBounds(ring.map(([lng, lat]) => L.latLng(lat, lng))),
  );
  const size = (/** @type {L.LatLngBounds} */ window) =>
    (window.getEast() - window.getWest()) * (window.getNorth() - window.getSouth());
  return windows.reduce((largest, window) => (size(window) > size(largest) ? window : largest));
}

const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Draw no zoom as a motion where the reader wants none: by wheel, buttons and keys too. */
export function honourStillness(/** @type {L.Map} */ map) {
  if (prefersStillness()) map.options.zoomAnimationThreshold = -1;
}

/** The width of the map's buttons, beside which the toolbox stands. */
const BUTTONS_PX = 56;

/**
 * Fly to bounds; on a phone above the toolbox, else left of it if there is room.
 *
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds
 * @param {number} [maxZoom]
 * @param {{still?: boolean}} [how] still: without animation
 */
export function zoomTo(map, bounds, maxZoom = 11, { still = prefersStillness() } = {}) {
  const tools = document.getElementById("tools");
  const below = tools && isNarrow() ? tools.offsetHeight : 0;
  const beside = tools?.offsetWidth && !isNarrow() ? tools.offsetWidth + BUTTONS_PX : 0;
  const right = map.getSize().x > 2 * beside ? beside : 0;
  map.flyToBounds(bounds, {
    maxZoom,
    paddingTopLeft: [40, 40],
    paddingBottomRight: [40 + right, 40 + below],
    animate: !still,
    duration: 0.6,
  });
}

/**
 * Show bounds, unless they are in view already at a readable size.
 *
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds
 */
export function showBounds(map, bounds) {
  const closer = map.getBoundsZoom(bounds) - map.getZoom();
  if (!map.getBounds().contains(bounds) || closer > READABLE) zoomTo(map, bounds);
}

/**
 * A typed place, longitude first; null if invalid.
 *
 * @param {string} text
 * @returns {[number, number] | null}
 */
export function typedPlace(text) {
  const [lng, lat] = (text.match(/[-+]?\d+(?:\.\d+)?/g) ?? []).map(Number);
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null;
}

/** The shown bounding box, widened to whole degrees, so that a small move needs no request. */
export function viewBbox(/** @type {L.Map} */ map) {
  const bounds = map.getBounds();
  return [
    Math.floor(bounds.getWest()),
    Math.floor(bounds.getSouth()),
    Math.ceil(bounds.getEast()),
    Math.ceil(bounds.getNorth()),
  ].join(",");
}

/** Choose a zone, and show where it is. @param {Page} page @param {string} zone_id */
export function chooseZone({ store, map }, zone_id) {
  store.set({ zone: zone_id });
  const zone = featureOf(store.state.zonesLayer, zone_id);
  if (zone) zoomTo(map, L.geoJSON(zone).getBounds().pad(1));
}
