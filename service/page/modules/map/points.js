/** Clusters by sector and gateways by kind, each sector and kind with its own shape. */

import { ask, abortPrevious } from "../api.js";
import { clusterChanges, DIRECTIONS } from "../state/cluster-changes.js";
import { reportProblem } from "../state/report-problem.js";
import { elementOf, note } from "../ui/dom.js";
import { gatewayKind } from "../ui/palette.js";
import { countSymbol, gatewaySymbol, sectorSymbol } from "../ui/symbols.js";
import { sourceText, tooltip, verifiedMark } from "../ui/tooltip.js";
import { nameOf } from "../words/names.js";
import { formatNumber } from "../words/number-format.js";
import { say, sayOr } from "../words/words.js";
import { viewBbox } from "./view.js";

/** @typedef {{[name: string]: any}} Properties */

/** @param {Page} page */
export function addClusters({ store, map }) {
  /** @type {Map<string, L.Marker>} */
  const markers = new Map();
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
  /** @param {Properties} cluster */
  const describe = (cluster) =>
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
      /** @type {GeoJSON.FeatureCollection} */
      const features = await ask(`/api/layers/clusters?${query}`, { signal });
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

/**
 * A cluster cannot be selected: a click on it selects the zone below, and shows the way to it.
 *
 * @param {MouseEvent} event
 */
function clickZoneBeneath({ clientX, clientY }) {
  const zone = document
    .elementsFromPoint(clientX, clientY)
    .find((one) => one.matches("path.zone, .zone-dot, .zone-dot *"));
  zone?.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX, clientY }));
}

/** Clusters that are too close to distinguish. @param {Properties} cell */
const describeMany = ({ count, by_sector }) =>
  tooltip(
    say("page-clusters-together", { count }),
    Object.entries(by_sector)
      .sort(([, a], [, b]) => b - a)
      .map(([sector, number]) => [sayOr(`page-sector-${sector}`, sector), formatNumber(number)]),
    note(say("page-clusters-closer")),
  );

/** @param {Page} page */
export function addGateways({ store, map }) {
  let requested = false;
  /** @param {Properties} gateway */
  const describe = (gateway) =>
    tooltip(
      nameOf(gateway),
      [[say("page-figure-kind"), say(`page-gateway-${gatewayKind(gateway.kind)}`)]],
      verifiedMark(gateway.verified),
    );
  store.on(["hidden"], async () => {
    if (requested || store.state.hidden.includes("gateways")) return;
    requested = true;
    try {
      /** @type {GeoJSON.FeatureCollection} */
      const features = await ask("/api/layers/gateways");
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

/**
 * @param {L.Map} map
 * @param {GeoJSON.Feature} feature
 * @param {string} pane
 * @param {VNode} symbol
 * @param {() => HTMLElement} describe
 */
function addPoint(map, feature, pane, symbol, describe) {
  const [lng, lat] = /** @type {GeoJSON.Point} */ (feature.geometry).coordinates;
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
function followZoom(/** @type {L.Map} */ map, /** @type {string} */ pane) {
  const follow = () => {
    const zoom = map.getZoom();
    const classes = map.getPane(pane)?.classList;
    classes?.toggle("far", zoom < 6);
    classes?.toggle("near", zoom >= 8.5);
  };
  map.on("zoomend", follow);
  follow();
}
