/**
 * The pieces of a proposal on the map, while its tab is shown: a click chooses one. The places that
 * it gains and loses most have their names.
 */

import { isOpen, startedHere } from "./proposal-job.ts";
import { piecesOf } from "./proposal-draft.ts";
import { elementOf, h } from "../core/ui/dom.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { nameOf, zoneName } from "../core/words/names.ts";
import { formatDifference, formatKm2, formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { consensusPattern } from "../map/fill-patterns.ts";
import { onMap, zoomTo } from "../map/view.ts";

const NAMED = 5; // places, of those gained and of those lost
const SMALLEST_PX = 40;
const SIDES = ["right", "left", "bottom", "top"] as const;
const PATTERNS = { taken: "gained", released: "lost" } as { [kind: string]: string };

export function addProposedLand({ store, map }: Page) {
  const renderer = L.svg({ pane: "proposed" });
  const group = L.featureGroup().addTo(map);
  const draw = (geometry: GeoJSON.Geometry, className: string, pattern: string) =>
    L.geoJSON(geometry, {
      pane: "proposed",
      coordsToLatLng: ([lng, lat]) => L.latLng(lat, onMap(lng, store.state.plan?.extent)),
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      style: { className, fillColor: `url(#pattern-${pattern})`, fillOpacity: 1 },
    });
  let shown: L.GeoJSON[] = [];
  let drawn: Proposal | null = null;
  let wasShown = false;

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
              [say("page-figure-area"), formatKm2(area_km2)],
            ]),
          { sticky: true },
        )
        .addTo(counted);
    }
    group.bringToFront();
  });

  const best = L.featureGroup().addTo(map);
  let bestOf: { job: string; gain: Amount } | null = null;
  store.on(["job", "tab", "hidden"], () => {
    const { job } = store.state;
    const { gain = null, land } = job?.progress ?? {};
    if (!job || !land || !isOpen(job) || !isShown(store.state)) {
      best.clearLayers();
      return;
    }
    const isFirst = bestOf?.job !== job.job;
    if (!isFirst && bestOf?.gain === gain && best.getLayers().length) return;
    bestOf = { job: job.job, gain };
    best.clearLayers();
    draw(land, "piece gained so-far", "gained").addTo(best);
    if (isFirst && startedHere.has(job.job) && !isSeen(map, best.getBounds()))
      zoomTo(map, best.getBounds().pad(1), 11);
  });

  for (const pieces of [group, best])
    pieces.on("layeradd layerremove", () => {
      const any = group.getLayers().length + best.getLayers().length > 0;
      map.getContainer().classList.toggle("proposing", any);
    });

  const named = L.featureGroup().addTo(map);
  map.on("zoomend", () => placeNames(named));
  store.on(["proposal", "tab", "hidden", "language"], () => {
    const { proposal, plan } = store.state;
    named.clearLayers();
    if (!isShown(store.state)) return;
    for (const place of mostOf(proposal?.places ?? [])) {
      const pattern = place.amount > 0 ? "gained" : "lost";
      const figure = formatDifference(place.amount, (value) =>
        formatNumber(value, value < 10 ? 2 : 0),
      );
      L.circleMarker([place.lat, onMap(place.lon, plan?.extent)], {
        pane: "proposed",
        renderer,
        radius: 5,
        interactive: false,
        className: `changed ${pattern}`,
        fillColor: `url(#pattern-${pattern})`,
        fillOpacity: 1,
      })
        .bindTooltip(() => elementOf(h("span", {}, `${nameOf(place)} ${figure}`)), {
          permanent: true,
          className: `changed ${pattern}`,
        })
        .addTo(named);
    }
    placeNames(named);
  });

  store.on(["proposal", "tab", "hidden"], () => {
    const { proposal, tab } = store.state;
    group.clearLayers();
    shown = [];
    if (tab !== "propose") wasShown = false; // opening the tab does not move the map
    if (isShown(store.state) && proposal) drawPieces(proposal);
    wasShown = tab === "propose";
  });

  const drawPieces = (proposal: Proposal) => {
    shown = piecesOf(proposal).map((piece, index) =>
      draw(piece.geometry, `piece ${PATTERNS[piece.kind]}`, PATTERNS[piece.kind])
        .bindTooltip(
          () =>
            tooltip(zoneName(store.state, piece.zone_id), [
              [
                say(piece.kind === "taken" ? "page-propose-taken" : "page-propose-released"),
                formatKm2(piece.area_km2),
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
    if (proposal !== drawn && shown.length && wasShown) zoomTo(map, whole().pad(0.3), 12);
    drawn = proposal;
    markChosen();
  };

  /** The pieces and the named places. */
  const whole = () => {
    const bounds = group.getBounds();
    return named.getLayers().length ? bounds.extend(named.getBounds()) : bounds;
  };

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

/** The places with the most to gain, and with the most to lose. */
const mostOf = (places: Place[]) => [
  ...places.filter(({ amount }) => amount > 0).slice(0, NAMED),
  ...places.filter(({ amount }) => amount < 0).slice(-NAMED),
];

/** Place each name on the first side of its place where it covers no name before it, else not. */
function placeNames(named: L.FeatureGroup) {
  const placed: L.Bounds[] = [];
  for (const layer of named.getLayers()) {
    const name = layer.getTooltip();
    const element = name?.getElement();
    if (!name || !element) continue;
    const isFree = SIDES.some((side) => {
      name.options.direction = side;
      name.update();
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const box = L.bounds([left, top], [right, bottom]);
      if (placed.some((other) => other.overlaps(box))) return false;
      return placed.push(box);
    });
    element.style.visibility = isFree ? "" : "hidden";
  }
}

/** Whether proposed land is drawn. */
const isShown = ({ tab, hidden }: State) => tab === "propose" && !hidden.includes("proposed");

/** Whether an area is on the map and large enough to see. */
function isSeen(map: L.Map, area: L.LatLngBounds) {
  const [one, other] = [area.getSouthEast(), area.getNorthWest()].map((at) =>
    map.latLngToLayerPoint(at),
  );
  return map.getBounds().contains(area) && one.distanceTo(other) > SMALLEST_PX;
}
