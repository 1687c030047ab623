/**
 * Search by name, in Chinese or English: zones, FTZs, regions, clusters, then scenarios and places
 * around the plan, from the service. A scenario result is shown; other results zoom, and the focus
 * moves on: to the tools of a zone, to the map otherwise.
 */

import { abortPrevious, ask, askCached, isAborted, isOffline } from "../core/api.ts";
import { focusTools } from "../edit/tool-buttons.ts";
import { zoomTo, boundsOf } from "../map/view.ts";
import { levelCodes } from "../core/plan-parts.ts";
import { regionLayer } from "../figures/region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";

/** lies: the names of the region that contains it */
type Found = {
  kind: string;
  level?: string;
  names: string[];
  id: string;
  thing: { [name: string]: any };
  bounds?: () => L.LatLngBounds;
  lies?: string[];
  within?: () => string;
};

const MOST = 12;
const MOST_SCENARIOS = 6;
const ASK_AFTER_MS = 200;
/** The extent around a place, in degrees. */
const AROUND_DEG = 0.1;

export function addSearch({ store, map }: Page) {
  const box = byId("search") as HTMLInputElement;
  const list = byId("search-results");
  let matches: Found[] = [];
  /** the service's results for a text */
  let further: { query: string; matches: Found[] } = { query: "", matches: [] };
  let active = 0;
  let waiting = 0;

  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const go = (target: Found | undefined) => {
    if (!target) return;
    close();
    box.value = nameOf(target.thing) || target.id;
    if (target.kind === "zone") store.set({ zone: target.id });
    if (target.bounds) zoomTo(map, target.bounds());
    if (target.kind === "scenario") openScenario(store, target.id, target.thing.row as any);
    if (target.kind === "zone") focusTools();
    else map.getContainer().focus({ preventScroll: true });
    announce(say("page-announce-shown", { name: box.value }));
  };
  const draw = () => {
    fill(
      list,
      ...matches.map((target, index) => {
        const within = target.within?.();
        return h(
          "li",
          {
            role: "option",
            id: `result-${index}`,
            "data-kind": target.level ?? target.kind,
            "data-id": target.id,
            "aria-selected": String(index === active),
            onmousedown: (event: MouseEvent) => {
              event.preventDefault();
              go(target);
            },
          },
          h("span", { class: "result-name" }, nameOf(target.thing) || target.id),
          within && h("span", { class: "result-within" }, within),
          h(
            "span",
            { class: "result-kind" },
            say(`page-kind-${target.kind}`, { level: target.level ?? "" }),
          ),
        );
      }),
      !matches.length && h("li", { class: "empty", role: "presentation" }, say("page-search-none")),
    );
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    if (matches.length) box.setAttribute("aria-activedescendant", `result-${active}`);
    else box.removeAttribute("aria-activedescendant");
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const query = box.value.trim().toLowerCase();
    if (!query) return close();
    const own = rank(searchableThings(store.state), query).slice(0, MOST);
    const names = new Set(own.flatMap((one) => one.names));
    const others = further.query === query ? further.matches : [];
    matches = [...own, ...others.filter((one) => !one.names.some((name) => names.has(name)))];
    active = 0;
    draw();
    announce(say("page-announce-found", { count: matches.length }));
    if (further.query !== query) askFurther(query);
  };
  /** Request the scenarios and places of a text, once typing pauses. */
  const askFurther = (query: string) => {
    clearTimeout(waiting);
    const signal = abortPrevious("search");
    waiting = window.setTimeout(async () => {
      try {
        const text = encodeURIComponent(query);
        const [scenarios, places] = await Promise.all([
          ask(`/api/scenarios?limit=${MOST_SCENARIOS}&text=${text}`, { signal }),
          store.state.plan?.context ? askCached(`/api/layers/context/places?q=${text}`) : [],
        ]);
        if (signal.aborted) return;
        further = {
          query,
          matches: [
            ...scenarios.map(scenarioOf),
            ...places.map((place: Place) => placeOf(store.state, place)),
          ],
        };
        searchAgain();
      } catch (error) {
        if (!isAborted(error) && !isOffline(error)) reportProblem(store, error);
      }
    }, ASK_AFTER_MS);
  };
  /** Include data that arrive during the search. */
  const searchAgain = () => {
    if (list.hidden) return;
    const activeId = matches[active]?.id;
    search();
    active = Math.max(
      0,
      matches.findIndex(({ id }) => id === activeId),
    );
    draw();
  };

  box.addEventListener("focus", () => {
    for (const level of levelCodes(store.state)) void regionLayer(store, level);
  });
  box.addEventListener("input", search);
  box.addEventListener("blur", close);
  store.on(["zonesLayer", "plan", "regionLayers", "clustersLayer", "language"], searchAgain);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (list.hidden) box.value = "";
      close();
    } else if (event.key === "Enter") {
      event.preventDefault(); // the focus moves on, and Enter would activate its target
      go(matches[active]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!matches.length) return;
      active = (active + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length;
      draw();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/**
 * Best first: whole name, beginning of the name, beginning of a word, anywhere in it, then by the
 * name of the containing region. Zones come before other things of the same name.
 */
function rank(all: Found[], query: string) {
  const scoreOf = ({ kind, names, lies }: Found) => {
    const ownScore = Math.min(...names.map(score));
    if (ownScore < 9) return kind === "zone" && ownScore < 3 ? -1 : ownScore;
    return lies?.some((name) => score(name) < 3) ? 4 : 9;
  };
  const score = (name: string) => {
    const at = name.indexOf(query);
    if (at < 0) return 9;
    if (name === query) return 0;
    if (at === 0) return 1;
    return /[\s(（,-]/.test(name[at - 1]) ? 2 : 3;
  };
  return all
    .map((target) => ({ target, score: scoreOf(target) }))
    .filter((row) => row.score < 9)
    .sort((a, b) => a.score - b.score)
    .map((row) => row.target);
}

/** Everything that can be searched by name. */
function searchableThings(state: State): Found[] {
  const from = (
    kind: string,
    key: string,
    layer: GeoJSON.FeatureCollection | null | undefined,
  ): Found[] =>
    (layer?.features ?? []).map((feature) => ({
      kind,
      id: feature.properties?.[key],
      thing: feature.properties ?? {},
      names: namesOf(feature.properties ?? {}, feature.properties?.[key]),
      bounds: () => L.geoJSON(feature).getBounds(),
    }));
  const ftzs: Found[] = (state.plan?.ftzs ?? []).map((ftz) => ({
    kind: "ftz",
    id: ftz.ftz_id,
    thing: ftz,
    names: namesOf(ftz, ftz.ftz_id),
    bounds: () => boundsOf(ftz.extent ?? state.plan?.extent ?? [0, 0, 0, 0]),
  }));
  const levels = levelCodes(state).reverse();
  const regions = regionsOf(state);
  const lying = (one: Found) => {
    const around = (one.thing.lies ?? []).map((code: string) => regions.get(code));
    return {
      lies: around.flatMap((region: any) => (region ? namesOf(region, "") : [])),
      within: () => nameOf(around[0]) ?? "",
    };
  };
  return [
    ...from("zone", "zone_id", state.zonesLayer),
    ...ftzs,
    ...levels.flatMap((level) =>
      from("region", "adcode", state.regionLayers[level]).map((one) => ({
        ...one,
        ...lying(one),
        level,
      })),
    ),
    ...from("cluster", "cluster_id", state.clustersLayer),
  ];
}

const scenarioOf = (row: ScenarioRow): Found => ({
  kind: "scenario",
  id: row.scenario,
  thing: { name: row.title, name_zh: row.title_zh, row },
  names: [], // it may have the name of a zone
});

/** The regions of all levels, by their codes. */
const regionsOf = (state: State) =>
  new Map(
    levelCodes(state)
      .flatMap((level) => state.regionLayers[level]?.features ?? [])
      .map(({ properties }) => [properties?.adcode, properties ?? {}]),
  );

interface Place {
  name: string;
  name_zh: string | null;
  lon: number;
  lat: number;
  adcode: string | null;
}

const placeOf = (state: State, place: Place): Found => ({
  kind: "place",
  id: `${place.lon} ${place.lat}`,
  thing: place,
  names: namesOf(place, ""),
  within: () => {
    const regions = regionsOf(state);
    const region = regions.get(place.adcode);
    const names = [region, regions.get(region?.lies?.at(-1))].map((one) => one && nameOf(one));
    return [...new Set(names.filter(Boolean))].join(" · ");
  },
  bounds: () => L.latLng(place.lat, place.lon).toBounds(2 * AROUND_DEG * 111_000),
});

const namesOf = (thing: { [name: string]: any }, id: string) =>
  [thing.name, thing.name_zh, id].filter(Boolean).map((name) => String(name).toLowerCase());
