/**
 * Names on the map in the chosen language: FTZs while the whole country is shown, zones at closer
 * zooms. The name of an FTZ stands inside the region of its zones, in smaller type if that is
 * small; that of a zone beside it, where there is room, and never on the land of the selected zone.
 * Others are omitted, and so are places without a name in that language.
 */

import { askCached } from "../core/api.ts";
import { isLocked } from "../draft/counterparts.ts";
import { coarsestLevel, featureOf, finestLevel, hasLayer } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { byId, elementOf, h } from "../core/ui/dom.ts";
import { nameOf, ownNameOf, shortNameOf, splitList, zoneName } from "../core/words/names.ts";
import { COUNTRY_ZOOM, regionsAt } from "./region-shapes.ts";
import { placesInView } from "../map/context-map.ts";
import { partInView, partsOf } from "../map/land-parts.ts";
import { landIn, largestPart, roomiestBox } from "../map/room-for-name.ts";
import { isNarrow, mainBlockBounds } from "../map/view.ts";
import { clickZone } from "../draft/zones.ts";
import type { Box } from "../map/room-for-name.ts";

/** a point beside which a name may stand */
type Anchor = { at: L.Point; latlng: L.LatLng };

type Label = Anchor & {
  text: string;
  weight: number;
  chosen: boolean;
  kind: string;
  zone_id?: string;
  others?: Anchor[];
  region?: string; // the code of the region within which it must stand
};

type Spot = { latlng: L.LatLng; side: string; box: Box };

const ZONES_FROM_ZOOM = 6.5;
const FONT = {
  ftz: "600 12px system-ui, sans-serif",
  zone: "500 11.5px system-ui, sans-serif",
  place: "400 11px system-ui, sans-serif",
};
/** Of an FTZ on a phone, where fewer have room. */
const LARGE = "600 14px system-ui, sans-serif";
const LONGEST_PX = 230;
const HEIGHT_PX = 16;
/** The height of a name's letters, within its line. */
const INK_PX = 11;
/** Of an FTZ whose region is small. */
const SMALL = "600 10.5px system-ui, sans-serif";
const ABOVE = "#legend, .map-buttons, #modes, #scale";
/** What names keep off, but that of the selected zone where it has no other place. */
const SIZES = ".land-size span";

export function addLabels({ store, map }: Page) {
  let placed: L.Marker[] = [];
  const group = L.layerGroup().addTo(map);
  let names: GeoJSON.Feature<GeoJSON.Point>[] = [];
  let regions: Regions = { outlines: new Map(), within: new Map() };

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
    taken.push(...outside(map), ...beneath(map, ABOVE));
    const sizes = beneath(map, SIZES);
    const inView = ({ at }: Anchor) => {
      const origin = map.getPixelOrigin();
      return view.contains(at.add(origin));
    };
    const edited = landOfChosen(map, store.state);
    const isKeptOff = ({ zone_id }: Label) => (zone_id == null ? () => false : edited.has);
    const ofZone = ({ zone, latlng, at }: (typeof dots)[number]) => {
      const chosen = zone.zone_id === store.state.zone;
      return {
        text: zoneName(store.state, zone.zone_id),
        at,
        latlng,
        others: chosen ? edited.sides : [],
        weight: zone.area_km2,
        chosen,
        kind: "zone",
        zone_id: zone.zone_id,
      };
    };
    const labels: Label[] =
      map.getZoom() < ZONES_FROM_ZOOM
        ? [
            ...ftzLabels(dots, plan.ftzs, regions.within),
            ...dots.filter(({ zone }) => !zone.ftz_id).map(ofZone),
          ]
        : dots.map(ofZone);
    labels.sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.weight - a.weight);
    const scale = labelScale();
    for (const label of [...own, ...labels, ...placeLabels(store, map)]) {
      const anchors = [label, ...(label.others ?? [])].filter(inView);
      if (!anchors.length) continue;
      const outline = regions.outlines.get(label.region ?? "");
      const spotBesides = (boxes: Box[]) =>
        anchors.reduce(
          (known: Spot | null, anchor) =>
            known ?? findSpot(label, anchor, boxes, scale, isKeptOff(label)),
          null,
        );
      const spot = outline
        ? spotInside(map, label, outline, [...taken, ...sizes], scale)
        : (spotBesides([...taken, ...sizes]) ??
          (label.chosen ? spotBesides(taken) : null) ??
          (label.kind === "islet" ? unnamed(label) : null));
      if (!spot) continue;
      taken.push(spot.box);
      const icon = L.divIcon({
        className: `label ${label.kind}${label.chosen ? " chosen" : ""}`,
        iconSize: [0, 0],
        iconAnchor: [0, 0],
        html: elementOf(
          h(
            "div",
            {},
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
  const fetchRegions = async () => {
    if (!store.state.plan) return;
    regions = await regionsOf(store.state);
    place();
  };
  store.on(["plan"], () => {
    for (const fetching of [fetchNames(), fetchRegions()])
      fetching.catch((error) => reportProblem(store, error));
  });
  map.on("moveend places", place);
  byId("legend").addEventListener("toggle", place);
  store.on(["zonesLayer", "plan", "language", "zone", "locks", "hidden"], place);
}

/** The land of the selected zone before and after the edit, and places beside it for its name. */
function landOfChosen(map: L.Map, { zone, zonesLayer, zonesBase }: State) {
  const [now, then] = [zonesLayer, zonesBase].map((layer) => featureOf(layer, zone));
  const pixels = (ring: GeoJSON.Position[]) =>
    ring.map(([lng, lat]): [number, number] => {
      const { x, y } = map.latLngToLayerPoint([lat, lng]);
      return [x, y];
    });
  const parts = [now, then].map((feature) => (feature ? partsOf(feature.geometry, 0) : []));
  const has = landIn(parts.flat().map(({ rings }) => rings.map(pixels)));
  if (!parts[0].length) return { has, sides: [] };
  const { bounds } = partInView(parts[0], map);
  const { lat, lng } = bounds.getCenter();
  const sides = [
    L.latLng(lat, bounds.getEast()),
    L.latLng(lat, bounds.getWest()),
    L.latLng(bounds.getNorth(), lng),
    L.latLng(bounds.getSouth(), lng),
  ];
  return { has, sides: sides.map((at) => ({ latlng: at, at: map.latLngToLayerPoint(at) })) };
}

type Regions = {
  outlines: Map<string, GeoJSON.Geometry>; // of the largest regions, by code
  within: Map<string, string>; // the code of the largest region about a district
};

async function regionsOf(state: State): Promise<Regions> {
  const districts = await regionsAt(COUNTRY_ZOOM, null);
  const isOnlyLevel = finestLevel(state) === coarsestLevel(state);
  const largest = isOnlyLevel ? districts : await regionsAt(COUNTRY_ZOOM, coarsestLevel(state));
  const codeOf = ({ properties }: GeoJSON.Feature) => properties?.adcode as string;
  return {
    outlines: new Map(largest.features.map((one) => [codeOf(one), one.geometry])),
    within: new Map(
      districts.features.map((one) => [codeOf(one), one.properties?.lies.at(-1) ?? codeOf(one)]),
    ),
  };
}

/** The region in which more than half of some zones lie, if there is one. */
function regionOf(zones: { [name: string]: any }[], within: Map<string, string>) {
  const codes = zones.map((zone) => within.get(splitList(zone.adcodes)[0]));
  return codes.find((code) => codes.filter((one) => one === code).length * 2 > zones.length);
}

/** One label per FTZ: in its region, else at its largest zone, or at another where there is room. */
function ftzLabels(
  dots: { zone: any; latlng: L.LatLng; at: L.Point }[],
  ftzs: Ftz[],
  within: Map<string, string>,
): Label[] {
  return ftzs.flatMap((ftz) => {
    const zonesOf = dots.filter(({ zone }) => zone.ftz_id === ftz.ftz_id);
    if (!zonesOf.length) return [];
    zonesOf.sort((a, b) => b.zone.area_km2 - a.zone.area_km2);
    const [{ latlng, at }, ...others] = zonesOf;
    const text = shortNameOf(ftz) || nameOf(ftz) || ftz.ftz_id;
    const region = regionOf(
      zonesOf.map(({ zone }) => zone),
      within,
    );
    const weight = zonesOf.length;
    return [{ text, at, latlng, others, weight, region, chosen: false, kind: "ftz" }];
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

/** An islet too small for its name: its dot is still on the map. */
const unnamed = ({ at: { x, y }, latlng }: Label) => ({
  latlng,
  side: "nowhere",
  box: [x - 2, y - 2, x + 2, y + 2] as Box,
});

/** Places around the plan, after all zones, if there is room. */
function placeLabels(store: Store, map: L.Map): Label[] {
  if (store.state.hidden.includes("context")) return [];
  return placesInView(map).flatMap((place) => {
    const { latlng, weight } = place;
    const at = map.latLngToLayerPoint(latlng);
    const text = ownNameOf(place);
    return text ? [{ text, at, latlng, weight, chosen: false, kind: "place" }] : [];
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

/** The boxes of elements above the map, which would cover a name. */
function beneath(map: L.Map, elements: string): Box[] {
  const from = map.getContainer().getBoundingClientRect();
  const at = (x: number, y: number) =>
    map.containerPointToLayerPoint([x - from.left, y - from.top]);
  return [...document.querySelectorAll(elements)].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [start, end] = [at(left, top), at(right, bottom)];
    return [start.x, start.y, end.x, end.y];
  });
}

const labelScale = () =>
  Number(getComputedStyle(document.documentElement).getPropertyValue("--magnified"));

const measuring = document.createElement("canvas").getContext("2d");

/** The size of a name in px. */
function sizeOf(text: string, font: string): [number, number] {
  if (measuring) measuring.font = font;
  return [Math.min((measuring?.measureText(text).width ?? 0) + 4, LONGEST_PX), HEIGHT_PX];
}

/** The roomiest place for a name inside its region, in smaller type if there is none. */
function spotInside(
  map: L.Map,
  { text }: Label,
  region: GeoJSON.Geometry,
  taken: Box[],
  scale: number,
): Spot | null {
  const polygons =
    region.type === "MultiPolygon" ? region.coordinates : [(region as GeoJSON.Polygon).coordinates];
  const part = largestPart(polygons as [number, number][][][]).map((ring) =>
    ring.map(([lng, lat]): [number, number] => {
      const { x, y } = map.latLngToLayerPoint([lat, lng]);
      return [x, y];
    }),
  );
  const isFree = (box: Box) => !taken.some((other) => overlap(box, other));
  for (const [font, side] of [
    [isNarrow() ? LARGE : FONT.ftz, "centre"],
    [SMALL, "centre small"],
  ]) {
    const [width] = sizeOf(text, font);
    const box = roomiestBox(part, [scale * width, scale * INK_PX], isFree);
    if (!box) continue;
    const [left, top, right, bottom] = box;
    const latlng = map.layerPointToLatLng([(left + right) / 2, (top + bottom) / 2]);
    return { latlng, side, box };
  }
  return null;
}

/**
 * A free position about a point, at a side, above, below, or at a corner.
 *
 * @param anchor the point
 * @param scale by which the style sheet magnifies a label
 * @param isKeptOff whether a box lies on land that the name keeps off
 */
function findSpot(
  { text, kind }: Label,
  { at, latlng }: Anchor,
  taken: Box[],
  scale: number,
  isKeptOff: (box: Box) => boolean,
): Spot | null {
  const font = kind === "ftz" && isNarrow() ? LARGE : FONT[kind as keyof typeof FONT];
  const [width, height] = sizeOf(text, font ?? FONT.place);
  /** the side, and the box there */
  const spots: [string, Box][] = [
    ["right", [8, -height / 2, 8 + width, height / 2]],
    ["left", [-8 - width, -height / 2, -8, height / 2]],
    ["above", [-width / 2, -8 - height, width / 2, -8]],
    ["below", [-width / 2, 8, width / 2, 8 + height]],
    ["right-above", [6, -5 - height, 6 + width, -5]],
    ["right-below", [6, 5, 6 + width, 5 + height]],
    ["left-above", [-6 - width, -5 - height, -6, -5]],
    ["left-below", [-6 - width, 5, -6, 5 + height]],
  ];
  for (const [side, [left, top, right, bottom]] of spots) {
    const { x, y } = at;
    const box: Box = [x + scale * left, y + scale * top, x + scale * right, y + scale * bottom];
    if (!taken.some((other) => overlap(box, other)) && !isKeptOff(box))
      return { latlng, side, box };
  }
  return null;
}

/** Whether two boxes overlap. */
const overlap = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
