/**
 * Why a region is covered, above the Regions table: the zones that reach it and what each alone
 * contributes, and what would cover more of it. It follows the scenario, the radius and the edits. By
 * road, for which that is not worked out: how far it is covered, and the way to it.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask, Problem } from "../core/api.ts";
import { lengthWords } from "./network-way.ts";
import { chooseZone } from "../map/view.ts";
import { followAnswer } from "../core/answers.ts";
import { lockReason } from "../draft/counterparts.ts";
import { draftEdits, draftRules } from "../draft/draft.ts";
import { fetchRegionFigures } from "../draft/loader.ts";
import { hasLayer, featureOf, levelCodes } from "../core/plan-parts.ts";
import { regionLayer } from "./region-shapes.ts";
import { radiusOf, reachWords, unitOf } from "../core/way.ts";
import { announce, button, h, note } from "../core/ui/dom.ts";
import { sortableTable, figureColumn } from "../core/ui/sortable-table.ts";
import { nameOf, zoneName } from "../core/words/names.ts";
import { formatNumber, formatPercent, shareOf } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

/** From so many of its people on, a share by road that is less than by the line is explained. */
const EXTREME = 0.2;
/** The figures of regions by straight line, beside those by road within as many km. */
const byLine = signal(null as RegionRow[] | null);

export function followExplanation(page: Page) {
  const { store } = page;
  followAnswer(
    store,
    () => {
      const { region, scenario, radius, by, aim, plan, scenarios, draft } = store.state;
      if (!region || !plan || draft || unitOf(by) !== "km" || by === "line")
        return [null, async () => null];
      const revision = scenarios.find((row) => row.scenario === scenario)?.revision;
      return [
        [scenario, revision, radius, aim],
        () => fetchRegionFigures(scenario, { radii_km: [radius] }, aim),
      ];
    },
    (rows) => (byLine.value = rows),
  );
  followAnswer(
    store,
    () => {
      const { region, scenario, radius, by, plan, scenarios } = store.state;
      if (!region || !plan || by !== "line") return [null, async () => null];
      const revision = scenarios.find((row) => row.scenario === scenario)?.revision;
      const edits = draftEdits(store.state);
      const rules = draftRules(store.state);
      const body = { radii_km: [radius], ...(edits ? { edits, rules } : { scenario }) };
      return [
        [region, radius, edits ?? [scenario, revision]],
        (signal) => ask(`/api/explain?adcode=${encodeURIComponent(region)}`, { body, signal }),
      ];
    },
    (explained: Explained | null) => {
      store.set({ explained });
      if (!explained) return;
      const name = regionName(store.state, explained.region);
      announce(say("page-announce-explained", { name }));
    },
    (error) => {
      const isUnknown = error instanceof Problem && error.status === 404;
      if (isUnknown) store.set({ region: null });
      return isUnknown;
    },
  );
}

/** The explanation of the chosen region, if one is chosen. */
export function Explanation({ page }: { page: Page }) {
  const { store } = page;
  const { explained, by } = store.state;
  const row = by === "line" ? null : coarsestRow(store.state);
  if (!explained && !row) return null;
  const about = row ?? explained!.region;
  return h(
    "section",
    { id: "explained", key: about.adcode, ref: comeIntoView },
    ...(row ? wayCard(store, row) : card(page, explained!)),
  );
}

const comeIntoView = (place: Element | null) => place?.scrollIntoView({ block: "nearest" });

/** The name of a region, in the language of the page. */
function regionName(
  { regionLayers }: State,
  { adcode, level, name }: { adcode: string; level: string; name?: string | null },
) {
  const shape = featureOf(regionLayers[level], adcode, "adcode");
  return nameOf(shape?.properties) || name || adcode;
}

/** The figures of the chosen region, of its coarsest level. */
function coarsestRow(state: State) {
  const rows = (state.regions ?? []).filter(({ adcode }) => adcode === state.region);
  const levels = levelCodes(state);
  return rows.sort((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level))[0];
}

/** How far a region is covered by road, and the way to it. */
function wayCard(store: Page["store"], row: RegionRow) {
  const { state } = store;
  void regionLayer(store, row.level); // its name
  const { way, wayTo } = state;
  return [
    heading(store, row),
    h("p", {}, shareWords(state, row)),
    way &&
      h(
        "p",
        { class: "way" },
        h("strong", {}, say(wayTo ? "page-way-to-place" : "page-way-to-people")),
        lengthWords(state, way),
      ),
    extremeNote(state, row),
    note(say("page-by-explained")),
  ];
}

/** What may be the cause where far fewer are reached by road than by the straight line. */
function extremeNote(state: State, row: RegionRow) {
  const isSame = ({ adcode, level }: RegionRow) => adcode === row.adcode && level === row.level;
  const line = byLine.value?.find(isSame);
  const share = line && shareOf(line.covered_population, line.population);
  const own = shareOf(row.covered_population, row.population);
  if (share == null || own == null || share - own < EXTREME) return false;
  const leads = state.way?.zone_id == null ? "no" : "yes";
  const words = { share: formatPercent(share), leads };
  return h("p", { class: "extreme" }, say("page-way-extreme", words));
}

const heading = (
  store: Page["store"],
  region: { adcode: string; level: string; name?: string | null },
) =>
  h(
    "div",
    { class: "explained-head" },
    h("h2", {}, say("page-explain-title", { name: regionName(store.state, region) })),
    button(
      {
        id: "explained-close",
        "aria-label": say("page-about-close"),
        onclick: () => store.set({ region: null, wayTo: null }),
      },
      "×",
    ),
  );

/** How much of a region is covered. */
function shareWords(
  state: State,
  region: Pick<RegionRow, "population" | "covered_population" | "area_km2" | "covered_area_km2">,
) {
  const within = reachWords(state);
  if (!hasLayer(state, "demand"))
    return state.by === "line"
      ? say("page-explain-land-share", {
          share: formatPercent(shareOf(region.covered_area_km2, region.area_km2)),
          ...within,
        })
      : say("page-by-land-unknown");
  if (region.population == null) return say("page-nodata-census");
  return say("page-explain-share", {
    share: formatPercent(shareOf(region.covered_population, region.population)),
    people: formatNumber(region.covered_population),
    whole: formatNumber(region.population),
    ...within,
  });
}

function card(page: Page, { region, zones, would }: Explained) {
  const { store } = page;
  const radius = radiusOf(region);
  const counted = hasLayer(store.state, "demand");
  return [
    heading(store, region),
    h("p", {}, shareWords(store.state, region)),
    h("h3", {}, say("page-explain-who", { radius })),
    zones.length
      ? coverTable(page, zones)
      : h("p", { class: "context" }, nothing(store.state, region)),
    ...(counted ? whatWould(page, region, would) : []),
  ];
}

const whatWould = (page: Page, region: Explained["region"], would: Explained["would"]) => [
  h("h3", {}, say("page-explain-would")),
  would.length
    ? h("ul", { class: "would" }, ...would.map((row) => wouldLine(page, row, radiusOf(region))))
    : h(
        "p",
        { class: "context" },
        `– ${say(region.population == null ? "page-nodata-census" : "page-explain-nobody")}`,
      ),
];

const nothing = (state: State, { nearest_zone_id, nearest_km }: Explained["region"]) =>
  nearest_zone_id == null
    ? say("page-explain-none")
    : say("page-explain-nearest", {
        zone: zoneName(state, nearest_zone_id),
        km: formatNumber(nearest_km, 1),
      });

function coverTable(page: Page, zones: Explained["zones"]) {
  const noPeople = () => say("page-nodata-census");
  const counted = hasLayer(page.store.state, "demand");
  const ofPeople = ["distance_km", "covered_population", "sole_population"];
  return sortableTable(
    "explain",
    say("page-explain-zones"),
    [
      {
        key: "zone",
        title: say("page-figure-zone"),
        text: true,
        value: (row: any) => zoneName(page.store.state, row.zone_id),
        write: (row: any) => goTo(page, row.zone_id),
      },
      figureColumn("distance_km", say("page-explain-distance"), 1, noPeople),
      figureColumn("covered_population", say("page-column-covered"), 0, noPeople),
      figureColumn("sole_population", say("page-explain-sole"), 0, noPeople),
      figureColumn("covered_area_km2", say("page-explain-land"), 1),
    ].filter(({ key }) => counted || !ofPeople.includes(key)),
    zones,
    { column: counted ? "covered_population" : "covered_area_km2", down: true },
  );
}

/** One share of the people, and how it could be covered. */
function wouldLine(page: Page, row: Explained["would"][number], radius: number) {
  const share =
    row.share === 0
      ? say("page-explain-first")
      : say("page-explain-part", { share: formatPercent(row.share).replace(/[.,]0/, "") });
  const needed = formatNumber(row.needed_km, 1);
  const covered = row.zone_id == null;
  return h(
    "li",
    { key: row.share, "data-share": row.share, class: covered ? "covered" : "" },
    h("strong", {}, covered ? "✓ " : "", share),
    covered
      ? h(
          "span",
          {},
          row.needed_km ? say("page-explain-covered", { km: needed }) : say("page-explain-inside"),
        )
      : h(
          "span",
          {},
          say("page-explain-radius", { km: needed, radius: radius }),
          h("br", {}),
          say("page-explain-or"),
          goTo(page, row.zone_id as string),
          say("page-explain-farther", {
            farther: formatNumber(row.farther_km, 1),
            km: formatNumber(row.zone_needed_km, 1),
          }),
          expandButton(page, row.zone_id as string, row.farther_km ?? 0),
        ),
  );
}

/** The edit that extends a zone's reach, unless the zone is locked. */
function expandButton({ store }: Page, zone: string, farther_km: number) {
  const by_km = Math.ceil(farther_km * 10) / 10;
  if (lockReason(store.state, zone)) return null;
  return button(
    { class: "mend", onclick: () => store.set({ mend: { expand: { zone, by_km } } }) },
    say("page-explain-expand", { km: formatNumber(by_km, 1) }),
  );
}

/** A zone's name as a link to it. */
const goTo = (page: Page, zone_id: string) =>
  button(
    { class: "go", "data-go": zone_id, onclick: () => chooseZone(page, zone_id) },
    zoneName(page.store.state, zone_id),
  );
