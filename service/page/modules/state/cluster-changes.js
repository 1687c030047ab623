/** Clusters that enter or leave the service area, at the shown radius or inside zones. */

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{cluster_id: string, name: string | null, sector: string, radius_km: number}} Crossing
 * @typedef {"entering" | "leaving"} Way
 */

export const DIRECTIONS = /** @type {Way[]} */ (["entering", "leaving"]);

/** The symbol of each direction, besides its colour. */
export const DIRECTION_SIGNS = { entering: "+", leaving: "−" };

/**
 * Clusters that cross the shown radius, or a zone's boundary (radius 0); each once.
 *
 * @param {Pick<State, "comparison" | "radius_km">} state
 * @param {Way} way
 * @returns {Crossing[]}
 */
export function clusterChanges({ comparison, radius_km }, way) {
  const rows = /** @type {Crossing[]} */ (comparison?.clusters[way] ?? []);
  const shown = rows.filter((row) => row.radius_km === radius_km || row.radius_km === 0);
  shown.sort((one, other) => one.radius_km - other.radius_km);
  return [...new Map(shown.reverse().map((row) => [row.cluster_id, row])).values()].reverse();
}
