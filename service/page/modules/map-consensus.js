/** Land by how many scenarios have it: five patterns, and the number where there is room. */

import { h, svg } from "./dom.js";
import { titleOf } from "./map-beside.js";
import { full } from "./numbers.js";
import { stepOf } from "./panel-consensus.js";
import { tooltip } from "./tooltip.js";
import { mainBlock, zoomTo } from "./view.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Page} Page */

/** Spacing of the lines of each step, px; the fifth is full. */
const SPACING = [9, 6.5, 4.5, 3, 2];
const NUMBER_FROM_PX = 26;

/** @param {Page} page */
export function addConsensus({ store, map }) {
  addPatterns();
  const renderer = L.svg({ pane: "consensus" });
  const group = L.layerGroup().addTo(map);
  /** @type {{marker: L.Marker, bounds: L.LatLngBounds}[]} */
  let numbers = [];

  const mind = () => {
    for (const { marker, bounds } of numbers) {
      const size = map
        .latLngToLayerPoint(bounds.getSouthEast())
        .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
      marker.getElement()?.classList.toggle("off", size < NUMBER_FROM_PX);
    }
  };
  store.on(["consensus"], () => {
    const { consensus } = store.state;
    group.clearLayers();
    numbers = [];
    map.getContainer().classList.toggle("in-consensus", consensus != null);
    if (!consensus) return;
    const all = consensus.scenarios.length;
    for (const { geometry, count, area_km2, scenarios, places } of consensus.pieces) {
      const step = stepOf(count, all);
      /** @type {GeoJSON.Feature} */
      const feature = { type: "Feature", properties: {}, geometry };
      const words = () =>
        tooltip(say("consensus.piece", { count, all }), [
          [say("figure.area"), `${full(area_km2, 2)} km²`],
          [say("consensus.which"), scenarios.map((id) => titleOf(store.state, id)).join(say("comma"))],
        ]);
      L.geoJSON(feature, {
        pane: "consensus",
        // @ts-expect-error Leaflet hands path options on to each path
        renderer,
        style: { className: `agreed agreed-${step}`, fillColor: `url(#pattern-agreed-${step})`, fillOpacity: 1 },
      })
        .bindTooltip(words, { sticky: true })
        .addTo(group);
      for (const [index, block] of /** @type {GeoJSON.MultiPolygon} */ (geometry).coordinates.entries()) {
        const one = /** @type {GeoJSON.Feature} */ ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: block } });
        const bounds = mainBlock(one);
        const [lng, lat] = places[index];
        const icon = L.divIcon({ className: "agreed-number", iconSize: [0, 0], html: h("b", {}, String(count)) });
        const marker = L.marker([lat, lng], { pane: "consensus", icon, interactive: false, keyboard: false, zIndexOffset: 10_000 });
        numbers.push({ marker: marker.addTo(group), bounds });
      }
    }
    mind();
    const differing = consensus.pieces.filter((piece) => piece.count < all && piece.area_km2 > 0.01);
    const place = L.featureGroup(differing.map((piece) => L.geoJSON(piece.geometry)));
    if (differing.length && !map.getBounds().intersects(place.getBounds())) zoomTo(map, place.getBounds());
  });
  map.on("zoomend", mind);
}

function addPatterns() {
  document.body.append(
    svg(
      "svg",
      { class: "patterns", width: 0, height: 0, "aria-hidden": "true" },
      svg(
        "defs",
        {},
        ...SPACING.map((size, index) =>
          svg(
            "pattern",
            { id: `pattern-agreed-${index + 1}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
            svg("rect", { width: size, height: size, class: "agreed-ground" }),
            index === 4
              ? svg("rect", { width: size, height: size, class: "agreed-full" })
              : svg("path", { d: `M0 ${size / 2}h${size}`, class: "agreed-line" }),
          ),
        ),
      ),
    ),
  );
}
