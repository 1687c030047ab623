/**
 * The scorecard by purpose: in the Reach tab one line per purpose, which opens; in the Compare
 * tab the whole table, with the scenarios that are chosen there, and the share of all weightings
 * of the purposes under which each comes first.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { draftRules, heldEdits } from "../draft/draft.ts";
import { measured } from "../core/way.ts";
import { shareBar } from "../core/ui/bar-chart.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { DASH, formatNumber, formatPercent } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";

const MARKS: Record<Verdict, string> = {
  better: "▲",
  worse: "▼",
  mixed: "◆",
  same: "=",
  undecided: "?",
  unknown: "?",
};
const DRAFT = "draft";

/** The last answer, and the question that it answers. */
const answered = signal(null as { question: string; card: Scorecard } | null);

/** Ask for the scorecard once the figures are there, so that no step of a drag waits for it. */
export function followScorecard(store: Store) {
  followAnswer(
    store,
    () => {
      const { loading, measuring } = store.state;
      const question = loading || measuring ? null : questionOf(store.state);
      if (!question) return;
      const { path, body, revisions } = question;
      return [
        [question, revisions],
        async (signal) => ({
          question: JSON.stringify(question),
          card: (await ask(path, { body, signal })) as Scorecard,
        }),
      ];
    },
    (answer) => (answered.value = answer),
    isRefusedEdit,
  );
}

/** The question about the shown layout; null without one, as while a boundary is dragged. */
function questionOf(state: State) {
  const { tab, plan, trial, scenario, year, consensusScenarios, scenarios } = state;
  if (!plan || trial || (tab !== "coverage" && tab !== "compare")) return null;
  const edits = heldEdits(state);
  const own = edits ? { edits, rules: draftRules(state) } : { scenario };
  const others = (tab === "compare" ? consensusScenarios : []).filter(
    (id) => id !== "baseline" && id !== scenario,
  );
  const asOf = edits && year != null ? [["as_of", String(year)]] : [];
  return {
    path: `/api/scorecard?${new URLSearchParams([...others.map((id) => ["scenario", id]), ...asOf])}`,
    body: { ...own, ...measured(state) },
    revisions: scenarios.map(({ revision }) => revision),
  };
}

/** The scorecard of the shown layout; null until its answer is there. */
function cardOf(state: State) {
  const question = questionOf(state);
  const isAnswered = question && answered.value?.question === JSON.stringify(question);
  return isAnswered ? answered.value!.card : null;
}

/** The table of all purposes, in the Compare tab. */
export function ScorecardTable({ state }: { state: State }) {
  const card = cardOf(state);
  const known = card ?? answered.value?.card;
  return h(
    "div",
    { id: "scorecard", "aria-busy": !card },
    known ? scoreTable(state, known, known.purposes) : h("div", { class: "skeleton tall" }),
  );
}

/** The purposes whose table is open. */
const opened = signal(new Set<string>());

function toggle(purpose: string) {
  const next = new Set(opened.value);
  if (!next.delete(purpose)) next.add(purpose);
  opened.value = next;
}

/** The purposes of the Reach tab, each with a bar, or with its verdict and what moved most. */
export function Purposes({ state }: { state: State }) {
  const card = cardOf(state);
  const known = card ?? answered.value?.card; // only its names are shown
  return h(
    "ul",
    { id: "purposes", "aria-busy": !card },
    known
      ? known.purposes.map((purpose) => purposeLine(state, card, purpose))
      : h("li", { class: "skeleton purposes-skeleton" }),
  );
}

function purposeLine(state: State, card: Scorecard | null, purpose: ScoredPurpose) {
  const isOpen = opened.value.has(purpose.purpose);
  const shown = card?.scenarios[1] ?? "baseline";
  const verdict = card ? purpose.verdicts[shown] : null;
  const rows = card?.indicators ?? [];
  const moved = verdict ? rows[purpose.headlines[shown] ?? -1] : null;
  const row = moved ?? rows[purpose.headlines.baseline ?? -1];
  const [value, whole] = [row?.values.baseline, row?.whole];
  return h(
    "li",
    { key: purpose.purpose, "data-purpose": purpose.purpose },
    button(
      {
        class: "purpose-go",
        "aria-expanded": String(isOpen),
        onclick: () => toggle(purpose.purpose),
      },
      h("span", { class: "purpose-name" }, nameOf(purpose)),
      verdict
        ? verdictOf(verdict)
        : card && value != null && whole
          ? shareBar(value / whole)
          : h("span", { class: "waiting" }, card ? "" : "…"),
      h(
        "span",
        { class: "context" },
        row ? longTitleOf(row, state.radius) : card ? "" : say("page-score-waiting"),
      ),
      row && h("span", { class: "number" }, moved ? change(moved, shown) : partOf(row)),
    ),
    isOpen && card && scoreTable(state, card, [purpose]),
  );
}

/** A value as part of the whole: per cent of people, a number of few things. */
function partOf(row: ScoredIndicator) {
  const [value, whole] = [row.values.baseline, row.whole];
  if (value == null || !whole || row.digits.endsWith("%")) return amount(row, value);
  if (whole >= 1e4) return formatPercent(value / whole);
  return say("page-score-part", { part: amount(row, value), whole: amount(row, whole) });
}

/** A table of some purposes: today, and in each scenario. */
function scoreTable(state: State, card: Scorecard, purposes: ScoredPurpose[]) {
  const others = card.scenarios.filter((id) => id !== "baseline");
  const isAlone = purposes.length === 1;
  const titleOf = (id: string) =>
    id === DRAFT ? say("page-score-draft") : scenarioTitle(state, id);
  return h(
    "div",
    { class: "scorecard" },
    h(
      "table",
      { "aria-label": isAlone ? nameOf(purposes[0]) : say("page-score-title") },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, say(isAlone ? "score-col-indicator" : "score-col-purpose")),
          h("th", { scope: "col", class: "number" }, say("score-col-today")),
          ...others.map((id) =>
            h("th", { scope: "col" }, others.length > 1 ? titleOf(id) : say("page-score-change")),
          ),
        ),
      ),
      ...purposes.map((purpose) => purposeRows(card, purpose, others, isAlone)),
      others.length > 1 && !isAlone && h("tbody", {}, firstRow(card, others)),
    ),
    others.length > 0 && note(say("page-score-note")),
  );
}

/** The rows of a purpose: its verdicts, unless it is the only one, and its indicators. */
function purposeRows(card: Scorecard, purpose: ScoredPurpose, others: string[], isAlone: boolean) {
  const rows = card.indicators.filter((row) => row.purpose === purpose.purpose);
  const moved = rows.filter((row) => others.some((id) => isChanged(row, id)));
  const keys = new Set(moved.map(({ indicator }) => indicator));
  const shown = rows.filter((row) =>
    others.length ? moved.includes(row) || (!row.of && keys.has(row.indicator)) : !row.of,
  );
  return h(
    "tbody",
    { key: purpose.purpose },
    isAlone ||
      h(
        "tr",
        { class: "purpose" },
        h("th", { scope: "rowgroup" }, nameOf(purpose)),
        h("td", {}),
        ...others.map((id) => h("td", {}, verdictOf(purpose.verdicts[id]))),
      ),
    ...shown.map((row) =>
      h(
        "tr",
        { key: `${row.indicator} ${row.of} ${row.radius}` },
        h("th", { scope: "row", class: row.of ? "part" : "" }, titleOfRow(row)),
        h("td", { class: "number" }, amount(row, row.values.baseline)),
        ...others.map((id) => h("td", { class: `number ${row.verdicts[id]}` }, change(row, id))),
      ),
    ),
  );
}

const verdictOf = (verdict: Verdict) =>
  h(
    "span",
    { class: `verdict ${verdict}` },
    `${MARKS[verdict]} ${say("score-verdict", { verdict })}`,
  );

/** The full title of a row, without the radius if the figures above have the same. */
function longTitleOf(row: ScoredIndicator, radius: number) {
  const title = titleOfRow(row.radius === radius ? { ...row, radius: null } : row);
  return row.of ? `${say(row.title.code, row.title.params)} ${title}` : title;
}

function titleOfRow({ title, of, of_name, of_name_zh, radius, unit }: ScoredIndicator) {
  const within =
    radius == null ? "" : say("score-within", { radius, unit: unit === "min" ? unit : "km" });
  if (of)
    return say("score-row-of-place", {
      place: nameOf({ name: of_name, name_zh: of_name_zh }),
      within,
    });
  return say("score-row", {
    indicator: say(title.code, title.params),
    unit: unit || "none",
    within,
  });
}

/** A value in its digits; shares in percent. */
function amount({ digits }: ScoredIndicator, value: number | null) {
  if (value == null) return DASH;
  const isShare = digits.endsWith("%");
  const decimals = Number(/\.(\d)[f%]/.exec(digits)?.[1] ?? 0);
  return formatNumber(isShare ? 100 * value : value, decimals) + (isShare ? " %" : "");
}

/** Whether a difference has a digit that is shown. */
function isChanged(row: ScoredIndicator, id: string) {
  const difference = row.differences[id] ?? 0;
  return row.verdicts[id] === "undecided" || /[1-9]/.test(amount(row, difference));
}

/** A difference with its sign and its meaning; a mark where the data cannot decide it. */
function change(row: ScoredIndicator, id: string) {
  const verdict = row.verdicts[id];
  if (verdict === "undecided") return h("span", { title: say("page-score-undecided") }, "?");
  const difference = row.differences[id];
  if (difference == null) return DASH;
  if (!isChanged(row, id)) return "0";
  const text = `${difference > 0 ? "+" : "−"}${amount(row, Math.abs(difference))}`;
  return verdict === "same" ? text : `${text} ${MARKS[verdict]}`;
}

function firstRow(card: Scorecard, others: string[]) {
  const first = new Map(card.acceptability.map((one) => [one.scenario, one.first]));
  return h(
    "tr",
    { class: "purpose" },
    h("th", { scope: "row" }, say("page-score-first")),
    h("td", { class: "number" }, `${formatNumber(100 * (first.get("baseline") ?? 0))} %`),
    ...others.map((id) =>
      h("td", { class: "number" }, `${formatNumber(100 * (first.get(id) ?? 0))} %`),
    ),
  );
}
