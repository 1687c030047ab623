/** Clusters by sector and gateways by kind, each sector and kind with its own shape. */

import { ask, abortPrevious } from "../core/api.ts";
import { clusterChanges, DIRECTIONS } from "./cluster-changes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { elementOf, note } from "../core/ui/dom.ts";
import { gatewayKind } from "../core/ui/palette.ts";
import { countSymbol, gatewaySymbol, sectorSymbol } from "../core/ui/symbols.ts";
import { sourceText, tooltip, verifiedMark } from "../core/ui/tooltip.ts";
import { nameOf } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { viewBbox } from "../map/view.ts";

type Properties = { [name: string]: any };

export function addClusters({ store, map }: Page) {
  const markers = new Map<string, L.Marker>();
  const markChanges = () => {
    const moving = new Map(
      DIRECTIONS.flatMap((way) =>
        clusterChanges(store.state, way).map((row) => [row.cluster_id, way]),
      ),
    );
    for (const [cluster_id, marker] of markers) {
      const classes = marker.getElement()?.classList;
      classes?.toggle("entering", moving.get(cluster_id) === "entering");
      classes?.toggle("leaving", moving.get(cluster_id) === "leaving");
    }
  };
  const describe = (cluster: Properties) =>
    tooltip(
      nameOf(cluster),
      [[say("page-figure-sector"), sayOr(`page-sector-${cluster.sector}`, cluster.sector)]],
      verifiedMark(cluster.verified),
      cluster.source && note(sourceText(cluster.source)),
    );
  let counted = false;
  const show = async () => {
    if (!store.state.plan || (markers.size && !counted)) return;
    try {
      const query = `zoom=${Math.round(map.getZoom())}&bbox=${viewBbox(map)}`;
      const signal = abortPrevious(`clusters ${L.stamp(map)}`);
      const features: GeoJSON.FeatureCollection = await ask(`/api/layers/clusters?${query}`, {
        signal,
      });
      for (const marker of markers.values()) marker.remove();
      markers.clear();
      counted = features.features.some(({ properties }) => properties?.count);
      for (const [index, feature] of features.features.entries()) {
        const cluster = feature.properties ?? {};
        const many = cluster.count > 1;
        const icon = many
          ? countSymbol(cluster.count)
          : sectorSymbol(cluster.sector, store.state.plan?.sectors);
        const words = () => (many ? describeMany(cluster) : describe(cluster));
        const marker = addPoint(map, feature, "clusters", icon, words);
        if (!many)
          marker.on("click", ({ originalEvent }) => {
            store.set({ wayTo: { cluster: cluster.cluster_id } });
            clickZoneBeneath(originalEvent);
          });
        if (many) marker.on("click", () => map.setView(marker.getLatLng(), map.getZoom() + 2));
        else marker.getElement()?.setAttribute("data-sector", cluster.sector);
        markers.set(cluster.cluster_id ?? `cell ${index}`, marker);
      }
      const apart = features.features.filter(({ properties }) => properties?.cluster_id);
      store.set({ clustersLayer: { ...features, features: apart } });
      document.body.dataset.clusters = String(markers.size);
      markChanges();
    } catch (error) {
      reportProblem(store, error);
    }
  };
  store.on(["plan"], show);
  map.on("moveend", () => counted && show());
  store.on(["comparison", "radius"], markChanges);
  followZoom(map, "clusters");
}

/** A cluster cannot be selected: a click on it selects the zone below, and shows the way to it. */
function clickZoneBeneath({ clientX, clientY }: MouseEvent) {
  const zone = document
    .elementsFromPoint(clientX, clientY)
    .find((one) => one.matches("path.zone, .zone-dot, .zone-dot *"));
  zone?.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX, clientY }));
}

/** Clusters that are too close to distinguish. */
const describeMany = ({ count, by_sector }: Properties) =>
  tooltip(
    say("page-clusters-together", { count }),
    Object.entries<number>(by_sector)
      .sort(([, a], [, b]) => b - a)
      .map(([sector, number]) => [sayOr(`page-sector-${sector}`, sector), formatNumber(number)]),
    note(say("page-clusters-closer")),
  );

export function addGateways({ store, map }: Page) {
  let requested = false;
  const describe = (gateway: Properties) =>
    tooltip(
      nameOf(gateway),
      [[say("page-figure-kind"), say(`page-gateway-${gatewayKind(gateway.kind)}`)]],
      verifiedMark(gateway.verified),
    );
  store.on(["hidden"], async () => {
    if (requested || store.state.hidden.includes("gateways")) return;
    requested = true;
    try {
      const features: GeoJSON.FeatureCollection = await ask("/api/layers/gateways");
      for (const feature of features.features) {
        const gateway = feature.properties ?? {};
        addPoint(map, feature, "gateways", gatewaySymbol(gateway.kind), () => describe(gateway));
      }
      store.set({ gatewaysLayer: features });
    } catch (error) {
      requested = false;
      reportProblem(store, error);
    }
  });
  followZoom(map, "gateways");
}

function addPoint(
  map: L.Map,
  feature: GeoJSON.Feature,
  pane: string,
  symbol: VNode,
  describe: () => HTMLElement,
) {
  const [lng, lat] = (feature.geometry as GeoJSON.Point).coordinates;
  const icon = L.divIcon({
    className: "point",
    iconSize: [0, 0],
    html: elementOf(symbol),
  });
  return L.marker([lat, lng], { pane, icon, keyboard: false })
    .bindTooltip(describe, { direction: "top", offset: [0, -6] })
    .addTo(map);
}

/** Set the pane's class for small marks at far zooms, larger ones at close zooms. */
function followZoom(map: L.Map, pane: string) {
  const follow = () => {
    const zoom = map.getZoom();
    const classes = map.getPane(pane)?.classList;
    classes?.toggle("far", zoom < 6);
    classes?.toggle("near", zoom >= 8.5);
  };
  map.on("zoomend", follow);
  follow();
}
