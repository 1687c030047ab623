/** Clusters that enter or leave the service area, at the shown radius or inside zones. */

import { radiusOf } from "./way.js";

/**
 * @typedef {{cluster_id: string, name: string | null, sector: string, radius_km?: number,
 *   radius_min?: number}} Crossing
 * @typedef {"entering" | "leaving"} Way
 */

export const DIRECTIONS = /** @type {Way[]} */ (["entering", "leaving"]);

/** The symbol of each direction, besides its colour. */
export const DIRECTION_SIGNS = { entering: "+", leaving: "−" };

/**
 * Clusters that cross the shown radius, or a zone's boundary (radius 0); each once.
 *
 * @param {Pick<State, "comparison" | "radius">} state
 * @param {Way} way
 * @returns {Crossing[]}
 */
export function clusterChanges({ comparison, radius }, way) {
  const rows = /** @type {Crossing[]} */ (comparison?.clusters[way] ?? []);
  const shown = rows.filter((row) => radiusOf(row) === radius || radiusOf(row) === 0);
  shown.sort((one, other) => radiusOf(one) - radiusOf(other));
  return [...new Map(shown.reverse().map((row) => [row.cluster_id, row])).values()].reverse();
}
