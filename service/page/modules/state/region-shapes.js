/**
 * Shapes of regions, from one topology for each display level: the finest, coarser ones merged from
 * them, and the borders between the coarsest.
 */

import { askCached } from "../api.js";
import { finestLevel } from "./plan-parts.js";
import { reportProblem } from "./report-problem.js";

/**
 * @typedef {import("topojson-specification").Topology} Topology
 * @typedef {import("topojson-specification").MultiPolygon} Leaf a region of the finest level
 * @typedef {{id: string, properties: {[name: string]: any}, geometries: (Node | Leaf)[]}} Node
 * @typedef {[id: string, arcs: number[] | number[][][]]
 *   | {id: string, properties: object, geometries: any[]}} PackedRegion
 * @typedef {{transform: object, arcs: number[][], regions: PackedRegion[]}} Packed
 */

/** @type {typeof import("topojson-client")} */
const topojson = /** @type {any} */ (window).topojson;

export const COUNTRY_ZOOM = 4;
export const PROVINCE_ZOOM = 6;

/** @type {Map<string, Promise<GeoJSON.FeatureCollection>>} */
const cache = new Map();

/**
 * A level's regions at country scale: names for search, outlines for zooming. They are loaded once
 * into the page's state.
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
 * Add names to districts; they are fetched separately, being half as large as the geometry.
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
 * Borders of the coarsest regions at a display level, each once: between two of them, and coasts.
 * None in a plan of one level, whose regions draw their own.
 *
 * @param {number} zoom
 * @returns {Promise<GeoJSON.MultiLineString>}
 */
export async function provinceBorders(zoom) {
  const topology = await topologyAt(zoom);
  const root = rootOf(topology);
  /** @type {Map<unknown, Node | Leaf>} */
  const province = new Map();
  if (!root.geometries.some((node) => "geometries" in node))
    return { type: "MultiLineString", coordinates: [] };
  for (const top of root.geometries) for (const leaf of leavesOf(top)) province.set(leaf, top);
  return topojson.mesh(
    topology,
    /** @type {any} */ (root),
    (one, other) => one === other || province.get(one) !== province.get(other),
  );
}

/** @type {WeakMap<object, Topology>} */
const unpacked = new WeakMap();

/** @param {number} zoom @returns {Promise<Topology>} */
async function topologyAt(zoom) {
  /** @type {Packed} */
  const packed = await askCached(`/api/layers/regions.topojson?zoom=${zoom}&packed=true`);
  const topology = unpacked.get(packed) ?? unpack(packed);
  unpacked.set(packed, topology);
  return topology;
}

/** Unpack the service's compact topology. @param {Packed} packed */
function unpack({ transform, arcs, regions }) {
  let [x, y] = [0, 0];
  const lines = arcs.map((numbers) => {
    /** @type {[number, number][]} */
    const steps = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const [dx, dy] = [numbers[at], numbers[at + 1]];
      steps.push(at ? [dx, dy] : [x + dx, y + dy]);
      [x, y] = [x + dx, y + dy];
    }
    return steps;
  });
  /** @type {(packed: PackedRegion) => object} */
  const region = (packed) => {
    if (!Array.isArray(packed))
      return { type: "GeometryCollection", ...packed, geometries: packed.geometries.map(region) };
    const [id, arcs] = packed;
    return { id, type: "MultiPolygon", arcs: Array.isArray(arcs[0]) ? arcs : [[arcs]] };
  };
  const geometries = regions.map(region);
  const objects = { regions: { type: "GeometryCollection", geometries } };
  return /** @type {Topology} */ (
    /** @type {any} */ ({ type: "Topology", transform, arcs: lines, objects })
  );
}

/** @returns {Node} */
const rootOf = (/** @type {Topology} */ topology) => /** @type {any} */ (topology.objects.regions);

/** @returns {Leaf[]} */
const leavesOf = (/** @type {Node | Leaf} */ node) =>
  "geometries" in node ? node.geometries.flatMap(leavesOf) : [node];

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

/**
 * Each region with the codes of its containing regions, innermost first.
 *
 * @param {(Node | Leaf)[]} regions
 * @param {string[]} [lies]
 * @returns {{one: Node | Leaf, lies: string[]}[]}
 */
const placed = (regions, lies = []) =>
  regions.flatMap((one) => [
    { one, lies },
    ...("geometries" in one ? placed(one.geometries, [one.id, ...lies]) : []),
  ]);

const districts = (/** @type {Topology} */ topology) =>
  placed(rootOf(topology).geometries)
    .filter(({ one }) => !("geometries" in one))
    .map(({ one, lies }) => {
      const leaf = /** @type {Leaf} */ (one);
      const { geometry } = topojson.feature(topology, leaf);
      return featureOf(leaf.id, { ...leaf.properties, lies }, geometry);
    });

/** A region that lies in several coarser ones has several nodes. */
function merged(/** @type {Topology} */ topology, /** @type {Level} */ level) {
  /** @type {Map<string, {node: Node, lies: string[], leaves: Leaf[]}>} */
  const byId_ = new Map();
  for (const { one, lies } of placed(rootOf(topology).geometries)) {
    if (!("geometries" in one) || one.properties?.level !== level) continue;
    const known = byId_.get(one.id);
    if (known) known.leaves.push(...leavesOf(one));
    else byId_.set(one.id, { node: one, lies, leaves: leavesOf(one) });
  }
  return [...byId_.values()].map(({ node, lies, leaves }) =>
    featureOf(node.id, { ...node.properties, lies }, topojson.merge(topology, leaves)),
  );
}
