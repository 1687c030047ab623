/**
 * Changes of a scenario: gained land is hatched, lost land dotted, so that they differ without
 * colour; clusters that enter or leave are ringed.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask, abortPrevious } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { elementOf, h } from "../core/ui/dom.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { formatKm2 } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { partsOf, type LandPart } from "../map/land-parts.ts";
import { showBounds } from "../map/view.ts";
import { draftVersion } from "./draft.ts";

const NAMES = ["lost", "gained"] as const;
/** Smaller pieces have no size written on them, and less land none at all. */
const LEAST_PX = 10;
const LEAST_KM2 = 0.005;
/** How wide and high a size on the map is. */
const SIZE_PX = [104, 22];

/** Land that the last edit adds to a zone, or takes from it, and that the map does not show. */
type UnseenLand = {
  zone: string;
  name: (typeof NAMES)[number];
  area_km2: number;
  show: () => void;
};

export const unseenLand = signal<UnseenLand[]>([]);

export function addLandChanges({ store, map, second }: Page) {
  const renderer = L.svg({ pane: "changes" });
  const sizes = L.layerGroup().addTo(map);
  let shown: L.GeoJSON[] = [];
  const isReadable = ({ bounds, area_km2 }: LandPart) => {
    const [from, to] = [bounds.getNorthWest(), bounds.getSouthEast()];
    const across = map.latLngToLayerPoint(from).distanceTo(map.latLngToLayerPoint(to));
    return across >= LEAST_PX && area_km2 >= LEAST_KM2;
  };
  /** Write its size on each piece of land that is large enough on the screen, or beside another. */
  const writeSizes = () => {
    sizes.clearLayers();
    const written: L.Point[] = [];
    for (const { name, part } of piecesOf(shown)) {
      if (!isReadable(part)) continue;
      const sign = name === "gained" ? "+" : "−";
      const html = elementOf(h("span", {}, `${sign}${formatKm2(part.area_km2)}`));
      const icon = L.divIcon({ className: `land-size ${name}`, iconSize: [0, 0], html });
      const marker = { icon, pane: "sizes", interactive: false, keyboard: false };
      const place = freeOf(map.latLngToLayerPoint(part.inside), written);
      written.push(place);
      L.marker(map.layerPointToLatLng(place), marker).addTo(sizes);
    }
    map.fire("places"); // names keep off them
  };
  /** Show the land that the chosen zone gains or loses by an edit, if none of it is in view. */
  const follow = () => {
    const { zone, draft } = store.state;
    if (second || !draft || !zone) return;
    const own = piecesOf(shown).filter(
      (piece) => piece.zone === zone && piece.part.area_km2 >= LEAST_KM2,
    );
    const view = map.getBounds();
    const inView = own.some(({ part }) => view.intersects(part.bounds) && isReadable(part));
    if (!own.length || inView) return;
    const bounds = L.latLngBounds([]);
    for (const { part } of own) bounds.extend(part.bounds);
    showBounds(map, bounds.pad(1));
  };

  /** Announce land of the last edit that is out of view: of other zones, or of further parts. */
  const noteUnseen = () => {
    if (second) return;
    const zones = zonesOfLastEdit(store.state);
    const view = map.getBounds();
    const unseen = piecesOf(shown).filter(
      ({ zone, part }) =>
        zones.has(zone) && part.area_km2 >= LEAST_KM2 && !view.intersects(part.bounds),
    );
    const groups = new Map<string, typeof unseen>();
    for (const piece of unseen) {
      const key = `${piece.zone} ${piece.name}`;
      groups.set(key, [...(groups.get(key) ?? []), piece]);
    }
    unseenLand.value = [...groups.values()].map((pieces) => {
      const [{ zone, name }] = pieces;
      const bounds = L.latLngBounds([]);
      for (const { part } of pieces) bounds.extend(part.bounds);
      const area_km2 = pieces.reduce((sum, { part }) => sum + part.area_km2, 0);
      return { zone, name, area_km2, show: () => showBounds(map, bounds.pad(1)) };
    });
  };
  map.on("moveend", noteUnseen);

  let [requested, drawn] = ["", ""];
  /** Show the changes of the scenario that was opened, once they are drawn. */
  const visit = () => {
    const { scenario, goingTo } = store.state;
    if (second || goingTo !== scenario || drawn !== requested) return;
    store.set({ goingTo: null });
    const changed = L.latLngBounds([]);
    for (const layer of shown) changed.extend(layer.getBounds());
    if (changed.isValid()) showBounds(map, changed.pad(0.5));
  };
  store.on(["scenario", "against", "edited", "draft", "scenarios"], async () => {
    const { scenario, against, edited, draft, scenarios } = store.state;
    const revisions = [scenario, against].map(
      (id) => scenarios.find((row) => row.scenario === id)?.revision ?? "",
    );
    const key = [scenario, against, ...revisions, draft && edited ? "edited" : ""].join();
    if (key === requested && !(draft && edited)) return;
    requested = key;
    const signal = abortPrevious(`changes ${L.stamp(map)}`);
    const clear = () => {
      shown.forEach((layer) => layer.remove());
      shown = [];
      sizes.clearLayers();
      noteUnseen();
    };
    if (scenario === against && !draft) {
      clear();
      drawn = key;
      return visit();
    }
    try {
      const layers =
        draft && edited
          ? NAMES.map((name) => edited.land[name])
          : await Promise.all(
              NAMES.map((name) =>
                ask(`/api/layers/${name}?scenario=${scenario}&against=${against}`, { signal }),
              ),
            );
      clear();
      shown = NAMES.map((name, index) =>
        L.geoJSON(layers[index] as GeoJSON.FeatureCollection, {
          pane: "changes",
          // @ts-expect-error Leaflet hands path options on to each path
          renderer,
          style: () => ({ className: name, fillColor: `url(#pattern-${name})`, fillOpacity: 1 }),
        })
          .bindTooltip(
            (layer) => {
              const { properties } = (layer as any).feature;
              const size = properties.area_km2;
              return tooltip(say(`page-layer-${name}`), [
                [say("page-figure-zone"), properties.zone_id ?? ""],
                [say("page-figure-area"), size == null ? "" : formatKm2(size)],
              ]);
            },
            { sticky: true },
          )
          .addTo(map),
      );
      drawn = key;
      writeSizes();
      follow();
      visit();
      noteUnseen();
    } catch (error) {
      if (!signal.aborted) reportProblem(store, error);
    }
  });
  store.on(["goingTo"], visit);
  store.on(["language"], writeSizes);
  map.on("zoomend", writeSizes);
}

/** The pieces of gained and lost land that are drawn, with the zone of each. */
const piecesOf = (shown: L.GeoJSON[]) =>
  shown.flatMap((layer, index) =>
    (layer.toGeoJSON() as GeoJSON.FeatureCollection).features.flatMap(({ geometry, properties }) =>
      partsOf(geometry, properties?.area_km2 ?? 0).map((part) => ({
        name: NAMES[index],
        zone: properties?.zone_id,
        part,
      })),
    ),
  );

/** A place for a size: above or below others that would lie on it. */
function freeOf(inside: L.Point, written: L.Point[]) {
  const isFree = ({ x, y }: L.Point) =>
    written.every((one) => Math.abs(one.x - x) >= SIZE_PX[0] || Math.abs(one.y - y) >= SIZE_PX[1]);
  const steps = [0, -1, 1, -2, 2].map((step) => inside.add([0, step * SIZE_PX[1]]));
  return steps.find(isFree) ?? inside;
}

/** The zones that the trial names; without one, those that the draft's last edits name. */
function zonesOfLastEdit(state: State) {
  const { draft, trial } = state;
  const known = new Set(draft?.versions[draft.at - 1]?.edits.map((one) => JSON.stringify(one)));
  const added = draftVersion(state)?.edits.filter((one) => !known.has(JSON.stringify(one)));
  const edits = trial?.edits ?? (draft?.at ? (added ?? []) : []);
  const named = edits
    .flatMap(Object.values)
    .flatMap((options) => [
      options.zone,
      options.with,
      options.from,
      options.to,
      ...(options.zones ?? []),
    ]);
  return new Set(named);
}
