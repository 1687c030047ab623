/** Customs blocks: fenced areas inside zones; fetched when the map comes close enough. */

import { ask } from "./api.js";
import { report } from "./loader.js";
import { mark, tooltip } from "./tooltip.js";
import { nameOf, say } from "./words.js";

const FROM_ZOOM = 8;

/** @param {import("./types.js").Page} page */
export function addCustoms({ store, map }) {
  let asked = false;
  const show = async () => {
    if (asked || map.getZoom() < FROM_ZOOM || store.state.hidden.includes("customs")) return;
    asked = true;
    try {
      /** @type {GeoJSON.FeatureCollection} */
      const features = await ask("/api/layers/customs_blocks");
      L.geoJSON(features, {
        pane: "customs",
        // @ts-expect-error Leaflet hands path options on to each path
        renderer: L.svg({ pane: "customs" }),
        style: () => ({ className: "customs" }),
      })
        .bindTooltip(
          (layer) => {
            const { properties } = /** @type {any} */ (layer).feature;
            return tooltip(nameOf(properties), [[say("layer.customs"), " "]], mark(properties.verified));
          },
          { sticky: true },
        )
        .addTo(map);
    } catch (error) {
      asked = false;
      report(store, error);
    }
  };
  map.on("zoomend", show);
  store.on(["hidden"], () => void show());
}
