/**
 * The scope of figures: an FTZ, a sector or a region. The service measures it; this module selects
 * its rows and districts.
 */

import { finestLevel, levelCodes } from "../core/plan-parts.ts";
import { sectorsOf, splitList } from "../core/words/names.ts";
import { regionLayer } from "./region-shapes.ts";

/** Its kind and value. */
export function scopeOf({ aim }: State): [string, string] {
  const [kind, ...rest] = (aim ?? "").split(":");
  return [kind, rest.join(":")];
}

/** The level of the region in scope; null: none. */
function scopeLevel(state: State) {
  const [kind, value] = scopeOf(state);
  if (kind !== "region") return null;
  const has = (level: string) =>
    state.regions?.some((row) => row.level === level && row.adcode === value);
  return levelCodes(state).reverse().find(has) ?? null;
}

/** Whether a region of a level is in scope: the region and those within it. */
export function isInScope(state: State): (adcode: string, level: string) => boolean {
  const [kind, value] = scopeOf(state);
  if (kind !== "region") return () => true;
  const of = scopeLevel(state);
  const within: { [level: string]: Set<string> } = {};
  for (const level of levelCodes(state))
    within[level] = new Set(
      (state.regionLayers[level]?.features ?? [])
        .filter(({ properties }) => properties?.lies.includes(value))
        .map(({ properties }) => properties?.adcode),
    );
  return (adcode, level) =>
    level === of ? adcode === value : (within[level]?.has(adcode) ?? false);
}

/** The charted level: the coarsest, or within a region the next finer one. */
export function chartedLevel(state: State) {
  const levels = levelCodes(state);
  const of = scopeLevel(state);
  const charted = of ? levels.indexOf(of) - 1 : levels.length - 1;
  const isIn = isInScope(state);
  for (let at = charted; at > 0; at -= 1) {
    const rows = (state.regions ?? []).filter(
      ({ level, adcode }) => level === levels[at] && isIn(adcode, level),
    );
    if (rows.length > 1 || !of) return levels[at];
  }
  return levels[Math.max(0, Math.min(charted, 0))];
}

/** Whether a zone is in scope. */
export function isZoneInScope(
  state: State,
): (zone: { zone_id: string; ftz_id: string | null }) => boolean {
  const [kind, value] = scopeOf(state);
  if (kind === "ftz") return ({ ftz_id }) => ftz_id === value;
  if (kind !== "sector" && kind !== "region") return () => true;
  const [isIn, finest] = [isInScope(state), finestLevel(state)];
  const isOf = (zone: { [name: string]: any } | null) =>
    kind === "sector"
      ? sectorsOf(zone).includes(value)
      : splitList(zone?.adcodes).some((adcode) => isIn(adcode, finest));
  const ids = new Set(
    (state.zonesLayer?.features ?? [])
      .filter(({ properties }) => isOf(properties))
      .map(({ properties }) => properties?.zone_id),
  );
  return ({ zone_id }) => ids.has(zone_id);
}

/**
 * Two ways of measuring are compared of one scenario without edits: else both sides are measured in
 * the same way.
 */
export function followWays(store: Store) {
  store.on(["by", "againstBy", "scenario", "against", "draft"], () => {
    const { by, againstBy, scenario, against, draft } = store.state;
    const isOne = scenario === against && !draft;
    if (againstBy && (by === againstBy || !isOne)) store.set({ againstBy: null });
  });
}

/** Load the regions within the one in scope. */
export function followScope(store: Store) {
  store.on(["aim", "plan"], () => {
    if (!store.state.plan || scopeOf(store.state)[0] !== "region") return;
    for (const level of levelCodes(store.state)) void regionLayer(store, level);
  });
}
