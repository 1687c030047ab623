/** Land by the number of scenarios that include it: a pattern, and the number if there is room. */

import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { elementOf, h } from "../core/ui/dom.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { formatKm2 } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { consensusPattern } from "../map/fill-patterns.ts";
import { mainBlockBounds, zoomTo } from "../map/view.ts";

/** The smallest block that shows its number, and the size of a number, in px. */
const NUMBER_FROM_PX = 34;
const NUMBER_PX = L.point(18, 16);

export function addConsensusLand({ store, map, second }: Page) {
  const renderer = L.svg({ pane: "consensus" });
  const group = L.layerGroup().addTo(map);
  let numbers: { marker: L.Marker; bounds: L.LatLngBounds }[] = [];

  /** Show the numbers that fit, largest blocks first. */
  const placeNumbers = () => {
    const taken: L.Bounds[] = [];
    const sized = numbers.map(({ marker, bounds }) => {
      const [one, other] = [bounds.getSouthEast(), bounds.getNorthWest()].map((at) =>
        map.latLngToLayerPoint(at),
      );
      return { marker, size: one.distanceTo(other) };
    });
    for (const { marker, size } of sized.sort((one, other) => other.size - one.size)) {
      const at = map.latLngToLayerPoint(marker.getLatLng());
      const box = L.bounds(at.subtract(NUMBER_PX), at.add(NUMBER_PX));
      const room = size >= NUMBER_FROM_PX && !taken.some((one) => one.intersects(box));
      if (room) taken.push(L.bounds(at, at));
      marker.getElement()?.classList.toggle("off", !room);
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
      const pattern = consensusPattern(count, all);
      const feature: GeoJSON.Feature = { type: "Feature", properties: {}, geometry };
      const words = () =>
        tooltip(say("page-consensus-piece", { count, all }), [
          [say("page-figure-area"), formatKm2(area_km2)],
          [
            say("page-consensus-which"),
            scenarios.map((id) => scenarioTitle(store.state, id)).join(say("list-separator")),
          ],
        ]);
      L.geoJSON(feature, {
        pane: "consensus",
        // @ts-expect-error Leaflet hands path options on to each path
        renderer,
        style: {
          className: `agreed ${pattern}`,
          fillColor: `url(#pattern-${pattern})`,
          fillOpacity: 1,
        },
      })
        .bindTooltip(words, { sticky: true })
        .addTo(group);
      if (count === all) continue;
      for (const [index, block] of (geometry as GeoJSON.MultiPolygon).coordinates.entries()) {
        const one = {
          type: "Feature",
          properties: {},
          geometry: { type: "Polygon", coordinates: block },
        } as GeoJSON.Feature;
        const bounds = mainBlockBounds(one);
        const [lng, lat] = places[index];
        const icon = L.divIcon({
          className: "agreed-number",
          iconSize: [0, 0],
          html: elementOf(h("b", {}, String(count))),
        });
        const marker = L.marker([lat, lng], {
          pane: "consensus",
          icon,
          interactive: false,
          keyboard: false,
          zIndexOffset: 10_000,
        });
        numbers.push({ marker: marker.addTo(group), bounds });
      }
    }
    placeNumbers();
    const differing = consensus.pieces.filter(
      (piece) => piece.count < all && piece.area_km2 > 0.01,
    );
    const place = L.featureGroup(differing.map((piece) => L.geoJSON(piece.geometry)));
    if (!second && differing.length && !map.getBounds().intersects(place.getBounds()))
      zoomTo(map, place.getBounds());
  });
  map.on("zoomend", placeNumbers);
}
