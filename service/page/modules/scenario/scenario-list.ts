/** The list of scenarios: found by text, status and owner; each opens on its changes. */

import { fillSelect } from "../core/ui/form-fields.ts";
import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { LISTED } from "./live-events.ts";
import { titleOf } from "./scenario-titles.ts";
import { awaitsDecision, openScenario } from "./stored-scenario.ts";
import { button, byId, fill, h } from "../core/ui/dom.ts";
import { personName, statusWords } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

const ASK_AFTER_MS = 200;
const STATUSES = ["draft", "proposed", "approved", "rejected"];

/** The current search. */
const wanted = signal({ text: "", of: "all" });

export function addScenarioList({ store }: Page) {
  const found = signal(null as ScenarioRow[] | null);
  const text = byId("scenarios-text") as HTMLInputElement;
  const of = byId("scenarios-of") as HTMLSelectElement;
  const list = byId("scenario-list") as HTMLDetailsElement;
  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    const look = () => (wanted.value = { ...wanted.value, text: text.value.trim() });
    waiting = window.setTimeout(look, ASK_AFTER_MS);
  });
  of.addEventListener("change", () => (wanted.value = { ...wanted.value, of: of.value }));
  store.on(["scenario"], () => (list.open = store.state.scenario === "baseline"));
  followAnswer(
    store,
    () => {
      const { tab, scenarios, me } = store.state;
      if (tab !== "history" || !me) return;
      const states = scenarios.map(({ scenario, revision, status }) => [
        scenario,
        revision,
        status,
      ]);
      const query = queryOf(me.name);
      const known = !query && scenarios.length < LISTED;
      return [
        [query, states],
        async (signal) => (known ? scenarios : ask(`/api/scenarios?${query}`, { signal })),
      ];
    },
    (rows) => (found.value = rows),
  );
  store.watch(() => {
    const { tab, me, scenarios } = store.state;
    if (tab !== "history" || !me) return;
    const isAdmin = me.local || me.role === "admin";
    const choices = ["all", "awaiting", "own", ...STATUSES, ...(isAdmin ? ["withdrawn"] : [])];
    fillSelect(
      of,
      choices.map((one) => [one, choiceWords(one)]),
      wanted.value.of,
    );
    if (!found.value) return;
    const rows = wanted.value.of === "awaiting" ? found.value.filter(awaits) : found.value;
    const none = say(scenarios.length ? "page-scenarios-none" : "page-scenarios-empty");
    fill(
      byId("scenarios"),
      ...[...rows].sort(byUrgency).map(line),
      !rows.length && h("li", { class: "empty" }, none),
      found.value.length >= LISTED && h("li", { class: "context" }, say("page-scenario-more")),
    );
  });

  const awaits = (row: ScenarioRow) => awaitsDecision(store.state, row);
  /** Those to decide first, then the newest. */
  const byUrgency = (one: ScenarioRow, other: ScenarioRow) =>
    Number(awaits(other)) - Number(awaits(one)) ||
    (other.updated ?? "").localeCompare(one.updated ?? "");
  const line = (row: ScenarioRow) =>
    h(
      "li",
      { key: row.scenario },
      button(
        {
          class: "link",
          "data-scenario": row.scenario,
          "aria-current": row.scenario === store.state.scenario ? "true" : undefined,
          onclick: () => openScenario(store, row.scenario, row),
        },
        titleOf(row),
      ),
      h(
        "p",
        {},
        h("span", { class: "tag" }, statusWords(row.status, row.updated_by)),
        awaits(row) && h("span", { class: "tag soft" }, say("page-scenarios-awaiting")),
        h(
          "span",
          { class: "who" },
          say("page-history-by", {
            author: personName(row.owner ?? row.updated_by ?? ""),
            at: row.updated ? formatTime(row.updated) : "",
          }),
        ),
      ),
    );
}

const choiceWords = (choice: string) =>
  say(STATUSES.includes(choice) ? `page-status-${choice}` : `page-scenarios-${choice}`);

/** The query of the current search; empty for all. */
function queryOf(person: string) {
  const { text, of } = wanted.value;
  const query = new URLSearchParams(text ? { text } : {});
  if (STATUSES.includes(of)) query.set("status", of);
  if (of === "awaiting") query.set("status", "proposed");
  if (of === "own") query.set("owner", person);
  if (of === "withdrawn") query.set("visibility", of);
  return query.toString();
}
