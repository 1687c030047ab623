/**
 * What the shown scenario, or the draft, is good for: purposes with their verdicts beside the
 * baseline, and the indicators of each. Scenarios that are chosen below stand beside it, with the
 * share of all weightings of the purposes under which each comes first.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { draftEdits, draftRules } from "../draft/draft.ts";
import { measured } from "../core/way.ts";
import { byId, fill, h, note } from "../core/ui/dom.ts";
import { nameOf } from "../core/words/names.ts";
import { DASH, formatNumber } from "../core/words/number-format.ts";
import { loadLaterWords, say } from "../core/words/words.ts";
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

export function addScorecard({ store }: Page) {
  const answered = signal(null as Scorecard | null);
  const isWaiting = signal(false);
  followAnswer(
    store,
    () => {
      const { tab, plan, trial, scenario, consensusScenarios, scenarios } = store.state;
      if (tab !== "compare" || !plan || trial) return; // while a boundary is dragged it stands still
      const edits = draftEdits(store.state);
      const reach = measured(store.state);
      const others = consensusScenarios.filter((id) => id !== "baseline" && id !== scenario);
      if (!edits && scenario === "baseline" && !others.length) return;
      const own = edits ? { edits, rules: draftRules(store.state) } : { scenario };
      const query = new URLSearchParams(others.map((id) => ["scenario", id]));
      const revisions = scenarios.map(({ revision }) => revision);
      return [
        [own, reach, others, revisions],
        async (aborted) => {
          isWaiting.value = true;
          await loadLaterWords();
          const body = { ...own, ...reach };
          const found = await ask(`/api/scorecard?${query}`, { body, signal: aborted });
          isWaiting.value = false;
          return found as Scorecard;
        },
      ];
    },
    (card) => (answered.value = card),
  );
  store.watch(() => {
    const { tab, scenario, consensusScenarios } = store.state;
    const isShown = draftEdits(store.state) || scenario !== "baseline" || consensusScenarios.length;
    const place = byId("scorecard");
    place.parentElement?.toggleAttribute("hidden", !isShown);
    if (tab !== "compare" || !isShown) return;
    place.toggleAttribute("aria-busy", isWaiting.value);
    const card = answered.value;
    fill(place, card ? scoreTable(store.state, card) : h("div", { class: "skeleton tall" }));
  });
}

function scoreTable(state: State, card: Scorecard) {
  const others = card.scenarios.filter((id) => id !== "baseline");
  const titleOf = (id: string) =>
    id === DRAFT ? say("page-score-draft") : scenarioTitle(state, id);
  return h(
    "div",
    { class: "scorecard" },
    h(
      "table",
      { "aria-labelledby": "scorecard-title" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, say("score-col-purpose")),
          h("th", { scope: "col", class: "number" }, say("score-col-today")),
          ...others.map((id) =>
            h("th", { scope: "col" }, others.length > 1 ? titleOf(id) : say("page-score-change")),
          ),
        ),
      ),
      ...card.purposes.map((purpose) => purposeRows(card, purpose, others)),
      others.length > 1 && h("tbody", {}, firstRow(card, others)),
    ),
    note(say("page-score-note")),
  );
}

/** A purpose with its verdicts, and the indicators that show it. */
function purposeRows(card: Scorecard, purpose: ScoredPurpose, others: string[]) {
  const rows = card.indicators.filter((row) => row.purpose === purpose.purpose);
  const moved = rows.filter((row) => others.some((id) => isChanged(row, id)));
  const keys = new Set(moved.map(({ indicator }) => indicator));
  const shown = rows.filter((row) => moved.includes(row) || (!row.of && keys.has(row.indicator)));
  return h(
    "tbody",
    { key: purpose.purpose },
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

/** A difference with its sign and what it means; a mark where the data cannot decide it. */
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
