/** The pieces of a proposal on the map, while its tab is shown: a click chooses one. */

import { piecesOf } from "../state/proposal-draft.js";
import { tooltip } from "../ui/tooltip.js";
import { zoneName } from "../words/names.js";
import { formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";
import { consensusPattern } from "./fill-patterns.js";
import { onMap, zoomTo } from "./view.js";

/** @typedef {import("../state/store.js").Page} Page */

const SMALLEST_PX = 40;
const PATTERNS = /** @type {{[kind: string]: string}} */ ({ taken: "gained", released: "lost" });

/** @param {Page} page */
export function addProposedLand({ store, map }) {
  const renderer = L.svg({ pane: "proposed" });
  const group = L.featureGroup().addTo(map);
  const draw = (
    /** @type {GeoJSON.Geometry} */ geometry,
    /** @type {string} */ className,
    /** @type {string} */ pattern,
  ) =>
    L.geoJSON(geometry, {
      pane: "proposed",
      coordsToLatLng: ([lng, lat]) => L.latLng(lat, onMap(lng, store.state.plan?.extent)),
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      style: { className, fillColor: `url(#pattern-${pattern})`, fillOpacity: 1 },
    });
  /** @type {L.GeoJSON[]} */
  let shown = [];
  /** @type {import("../types.js").Proposal | null} */
  let drawn = null;

  const counted = L.featureGroup().addTo(map);
  store.on(["job", "often", "tab", "hidden"], () => {
    const { job, often } = store.state;
    counted.clearLayers();
    const all = job?.result?.answers?.length ?? 0;
    if (!isShown(store.state) || !often || all < 2) return;
    for (const { geometry, times, area_km2, zone_id } of job?.result?.often ?? []) {
      const pattern = consensusPattern(times, all);
      draw(geometry, `agreed ${pattern}`, pattern)
        .bindTooltip(
          () =>
            tooltip(say("page-propose-often-piece", { times, all }), [
              [say("page-figure-zone"), zoneName(store.state, zone_id)],
              [say("page-figure-area"), `${formatNumber(area_km2, 2)} km²`],
            ]),
          { sticky: true },
        )
        .addTo(counted);
    }
    group.bringToFront();
  });

  store.on(["proposal", "tab", "hidden"], () => {
    const { proposal } = store.state;
    group.clearLayers();
    shown = [];
    if (!isShown(store.state) || !proposal) return;
    shown = piecesOf(proposal).map((piece, index) =>
      draw(piece.geometry, `piece ${PATTERNS[piece.kind]}`, PATTERNS[piece.kind])
        .bindTooltip(
          () =>
            tooltip(zoneName(store.state, piece.zone_id), [
              [
                say(piece.kind === "taken" ? "page-propose-taken" : "page-propose-released"),
                `${formatNumber(piece.area_km2, 2)} km²`,
              ],
            ]),
          { sticky: true },
        )
        .on("click", (event) => {
          L.DomEvent.stop(event);
          store.set({ piece: index });
        })
        .addTo(group),
    );
    if (proposal !== drawn && shown.length) zoomTo(map, group.getBounds().pad(0.3), 12);
    drawn = proposal;
    markChosen();
  });

  const markChosen = () => {
    const { piece } = store.state;
    shown.forEach((layer, index) => layer.setStyle({ weight: index === piece ? 4 : 1.5 }));
    if (piece != null) shown[piece]?.bringToFront();
  };
  store.on(["piece"], () => {
    markChosen();
    const layer = shown[store.state.piece ?? -1];
    if (layer && !isSeen(map, layer.getBounds())) zoomTo(map, layer.getBounds().pad(1), 13);
  });
}

/** Whether proposed land is drawn. @param {import("../types.js").State} state */
const isShown = ({ tab, hidden }) => tab === "propose" && !hidden.includes("proposed");

/** Whether an area is on the map and large enough to see. @param {L.Map} map @param {L.LatLngBounds} area */
function isSeen(map, area) {
  const [one, other] = [area.getSouthEast(), area.getNorthWest()].map((at) =>
    map.latLngToLayerPoint(at),
  );
  return map.getBounds().contains(area) && one.distanceTo(other) > SMALLEST_PX;
}
