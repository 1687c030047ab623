/** Builds the map with its layers and controls. */

import { featureOf } from "../core/plan-parts.ts";
import { byId } from "../core/ui/dom.ts";
import { addConsensusLand } from "../compare/consensus-land.ts";
import { addContext } from "../map/context-map.ts";
import { addControls } from "../map/controls.ts";
import { addCustoms, addExclusions, addReferences } from "../figures/customs-exclusions.ts";
import { addDemandPoints } from "../figures/demand-points.ts";
import { addDistricts } from "../figures/districts.ts";
import { addExplainedRegion } from "../figures/explained-region.ts";
import { addFillPatterns } from "../map/fill-patterns.ts";
import { addLabels } from "../figures/labels.ts";
import { addLandChanges } from "../draft/land-changes.ts";
import { flattenMarkers, removeFocusListeners } from "../map/leaflet-internals.ts";
import { addPanes } from "../map/panes.ts";
import { addClusters, addGateways } from "../figures/points.ts";
import { addReachLine } from "../figures/reach-line.ts";
import { addProposedLand } from "../propose/proposed-land.ts";
import { honourStillness, MAP_OPTIONS, mainBlockBounds, fitPlan, zoomTo } from "../map/view.ts";
import { addViolationAreas } from "../figures/violation-areas.ts";
import { addZones } from "../draft/zones.ts";

/** The layers of a map, from bottom to top. */
export const LAYERS = [
  addContext,
  addDistricts,
  addDemandPoints,
  addExplainedRegion,
  addReachLine,
  addLandChanges,
  addConsensusLand,
  addProposedLand,
  addViolationAreas,
  addReferences,
  addExclusions,
  addCustoms,
  addZones,
  addGateways,
  addClusters,
  addLabels,
  addControls,
];

/** A link with a zone and without a view opens at the zone, once its position is known. */
async function openAtZone({ store, map }: Page) {
  if (!store.state.zone) return;
  await store.when(() => store.state.zonesLayer);
  const { zone, zonesLayer } = store.state;
  const feature = featureOf(zonesLayer, zone);
  if (feature) zoomTo(map, mainBlockBounds(feature).pad(0.6), 11, { still: true });
}

/** Build the map in its frame; where Folium's script made it, as `/maps/…`, it is that one. */
export function buildMap(store: Store): L.Map {
  const frame = byId("map-frame");
  const element = frame.firstElementChild as HTMLElement;
  const made = (window as any)[element.id];
  const map = made instanceof L.Map ? made : L.map(element, MAP_OPTIONS);
  window.zonewright = { map };
  removeFocusListeners();
  honourStillness(map);
  flattenMarkers();
  addPanes(store, map);
  addFillPatterns();
  const { view } = store.state;
  if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
  else {
    fitPlan(map, frame.dataset.extent!.split(" ").map(Number) as Extent);
    openAtZone({ store, map });
  }
  for (const add of LAYERS) add({ store, map });
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    store.set({ view: { lat, lng, zoom: map.getZoom() } });
  });
  return map;
}
