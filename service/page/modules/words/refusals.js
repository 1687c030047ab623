/** What the service says, in the page's language and by names: it speaks English, by ids. */

import { shortNameOf, zoneName } from "./names.js";
import { sameSign, translated } from "./translating.js";
import { language, refusals, say } from "./words.js";

/** @typedef {import("../types.js").State} State */

/**
 * A sentence of the service in the page's language, with names in place of ids; as it is,
 * and marked so, where no words for it are known.
 *
 * @param {State} state
 * @param {string} message
 * @returns {string}
 */
export function reasonOf(state, message) {
  const nameOf = (/** @type {string} */ value) => namedBy(state, value);
  if (language() === "en") return translated(message, refusals(), nameOf, sameSign) ?? message;
  const words = translated(message, refusals(), nameOf);
  const own = /\p{Script=Han}/u.test(message); // the page's own words are Chinese already
  return words ?? (own ? message : say("refused.original", { message }));
}

/**
 * The name of a zone, an FTZ, a customs block or an exclusion by its id, of a province by its other
 * name.
 *
 * @param {State} state
 * @param {string} value
 */
function namedBy(state, value) {
  const zone = zoneName(state, value);
  if (zone !== value) return zone;
  const ftz = state.plan?.ftzs.find((row) => row.ftz_id === value);
  const province = state.plan?.provinces.find((row) => row.name === value);
  const areas = Object.values(state.areas).flatMap(({ features }) => features);
  const area = areas.find(({ properties: of }) => (of?.block_id ?? of?.exclusion_id) === value);
  return shortNameOf(ftz ?? province ?? area?.properties) || null;
}
