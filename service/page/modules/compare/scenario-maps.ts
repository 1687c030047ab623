/**
 * Small maps of several scenarios, side by side with one extent: their zones, and the land that
 * each gains and loses against the compared one. Land too small to see has a symbol.
 */

import { ringsOf, flatness, projection } from "../core/ui/outline-map.ts";
import { askCached } from "../core/api.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { button, h } from "../core/ui/dom.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

export type Changes = {
  id: string;
  zones: GeoJSON.Feature[];
  gained: GeoJSON.Feature[];
  lost: GeoJSON.Feature[];
};

const NAMES = ["lost", "gained"] as const;
const WIDE = 200;
const SMALL = 7;
/** The margin around the changes, and the minimum extent: 30 km. */
const AROUND = 0.25;
const LEAST_DEG = 0.3;

/** The changes of each scenario, and its zones. */
export const fetchChanges = (chosen: string[], against: string): Promise<Changes[]> =>
  Promise.all(
    chosen.map(async (id) => {
      const [zones, lost, gained] = await Promise.all([
        askCached(`/api/layers/zones?scenario=${id}`),
        ...NAMES.map((name) => askCached(`/api/layers/${name}?scenario=${id}&against=${against}`)),
      ]);
      return { id, zones: zones.features, lost: lost.features, gained: gained.features };
    }),
  );

/**
 * @param regions the coarsest, as background
 * @returns null if nothing changes
 */
export function scenarioMaps(
  store: Store,
  changes: Changes[],
  regions: GeoJSON.FeatureCollection | undefined,
): Child {
  const shapes = changes.flatMap(({ gained, lost }) => [...gained, ...lost]);
  if (!shapes.length) return null;
  const extent = around(shapes);
  const ground = (regions?.features ?? []).filter((one) => meet(one, extent));
  return h(
    "div",
    { class: "small-maps", role: "group", "aria-label": say("page-several-maps") },
    ...changes.map((one) => smallMap(store, one, ground, extent)),
  );
}

function smallMap(store: Store, changes: Changes, ground: GeoJSON.Feature[], extent: Extent) {
  const [west, south, east, north] = extent;
  const scale = WIDE / ((east - west) * flatness(extent));
  const { place, path } = projection(extent, scale);
  const signs: { x: number; y: number; names: Set<"lost" | "gained"> }[] = [];
  const mark = (feature: GeoJSON.Feature, name: "lost" | "gained") => {
    const [x0, y1, x1, y0] = boundsOf([feature]);
    const [[left, top], [right, bottom]] = [place([x0, y0]), place([x1, y1])];
    if (Math.max(right - left, bottom - top) >= SMALL) return;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const near = signs.find((one) => Math.hypot(one.x - x, one.y - y) < SMALL);
    if (near) near.names.add(name);
    else signs.push({ x, y, names: new Set([name]) });
  };
  const drawn = (name: "lost" | "gained") =>
    changes[name].map((feature) => {
      mark(feature, name);
      return h("path", { class: name, d: path(feature.geometry), fill: `url(#pattern-${name})` });
    });
  const size = (name: "lost" | "gained") =>
    formatNumber(sum(changes[name].map(({ properties }) => properties?.area_km2 ?? 0)), 2);
  const title = scenarioTitle(store.state, changes.id);
  const changes_ =
    changes.gained.length || changes.lost.length
      ? say("page-several-map", { gained: size("gained"), lost: size("lost") })
      : say("page-several-as-it-is");
  return h(
    "figure",
    { key: changes.id, "data-scenario": changes.id },
    h(
      "svg",
      { viewBox: `0 0 ${WIDE} ${((north - south) * scale).toFixed(1)}`, role: "img" },
      h("title", {}, `${title}: ${changes_}`),
      ...ground.map((feature) => h("path", { class: "region", d: path(feature.geometry) })),
      ...changes.zones
        .filter((feature) => meet(feature, extent))
        .map((feature) => h("path", { class: "unchanged", d: path(feature.geometry) })),
      ...NAMES.flatMap(drawn),
      ...signs.flatMap(({ x, y, names }) => [
        h("circle", { class: [...names].join(" "), cx: x, cy: y, r: SMALL }),
        h("text", { x, y: y + 3.6, "text-anchor": "middle" }, signOf(names)),
      ]),
    ),
    h(
      "figcaption",
      {},
      button({ class: "link", onclick: () => openScenario(store, changes.id) }, title),
      h("span", { class: "note" }, changes_),
    ),
  );
}

const signOf = (names: Set<string>) => (names.size > 1 ? "±" : names.has("gained") ? "+" : "−");

/** The extent of shapes with a margin. */
function around(shapes: GeoJSON.Feature[]): Extent {
  const [west, south, east, north] = boundsOf(shapes);
  const flat = flatness([west, south, east, north]);
  const half = ((1 + 2 * AROUND) * Math.max((east - west) * flat, north - south, LEAST_DEG)) / 2;
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  return [x - half / flat, y - half, x + half / flat, y + half];
}

function boundsOf(features: GeoJSON.Feature[]): Extent {
  const places = features.flatMap(({ geometry }) => ringsOf(geometry).flat());
  const [lons, lats] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const least = (all: number[]) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (all: number[]) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  return [least(lons), least(lats), most(lons), most(lats)];
}

function meet(feature: GeoJSON.Feature, [west, south, east, north]: Extent) {
  const [left, bottom, right, top] = boundsOf([feature]);
  return left <= east && right >= west && bottom <= north && top >= south;
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
