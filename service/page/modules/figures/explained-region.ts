/** The outline of the explained region, with a line from each zone that covers it. */

import { ask, abortPrevious } from "../core/api.ts";
import { coarsestLevel, finestLevel, featureOf } from "../core/plan-parts.ts";
import { PROVINCE_ZOOM, regionLayer, regionsAt } from "./region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { mainBlockBounds, zoomTo } from "../map/view.ts";

export function addExplainedRegion({ store, map }: Page) {
  const renderer = L.svg({ pane: "explained" });
  const group = L.layerGroup(); // on the map while its table is shown
  const options = { pane: "explained", renderer, interactive: false };
  /** The region that the map was moved to: a new request after an edit leaves the view. */
  let led = "";

  store.on(["tab"], () => {
    if (store.state.tab === "regions") group.addTo(map);
    else group.remove();
  });
  store.on(["explained"], async () => {
    const { explained } = store.state;
    group.clearLayers();
    if (!explained) {
      led = "";
      return;
    }
    try {
      const shape = await regionOutline(store, explained.region);
      if (!shape || explained !== store.state.explained) return;
      const outline = L.geoJSON(shape, { ...options, style: { className: "explained-region" } });
      const middle = mainBlockBounds(shape).getCenter();
      const reaching = explained.zones.map((row) => ({ zone_id: row.zone_id, kind: "covers" }));
      const would = explained.would.find((row) => row.zone_id != null);
      if (would?.zone_id) reaching.push({ zone_id: would.zone_id, kind: "would-cover" });
      for (const { zone_id, kind } of reaching) {
        const zone = featureOf(store.state.zonesLayer, zone_id);
        if (zone)
          group.addLayer(
            L.polyline([mainBlockBounds(zone).getCenter(), middle], {
              ...options,
              className: kind,
            }),
          );
      }
      group.addLayer(outline);
      const isLed = led === explained.region.adcode;
      led = explained.region.adcode;
      const isLeft = !map.hasLayer(group); // another tab was opened while its outline was fetched
      if (!isLed && !isLeft && !map.getBounds().intersects(outline.getBounds()))
        zoomTo(map, outline.getBounds());
    } catch (error) {
      reportProblem(store, error);
    }
  });
}

/** A region in full detail. */
async function regionOutline(
  store: Store,
  { adcode, level }: { adcode: string; level: Level },
): Promise<GeoJSON.Feature | undefined> {
  const find = (layer: GeoJSON.FeatureCollection | undefined) => featureOf(layer, adcode, "adcode");
  const coarse = find(await regionLayer(store, level));
  if (!coarse) return undefined;
  const coarsest = level === coarsestLevel(store.state) && level !== finestLevel(store.state);
  if (coarsest) return find(await regionsAt(PROVINCE_ZOOM, level));
  const window = L.geoJSON(coarse).getBounds().pad(0.1).toBBoxString();
  const signal = abortPrevious("explained outline");
  return (
    find(await ask(`/api/layers/regions?level=${level}&zoom=8&bbox=${window}`, { signal })) ??
    coarse
  );
}
