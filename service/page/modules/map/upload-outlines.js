/** The outlines of an imported file, drawn over the map during the preview. */

import { mainBlockBounds, zoomTo } from "./view.js";

/**
 * Draw outlines and zoom to them.
 *
 * @param {L.Map} map
 * @param {UploadOutline[]} outlines
 * @returns {() => void} removes them
 */
export function showUploadOutlines(map, outlines) {
  const features = outlines.map(
    ({ geometry, name }) =>
      /** @type {GeoJSON.Feature} */ ({ type: "Feature", properties: { name }, geometry }),
  );
  const renderer = L.svg({ pane: "editing" });
  const layers = ["upload-ground", "upload-outline"].map((className) =>
    L.geoJSON(/** @type {any} */ ({ type: "FeatureCollection", features }), {
      pane: "editing",
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      interactive: false,
      style: () => ({ className }),
    }).addTo(map),
  );
  const bounds = features.map(mainBlockBounds);
  if (bounds.length)
    zoomTo(
      map,
      bounds.reduce((all, one) => all.extend(one)),
      13,
    );
  return () => layers.forEach((layer) => layer.remove());
}
