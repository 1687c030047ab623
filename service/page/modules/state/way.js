/** The radius and the way of measuring: by the straight line, road or rail, in km or in minutes. */

import { say } from "../words/words.js";

/** The unit of distances. @param {By} by */
export const unitOf = (by) => (by.endsWith("_min") ? "min" : "km");

/** Along what distances are measured, in either unit. @param {By} by */
export const networkOf = (by) => by.replace("_min", "");

/** The radii that are offered, in the unit of a way. @param {PlanDocument} plan @param {By} by */
export const usualRadii = (plan, by) => plan[`radii_${unitOf(by)}`];

/** The radius that is shown first: one of these. @param {PlanDocument} plan @param {By} by */
export const usualRadius = (plan, by) => {
  const radii = usualRadii(plan, by);
  return radii[Math.floor((radii.length - 1) / 2)];
};

/** The radius of a row, in the unit of its table. @param {{radius_km?: number, radius_min?: number}} row */
export const radiusOf = (row) => /** @type {number} */ (row.radius_km ?? row.radius_min);

/**
 * The radius and the way of measuring, as requests name them.
 *
 * @param {Pick<State, "radius" | "by">} state
 * @returns {{radii_km?: number[], radii_min?: number[], by?: By}}
 */
export const measured = ({ radius, by }) => ({
  [`radii_${unitOf(by)}`]: [radius],
  ...(by === "line" ? {} : { by }),
});

/**
 * The radius and the way of measuring, as sentences name them.
 *
 * @param {Pick<State, "radius" | "by">} state
 */
export const reachWords = ({ radius, by }) => ({ radius, within: within({ radius, by }) });

/** A distance with its unit. @param {number} radius @param {string} unit */
export const inUnit = (radius, unit) => say("measure-within", { radius, unit, way: "line" });

/** A radius with its unit, and how it is measured. @param {Pick<State, "radius" | "by">} state */
export const within = ({ radius, by }) =>
  say("measure-within", { radius, unit: unitOf(by), way: networkOf(by) });

/** A radius with its unit; inside for 0. @param {number} radius @param {By} by */
export const radiusWords = (radius, by) =>
  radius ? inUnit(radius, unitOf(by)) : say("page-radius-inside");

/** The way of measuring as a choice, in its unit. @param {By} by */
export const byWords = (by) => say(`page-by-${by.replace("_", "-")}`);

/** The way of measuring, as sentences name it. @param {Pick<State, "by">} state */
export const wayWords = ({ by }) => ({ by: say("page-by", { by: networkOf(by) }) });
