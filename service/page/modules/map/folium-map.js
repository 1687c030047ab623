/** Builds the map's layers and controls on the map that Folium's script made. */

import { featureOf } from "../state/plan-parts.js";
import { addConsensusLand } from "./consensus-land.js";
import { addContext } from "./context-map.js";
import { addControls } from "./controls.js";
import { addCustoms, addExclusions, addReferences } from "./customs-exclusions.js";
import { addDemandPoints } from "./demand-points.js";
import { addDistricts } from "./districts.js";
import { addExplainedRegion } from "./explained-region.js";
import { addFillPatterns } from "./fill-patterns.js";
import { addLabels } from "./labels.js";
import { addLandChanges } from "./land-changes.js";
import { addPanes, moveFlat } from "./panes.js";
import { addClusters, addGateways } from "./points.js";
import { addReachLine } from "./reach-line.js";
import { addProposedLand } from "./proposed-land.js";
import { honourStillness, mainBlockBounds, openAtPlan, zoomTo } from "./view.js";
import { addViolationAreas } from "./violation-areas.js";
import { addZones } from "./zones.js";

/** @typedef {{part: string, map: L.Map, settings: {[name: string]: any}}} Part */

/** @type {{[part: string]: (page: Page) => void}} */
const BUILDERS = {
  context: addContext,
  districts: addDistricts,
  demand: addDemandPoints,
  explained: addExplainedRegion,
  reach: addReachLine,
  changes: addLandChanges,
  consensus: addConsensusLand,
  proposed: addProposedLand,
  violations: addViolationAreas,
  references: addReferences,
  exclusions: addExclusions,
  customs: addCustoms,
  zones: addZones,
  gateways: addGateways,
  clusters: addClusters,
  labels: addLabels,
  controls: addControls,
};

/** The parts that Folium's script requested. @returns {Part[]} */
export const foliumParts = () => /** @type {any} */ (window).zonewright.parts;

/**
 * Leaflet opens a tooltip on focus too: its listeners make every shape focusable without a name,
 * and frame a clicked one. The lists beside the map have the same content.
 */
function removeFocusListeners() {
  L.Layer.include({ _addFocusListeners: () => {} });
}

/**
 * Leaflet positions each marker by a 3D transform, which makes it a separate layer: the browser
 * would compose hundreds of them for every frame of a drag. With 2D transforms a pane is one layer.
 */
function flattenMarkers() {
  const { _setPos } = /** @type {any} */ (L.Marker.prototype);
  L.Marker.include({
    /** @param {L.Point} position */
    _setPos(position) {
      _setPos.call(this, position);
      moveFlat(this._icon, position);
    },
  });
}

/**
 * A link with a zone and without a view opens at the zone, once its position is known.
 *
 * @param {Page} page
 */
async function openAtZone({ store, map }) {
  if (!store.state.zone) return;
  await store.when(() => store.state.zonesLayer);
  const { zone, zonesLayer } = store.state;
  const feature = featureOf(zonesLayer, zone);
  if (feature) zoomTo(map, mainBlockBounds(feature).pad(0.6), 11, { still: true });
}

/** @param {Store} store @returns {L.Map} */
export function buildMap(store) {
  const parts = foliumParts();
  const { map, settings } = parts[0];
  removeFocusListeners();
  honourStillness(map);
  flattenMarkers();
  addPanes(store, map);
  addFillPatterns();
  const { view } = store.state;
  if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
  else {
    openAtPlan(map, settings.extent);
    openAtZone({ store, map });
  }
  for (const { part } of parts.slice(1)) BUILDERS[part]({ store, map });
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    store.set({ view: { lat, lng, zoom: map.getZoom() } });
  });
  return map;
}
