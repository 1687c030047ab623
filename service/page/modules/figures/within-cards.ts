/**
 * What lies inside the selected zone and its FTZ, and within each radius of them, a card for each.
 * For an edit, it states which radius changes most.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";
import { featureOf } from "../core/plan-parts.ts";
import { measured, radiusOf, radiusWords, wayWords } from "../core/way.ts";
import { h, note, differenceMark } from "../core/ui/dom.ts";
import { sourceText, verifiedMark } from "../core/ui/tooltip.ts";
import {
  ftzName,
  nameOf,
  zoneName,
  capWords,
  sectorNames,
  sectorsOf,
} from "../core/words/names.ts";
import {
  DASH,
  differenceOf,
  formatDifference,
  formatKm,
  formatKm2,
  formatNumber,
  formatPercent,
} from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";

/** what lies inside and near some zones */
interface Within {
  zones: string[];
  area_km2: number;
  figures: { radius_km?: number; radius_min?: number; clusters: number; [weight: string]: any }[];
  /** by district, the largest first */
  land: { adcode: string; name: string | null; name_zh: string | null; area_km2: number }[];
  neighbours?: string[]; // of one zone: those that share its border
  /** of one zone, if the plan knows any: shares of 0–1, null if unknown */
  use?: {
    accepted_share: number | null;
    built_share: number | null;
    idle_share: number | null;
    approved: string | null;
  };
  yields?: PublishedAmount[];
}

/** a published amount of a zone; per km² of land null if that has changed */
interface PublishedAmount {
  indicator: string;
  period: string;
  unit: string | null;
  per_km2: number | null;
  verified: boolean;
}

type WithinBoth = { zone: Within; ftz: Within | null };

/** of /api/within */
type WithinAnswer = { now: WithinBoth | null; before: WithinBoth | null };

/** The tabs that show them. */
const CARD_TABS: State["tab"][] = ["coverage", "zones"];

const answered = signal(null as (WithinAnswer & { of: string }) | null);

export function followWithin(store: Store) {
  followAnswer(
    store,
    () => {
      const { zone, tab, trial, plan, scenarios } = store.state;
      if (!CARD_TABS.includes(tab) || !zone || !plan || trial?.drawn) return;
      const body = question(store.state);
      return [
        [body, scenarios.map(({ revision }) => revision)],
        async (aborted) => {
          const answer: WithinAnswer = await ask("/api/within", { body, signal: aborted });
          return { ...answer, of: zone };
        },
      ];
    },
    (answer) => (answered.value = answer),
    isRefusedEdit,
  );
}

export function Within({
  state,
  shown,
}: {
  state: State;
  shown?: (place: Element | null) => void;
}) {
  const { zone, plan, trial } = state;
  if (!zone || !plan) return null;
  const answer = answered.value?.of === zone ? answered.value : null;
  return h(
    "section",
    { id: "within", ref: shown, class: trial?.drawn ? "stale" : "" }, // counted after the drop
    h("h2", {}, say("page-within-title")),
    h(
      "div",
      { id: "within-body", "aria-live": "polite" },
      ...(answer ? cards(state, answer) : waiting(state)),
    ),
  );
}

const skeleton = () => h("div", { class: "card skeleton" });

/** Placeholders until the answer arrives; offline, the cards that need no answer. */
function waiting(state: State) {
  const row = rowOf(state);
  if (!state.offline || !row) return [skeleton(), skeleton()];
  const name = zoneName(state, row.zone_id);
  return [h("article", { class: "card within" }, heading(name, row), about(state, row))];
}

const heading = (name: string, { area_km2 }: { area_km2: number }) =>
  h("h3", {}, name, h("span", {}, formatKm2(area_km2)));

/** The row of the selected zone in the figures. */
const rowOf = ({ figures, zone }: State) => figures?.zones.find(({ zone_id }) => zone_id === zone);

function question(state: State) {
  const { zone, against } = state;
  return { ...shownEdits(state), zone, against, ...measured(state) };
}

function cards(state: State, { now, before }: WithinAnswer) {
  const [zone, then] = [now?.zone, before?.zone];
  if (!zone) return [h("p", { class: "context" }, say("page-within-gone"))];
  const row = rowOf(state);
  const several = now?.ftz && now.ftz.zones.length > 1;
  return [
    card(
      state,
      zoneName(state, state.zone ?? ""),
      zone,
      then ?? null,
      facts(state, zone, row),
      row && about(state, row),
    ),
    several &&
      now.ftz &&
      card(state, ftzName(state, row?.ftz_id ?? ""), now.ftz, before?.ftz ?? null),
  ].filter((one) => one != null && one !== false);
}

/** Facts about the selected zone besides figures: the cap of its FTZ, sectors, neighbours. */
function facts(state: State, { neighbours = [], use, yields = [] }: Within, row?: ZoneRow) {
  const ftz = state.figures?.ftzs.find(({ ftz_id }) => ftz_id === row?.ftz_id);
  const sectors = sectorsOf(featureOf(state.zonesLayer, state.zone)?.properties);
  return [
    ftz?.cap_km2 != null && capWords(state, ftz),
    sectors.length > 0 && say("page-within-sectors", { sectors: sectorNames(sectors) }),
    neighbours.length > 0 &&
      say("page-within-neighbours", {
        zones: neighbours.map((zone) => zoneName(state, zone)).join(say("list-separator")),
      }),
    use && useWords(use),
    yields.length > 0 && yieldWords(yields),
  ].filter((one) => typeof one === "string");
}

/** How much of a zone's land is accepted, built and idle, and since when it is approved. */
function useWords({
  accepted_share,
  built_share,
  idle_share,
  approved,
}: NonNullable<Within["use"]>) {
  const shares = { accepted: accepted_share, built: built_share, idle: idle_share };
  const known = Object.entries(shares).filter(([, share]) => share != null);
  const parts = known.map(([use, share]) =>
    say("page-within-use", { use, share: formatPercent(share) }),
  );
  if (approved) parts.push(say("page-within-approved", { date: approved }));
  return say("page-within-uses", { uses: parts.join(say("list-separator")) });
}

const MOST_YIELDS = 3;

/** The latest published amounts of a zone per km² of its land. */
function yieldWords(yields: PublishedAmount[]) {
  if (yields.every(({ per_km2 }) => per_km2 == null)) return say("page-within-yield-unknown");
  const latest = yields
    .filter(({ per_km2 }) => per_km2 != null)
    .sort((one, other) => other.period.localeCompare(one.period))
    .slice(0, MOST_YIELDS);
  const parts = latest.map(({ indicator, period, unit, per_km2, verified }) => {
    const word = indicator.replaceAll("_", "-");
    return say("page-within-yield", {
      indicator: sayOr(`performance-${word}`, indicator),
      period,
      amount: formatNumber(per_km2, (per_km2 ?? 0) < 100 ? 1 : 0),
      unit: say("performance-unit", { unit: unit ?? "", text: unit ?? "" }),
      verified: String(verified),
    });
  });
  return say("page-within-yields", { yields: parts.join(say("list-separator")) });
}

function card(
  state: State,
  name: string,
  now: Within,
  then: Within | null,
  facts: string[] = [],
  more?: Child,
) {
  const weights = state.plan?.has.includes("demand") ? (state.plan?.weights ?? []) : [];
  const kinds = [...weights, ...(state.plan?.has.includes("clusters") ? ["clusters"] : [])];
  const cell = (value: number | null, difference: number | null) =>
    h(
      "td",
      { class: "number" },
      differenceMark(difference, 0.5, formatNumber),
      " ",
      h("span", {}, formatNumber(value)),
    );
  const line = (row: Within["figures"][number], at: number) =>
    h(
      "tr",
      {
        "data-radius": radiusOf(row),
        class: radiusOf(row) === state.radius ? "chosen" : undefined,
      },
      h("th", { scope: "row" }, radiusWords(radiusOf(row), state.by)),
      ...kinds.map((kind) => cell(row[kind], differenceOf(row[kind], then?.figures[at]?.[kind]))),
    );
  const [inside] = now.figures;
  return h(
    "article",
    { class: "card within", "data-within": now.zones.length > 1 ? "ftz" : "zone" },
    heading(name, now),
    ...facts.map((fact) => h("p", { class: "context" }, fact)),
    kinds.length > 0 &&
      h(
        "table",
        { class: "grid", "aria-label": name },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, say("page-within-radius", wayWords(state))),
            ...kinds.map((kind) => h("th", { scope: "col", class: "number" }, kindWords(kind))),
          ),
        ),
        h(
          "tbody",
          {},
          ...now.figures.map(line),
          h(
            "tr",
            { class: "density" },
            h("th", { scope: "row" }, say("page-within-density")),
            ...kinds.map((kind) =>
              h("td", { class: "number" }, perKm2(inside[kind], now.area_km2)),
            ),
          ),
        ),
      ),
    kinds.length > 0 && then && h("p", { class: "most" }, mostChanged(kinds, now, then, state.by)),
    h("p", { class: "context" }, landWords(now)),
    more,
  );
}

/** Whether the shape and source are unfolded: in the list too if they are in the Reach tab. */
const isAboutOpen = signal(false);

/** The zone's shape, and where it is from. */
function about(state: State, zone: ZoneRow) {
  const known = featureOf(state.zonesLayer, zone.zone_id)?.properties ?? {};
  const figures = (state.plan?.zone_figures ?? []).filter(({ name }) => name !== "area_km2");
  const { published_area_km2, boundary_source, source, source_scenario } = known;
  const rows: [string, Child][] = [
    [say("page-figure-name"), nameOf(known)],
    [
      say("page-figure-published-area"),
      published_area_km2 == null ? DASH : formatKm2(published_area_km2),
    ],
    ...figures.map(({ name, unit, digits }) => {
      const size = (unit === "km" ? formatKm : formatNumber)(zone[name], digits);
      return [say(`figure-${name}`), size] as [string, string];
    }),
    [
      say("page-figure-boundary"),
      sayOr(`page-boundary-${boundary_source}`, boundary_source ?? DASH),
    ],
    [say("page-figure-source"), source ? sourceText(source, source_scenario) : DASH],
  ];
  return h(
    "details",
    {
      class: "about-zone",
      open: isAboutOpen.value,
      ontoggle: ({ currentTarget }: any) => (isAboutOpen.value = currentTarget.open),
    },
    h("summary", {}, say("page-within-about")),
    h("dl", {}, ...rows.flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    verifiedMark(known.verified),
    known.note && note(nameOf({ name: known.note, name_zh: known.note_zh })),
  );
}

const kindWords = (kind: string) =>
  kind === "population"
    ? say("page-figure-people")
    : kind === "clusters"
      ? say("page-layername-clusters")
      : kind;

const perKm2 = (value: number | null, area_km2: number) =>
  formatNumber(value == null || !area_km2 ? null : value / area_km2, (value ?? 0) < 100 ? 2 : 0);

/** The figure and radius with the largest relative change; nothing where the land is the same. */
function mostChanged(kinds: string[], now: Within, then: Within, by: State["by"]) {
  const changes = kinds.flatMap((kind) =>
    now.figures.map((row, at) => {
      const [value, was] = [row[kind] ?? 0, then.figures[at]?.[kind] ?? 0];
      const share = value === was ? 0 : Math.abs(value - was) / Math.max(value, was);
      return { kind, radius: radiusOf(row), difference: value - was, share };
    }),
  );
  const most = changes.reduce((one, other) => (other.share > one.share ? other : one));
  if (Math.abs(most.difference) < 0.5)
    return Math.abs(now.area_km2 - then.area_km2) < 0.005 ? "" : say("page-within-same");
  return say("page-within-most", {
    what: kindWords(most.kind),
    radius: radiusWords(most.radius, by),
    difference: formatDifference(most.difference, formatNumber),
  });
}

const MOST_DISTRICTS = 4;

/** The regions whose land it lies on, and how much lies in none, as at sea. */
function landWords({ land, area_km2 }: Within) {
  const shown = land
    .slice(0, MOST_DISTRICTS)
    .map((row) => `${nameOf(row) || row.adcode} ${formatKm2(row.area_km2)}`);
  const outside = area_km2 - land.reduce((sum, row) => sum + row.area_km2, 0);
  if (outside >= 0.005) shown.push(say("page-within-outside", { area: formatKm2(outside) }));
  return say("page-within-land", {
    land: shown.join(say("list-separator")),
    more: Math.max(0, land.length - MOST_DISTRICTS),
  });
}
