/**
 * Which zones are locked, and which may be the counterpart of the selected one in a merge, transfer
 * or swap.
 */

import { featureOf } from "./plan-parts.js";
import { announce } from "../ui/dom.js";
import { messageOf, sayMessage } from "../words/messages.js";
import { zoneName } from "../words/names.js";
import { say } from "../words/words.js";

/** Whether the active tool needs a counterpart. @param {State} state */
export const takesCounterpart = ({ tool, zone }) =>
  zone != null && (tool === "merge" || tool === "transfer" || tool === "swap");

/**
 * Whether a zone is locked, by the plan or by the planner.
 *
 * @param {State} state
 * @param {string} zone
 */
export function isLocked({ zonesLayer, locks }, zone) {
  const facts = featureOf(zonesLayer, zone);
  return Boolean(facts?.properties?.locked) || locks.includes(zone);
}

/**
 * Why a zone may not be edited; null if it may.
 *
 * @param {State} state
 * @param {string | null} [zone]
 * @returns {Message | null}
 */
export function lockReason({ zone: chosen, zonesLayer, locks, me }, zone = chosen) {
  const facts = featureOf(zonesLayer, zone);
  if (me?.role === "viewer") return messageOf("page-lock-viewer");
  if (facts?.properties?.locked) return messageOf("page-lock-plan");
  return zone && locks.includes(zone) ? messageOf("page-lock-kept") : null;
}

/** The other zones of the selected zone's FTZ. @param {State} state @returns {string[]} */
export function possibleCounterparts({ zone, zonesLayer }) {
  const zones = (zonesLayer?.features ?? []).map(({ properties }) => properties ?? {});
  const ftz = zones.find(({ zone_id }) => zone_id === zone)?.ftz_id;
  return zones
    .filter(({ zone_id, ftz_id }) => ftz_id === ftz && zone_id !== zone)
    .map(({ zone_id }) => zone_id);
}

/**
 * Why a zone cannot be the counterpart; null if it can.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Message | null}
 */
export function whyNoCounterpart(state, zone) {
  if (!possibleCounterparts(state).includes(zone))
    return messageOf("page-refused-other-ftz", { zone });
  const lock = lockReason(state, zone);
  return lock && messageOf("page-refused-partner", { zone, why: lock });
}

/**
 * Select a clicked zone as counterpart, or deselect it; a merge takes several.
 *
 * @param {Store} store
 * @param {string} zone
 */
export function toggleCounterpart(store, zone) {
  const { tool, counterparts } = store.state;
  const refused = whyNoCounterpart(store.state, zone);
  if (refused) {
    store.set({ refused: [refused] });
    return announce(say("page-announce-refused", { why: sayMessage(store.state, refused) }));
  }
  const others = counterparts.filter((one) => one !== zone);
  const left = others.length < counterparts.length;
  const added = left ? [] : [zone];
  store.set({ counterparts: tool === "merge" ? [...others, ...added] : added, refused: null });
  announce(
    say(left ? "page-announce-left" : "page-announce-taken", { zone: zoneName(store.state, zone) }),
  );
}
