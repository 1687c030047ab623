/** The list of scenarios: found by text, status and owner; each opens at its changes. */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { LISTED } from "./live-events.ts";
import { titleOf } from "./scenario-titles.ts";
import { awaitsDecision, openScenario } from "./stored-scenario.ts";
import { h } from "../core/ui/dom.ts";
import { personName, statusWords } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

const ASK_AFTER_MS = 200;
const STATUSES = ["draft", "proposed", "approved", "rejected"];

/** The search text and the filter. */
const wanted = signal({ text: "", of: "all" });
const found = signal(null as ScenarioRow[] | null);

/** Whether the list is unfolded: first while no scenario is shown. */
const isUnfolded = signal(true);

export function followScenarioList(store: Store) {
  store.watch(() => {
    isUnfolded.value = store.state.scenario === "baseline";
  });
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
}

let waiting = 0;

/** Look for a text once typing pauses. */
function lookFor(text: string) {
  clearTimeout(waiting);
  const look = () => (wanted.value = { ...wanted.value, text: text.trim() });
  waiting = window.setTimeout(look, ASK_AFTER_MS);
}

/** All scenarios. */
export function ScenarioList({ store }: { store: Store }) {
  const { me, scenarios } = store.state;
  if (!me) return null;
  const isAdmin = me.local || me.role === "admin";
  const choices = ["all", "awaiting", "own", ...STATUSES, ...(isAdmin ? ["withdrawn"] : [])];
  const label = say("page-scenarios-filter");
  return (
    <details
      id="scenario-list"
      open={isUnfolded.value}
      onToggle={({ currentTarget }) => (isUnfolded.value = currentTarget.open)}
    >
      <summary>{say("page-scenarios-title")}</summary>
      <div class="tools">
        <input
          id="scenarios-text"
          type="search"
          maxLength={200}
          placeholder={label}
          aria-label={label}
          defaultValue={wanted.value.text}
          onInput={({ currentTarget }) => lookFor(currentTarget.value)}
        />
        <select
          id="scenarios-of"
          aria-label={say("page-scenarios-of")}
          value={wanted.value.of}
          onChange={({ currentTarget: { value } }) =>
            (wanted.value = { ...wanted.value, of: value })
          }
        >
          {choices.map((one) => (
            <option value={one}>{choiceWords(one)}</option>
          ))}
        </select>
      </div>
      <ul id="scenarios">
        <Found store={store} isNone={!scenarios.length} />
      </ul>
    </details>
  );
}

function Found({ store, isNone }: { store: Store; isNone: boolean }) {
  if (!found.value) return null;
  const awaits = (row: ScenarioRow) => awaitsDecision(store.state, row);
  /** Those to decide first, then the newest. */
  const byUrgency = (one: ScenarioRow, other: ScenarioRow) =>
    Number(awaits(other)) - Number(awaits(one)) ||
    (other.updated ?? "").localeCompare(one.updated ?? "");
  const rows = found.value.filter((row) => wanted.value.of !== "awaiting" || awaits(row));
  return (
    <>
      {rows.sort(byUrgency).map((row) => (
        <Line key={row.scenario} store={store} row={row} awaits={awaits(row)} />
      ))}
      {!rows.length && (
        <li class="empty">{say(isNone ? "page-scenarios-empty" : "page-scenarios-none")}</li>
      )}
      {found.value.length >= LISTED && <li class="context">{say("page-scenario-more")}</li>}
    </>
  );
}

function Line({ store, row, awaits }: { store: Store; row: ScenarioRow; awaits: boolean }) {
  const author = personName(row.owner ?? row.updated_by ?? "");
  return (
    <li>
      <button
        type="button"
        class="link"
        data-scenario={row.scenario}
        aria-current={row.scenario === store.state.scenario ? "true" : undefined}
        onClick={() => openScenario(store, row.scenario, row)}
      >
        {titleOf(row)}
      </button>
      <p>
        <span class="tag">{statusWords(row.status, row.updated_by)}</span>
        {awaits && <span class="tag soft">{say("page-scenarios-awaiting")}</span>}
        <span class="who">
          {say("page-history-by", { author, at: row.updated ? formatTime(row.updated) : "" })}
        </span>
      </p>
    </li>
  );
}

const choiceWords = (choice: string) =>
  say(STATUSES.includes(choice) ? `page-status-${choice}` : `page-scenarios-${choice}`);

/** The query of the search; empty for all. */
function queryOf(person: string) {
  const { text, of } = wanted.value;
  const query = new URLSearchParams(text ? { text } : {});
  if (STATUSES.includes(of)) query.set("status", of);
  if (of === "awaiting") query.set("status", "proposed");
  if (of === "own") query.set("owner", person);
  if (of === "withdrawn") query.set("visibility", of);
  return query.toString();
}
