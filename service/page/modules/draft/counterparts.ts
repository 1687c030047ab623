/**
 * Which zones are locked, and which may be the counterpart of the selected one in a merge, transfer
 * or swap.
 */

import { featureOf } from "../core/plan-parts.ts";
import { announce } from "../core/ui/dom.ts";
import { messageOf, sayMessage } from "../core/words/messages.ts";
import { zoneName } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";

/** Whether the active tool needs a counterpart. */
export const takesCounterpart = ({ tool, zone }: State) =>
  zone != null && (tool === "merge" || tool === "transfer" || tool === "swap");

/** Whether a zone is locked, by the plan or by the planner. */
export function isLocked({ zonesLayer, locks }: State, zone: string) {
  const facts = featureOf(zonesLayer, zone);
  return Boolean(facts?.properties?.locked) || locks.includes(zone);
}

/** Why a zone may not be edited; null if it may. */
export function lockReason(
  { zone: chosen, zonesLayer, locks, me }: State,
  zone: string | null = chosen,
): Message | null {
  const facts = featureOf(zonesLayer, zone);
  if (me?.role === "viewer") return messageOf("page-lock-viewer");
  if (facts?.properties?.locked) return messageOf("page-lock-plan");
  return zone && locks.includes(zone) ? messageOf("page-lock-kept") : null;
}

/** The other zones of the selected zone's FTZ. */
export function possibleCounterparts({ zone, zonesLayer }: State): string[] {
  const zones = (zonesLayer?.features ?? []).map(({ properties }) => properties ?? {});
  const ftz = zones.find(({ zone_id }) => zone_id === zone)?.ftz_id;
  return zones
    .filter(({ zone_id, ftz_id }) => ftz_id === ftz && zone_id !== zone)
    .map(({ zone_id }) => zone_id);
}

/** Why a zone cannot be the counterpart; null if it can. */
export function whyNoCounterpart(state: State, zone: string): Message | null {
  if (!possibleCounterparts(state).includes(zone))
    return messageOf("page-refused-other-ftz", { zone });
  const lock = lockReason(state, zone);
  return lock && messageOf("page-refused-partner", { zone, why: lock });
}

/** Select a clicked zone as counterpart, or deselect it; a merge takes several. */
export function toggleCounterpart(store: Store, zone: string) {
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
