/**
 * Shapes of regions, from one topology for each display level: the finest as they are, those of
 * coarser levels merged of theirs, and the borders between the coarsest.
 */

import { askCached } from "../api.js";
import { finestLevel } from "./plan-parts.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("topojson-specification").Topology} Topology
 * @typedef {import("topojson-specification").MultiPolygon} Leaf a region of the finest level
 * @typedef {{id: string, properties: {[name: string]: any}, geometries: (Node | Leaf)[]}} Node
 * @typedef {import("../types.js").Level} Level
 * @typedef {import("./store.js").Store} Store
 */

/** @type {typeof import("topojson-client")} */
const topojson = /** @type {any} */ (window).topojson;

export const COUNTRY_ZOOM = 4;
export const PROVINCE_ZOOM = 6;

/** @type {Map<string, Promise<GeoJSON.FeatureCollection>>} */
const cache = new Map();

/**
 * A level's regions at country scale: names for search, outlines for zooming. What is read once is
 * in the page's state from then on.
 *
 * @param {Store} store
 * @param {Level} level
 * @returns {Promise<GeoJSON.FeatureCollection | undefined>}
 */
export async function regionLayer(store, level) {
  try {
    const finest = level === finestLevel(store.state);
    const features = await regionsAt(COUNTRY_ZOOM, finest ? null : level);
    if (finest) await addDistrictNames(features);
    if (!store.state.regionLayers[level])
      store.set({ regionLayers: { ...store.state.regionLayers, [level]: features } });
    return features;
  } catch (error) {
    reportProblem(store, error);
    return undefined;
  }
}

/**
 * A level's regions at a display level.
 *
 * @param {number} zoom
 * @param {Level | null} level null: the finest
 * @returns {Promise<GeoJSON.FeatureCollection>}
 */
export function regionsAt(zoom, level) {
  const key = `${level ?? ""} ${zoom}`;
  const known = cache.get(key);
  if (known) return known;
  const making = topologyAt(zoom).then((topology) => ({
    type: /** @type {const} */ ("FeatureCollection"),
    features: level == null ? districts(topology) : merged(topology, level),
  }));
  cache.set(key, making);
  making.catch(() => cache.delete(key));
  return making;
}

/**
 * Add names to districts; they are fetched apart, being half as large as the geometry.
 *
 * @param {GeoJSON.FeatureCollection} districts
 */
export async function addDistrictNames({ features }) {
  /** @type {{[adcode: string]: [string | null, string | null]}} */
  const names = await askCached("/api/layers/regions.names");
  for (const { properties } of features) {
    const [name, name_zh] = names[properties?.adcode] ?? [];
    if (properties) Object.assign(properties, { name, name_zh });
  }
}

/**
 * Borders of the coarsest regions at a display level, each once: between two of them, and where
 * land ends. None in a plan of one level, whose regions have theirs on the map.
 *
 * @param {number} zoom
 * @returns {Promise<GeoJSON.MultiLineString>}
 */
export async function provinceBorders(zoom) {
  const topology = await topologyAt(zoom);
  const whole = rootOf(topology);
  /** @type {Map<unknown, Node | Leaf>} */
  const province = new Map();
  if (!whole.geometries.some((node) => "geometries" in node))
    return { type: "MultiLineString", coordinates: [] };
  for (const top of whole.geometries) for (const leaf of leavesOf(top)) province.set(leaf, top);
  return topojson.mesh(
    topology,
    /** @type {any} */ (whole),
    (one, other) => one === other || province.get(one) !== province.get(other),
  );
}

/** @returns {Promise<Topology>} */
const topologyAt = (/** @type {number} */ zoom) =>
  askCached(`/api/layers/regions.topojson?zoom=${zoom}`);

/** @returns {Node} */
const rootOf = (/** @type {Topology} */ topology) => /** @type {any} */ (topology.objects.regions);

/** @returns {Leaf[]} */
const leavesOf = (/** @type {Node | Leaf} */ node) =>
  "geometries" in node ? node.geometries.flatMap(leavesOf) : [node];

/** @returns {Node[]} */
const nodesOf = (/** @type {Node | Leaf} */ node) =>
  "geometries" in node ? [node, ...node.geometries.flatMap(nodesOf)] : [];

/**
 * @param {string | number | undefined} id
 * @param {object | undefined} properties
 * @param {GeoJSON.Geometry} geometry
 * @returns {GeoJSON.Feature}
 */
const featureOf = (id, properties, geometry) => ({
  type: "Feature",
  properties: { adcode: id, ...properties },
  geometry,
});

const districts = (/** @type {Topology} */ topology) =>
  leavesOf(rootOf(topology)).map((leaf) =>
    featureOf(leaf.id, leaf.properties, topojson.feature(topology, leaf).geometry),
  );

/** A region of a level that lies in several of a coarser one is of several nodes. */
function merged(/** @type {Topology} */ topology, /** @type {Level} */ level) {
  /** @type {Map<string, {node: Node, leaves: Leaf[]}>} */
  const found = new Map();
  for (const node of nodesOf(rootOf(topology))) {
    if (node.properties?.level !== level) continue;
    const known = found.get(node.id);
    if (known) known.leaves.push(...leavesOf(node));
    else found.set(node.id, { node, leaves: leavesOf(node) });
  }
  return [...found.values()].map(({ node, leaves }) =>
    featureOf(node.id, node.properties, topojson.merge(topology, leaves)),
  );
}
