/** The figures of the Reach tab: people (else land) and clusters within reach, the cap; the rules. */

import { scopeOf } from "./scope.ts";
import { hasLayer } from "../core/plan-parts.ts";
import { isComparing } from "../draft/draft.ts";
import { changedRules } from "./violations.ts";
import { reachWords } from "../core/way.ts";
import { shareBar } from "../core/ui/bar-chart.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { ftzName, zoneName } from "../core/words/names.ts";
import {
  differenceOf,
  figureText,
  formatArea,
  formatDifference,
  formatKm2,
  formatNumber,
  formatPeople,
  formatPercent,
  shareOf,
} from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import type { Figure } from "../core/words/number-format.ts";

export function coverageCards(state: State, figures: Figures, before: Figures | null) {
  const now = figures.totals[0];
  const then = before?.totals[0];
  const within = reachWords(state);
  const byLine = state.by === "line";
  const reach = (of: Figures | null) =>
    of?.sectors.reduce((sum, row) => sum + row.covered_clusters, 0);
  const matched = (of: Figures | null) =>
    of?.sectors.reduce((sum, row) => sum + row.matched_clusters, 0);
  const all = figures.sectors.reduce((sum, row) => sum + row.clusters, 0);
  const people = (weight: string, place: number) => {
    const own = weight !== "population";
    const [covered, all] = [amountOf(now, `covered_${weight}`), amountOf(now, weight)];
    return card(
      own ? `people:${weight}` : "people",
      own ? say("page-card-weight", { weight, ...within }) : say("page-card-people", within),
      formatPeople(covered),
      before &&
        formatDifference(
          differenceOf(covered, amountOf(then, `covered_${weight}`)),
          (size) => figureText(formatPeople(size)),
          0.5,
        ),
      say("page-card-of", {
        share: formatPercent(shareOf(covered, all)),
        whole: figureText(formatPeople(all)),
      }),
      formatNumber(covered),
      place === 0 && {
        share: shareOf(covered, all),
        before: shareOf(amountOf(then, `covered_${weight}`), all),
      },
    );
  };
  const land = () =>
    card(
      "land",
      say("page-card-land", within),
      formatArea(now?.covered_area_km2),
      before && byLine
        ? formatDifference(
            differenceOf(now?.covered_area_km2, then?.covered_area_km2),
            (size) => figureText(formatArea(size)),
            0.005,
          )
        : null,
      byLine
        ? say("page-card-of", {
            share: formatPercent(shareOf(now?.covered_area_km2, now?.area_km2)),
            whole: figureText(formatArea(now?.area_km2)),
          })
        : say("page-by-land-unknown"),
      byLine ? formatKm2(now?.covered_area_km2) : "",
      {
        share: shareOf(now?.covered_area_km2, now?.area_km2),
        before: shareOf(then?.covered_area_km2, then?.area_km2),
      },
    );
  const clusters = () =>
    card(
      "clusters",
      say("page-card-clusters", within),
      { value: formatNumber(reach(figures)), unit: say("page-card-of-clusters", { all }) },
      before && formatDifference(differenceOf(reach(figures), reach(before)), formatNumber),
      [sectorWords(state), matchedWords(matched(figures), matched(before))].join(""),
    );
  const weights = (hasLayer(state, "demand") ? (state.plan?.weights ?? []) : []).filter(
    (weight) => weight === "population" || amountOf(now, weight) != null,
  );
  return [
    ...weights.map(people),
    weights.length === 0 && land(),
    hasLayer(state, "clusters") && clusters(),
    figures.ftzs.some(({ cap_km2 }) => cap_km2 != null) && capCard(state, figures, before),
  ];
}

/** The line of targets, and of rules where something is shown that might break one. */
export function RulesAndTargets({ store }: { store: Store }) {
  const { figures } = store.state;
  return (
    figures && [
      targetLine(store, figures.targets ?? []),
      isComparing(store.state) && ruleLine(store),
    ]
  );
}

/** A weight of the demand in the totals; the plan's own are there under their names. */
const amountOf = (
  totals: Figures["totals"][0] | undefined,
  column: string,
): number | null | undefined =>
  (totals as unknown as Record<string, number | null> | undefined)?.[column];

/** The sector to which the cluster count is limited, if one is in scope. */
function sectorWords(state: State) {
  const [kind, sector] = scopeOf(state);
  if (kind !== "sector") return "";
  return say("page-card-of-sector", { sector: sayOr(`page-sector-${sector}`, sector) });
}

/** How many clusters lie inside a zone of their sector, and the difference. */
function matchedWords(now: number | undefined, then: number | undefined) {
  const difference = differenceOf(now, then);
  const words = say("page-card-matched", { matched: now ?? 0 });
  return difference ? `${words} ${formatDifference(difference, formatNumber)}` : words;
}

/** How many targets are met, a link to the Rules tab; nothing without any. */
function targetLine(store: Store, targets: Target[]) {
  const met = targets.filter((row) => row.met).length;
  const words = say("page-targets-met", { met, count: targets.length });
  const warning = targets.some((row) => !row.met && row.level === "hard") ? "hard" : "";
  return (
    targets.length > 0 &&
    button(
      { id: "show-targets", class: warning, onclick: () => store.set({ tab: "rules" }) },
      warning ? `⚠ ${words}` : words,
    )
  );
}

/** A line that links to the Check tab if a rule is newly broken, or worse than before. */
function ruleLine(store: Store) {
  const { state } = store;
  const changed = changedRules(state, "new", "worse").filter(({ rule }) => rule !== "target");
  const fresh = changed.filter(({ change }) => change === "new").length;
  const worse = changed.length - fresh;
  if (!changed.length) return h("p", { id: "no-rules" }, say("page-rules-none-new"));
  const warning = changed.some(({ level }) => level === "hard") ? "hard" : "soft";
  const count = state.figures?.violations.filter(({ rule }) => rule !== "target").length ?? 0;
  return button(
    { id: "show-rules", class: warning, onclick: () => store.set({ tab: "rules" }) },
    `⚠ ${say(`page-rules-${worse ? "worse" : "newly"}`, { count, fresh, worse })}`,
  );
}

/**
 * The relevant cap: that of the FTZ in scope; else the one furthest exceeded, that of the selected
 * zone's FTZ, or all of them together.
 */
function capCard(state: State, figures: Figures, before: Figures | null) {
  const [scope, scoped] = scopeOf(state);
  const capped = figures.ftzs.filter(
    (row) => row.cap_km2 && row.headroom_km2 != null && (scope !== "ftz" || row.ftz_id === scoped),
  );
  const room = (row: FtzRow | undefined) => row?.headroom_km2 ?? 0;
  const worst = capped
    .filter((row) => room(row) < -1e-4 * (row.cap_km2 ?? 0))
    .sort((a, b) => room(a) - room(b))[0];
  const zone = figures.zones.find(({ zone_id }) => zone_id === state.zone);
  const chosen = scope === "ftz" ? scoped : zone?.ftz_id;
  const row = worst ?? capped.find(({ ftz_id }) => ftz_id === chosen);
  const written = (size: number) => (Math.abs(size) < 0.005 ? "0" : formatNumber(size, 2));
  if (!row) {
    const total = capped.reduce((sum, each) => sum + Math.max(0, room(each)), 0);
    return card(
      "cap",
      say("page-card-cap-free", { count: capped.length }),
      { value: written(total), unit: say("unit-km2") },
      null,
      total < 0.005 ? say("page-card-cap-full") : "",
    );
  }
  const then = before?.ftzs.find(({ ftz_id }) => ftz_id === row.ftz_id);
  const ftz = ftzName(state, row.ftz_id);
  const roomier = room(row) - room(then); // the difference belongs to the figure above it
  return card(
    "cap",
    say("page-card-cap-of", { ftz }),
    worst
      ? { value: `+${written(-room(row))}`, unit: say("page-card-km2-over") }
      : { value: written(room(row)), unit: say("page-card-km2-room") },
    then ? formatDifference(worst ? -roomier : roomier, (size) => formatKm2(size), 0.005) : null,
    say("page-card-cap-used", {
      area: formatNumber(row.area_km2, 2),
      cap: formatNumber(row.cap_km2, 2),
    }),
    "",
    false,
    Boolean(worst),
  );
}

/**
 * @param topic of its definition, and after a colon the part of it
 * @param exact full figure, on hover
 * @param bar of the figure that leads
 */
function card(
  topic: string,
  title: string,
  figure: Figure,
  difference: string | null,
  context: string,
  exact: string = "",
  bar: { share: number | null; before: number | null } | false = false,
  warning: boolean = false,
) {
  const about = aboutButton(topic.split(":")[0], title);
  return h(
    "article",
    {
      key: topic,
      class: `card${bar ? " lead" : ""}${warning ? " warning" : ""}`,
      "data-card": topic,
    },
    h("h2", { class: bar ? "unseen" : undefined }, title, !bar && about),
    h(
      "p",
      { class: "figure", title: exact },
      h("span", { class: "value" }, figure.value),
      figure.unit && h("span", { class: "unit" }, ` ${figure.unit}`),
    ),
    h("p", { class: "difference" }, difference ?? ""),
    bar && shareBar(bar.share, bar.before),
    h("p", { class: "context" }, context, " ", bar && about),
  );
}

/** A small button that opens the definition of a figure. */
const aboutButton = (topic: string, title: string) =>
  button(
    {
      class: "about",
      "data-about": topic,
      "aria-label": say("page-about-open", { title }),
      title: topic === "people" ? undefined : say("page-about-open", { title }), // see made-of
    },
    "i",
  );

/** Regions where the changed land is smaller than the land one demand point represents. */
export const coarseNotes = (state: State) =>
  (state.comparison?.coarse ?? []).map(({ zone_id, ...areas }) =>
    note(say("measure-coarse", { zone: zoneName(state, zone_id), ...areas })),
  );
