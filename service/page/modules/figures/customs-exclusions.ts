/**
 * Customs blocks and exclusions: areas that restrict a plan; fetched at close zooms, or when a
 * broken rule names one. Reference layers: other people's areas, at every zoom.
 */

import { note } from "../core/ui/dom.ts";
import { askCached } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { sourceText, tooltip, verifiedMark } from "../core/ui/tooltip.ts";
import { nameOf } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";

const FROM_ZOOM = 8;

export const addCustoms = (page: Page) =>
  addAreas(page, "customs", "customs_blocks", "customs_block_cut");

export const addExclusions = (page: Page) =>
  addAreas(page, "exclusions", "exclusions", "exclusion");

/**
 * @param pane also the legend's layer and the class of its paths
 * @param layer of the plan
 * @param rule that names the areas of this layer
 */
function addAreas({ store, map }: Page, pane: string, layer: string, rule: string) {
  let requested = false;
  const load = async () => {
    const features: GeoJSON.FeatureCollection = await askCached(`/api/layers/${layer}`);
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

/** The zooms at which reference layers are fetched again, as finely as these ask. */
const FINER_FROM = [8, 6, 0];

export function addReferences({ store, map }: Page) {
  const shown = L.layerGroup().addTo(map);
  let level = -1;
  const show = async () => {
    const { plan, hidden } = store.state;
    const finer = FINER_FROM.find((zoom) => map.getZoom() >= zoom) ?? 0;
    if (!plan?.references.length || finer === level || hidden.includes("references")) return;
    level = finer;
    try {
      const areas: GeoJSON.FeatureCollection = await askCached(
        `/api/layers/references?zoom=${finer}`,
      );
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

/** Areas in a pane, which is also the class of their paths. */
const drawn = (areas: GeoJSON.FeatureCollection, pane: string) =>
  L.geoJSON(areas, {
    pane,
    // @ts-expect-error Leaflet hands path options on to each path
    renderer: L.svg({ pane }),
    style: (area) => ({ className: `${pane} ${area?.geometry.type.toLowerCase()}` }),
    pointToLayer: (_, latlng) =>
      L.circleMarker(latlng, { pane, renderer: L.svg({ pane }), radius: 4 }),
  }).bindTooltip((area) => describe((area as any).feature.properties, pane), {
    sticky: true,
  });

const describe = (area: { [name: string]: any }, pane: string) =>
  tooltip(
    nameOf(area) || area.reference,
    [[area.reference || say(`page-layer-${pane}`), " "]],
    verifiedMark(area.verified),
    area.source && note(sourceText(area.source)),
  );
