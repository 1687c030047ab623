/**
 * Customs blocks and exclusions: areas that restrict a plan; fetched at close zooms, or when a
 * broken rule names one. Reference layers: other people's areas, at every zoom.
 */

import { note } from "../ui/dom.js";
import { askCached } from "../api.js";
import { reportProblem } from "../state/report-problem.js";
import { sourceText, tooltip, verifiedMark } from "../ui/tooltip.js";
import { nameOf } from "../words/names.js";
import { say } from "../words/words.js";

const FROM_ZOOM = 8;

/** @param {Page} page */
export const addCustoms = (page) =>
  addAreas(page, "customs", "customs_blocks", "customs_block_cut");

/** @param {Page} page */
export const addExclusions = (page) => addAreas(page, "exclusions", "exclusions", "exclusion");

/**
 * @param {Page} page
 * @param {string} pane also the legend's layer and the class of its paths
 * @param {string} layer of the plan
 * @param {string} rule that names the areas of this layer
 */
function addAreas({ store, map }, pane, layer, rule) {
  let requested = false;
  const load = async () => {
    /** @type {GeoJSON.FeatureCollection} */
    const features = await askCached(`/api/layers/${layer}`);
    if (!store.state.areas[layer])
      store.set({ areas: { ...store.state.areas, [layer]: features } });
    return features;
  };
  const show = async () => {
    if (requested || map.getZoom() < FROM_ZOOM || store.state.hidden.includes(pane)) return;
    requested = true;
    try {
      drawn(await load(), pane).addTo(map);
    } catch (error) {
      requested = false;
      reportProblem(store, error);
    }
  };
  map.on("zoomend", show);
  store.on(["hidden"], () => void show());
  store.on(["figures"], () => {
    const named = store.state.figures?.violations.some((violation) => violation.rule === rule);
    if (named && !store.state.areas[layer]) load().catch((error) => reportProblem(store, error));
  });
}

/** The zooms at which reference layers are fetched anew, as finely as these ask. */
const FINER_FROM = [8, 6, 0];

/** @param {Page} page */
export function addReferences({ store, map }) {
  const shown = L.layerGroup().addTo(map);
  let level = -1;
  const show = async () => {
    const { plan, hidden } = store.state;
    const finer = FINER_FROM.find((zoom) => map.getZoom() >= zoom) ?? 0;
    if (!plan?.references.length || finer === level || hidden.includes("references")) return;
    level = finer;
    try {
      /** @type {GeoJSON.FeatureCollection} */
      const areas = await askCached(`/api/layers/references?zoom=${finer}`);
      if (level !== finer) return; // another zoom was asked for meanwhile
      shown.clearLayers();
      drawn(areas, "references").addTo(shown);
    } catch (error) {
      level = -1;
      reportProblem(store, error);
    }
  };
  map.on("zoomend", show);
  store.on(["hidden", "plan"], () => void show());
  void show();
}

/**
 * Areas in a pane, which is also the class of their paths.
 *
 * @param {GeoJSON.FeatureCollection} areas
 * @param {string} pane
 */
const drawn = (areas, pane) =>
  L.geoJSON(areas, {
    pane,
    // @ts-expect-error Leaflet hands path options on to each path
    renderer: L.svg({ pane }),
    style: (area) => ({ className: `${pane} ${area?.geometry.type.toLowerCase()}` }),
    pointToLayer: (_, latlng) =>
      L.circleMarker(latlng, { pane, renderer: L.svg({ pane }), radius: 4 }),
  }).bindTooltip((area) => describe(/** @type {any} */ (area).feature.properties, pane), {
    sticky: true,
  });

/** @param {{[name: string]: any}} area @param {string} pane */
const describe = (area, pane) =>
  tooltip(
    nameOf(area) || area.reference,
    [[area.reference || say(`page-layer-${pane}`), " "]],
    verifiedMark(area.verified),
    area.source && note(sourceText(area.source)),
  );
