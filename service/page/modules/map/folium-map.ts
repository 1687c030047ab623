/** Builds the map's layers and controls on the map that Folium's script made. */

import { featureOf } from "../state/plan-parts.ts";
import { addConsensusLand } from "./consensus-land.ts";
import { addContext } from "./context-map.ts";
import { addControls } from "./controls.ts";
import { addCustoms, addExclusions, addReferences } from "./customs-exclusions.ts";
import { addDemandPoints } from "./demand-points.ts";
import { addDistricts } from "./districts.ts";
import { addExplainedRegion } from "./explained-region.ts";
import { addFillPatterns } from "./fill-patterns.ts";
import { addLabels } from "./labels.ts";
import { addLandChanges } from "./land-changes.ts";
import { addPanes, moveFlat } from "./panes.ts";
import { addClusters, addGateways } from "./points.ts";
import { addReachLine } from "./reach-line.ts";
import { addProposedLand } from "./proposed-land.ts";
import { honourStillness, mainBlockBounds, openAtPlan, zoomTo } from "./view.ts";
import { addViolationAreas } from "./violation-areas.ts";
import { addZones } from "./zones.ts";

const BUILDERS: { [part: string]: (page: Page) => void } = {
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

/** The parts that Folium's script requested. */
export const foliumParts = () => window.zonewright.parts;

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
  const { _setPos } = L.Marker.prototype as any;
  L.Marker.include({
    _setPos(position: L.Point) {
      _setPos.call(this, position);
      moveFlat(this._icon, position);
    },
  });
}

/** A link with a zone and without a view opens at the zone, once its position is known. */
async function openAtZone({ store, map }: Page) {
  if (!store.state.zone) return;
  await store.when(() => store.state.zonesLayer);
  const { zone, zonesLayer } = store.state;
  const feature = featureOf(zonesLayer, zone);
  if (feature) zoomTo(map, mainBlockBounds(feature).pad(0.6), 11, { still: true });
}

export function buildMap(store: Store): L.Map {
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
