/** The outlines of an imported file, drawn over the map during the preview. */

import { mainBlockBounds, zoomTo } from "../map/view.ts";

/**
 * Draw outlines and zoom to them.
 *
 * @returns removes them
 */
export function showUploadOutlines(map: L.Map, outlines: UploadOutline[]): () => void {
  const features = outlines.map(
    ({ geometry, name }) =>
      ({ type: "Feature", properties: { name }, geometry }) as GeoJSON.Feature,
  );
  const renderer = L.svg({ pane: "editing" });
  const layers = ["upload-ground", "upload-outline"].map((className) =>
    L.geoJSON({ type: "FeatureCollection", features } as any, {
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
