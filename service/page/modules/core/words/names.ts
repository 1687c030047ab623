/** Names of zones, FTZs and other things, in the language of the page. */

import { formatNumber } from "./number-format.ts";
import { language, say, sayOr } from "./words.ts";

/** A thing's name in the chosen language; in the other one if it has none. */
export function nameOf(
  thing: { name?: string | null; name_zh?: string | null } | null | undefined,
) {
  const names: { [column: string]: string | null | undefined } = { ...thing };
  return names[`name_${language()}`] || names.name || names.name_zh || "";
}

/** A thing's name if it has one in the chosen language; the name without a language is English. */
export const ownNameOf = (thing: { name: string; name_zh: string | null }) =>
  language() === "en" ? thing.name : (thing as { [name: string]: any })[`name_${language()}`];

/**
 * A short form of a long official name: "China (Shanghai) Pilot Free Trade Zone" → "Shanghai",
 * "Bonded Zones Area (Waigaoqiao, …)" → "Bonded Zones Area".
 */
export function shortNameOf(
  thing: { name?: string | null; name_zh?: string | null } | null | undefined,
) {
  const name = nameOf(thing);
  const inner = /^(?:China|中国)\s*[（(]([^()（）]+)[）)]/.exec(name);
  return inner ? inner[1] : name.replace(/\s*[（(].*$/, "") || name;
}

/** The names in a cell that lists several: `biopharma;marine_economy`. */
export const splitList = (cell: unknown): string[] =>
  String(cell ?? "")
    .split(/[;；]/)
    .map((name) => name.trim())
    .filter(Boolean);

/** The codes of a zone's sectors. */
export const sectorsOf = (zone: { [column: string]: any } | null | undefined): string[] =>
  splitList(zone?.sectors);

/** Their names. */
export const sectorNames = (codes: string[]) =>
  codes.map((one) => sayOr(`page-sector-${one}`, one)).join(say("list-separator"));

/** The name of a tint. */
export function tintWords(tint: Tint) {
  const [kind, ...words] = tint.split(" ");
  const name = words.join(" ");
  if (kind === "use") return say(`page-tint-use-${name}`);
  if (kind === "yield") {
    const indicator = sayOr(`performance-${name.replaceAll("_", "-")}`, name);
    return say("page-tint-yield", { indicator });
  }
  return name || say(`page-tint-${tint}`);
}

/** What an FTZ has in use of its cap. */
export const capWords = (state: State, { ftz_id, area_km2, cap_km2 }: FtzRow) =>
  say("page-tools-cap", {
    ftz: ftzName(state, ftz_id),
    area: formatNumber(area_km2, 2),
    cap: formatNumber(cap_km2, 2),
  });

/** The title of a plan, else the name of its file. */
export const planTitle = (plan: Pick<PlanDocument, "name" | "title" | "title_zh"> | null) =>
  nameOf(plan && { name: plan.title ?? plan.name, name_zh: plan.title_zh });

const cachedNames = new WeakMap<object, { [language: string]: Map<string, string> }>();

/** A zone's short name, with its id if another zone has the same name; its id if it has none. */
export function zoneName({ zonesLayer, zonesBase }: State, zone_id: string) {
  const layers = [zonesLayer, zonesBase].filter((layer) => layer != null);
  for (const layer of layers) {
    const known = cachedNames.get(layer) ?? {};
    cachedNames.set(layer, known);
    known[language()] ??= namesById(layer);
    const name = known[language()].get(zone_id);
    if (name) return name;
  }
  return zone_id;
}

/** The short name of an FTZ; its id if it has none. */
export const ftzName = ({ plan }: State, id: string) =>
  shortNameOf(plan?.ftzs.find(({ ftz_id }) => ftz_id === id)) || id;

/**
 * The short name of an id: of a zone, an FTZ, a cluster, a customs block, an exclusion or a region;
 * the id if it has none. A coarsest region may also be given by its name in the other language.
 */
export function nameById(state: State, id: string) {
  const zone = zoneName(state, id);
  if (zone !== id) return zone;
  const ftz = state.plan?.ftzs.find((row) => row.ftz_id === id);
  const province = state.plan?.provinces.find((row) => row.adcode === id || row.name === id);
  const place = state.proposal?.places?.find((row) => row.id === id);
  return shortNameOf(ftz ?? province ?? featureById(state, id) ?? place ?? null) || id;
}

function featureById({ areas, clustersLayer, regionLayers }: State, id: string) {
  const layers = [...Object.values(areas), ...Object.values(regionLayers)];
  if (clustersLayer) layers.push(clustersLayer);
  for (const { features } of layers)
    for (const { properties: of } of features)
      if ([of?.block_id, of?.exclusion_id, of?.cluster_id, of?.adcode].includes(id)) return of;
  return null;
}

function namesById({ features }: GeoJSON.FeatureCollection) {
  const pairs = features.map(
    ({ properties }) => [properties?.zone_id, shortNameOf(properties)] as [string, string],
  );
  const count: { [name: string]: number } = {};
  for (const [, name] of pairs) count[name] = (count[name] ?? 0) + 1;
  return new Map(
    pairs.map(([id, name]) => [id, count[name] > 1 && name ? `${name} (${id})` : name]),
  );
}

/** The service's name of the local planner, without tokens. */
const LOCAL = "local planner";

/**
 * The word for a status of a scenario, by the user who set it: a decision of the local planner, the
 * only user, is practice.
 */
export function statusWords(status: string, by: string = "") {
  const words = sayOr(`page-status-${status}`, status);
  return isPractice(status, by) ? say("page-practice-status", { status: words }) : words;
}

export const isPractice = (status: string, by: string = "") =>
  by === LOCAL && (status === "approved" || status === "rejected");

/** The name of a person; for the local planner, a phrase. */
export const personName = (name: string) => (name === LOCAL ? say("page-person-local") : name);
