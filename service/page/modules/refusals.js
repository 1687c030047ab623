/** Why an edit cannot be made, in the page's language: the service's own sentences are English. */

import { zoneName } from "./violations.js";
import { language, say } from "./words.js";

/** @typedef {import("./types.js").State} State */

/** A sentence of the service and its word; what the sentence names is named in the word too. */
const SENTENCES = /** @type {[RegExp, string][]} */ ([
  [/the border of (?<zone>\S+) with (?<other>\S+) moved, and \S+ is locked/, "border"],
  [/(?<zone>\S+) is locked: its boundary stays/, "locked"],
  [/covers all of (?<zone>\S+);/, "swallowed"],
  [/misses (?<zone>\S+);/, "misses"],
  [/does not cut through (?<zone>[^,;]+)/, "not_through"],
  [/cuts (?<zone>\S+) into (?<count>\d+) parts/, "parts"],
  [/nothing is left of (?<zone>\S+);/, "nothing_left"],
  [/nothing of (?<zone>\S+) lies inside/, "outside"],
  [/take lies in (?<zone>\S+) already/, "take_inside"],
  [/there is a zone (?<zone>\S+) already/, "taken"],
  [/there is no zone (?<zone>[^;]+);/, "no_zone"],
  [/nearest that can be reached is (?<km2>[\d.e+]+) km²/, "nearest"],
  [/leaves? no room/, "no_room"],
  [/beyond the plan's extent/, "beyond"],
  [/crosses itself|is not valid/, "invalid"],
]);

/**
 * @param {State} state
 * @param {string} message
 * @returns {string}
 */
export function reasonOf(state, message) {
  if (language() === "en") return message;
  for (const [sentence, word] of SENTENCES) {
    const found = sentence.exec(message);
    if (!found) continue;
    const { zone, other, count, km2 } = found.groups ?? {};
    const named = (/** @type {string | undefined} */ id) => (id ? zoneName(state, id) : "");
    return say(`refusal.${word}`, { zone: named(zone), other: named(other), count, km2 });
  }
  return message;
}
