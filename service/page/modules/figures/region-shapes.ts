/**
 * Shapes of regions, from one topology for each display level: the finest, coarser ones merged from
 * them, and the borders between the coarsest.
 */

import { askCached } from "../core/api.ts";
import { finestLevel } from "../core/plan-parts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { unpackArcs } from "../map/packed-arcs.ts";
import type { MultiPolygon, Topology } from "topojson-specification";

/** a region of the finest level */
type Leaf = MultiPolygon;

type Node = { id: string; properties: { [name: string]: any }; geometries: (Node | Leaf)[] };

type PackedRegion =
  | [id: string, arcs: number[] | number[][][]]
  | { id: string; properties: object; geometries: any[] };

type Packed = { transform: object; arcs: number[][]; regions: PackedRegion[] };

const topojson: typeof import("topojson-client") = (window as any).topojson;

export const COUNTRY_ZOOM = 4;
export const PROVINCE_ZOOM = 6;

const cache = new Map<string, Promise<GeoJSON.FeatureCollection>>();

/**
 * A level's regions at country scale: names for search, outlines for zooming. They are loaded once
 * into the page's state.
 */
export async function regionLayer(
  store: Store,
  level: Level,
): Promise<GeoJSON.FeatureCollection | undefined> {
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
 * @param level null: the finest
 */
export function regionsAt(zoom: number, level: Level | null): Promise<GeoJSON.FeatureCollection> {
  const key = `${level ?? ""} ${zoom}`;
  const known = cache.get(key);
  if (known) return known;
  const making = topologyAt(zoom).then((topology) => ({
    type: "FeatureCollection" as const,
    features: level == null ? districts(topology) : merged(topology, level),
  }));
  cache.set(key, making);
  making.catch(() => cache.delete(key));
  return making;
}

/** Add names to districts; they are fetched separately, being half as large as the geometry. */
export async function addDistrictNames({ features }: GeoJSON.FeatureCollection) {
  const names: { [adcode: string]: [string | null, string | null] } = await askCached(
    "/api/layers/regions.names",
  );
  for (const { properties } of features) {
    const [name, name_zh] = names[properties?.adcode] ?? [];
    if (properties) Object.assign(properties, { name, name_zh });
  }
}

/**
 * Borders of the coarsest regions at a display level, each once: between two of them, and coasts.
 * None in a plan of one level, whose regions draw their own.
 */
export async function provinceBorders(zoom: number): Promise<GeoJSON.MultiLineString> {
  const topology = await topologyAt(zoom);
  const root = rootOf(topology);
  const province = new Map<unknown, Node | Leaf>();
  if (!root.geometries.some((node) => "geometries" in node))
    return { type: "MultiLineString", coordinates: [] };
  for (const top of root.geometries) for (const leaf of leavesOf(top)) province.set(leaf, top);
  return topojson.mesh(
    topology,
    root as any,
    (one, other) => one === other || province.get(one) !== province.get(other),
  );
}

const unpacked = new WeakMap<object, Topology>();

async function topologyAt(zoom: number): Promise<Topology> {
  const packed: Packed = await askCached(`/api/layers/regions.topojson?zoom=${zoom}&packed=true`);
  const topology = unpacked.get(packed) ?? unpack(packed);
  unpacked.set(packed, topology);
  return topology;
}

/** Unpack the service's compact topology. */
function unpack({ transform, arcs, regions }: Packed) {
  const region: (packed: PackedRegion) => object = (packed) => {
    if (!Array.isArray(packed))
      return { type: "GeometryCollection", ...packed, geometries: packed.geometries.map(region) };
    const [id, arcs] = packed;
    return { id, type: "MultiPolygon", arcs: Array.isArray(arcs[0]) ? arcs : [[arcs]] };
  };
  const geometries = regions.map(region);
  const objects = { regions: { type: "GeometryCollection", geometries } };
  return { type: "Topology", transform, arcs: unpackArcs(arcs), objects } as any as Topology;
}

const rootOf = (topology: Topology): Node => topology.objects.regions as any;

const leavesOf = (node: Node | Leaf): Leaf[] =>
  "geometries" in node ? node.geometries.flatMap(leavesOf) : [node];

const featureOf = (
  id: string | number | undefined,
  properties: object | undefined,
  geometry: GeoJSON.Geometry,
): GeoJSON.Feature => ({
  type: "Feature",
  properties: { adcode: id, ...properties },
  geometry,
});

/** Each region with the codes of its containing regions, innermost first. */
const placed = (
  regions: (Node | Leaf)[],
  lies: string[] = [],
): { one: Node | Leaf; lies: string[] }[] =>
  regions.flatMap((one) => [
    { one, lies },
    ...("geometries" in one ? placed(one.geometries, [one.id, ...lies]) : []),
  ]);

const districts = (topology: Topology) =>
  placed(rootOf(topology).geometries)
    .filter(({ one }) => !("geometries" in one))
    .map(({ one, lies }) => {
      const leaf = one as Leaf;
      const { geometry } = topojson.feature(topology, leaf);
      return featureOf(leaf.id, { ...leaf.properties, lies }, geometry);
    });

/** A region that lies in several coarser ones has several nodes. */
function merged(topology: Topology, level: Level) {
  const byId_ = new Map<string, { node: Node; lies: string[]; leaves: Leaf[] }>();
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
