/**
 * Zones: outlines, dashed where schematic and solid where surveyed, and a dot for each while its
 * outline is too small to see. The selected one is emphasised. Locked ones have a lock.
 */

import { isLocked, toggleCounterpart, takesCounterpart } from "./counterparts.ts";
import { followLayer } from "./loader.ts";
import { pilotsOf } from "../core/plan-parts.ts";
import { elementOf, h } from "../core/ui/dom.ts";
import { lockSymbol } from "../core/ui/symbols.ts";
import { verifiedMark, tooltip } from "../core/ui/tooltip.ts";
import { nameOf, sectorNames, sectorsOf, tintWords } from "../core/words/names.ts";
import { formatKm2 } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { mainBlockBounds } from "../map/view.ts";

type Shown = {
  feature: GeoJSON.Feature;
  outline: L.GeoJSON;
  dot: L.Marker;
  bounds: L.LatLngBounds;
};

const DOT_UNTIL_PX = 16;

/**
 * A click on a zone selects it, or makes it a counterpart of the selected one; not during drawing.
 */
export function clickZone({ store, map }: Page, zone_id: string) {
  if (map.getContainer().classList.contains("drawing")) return;
  if (takesCounterpart(store.state) && zone_id !== store.state.zone)
    toggleCounterpart(store, zone_id);
  else store.set({ zone: zone_id });
}

export function addZones({ store, map }: Page) {
  addLockMarks({ store, map });
  const shown = new Map<string, Shown>();
  const renderer = L.svg({ pane: "zones" });

  const draw = (feature: GeoJSON.Feature) => {
    const zone_id = feature.properties?.zone_id;
    const bounds = mainBlockBounds(feature);
    const outline = L.geoJSON(feature, {
      pane: "zones",
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      style: { className: `zone ${feature.properties?.boundary_source}` },
    });
    const dot = L.marker(bounds.getCenter(), {
      pane: "dots",
      keyboard: false,
      icon: L.divIcon({ className: "zone-dot", html: elementOf(h("i", {})), iconSize: [0, 0] }),
    });
    for (const part of [outline, dot]) {
      part.bindTooltip(() => describe(store.state, feature), { sticky: part === outline });
      part.on("click", () => {
        part.closeTooltip();
        clickZone({ store, map }, zone_id);
      });
      part.addTo(map);
    }
    shown.set(zone_id, { feature, outline, dot, bounds });
  };

  /** A tooltip is not shown where it would lie over the selected zone. */
  const keepTooltipsOff = () => {
    if (!store.state.zone || store.state.tool) return;
    const zones = [...map.getContainer().querySelectorAll("path.zone.chosen")];
    for (const tip of map.getPane("tooltipPane")!.children as Iterable<HTMLElement>) {
      const lies = zones.some((zone) => overlap(zone, tip));
      tip.style.visibility = lies ? "hidden" : "";
    }
  };
  map.on("tooltipopen mousemove", keepTooltipsOff);

  /** Draw only new features, and remove only missing ones. */
  const show = () => {
    const { zonesLayer } = store.state;
    if (!zonesLayer) return;
    const current = new Set(zonesLayer.features);
    for (const [zone_id, { feature, outline, dot }] of shown) {
      if (current.has(feature)) continue;
      outline.remove();
      dot.remove();
      shown.delete(zone_id);
    }
    for (const feature of zonesLayer.features)
      if (!shown.has(feature.properties?.zone_id)) draw(feature);
    updateClasses();
  };

  /** Show dots where outlines are too small, and set the classes of selected and changed zones. */
  const updateClasses = () => {
    const { zone, comparison, tool, policy, plan, counterparts, zoneTints } = store.state;
    const pilots = pilotsOf(plan, policy);
    const changed = new Set(
      (comparison?.zones ?? []).filter(({ change }) => change !== "none").map((row) => row.zone_id),
    );
    for (const [zone_id, { feature, outline, dot, bounds }] of shown) {
      const token = zoneTints?.of.get(zone_id)?.token ?? null;
      retint(dot.getElement(), token);
      outline.eachLayer((layer) => retint((layer as L.Polygon).getElement(), token));
      const size = map
        .latLngToLayerPoint(bounds.getSouthEast())
        .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
      const classes = dot.getElement()?.classList;
      classes?.toggle("off", size > DOT_UNTIL_PX);
      classes?.toggle("chosen", zone_id === zone);
      classes?.toggle("partner", counterparts.includes(zone_id));
      classes?.toggle("pilot", pilots.has(feature.properties?.ftz_id));
      classes?.toggle("changed", changed.has(zone_id));
      outline.eachLayer((layer) => {
        const path = (layer as L.Polygon).getElement()?.classList;
        path?.toggle("chosen", zone_id === zone);
        path?.toggle("partner", counterparts.includes(zone_id));
        path?.toggle("pilot", pilots.has(feature.properties?.ftz_id));
        path?.toggle("drag-source", zone_id === zone && (tool === "drag" || tool === "move"));
      });
    }
    for (const pane of ["zones", "dots"]) {
      map.getPane(pane)?.classList.toggle("choosing", zone != null);
      map.getPane(pane)?.classList.toggle("editing", tool != null);
      map.getPane(pane)?.classList.toggle("piloting", pilots.size > 0);
    }
    map.getPane("dots")?.classList.toggle("far", map.getZoom() < 6);
  };

  followLayer(store, "zones", (features) => store.set({ zonesBase: features }));
  store.on(["zonesBase", "edited", "draft"], () => {
    const { zonesBase, edited, draft } = store.state;
    if (zonesBase)
      store.set({ zonesLayer: draft && edited ? withEditedZones(zonesBase, edited) : zonesBase });
  });
  store.on(["zonesLayer"], show);
  store.on(
    ["zone", "comparison", "tool", "policy", "plan", "counterparts", "zoneTints"],
    updateClasses,
  );
  map.on("zoomend", updateClasses);
}

/** Give an element the class of a tint, null: none. */
function retint(element: Element | undefined, token: string | null) {
  for (const one of [...(element?.classList ?? [])])
    if (one.startsWith("share-") && one !== token) element?.classList.remove(one);
  if (token) element?.classList.add(token);
}

/** The stored zones with edited ones replaced; unchanged ones are the same objects. */
function withEditedZones(
  base: GeoJSON.FeatureCollection,
  { zones, gone }: Edited,
): GeoJSON.FeatureCollection {
  const others = new Map(zones.features.map((one) => [one.properties?.zone_id, one]));
  const features = base.features
    .filter(({ properties }) => !gone.includes(properties?.zone_id))
    .map((feature) => {
      const id = feature.properties?.zone_id;
      const other = others.get(id);
      others.delete(id);
      return other ?? feature;
    });
  return { type: "FeatureCollection", features: [...features, ...others.values()] };
}

function describe({ zoneTints }: State, { properties }: GeoJSON.Feature) {
  const zone = properties ?? {};
  const tinted = zoneTints?.of.get(zone.zone_id);
  return tooltip(
    nameOf(zone) || zone.zone_id,
    [
      [say("page-figure-area"), formatKm2(zone.area_km2)],
      ...(zoneTints && tinted
        ? [
            [tintWords(zoneTints.tint), `${tinted.text} ${zoneTints.unit}`.trim()] as [
              string,
              string,
            ],
          ]
        : []),
      [say("page-figure-sectors"), sectorNames(sectorsOf(zone))],
      [
        say("page-figure-boundary"),
        sayOr(`page-boundary-${zone.boundary_source}`, zone.boundary_source),
      ],
    ],
    verifiedMark(zone.verified),
  );
}

function addLockMarks({ store, map }: Page) {
  const group = L.layerGroup().addTo(map);
  store.on(["zonesLayer", "locks"], () => {
    group.clearLayers();
    for (const feature of store.state.zonesLayer?.features ?? []) {
      const zone_id = feature.properties?.zone_id;
      if (!isLocked(store.state, zone_id)) continue;
      const icon = L.divIcon({
        className: "zone-lock",
        iconSize: [0, 0],
        html: elementOf(h("span", { class: "lock-mark", "data-locked": zone_id }, lockSymbol())),
      });
      const options = { pane: "dots", icon, interactive: false, keyboard: false };
      L.marker(mainBlockBounds(feature).getCenter(), options).addTo(group);
    }
  });
}

/** Whether the boxes of two elements share a place. */
function overlap(one: Element, other: Element) {
  const [a, b] = [one, other].map((element) => element.getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
