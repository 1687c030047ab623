/** The radius and the way of measuring: by the straight line, road, in km or in minutes. */

import { say } from "./words/words.ts";

/** The unit of distances. */
export const unitOf = (by: By) => (by.endsWith("_min") ? "min" : "km");

/** Along what distances are measured, in either unit. */
export const networkOf = (by: By) => by.replace("_min", "");

/** The radii that are offered, in the unit of a way. */
export const usualRadii = (plan: PlanDocument, by: By) => plan[`radii_${unitOf(by)}`];

/** The radius that is shown first: one of these. */
export const usualRadius = (plan: PlanDocument, by: By) => {
  const radii = usualRadii(plan, by);
  return radii[Math.floor((radii.length - 1) / 2)];
};

/** The radius of a row, in the unit of its table. */
export const radiusOf = (row: { radius_km?: number; radius_min?: number }) =>
  (row.radius_km ?? row.radius_min) as number;

/** The radius and the way of measuring, as requests name them. */
export const measured = ({
  radius,
  by,
}: Pick<State, "radius" | "by">): { radii_km?: number[]; radii_min?: number[]; by?: By } => ({
  [`radii_${unitOf(by)}`]: [radius],
  ...(by === "line" ? {} : { by }),
});

/** The radius and the way of measuring, as sentences name them. */
export const reachWords = ({ radius, by }: Pick<State, "radius" | "by">) => ({
  radius,
  within: within({ radius, by }),
});

/** A distance with its unit. */
export const inUnit = (radius: number, unit: string) =>
  say("measure-within", { radius, unit, way: "line" });

/** A radius with its unit, and how it is measured. */
export const within = ({ radius, by }: Pick<State, "radius" | "by">) =>
  say("measure-within", { radius, unit: unitOf(by), way: networkOf(by) });

/** A radius with its unit; inside for 0. */
export const radiusWords = (radius: number, by: By) =>
  radius ? inUnit(radius, unitOf(by)) : say("page-radius-inside");

/** The way of measuring as a choice, in its unit. */
export const byWords = (by: By) => say(`page-by-${by.replace("_", "-")}`);

/** The way of measuring, as sentences name it. */
export const wayWords = ({ by }: Pick<State, "by">) => ({
  by: say("page-by", { by: networkOf(by) }),
});
