/** An edit in one line, in the page's language. */

import { full } from "./numbers.js";
import { zoneName } from "./violations.js";
import { say } from "./words.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Edit} Edit
 */

const km = (/** @type {number} */ value) => full(value, 2);

/**
 * @param {State} state
 * @param {Edit} edit
 * @returns {string}
 */
export function lineOf(state, edit) {
  const [verb, options] = Object.entries(edit)[0];
  const name = (/** @type {string} */ zone) => zoneName(state, zone);
  const zone = name(options.zone ?? options.from ?? "");
  if (verb === "expand" || verb === "shrink")
    return options.by_km == null
      ? say(`edit.${verb}_to`, { zone, km2: km(options.to_area_km2) })
      : say(`edit.${verb}_by`, { zone, km: km(options.by_km) });
  if (verb === "move") return say("edit.move", { zone, east: km(options.dx_km), north: km(options.dy_km) });
  if (verb === "split") return say("edit.split", { zone, into: options.into.join(say("comma")) });
  if (verb === "merge") return say("edit.merge", { zones: options.zones.map(name).join(say("comma")) });
  if (verb === "transfer") return say("edit.transfer", { zone, to: name(options.to) });
  return say(`edit.${verb}`, { zone });
}
