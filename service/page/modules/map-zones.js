/**
 * Zones: outlines, dashed where schematic and solid where surveyed, and a dot for each while its
 * outline is too small to see. The chosen one comes forward, the others recede.
 */

import { byId, h } from "./dom.js";
import { followLayer } from "./loader.js";
import { full } from "./numbers.js";
import { mark, tooltip } from "./tooltip.js";
import { mainBlock } from "./view.js";
import { nameOf, say, sayOr } from "./words.js";

/** @typedef {import("./types.js").Page} Page */

const DOT_UNTIL_PX = 16;

/** @param {Page} page */
export function addZones({ store, map }) {
  /** @type {L.GeoJSON | null} */
  let outlines = null;
  /** @type {{zone_id: string, dot: L.Marker, bounds: L.LatLngBounds}[]} */
  let dots = [];
  const renderer = L.svg({ pane: "zones" });

  const choose = (/** @type {string} */ zone_id) =>
    store.set({ zone: zone_id, tab: "zones" });

  const show = (/** @type {GeoJSON.FeatureCollection} */ features) => {
    outlines?.remove();
    dots.forEach(({ dot }) => dot.remove());
    dots = [];
    outlines = L.geoJSON(features, {
      pane: "zones",
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      style: (feature) => ({ className: `zone ${feature?.properties.boundary_source}` }),
      onEachFeature: (feature, layer) => {
        const { zone_id } = feature.properties;
        const bounds = mainBlock(feature);
        const dot = L.marker(bounds.getCenter(), {
          pane: "dots",
          keyboard: false,
          icon: L.divIcon({ className: "zone-dot", html: h("i"), iconSize: [0, 0] }),
        }).addTo(map);
        for (const part of [layer, dot]) {
          part.bindTooltip(() => describe(feature), { sticky: part === layer });
          part.on("click", () => choose(zone_id));
        }
        dots.push({ zone_id, dot, bounds });
      },
    }).addTo(map);
    store.set({ zonesLayer: features });
    byId("schematic").hidden = !features.features.some(
      ({ properties }) => properties?.boundary_source === "schematic",
    );
    mind();
  };

  /** Show dots only where outlines are too small, and say which zone is chosen or changed. */
  const mind = () => {
    const { zone, comparison } = store.state;
    const changed = new Set(
      (comparison?.zones ?? []).filter(({ change }) => change !== "none").map((row) => row.zone_id),
    );
    for (const { zone_id, dot, bounds } of dots) {
      const size = map
        .latLngToLayerPoint(bounds.getSouthEast())
        .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
      const classes = dot.getElement()?.classList;
      classes?.toggle("off", size > DOT_UNTIL_PX);
      classes?.toggle("chosen", zone_id === zone);
      classes?.toggle("changed", changed.has(zone_id));
    }
    outlines?.eachLayer((layer) => {
      const { feature } = /** @type {L.Polygon & {feature: GeoJSON.Feature}} */ (layer);
      const chosen = feature.properties?.zone_id === zone;
      /** @type {L.Polygon} */ (layer).getElement()?.classList.toggle("chosen", chosen);
    });
    for (const pane of ["zones", "dots"])
      map.getPane(pane)?.classList.toggle("choosing", zone != null);
    map.getPane("dots")?.classList.toggle("far", map.getZoom() < 6);
  };

  followLayer(store, "zones", show);
  store.on(["zone", "comparison"], mind);
  map.on("zoomend", mind);
}

/** @param {GeoJSON.Feature} feature */
function describe({ properties }) {
  const zone = properties ?? {};
  const sectors = String(zone.sectors ?? "").split(";").filter(Boolean);
  return tooltip(
    nameOf(zone) || zone.zone_id,
    [
      [say("figure.area"), `${full(zone.area_km2, 2)} km²`],
      [say("figure.sectors"), sectors.map((s) => sayOr(`sector.${s}`, s)).join(say("comma"))],
      [say("figure.boundary"), sayOr(`boundary.${zone.boundary_source}`, zone.boundary_source)],
    ],
    mark(zone.verified),
  );
}
