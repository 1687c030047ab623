/**
 * The map of a published site: regions by covered share, zones before and after a scenario with a
 * swipe between them, the land that changes. Without a service: all is in the data beside the page.
 */

import { elementOf, h } from "../core/ui/dom.ts";
import { lineSign, shareClass, classToken, themeColour } from "../core/ui/palette.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { nameOf } from "../core/words/names.ts";
import { formatKm2, formatPercent } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { addFillPatterns } from "../map/fill-patterns.ts";
import { isDragged } from "../map/leaflet-internals.ts";
import { unpackArcs } from "../map/packed-arcs.ts";
import { boundsOf, MAP_OPTIONS } from "../map/view.ts";
import type { Topology } from "topojson-specification";

const topojson: typeof import("topojson-client") = (window as any).topojson;

/** polygons on a grid; `shapes` has the arcs of each, by polygon and ring */
type PackedShapes = { transform: object; arcs: number[][]; shapes: number[][][][] };
type PackedLines = { transform: object; arcs: number[][]; lines: number[][]; kinds: string[] };
type Named = { name: string | null; name_zh: string | null };
type ZoneFacts = Named & { zone_id: string; boundary_source: string | null; area_km2: number };
type PackedZones = PackedShapes & { about: ZoneFacts[] };
type ChangedLand = PackedShapes & { area_km2: number[] };

/** the surroundings of land that changes, in more detail; nothing if the land is far apart */
export type Near = { regions?: PackedShapes & { numbers: number[] }; lines?: PackedLines };

export type OpeningMap = { extent: Extent; zones: PackedZones; lines?: PackedLines };
/** shares are per mille, null without data */
export type SiteRegions = PackedShapes & {
  names: [string | null, string | null][];
  shares: (number | null)[];
};
/** the differences of a scenario: zones, land, and the share of some regions by their number */
export type ScenarioMap = {
  changed: string[];
  zones: PackedZones;
  land: { gained: ChangedLand; lost: ChangedLand };
  shares: [region: number, share: number | null][];
};

/** Panes from bottom to top. Those of one side of the swipe are clipped. */
const PANES = {
  regions: "",
  "regions-after": "after",
  lines: "",
  zones: "",
  "zones-before": "before",
  land: "after",
  "zones-after": "after",
  handle: "",
};
type Pane = keyof typeof PANES;

const DOT_UNTIL_PX = 16;
const THOUSAND = 1000;
/** From how many levels below that of the land that changes its surroundings are shown in detail. */
const NEAR = 1;
/** The closest view that a choice goes to. */
const CLOSEST = 11;
/** How much wider than the land that changes the map shows. */
const AROUND = 1.2;

const topologyOf = ({ transform, arcs }: { transform: object; arcs: number[][] }) =>
  ({ type: "Topology", transform, arcs: unpackArcs(arcs), objects: {} }) as any as Topology;

function polygonsOf(packed: PackedShapes): GeoJSON.Geometry[] {
  const topology = topologyOf(packed);
  return packed.shapes.map(
    (arcs) => topojson.feature(topology, { type: "MultiPolygon", arcs }).geometry,
  );
}

export class PublishedMap {
  private readonly map: L.Map;
  private readonly renderers: { [pane: string]: L.Renderer } = {};
  private readonly own: { [pane: string]: L.LayerGroup } = {};
  private regions: { shapes: GeoJSON.Geometry[]; data: SiteRegions } | null = null;
  private shown: ScenarioMap | null = null;
  private swiped = 0.5;
  private near: Near | null = null;
  private nearFrom = Infinity;
  private drawnNear = false;
  private readonly opening: OpeningMap;
  private readonly places: L.LatLng[];

  /** @param places where the boundary stands at each step, none without steps */
  constructor(place: HTMLElement, opening: OpeningMap, places: [lon: number, lat: number][]) {
    this.opening = opening;
    this.places = places.map(([lon, lat]) => L.latLng(lat, lon));
    addFillPatterns();
    this.map = L.map(place, { ...MAP_OPTIONS, zoomControl: true, minZoom: 2 });
    Object.keys(PANES).forEach((pane, index) => {
      this.map.createPane(pane).style.zIndex = String(400 + 9 * index);
      this.own[pane] = L.layerGroup().addTo(this.map);
    });
    for (const pane of ["regions", "regions-after", "lines"])
      this.renderers[pane] = L.canvas({ pane });
    for (const pane of ["zones", "zones-before", "land", "zones-after"])
      this.renderers[pane] = L.svg({ pane });
    this.map.getPane("lines")!.style.pointerEvents = "none";
    this.map.fitBounds(boundsOf(opening.extent), { animate: false });
    this.map.on("move zoom resize viewreset", () => this.clip());
    this.map.on("zoomend", () => {
      this.sizeDots();
      if (this.isNear !== this.drawnNear) this.drawGround();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.draw();
  }

  /** Show the regions, once they are there. */
  addRegions(data: SiteRegions) {
    this.regions = { shapes: polygonsOf(data), data };
    this.drawRegions();
  }

  /** Show a scenario beside the baseline, null: the baseline; `fit` goes to the land that changes. */
  show(scenario: ScenarioMap | null, fit: boolean) {
    this.shown = scenario;
    if (!this.places.length) this.near = null;
    const around = this.around();
    const zoom = Math.min(CLOSEST, this.map.getBoundsZoom(around));
    this.nearFrom = zoom - NEAR;
    if (fit) this.map.setView(around.getCenter(), zoom, { animate: false });
    this.draw();
  }

  /** Show the surroundings of the land that changes, once they are there. */
  surround(near: Near | null) {
    this.near = near;
    this.drawGround();
  }

  /** How much of the map shows the baseline, 0–1. */
  swipe(share: number) {
    this.swiped = share;
    this.clip();
  }

  private get isNear() {
    return this.near?.regions != null && this.map.getZoom() >= this.nearFrom;
  }

  /** Draw again, as after a change of the language. */
  draw() {
    this.drawGround();
    const { zones } = this.opening;
    const changed = new Set(this.shown?.changed);
    for (const pane of ["zones", "zones-before", "land", "zones-after"] as Pane[])
      this.own[pane].clearLayers();
    polygonsOf(zones).forEach((shape, index) => {
      const about = zones.about[index];
      this.drawZone(changed.has(about.zone_id) ? "zones-before" : "zones", shape, about);
    });
    if (this.shown) {
      const after = this.shown.zones;
      polygonsOf(after).forEach((shape, index) =>
        this.drawZone("zones-after", shape, after.about[index]),
      );
      for (const name of ["lost", "gained"] as const) this.drawLand(name, this.shown.land[name]);
    }
    this.sizeDots();
    this.clip();
  }

  /** A handle on the map that is dragged from place to place; `onStep` hears which is nearest. */
  addHandle(label: string, onStep: (step: number) => void) {
    const at = this.places;
    const icon = L.divIcon({
      className: "step-handle",
      iconSize: [36, 36],
      html: elementOf(h("i", {})),
    });
    const options = { pane: "handle", draggable: true, icon, keyboard: false, title: label };
    const handle = L.marker(at[0], options).addTo(this.own.handle);
    const renderer = L.svg({ pane: "handle" });
    const track = { pane: "handle", renderer, className: "step-track", interactive: false };
    L.polyline(at, track).addTo(this.own.handle);
    const nearest = () => {
      const here = this.map.latLngToLayerPoint(handle.getLatLng());
      const away = at.map((place) => here.distanceTo(this.map.latLngToLayerPoint(place)));
      return away.indexOf(Math.min(...away));
    };
    handle.on("drag", () => onStep(nearest()));
    handle.on("dragend", () => handle.setLatLng(at[nearest()]));
    return (step: number) => {
      if (!isDragged(handle)) handle.setLatLng(at[step]);
    };
  }

  /** The first view: around the land that changes, else the whole plan. */
  private around() {
    if (this.places.length) return L.latLngBounds(this.places).pad(AROUND);
    const bounds = L.latLngBounds([]);
    const { gained, lost } = this.shown?.land ?? {};
    for (const land of [gained, lost])
      for (const shape of land ? polygonsOf(land) : [])
        bounds.extend(L.geoJSON(shape as any).getBounds());
    return bounds.isValid() ? bounds.pad(AROUND) : boundsOf(this.opening.extent);
  }

  /** Regions and lines: of the whole, or in more detail about the land that changes. */
  private drawGround() {
    this.drawnNear = this.isNear;
    const lines = this.isNear ? this.near?.lines : this.opening.lines;
    this.own.lines.clearLayers();
    if (lines) this.drawLines(lines);
    this.drawRegions();
  }

  /** The regions with shapes to draw: those near the land that changes in more detail. */
  private shapes(all: GeoJSON.Geometry[]) {
    const near = this.isNear && this.near?.regions;
    if (!near) return all;
    const shapes = [...all];
    polygonsOf(near).forEach((shape, index) => (shapes[near.numbers[index]] = shape));
    return shapes;
  }

  private drawRegions() {
    if (!this.regions) return;
    const { data } = this.regions;
    const shapes = this.shapes(this.regions.shapes);
    const now = new Map(this.shown?.shares);
    for (const [pane, which] of [
      ["regions", shapes.keys()],
      ["regions-after", now.keys()],
    ] as [Pane, Iterable<number>][]) {
      const group = this.own[pane].clearLayers();
      for (const index of which) {
        const permille = pane === "regions" ? data.shares[index] : now.get(index);
        const share = permille == null ? null : permille / THOUSAND;
        const [name, name_zh] = data.names[index];
        const fillColor = themeColour(`share-${classToken(shareClass(share))}`);
        const edge = { color: themeColour("edge"), weight: 0.5 };
        const style = { fillColor, fillOpacity: 1, ...edge };
        L.geoJSON(shapes[index] as any, {
          pane,
          style,
          // @ts-expect-error Leaflet hands path options on to each path
          renderer: this.renderers[pane],
          smoothFactor: 0.6,
        })
          .bindTooltip(
            () =>
              tooltip(nameOf({ name, name_zh }), [[say("published-share"), formatPercent(share)]]),
            { sticky: true },
          )
          .addTo(group);
      }
    }
    this.clip();
  }

  private drawLines(lines: PackedLines) {
    const topology = topologyOf(lines);
    lines.lines.forEach((arcs, index) => {
      const { color, ...look } = lineSign(lines.kinds[index]);
      const all = { type: "MultiLineString" as const, arcs: arcs.map((arc) => [arc]) };
      L.geoJSON(topojson.feature(topology, all), {
        pane: "lines",
        interactive: false,
        style: { fill: false, color: themeColour(color), ...look },
        // @ts-expect-error as above
        renderer: this.renderers.lines,
      }).addTo(this.own.lines);
    });
  }

  private drawZone(pane: Pane, shape: GeoJSON.Geometry, about: ZoneFacts) {
    const { zone_id, area_km2, boundary_source } = about;
    const words = () =>
      tooltip(
        nameOf(about) || zone_id,
        [[say("published-area"), formatKm2(area_km2)]],
        boundary_source === "schematic" && h("p", { class: "note" }, say("published-schematic")),
      );
    const outline = L.geoJSON(shape as any, {
      pane,
      style: { className: `zone ${boundary_source ?? ""}` },
      // @ts-expect-error as above
      renderer: this.renderers[pane],
    });
    const bounds = outline.getBounds();
    const html = elementOf(h("i", {}));
    const icon = L.divIcon({ className: "zone-dot", html, iconSize: [0, 0] });
    const dot = L.marker(bounds.getCenter(), { pane, icon, keyboard: false });
    (dot as any).zone = bounds;
    for (const part of [outline, dot])
      part.bindTooltip(words, { sticky: part === outline }).addTo(this.own[pane]);
  }

  private drawLand(name: "gained" | "lost", land: ChangedLand) {
    polygonsOf(land).forEach((shape, index) => {
      L.geoJSON(shape as any, {
        pane: "land",
        style: { className: name, fillColor: `url(#pattern-${name})`, fillOpacity: 1 },
        // @ts-expect-error as above
        renderer: this.renderers.land,
      })
        .bindTooltip(
          () =>
            tooltip(say(name === "gained" ? "published-gained" : "published-lost"), [
              [say("published-area"), formatKm2(land.area_km2[index])],
            ]),
          { sticky: true },
        )
        .addTo(this.own.land);
    });
  }

  /** A zone too small to see has a dot. */
  private sizeDots() {
    for (const group of Object.values(this.own))
      group.eachLayer((layer) => {
        const bounds: L.LatLngBounds | undefined = (layer as any).zone;
        if (!bounds) return;
        const [from, to] = [bounds.getSouthEast(), bounds.getNorthWest()].map((corner) =>
          this.map.latLngToLayerPoint(corner),
        );
        const { classList } = (layer as L.Marker).getElement()!;
        classList.toggle("off", from.distanceTo(to) > DOT_UNTIL_PX);
        classList.toggle("far", this.map.getZoom() < 6);
      });
  }

  /** Cut each side at the swipe; without a scenario nothing is cut. */
  private clip() {
    const { x, y } = this.map.getSize();
    const [left, top] = Object.values(this.map.containerPointToLayerPoint([0, 0]));
    const at = left + this.swiped * x;
    const rect = (from: number, to: number) =>
      this.shown ? `rect(${top}px, ${to}px, ${top + y}px, ${from}px)` : "";
    for (const [pane, side] of Object.entries(PANES)) {
      const { style } = this.map.getPane(pane)!;
      if (side) style.clip = side === "before" ? rect(left, at) : rect(at, left + x);
    }
  }
}
