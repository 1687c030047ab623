/** Clusters that enter or leave the service area, at the shown radius or inside zones. */

import { radiusOf } from "../core/way.ts";

type Crossing = {
  cluster_id: string;
  name: string | null;
  sector: string;
  radius_km?: number;
  radius_min?: number;
};

type Way = "entering" | "leaving";

export const DIRECTIONS = ["entering", "leaving"] as Way[];

/** The symbol of each direction, besides its colour. */
export const DIRECTION_SIGNS = { entering: "+", leaving: "−" };

/** Clusters that cross the shown radius, or a zone's boundary (radius 0); each once. */
export function clusterChanges(
  { comparison, radius }: Pick<State, "comparison" | "radius">,
  way: Way,
): Crossing[] {
  const rows = (comparison?.clusters[way] ?? []) as Crossing[];
  const shown = rows.filter((row) => radiusOf(row) === radius || radiusOf(row) === 0);
  shown.sort((one, other) => radiusOf(one) - radiusOf(other));
  return [...new Map(shown.reverse().map((row) => [row.cluster_id, row])).values()].reverse();
}
