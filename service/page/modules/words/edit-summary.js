/** An edit in one line, in the page's language. */

import { zoneName } from "./names.js";
import { formatNumber } from "./number-format.js";
import { say } from "./words.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Edit} Edit
 */

const km = (/** @type {number} */ value) => formatNumber(value, 2);

/**
 * @param {State} state
 * @param {Edit} edit
 * @returns {string}
 */
export function editSummary(state, edit) {
  const [verb, options] = Object.entries(edit)[0];
  const name = (/** @type {string} */ zone) => zoneName(state, zone);
  const zone = name(options.zone ?? options.from ?? "");
  if (verb === "expand" || verb === "shrink")
    return options.by_km == null
      ? say(`page-edit-${verb}-to`, { zone, km2: km(options.to_area_km2) })
      : say(`page-edit-${verb}-by`, { zone, km: km(options.by_km) });
  if (verb === "move")
    return say("page-edit-move", { zone, way: displacement(options.dx_km, options.dy_km) });
  if (verb === "split")
    return say("page-edit-split", { zone, into: options.into.join(say("list-separator")) });
  if (verb === "merge")
    return say("page-edit-merge", { zones: options.zones.map(name).join(say("list-separator")) });
  if (verb === "transfer") return say("page-edit-transfer", { zone, to: name(options.to) });
  return say(`page-edit-${verb}`, { zone });
}

/**
 * How far and where to: "5.00 km west, 3.00 km north".
 *
 * @param {number} dx_km
 * @param {number} dy_km
 */
function displacement(dx_km, dy_km) {
  const east =
    dx_km && say(dx_km > 0 ? "page-way-east" : "page-way-west", { km: km(Math.abs(dx_km)) });
  const north =
    dy_km && say(dy_km > 0 ? "page-way-north" : "page-way-south", { km: km(Math.abs(dy_km)) });
  return [east, north].filter(Boolean).join(say("list-separator"));
}
