/**
 * Search by name, in Chinese or English: zones, FTZs, regions, clusters, then scenarios and places
 * around the plan, from the service. A scenario result is shown; other results zoom, and the focus
 * moves on: to the tools of a zone, to the map otherwise.
 */

import { signal, untracked } from "../../vendor/preact/index.js";
import { abortPrevious, ask, askCached, isAborted, isOffline } from "../core/api.ts";
import { focusTools } from "../edit/tool-buttons.ts";
import { zoomTo, boundsOf } from "../map/view.ts";
import { levelCodes } from "../core/plan-parts.ts";
import { regionLayer } from "../figures/region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
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

/** What is searched for, as it was typed; null: the list is closed. */
const text = signal<string | null>(null);
/** The service's results for a text. */
const further = signal({ query: "", matches: [] as Found[] });
/** The result that the arrow keys have reached, by its key; "": the first. */
const reached = signal("");

const keyOf = ({ kind, id }: Found) => `${kind} ${id}`;

const queryOf = () => text.value?.trim().toLowerCase() ?? "";

/** What is found, best first. */
function matchesOf(state: State): Found[] {
  const query = queryOf();
  if (!query) return [];
  const own = rank(searchableThings(state), query).slice(0, MOST);
  const names = new Set(own.flatMap((one) => one.names));
  const others = further.value.query === query ? further.value.matches : [];
  return [...own, ...others.filter((one) => !one.names.some((name) => names.has(name)))];
}

/** What is found, and which of it the arrow keys have reached. */
function foundOf(state: State) {
  const matches = matchesOf(state);
  const at = matches.findIndex((one) => keyOf(one) === reached.value);
  return { matches, active: Math.max(0, at) };
}

let waiting = 0;

/** Request the scenarios and places of a text, once typing pauses. */
function askFurther(store: Store, query: string) {
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
      const found = places.map((place: Place) => placeOf(store.state, place));
      further.value = { query, matches: [...scenarios.map(scenarioOf), ...found] };
    } catch (error) {
      if (!isAborted(error) && !isOffline(error)) reportProblem(store, error);
    }
  }, ASK_AFTER_MS);
}

/** Ask for what is typed, and say how much is found. */
export function followSearch(store: Store) {
  store.watch(() => {
    const query = queryOf();
    if (!query) return;
    announce(say("page-announce-found", { count: matchesOf(store.state).length }));
    if (further.value.query !== query) untracked(() => askFurther(store, query));
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const box = byId<HTMLInputElement>("search");
    box.focus();
    box.select();
  });
}

/** Show what was found. */
function go({ store, map }: Page, target: Found, box: HTMLInputElement) {
  text.value = null;
  box.value = nameOf(target.thing) || target.id;
  if (target.kind === "zone") store.set({ zone: target.id });
  if (target.bounds) zoomTo(map, target.bounds());
  if (target.kind === "scenario") openScenario(store, target.id, target.thing.row as any);
  if (target.kind === "zone") requestAnimationFrame(focusTools);
  else map.getContainer().focus({ preventScroll: true });
  announce(say("page-announce-shown", { name: box.value }));
}

export function Search({ page }: { page: Page }) {
  const { store } = page;
  const { matches, active } = foundOf(store.state);
  const isOpen = queryOf() !== "";
  const type = (event: { currentTarget: HTMLInputElement } & KeyboardEvent) => {
    const box = event.currentTarget;
    const { matches, active } = foundOf(store.state); // of what has just been typed
    const step = { ArrowDown: 1, ArrowUp: matches.length - 1 }[event.key];
    if (event.key === "Escape") {
      if (!queryOf()) box.value = "";
      text.value = null;
    } else if (event.key === "Enter") {
      event.preventDefault(); // the focus moves on, and Enter would activate its target
      if (matches[active]) go(page, matches[active], box);
    } else if (step != null) {
      event.preventDefault();
      if (matches.length) reached.value = keyOf(matches[(active + step) % matches.length]);
    }
  };
  return (
    <div class="search" role="search">
      <input
        id="search"
        type="search"
        role="combobox"
        list={undefined} // its own, below
        aria-autocomplete="list"
        aria-controls="search-results"
        aria-expanded={isOpen}
        aria-activedescendant={matches.length ? `result-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={say("page-search-placeholder")}
        aria-label={say("page-search-label")}
        onFocus={() => levelCodes(store.state).forEach((level) => void regionLayer(store, level))}
        onInput={({ currentTarget: { value } }) => {
          text.value = value;
          reached.value = "";
        }}
        onBlur={() => (text.value = null)}
        onKeyDown={type}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul
        id="search-results"
        role="listbox"
        aria-label={say("page-search-results")}
        hidden={!isOpen}
      >
        {matches.map((target, index) => (
          <Result
            key={keyOf(target)}
            target={target}
            index={index}
            isActive={index === active}
            go={(box) => go(page, target, box)}
          />
        ))}
        {isOpen && !matches.length && (
          <li class="empty" role="presentation">
            {say("page-search-none")}
          </li>
        )}
      </ul>
    </div>
  );
}

function Result({
  target,
  index,
  isActive,
  go,
}: {
  target: Found;
  index: number;
  isActive: boolean;
  go: (box: HTMLInputElement) => void;
}) {
  const within = target.within?.();
  return (
    <li
      role="option"
      id={`result-${index}`}
      data-kind={target.level ?? target.kind}
      data-id={target.id}
      aria-selected={isActive}
      ref={isActive ? comeIntoView : undefined}
      onMouseDown={(event) => {
        event.preventDefault();
        go(byId<HTMLInputElement>("search"));
      }}
    >
      <span class="result-name">{nameOf(target.thing) || target.id}</span>
      {within && <span class="result-within">{within}</span>}
      <span class="result-kind">
        {say(`page-kind-${target.kind}`, { level: target.level ?? "" })}
      </span>
    </li>
  );
}

const comeIntoView = (line: Element | null) => line?.scrollIntoView({ block: "nearest" });

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
