/** Customs blocks and exclusions: areas that bound a plan; fetched when the map comes close. */

import { ask } from "./api.js";
import { report } from "./loader.js";
import { mark, note, tooltip } from "./tooltip.js";
import { nameOf, say } from "./words.js";

/** @typedef {import("./types.js").Page} Page */

const FROM_ZOOM = 8;

/** @param {Page} page */
export const addCustoms = (page) => addAreas(page, "customs", "customs_blocks");

/** @param {Page} page */
export const addExclusions = (page) => addAreas(page, "exclusions", "exclusions");

/**
 * @param {Page} page
 * @param {string} pane also the legend's layer and the class of its paths
 * @param {string} layer of the plan
 */
function addAreas({ store, map }, pane, layer) {
  let asked = false;
  const show = async () => {
    if (asked || map.getZoom() < FROM_ZOOM || store.state.hidden.includes(pane)) return;
    asked = true;
    try {
      /** @type {GeoJSON.FeatureCollection} */
      const features = await ask(`/api/layers/${layer}`);
      L.geoJSON(features, {
        pane,
        // @ts-expect-error Leaflet hands path options on to each path
        renderer: L.svg({ pane }),
        style: () => ({ className: pane }),
      })
        .bindTooltip((area) => describe(/** @type {any} */ (area).feature.properties, pane), {
          sticky: true,
        })
        .addTo(map);
    } catch (error) {
      asked = false;
      report(store, error);
    }
  };
  map.on("zoomend", show);
  store.on(["hidden"], () => void show());
}

/**
 * @param {{[name: string]: any}} area
 * @param {string} pane
 */
const describe = (area, pane) =>
  tooltip(
    nameOf(area),
    [[say(`layer.${pane}`), " "]],
    mark(area.verified),
    area.source && note(area.source),
  );
