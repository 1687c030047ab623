/** Builds the map's parts on the map that Folium's script made. */

import { addCustoms, addExclusions } from "./customs-exclusions.js";
import { addChanges } from "./land-changes.js";
import { addConsensus } from "./consensus-land.js";
import { addControls } from "./controls.js";
import { addDistricts } from "./districts.js";
import { addExplained } from "./explained-region.js";
import { addLabels } from "./labels.js";
import { addClusters, addGateways } from "./points.js";
import { addZones } from "./zones.js";
import { addViolations } from "./violation-areas.js";
import { showWhole } from "./view.js";

/**
 * @typedef {import("../types.js").Page} Page
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {{part: string, map: L.Map, settings: {[name: string]: any}}} Part
 */

/** @type {{[part: string]: (page: Page) => void}} */
const BUILDERS = {
  districts: addDistricts,
  explained: addExplained,
  changes: addChanges,
  consensus: addConsensus,
  violations: addViolations,
  exclusions: addExclusions,
  customs: addCustoms,
  zones: addZones,
  gateways: addGateways,
  clusters: addClusters,
  labels: addLabels,
  controls: addControls,
};

/** Panes from ground to top, and the legend's layer that switches each. */
const PANES = /** @type {[pane: string, layer: string][]} */ ([
  ["districts", "districts"],
  ["outlines", "districts"],
  ["explained", "explained"],
  ["exclusions", "exclusions"],
  ["customs", "customs"],
  ["zones", "zones"],
  ["changes", "changes"],
  ["consensus", "consensus"],
  ["violations", "violations"],
  ["gateways", "gateways"],
  ["clusters", "clusters"],
  ["dots", "zones"],
  ["labels", "labels"],
  ["editing", "editing"],
]);

/** What Folium's script asked for. @returns {Part[]} */
export const askedParts = () => /** @type {any} */ (window).zonewright.parts;

/**
 * The panes of a map, switched by the legend.
 *
 * @param {Store} store
 * @param {L.Map} map
 */
export function addPanes(store, map) {
  PANES.forEach(([pane], index) => {
    map.createPane(pane).style.zIndex = String(400 + 10 * index);
  });
  for (const pane of ["outlines", "labels"]) {
    const element = map.getPane(pane);
    if (element) element.style.pointerEvents = "none";
  }
  store.on(["hidden"], () => {
    for (const [pane, layer] of PANES) {
      map.getPane(pane)?.classList.toggle("off", store.state.hidden.includes(layer));
    }
  });
}

/**
 * Leaflet opens a tooltip on focus too: its listeners make every shape a stop of the Tab key that
 * has no name, and frame a clicked one. The lists beside the map say what its shapes say.
 */
function leaveFocusAlone() {
  L.Layer.include({ _addFocusListeners: () => {} });
}

/**
 * @param {Store} store
 * @returns {L.Map}
 */
export function buildMap(store) {
  const parts = askedParts();
  const { map, settings } = parts[0];
  leaveFocusAlone();
  addPanes(store, map);
  const { view } = store.state;
  if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
  else showWhole(map, settings.extent);
  for (const { part } of parts.slice(1)) BUILDERS[part]({ store, map });
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    store.set({ view: { lat, lng, zoom: map.getZoom() } });
  });
  return map;
}
