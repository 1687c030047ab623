/**
 * Names on the map in the chosen language: FTZs while the whole country is shown, zones at closer
 * zooms. A name is placed beside its zone if there is free space; that of an FTZ farther away, with
 * a leader line, if there is no room beside it, but not on a phone that shows the country. Others
 * are omitted.
 */

import { askCached } from "../core/api.ts";
import { isLocked } from "./counterparts.ts";
import { hasLayer } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { byId, elementOf, h } from "../core/ui/dom.ts";
import { nameOf, shortNameOf, zoneName } from "../core/words/names.ts";
import { placesInView } from "../map/context-map.ts";
import { isNarrow, mainBlockBounds } from "../map/view.ts";
import { clickZone } from "./zones.ts";

/** a point beside which a name may stand */
type Anchor = { at: L.Point; latlng: L.LatLng };

type Label = Anchor & {
  text: string;
  weight: number;
  chosen: boolean;
  kind: string;
  zone_id?: string;
  others?: Anchor[];
};

/** shift: how far off, in px */
type Spot = { latlng: L.LatLng; side: string; box: Box; shift: L.Point };

/** left, top, right, bottom in px */
type Box = [number, number, number, number];

const ZONES_FROM_ZOOM = 6.5;
const FONT = {
  ftz: "600 12px system-ui, sans-serif",
  zone: "500 11.5px system-ui, sans-serif",
  place: "400 11px system-ui, sans-serif",
};
/** Of an FTZ on a phone, where fewer have room. */
const LARGE = "600 14px system-ui, sans-serif";
const LONGEST_PX = 230;
/** How far from its point, in px, the name of an FTZ may stand where there is no room beside it. */
const FARTHER_PX = [16, 30, 46];
/** The zoom from which names stand farther away on a phone too. */
const FARTHER_FROM_ZOOM = 4.5;
const ABOVE = "#edits, #legend, .map-buttons, #modes";

export function addLabels({ store, map }: Page) {
  let placed: L.Marker[] = [];
  const group = L.layerGroup().addTo(map);
  let names: GeoJSON.Feature<GeoJSON.Point>[] = [];

  const place = () => {
    group.clearLayers();
    placed = [];
    const { zonesLayer, plan } = store.state;
    if (!zonesLayer || !plan) return;
    const view = map.getPixelBounds();
    const dots = zonesLayer.features.map((feature) => {
      const latlng = mainBlockBounds(feature).getCenter();
      return { zone: feature.properties ?? {}, latlng, at: map.latLngToLayerPoint(latlng) };
    });
    const taken: Box[] = dots.map(({ zone, at }) => [
      at.x - 8,
      at.y - 6,
      at.x + 8,
      at.y + (isLocked(store.state, zone.zone_id) ? 24 : 6),
    ]);
    const own = names.map(({ geometry, properties }) => mapName(map, geometry, properties ?? {}));
    for (const { at, kind } of own)
      if (kind === "islet") taken.push([at.x - 3, at.y - 3, at.x + 3, at.y + 3]);
    taken.push(...outside(map), ...beneath(map));
    const inView = ({ at }: Anchor) => {
      const origin = map.getPixelOrigin();
      return view.contains(at.add(origin));
    };
    const ofZone = ({ zone, latlng, at }: (typeof dots)[number]) => ({
      text: zoneName(store.state, zone.zone_id),
      at,
      latlng,
      weight: zone.area_km2,
      chosen: zone.zone_id === store.state.zone,
      kind: "zone",
      zone_id: zone.zone_id,
    });
    const labels: Label[] =
      map.getZoom() < ZONES_FROM_ZOOM
        ? [...ftzLabels(dots, plan.ftzs), ...dots.filter(({ zone }) => !zone.ftz_id).map(ofZone)]
        : dots.map(ofZone);
    labels.sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.weight - a.weight);
    const scale = labelScale();
    const farther = isNarrow() && map.getZoom() < FARTHER_FROM_ZOOM ? [] : FARTHER_PX;
    for (const label of [...own, ...labels, ...placeLabels(store, map)]) {
      const anchors = [label, ...(label.others ?? [])].filter(inView);
      if (!anchors.length) continue;
      const spot =
        anchors.reduce((known: Spot | null, anchor) => {
          return known ?? findSpot(label, anchor, taken, scale, [0]);
        }, null) ??
        (label.kind === "ftz" ? findSpot(label, anchors[0], taken, scale, farther) : null) ??
        (label.kind === "islet" ? unnamed(label) : null);
      if (!spot) continue;
      taken.push(spot.box);
      const icon = L.divIcon({
        className: `label ${label.kind}${label.chosen ? " chosen" : ""}`,
        iconSize: [0, 0],
        iconAnchor: [-spot.shift.x, -spot.shift.y],
        html: elementOf(
          h(
            "div",
            {},
            (spot.shift.x !== 0 || spot.shift.y !== 0) && leader(spot.shift),
            h(
              "span",
              { class: `at-${spot.side}`, lang: document.documentElement.lang },
              spot.side === "nowhere" ? "" : label.text,
            ),
          ),
        ),
      });

      const { zone_id } = label;
      const options = { pane: "labels", icon, interactive: zone_id != null, keyboard: false };
      const marker = L.marker(spot.latlng, options);
      if (zone_id != null) marker.on("click", () => clickZone({ store, map }, zone_id));
      placed.push(marker);
    }
    placed.forEach((marker) => marker.addTo(group));
  };

  const fetchNames = async () => {
    if (!store.state.plan || !hasLayer(store.state, "map_names")) return;
    const { features } = await askCached("/api/layers/map_names");
    names = features;
    place();
  };
  store.on(["plan"], () => void fetchNames().catch((error) => reportProblem(store, error)));
  map.on("moveend places", place);
  byId("legend").addEventListener("toggle", place);
  store.on(["zonesLayer", "plan", "language", "zone", "locks", "hidden"], place);
}

/** One label per FTZ, at its largest zone, or at another where there is room. */
function ftzLabels(dots: { zone: any; latlng: L.LatLng; at: L.Point }[], ftzs: Ftz[]): Label[] {
  return ftzs.flatMap((ftz) => {
    const zonesOf = dots.filter(({ zone }) => zone.ftz_id === ftz.ftz_id);
    if (!zonesOf.length) return [];
    zonesOf.sort((a, b) => b.zone.area_km2 - a.zone.area_km2);
    const [{ latlng, at }, ...others] = zonesOf;
    const text = shortNameOf(ftz) || nameOf(ftz) || ftz.ftz_id;
    return [{ text, at, latlng, others, weight: zonesOf.length, chosen: false, kind: "ftz" }];
  });
}

/** A name that each map of the plan shows, before all others. */
function mapName(
  map: L.Map,
  { coordinates: [lng, lat] }: GeoJSON.Point,
  properties: { [name: string]: any },
): Label {
  const latlng = L.latLng(lat, lng);
  const at = map.latLngToLayerPoint(latlng);
  return { text: nameOf(properties), at, latlng, weight: 0, chosen: false, kind: properties.kind };
}

/** An islet where there is no room for its name: its dot is on the map all the same. */
const unnamed = ({ at: { x, y }, latlng }: Label) => ({
  latlng,
  side: "nowhere",
  box: [x - 2, y - 2, x + 2, y + 2] as Box,
  shift: L.point(0, 0),
});

/** Places around the plan, after all zones, if there is room. */
function placeLabels(store: Store, map: L.Map): Label[] {
  if (store.state.hidden.includes("context")) return [];
  return placesInView(map).map((place) => {
    const { latlng, weight } = place;
    const at = map.latLngToLayerPoint(latlng);
    return { text: nameOf(place), at, latlng, weight, chosen: false, kind: "place" };
  });
}

/** The areas outside the map at each side, where labels would be cut. */
function outside(map: L.Map) {
  const { min, max } = map.getPixelBounds();
  if (!min || !max) return [];
  const [from, to] = [min, max].map((corner) => corner.subtract(map.getPixelOrigin()));
  const far = 1e5;
  return [
    [-far, -far, from.x, far],
    [to.x, -far, far, far],
    [-far, -far, far, from.y],
    [-far, to.y, far, far],
  ] as Box[];
}

/** The elements above the map, which would cover a name. */
function beneath(map: L.Map): Box[] {
  const from = map.getContainer().getBoundingClientRect();
  const at = (x: number, y: number) =>
    map.containerPointToLayerPoint([x - from.left, y - from.top]);
  return [...document.querySelectorAll(ABOVE)].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [start, end] = [at(left, top), at(right, bottom)];
    return [start.x, start.y, end.x, end.y];
  });
}

const labelScale = () =>
  Number(getComputedStyle(document.documentElement).getPropertyValue("--magnified"));

const measuring = document.createElement("canvas").getContext("2d");

/** A line from a label to its point. */
const leader = ({ x, y }: L.Point) =>
  h("svg", { class: "leader", "aria-hidden": "true" }, h("line", { x1: -x, y1: -y, x2: 0, y2: 0 }));

/**
 * A free position about a point, at a side, above, below, or at a corner.
 *
 * @param anchor the point
 * @param scale by which the style sheet magnifies a label
 * @param away how far off, in px, it may stand
 */
function findSpot(
  { text, kind }: Label,
  { at, latlng }: Anchor,
  taken: Box[],
  scale: number,
  away: number[],
): Spot | null {
  if (!measuring) return null;
  measuring.font =
    kind === "ftz" && isNarrow() ? LARGE : (FONT[kind as keyof typeof FONT] ?? FONT.place);
  const width = Math.min(measuring.measureText(text).width + 4, LONGEST_PX);
  const height = 16;
  /** the side, which way that is, the box there */
  const spots: [string, [number, number], Box][] = [
    ["right", [1, 0], [8, -height / 2, 8 + width, height / 2]],
    ["left", [-1, 0], [-8 - width, -height / 2, -8, height / 2]],
    ["above", [0, -1], [-width / 2, -8 - height, width / 2, -8]],
    ["below", [0, 1], [-width / 2, 8, width / 2, 8 + height]],
    ["right-above", [0.7, -0.7], [6, -5 - height, 6 + width, -5]],
    ["right-below", [0.7, 0.7], [6, 5, 6 + width, 5 + height]],
    ["left-above", [-0.7, -0.7], [-6 - width, -5 - height, -6, -5]],
    ["left-below", [-0.7, 0.7], [-6 - width, 5, -6, 5 + height]],
  ];
  for (const off of away)
    for (const [side, way, [left, top, right, bottom]] of spots) {
      const shift = L.point(way).multiplyBy(off);
      const { x, y } = at.add(shift);
      const box: Box = [x + scale * left, y + scale * top, x + scale * right, y + scale * bottom];
      if (!taken.some((other) => overlap(box, other))) return { latlng, side, box, shift };
    }
  return null;
}

/** Whether two boxes overlap. */
const overlap = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
