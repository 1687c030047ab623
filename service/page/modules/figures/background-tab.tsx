/**
 * The Background tab. Trade growth of each FTZ compared with the nation's, by
 * period, as published; and the FTZs without published figures. Policy pilots: one is chosen to
 * highlight the zones of its FTZs on the map.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer } from "../core/answers.ts";
import { pilotsOf } from "../core/plan-parts.ts";
import { measured } from "../core/way.ts";
import { h, note } from "../core/ui/dom.ts";
import { sourceText, verifiedMark } from "../core/ui/tooltip.ts";
import { ftzName, nameOf } from "../core/words/names.ts";
import { DASH, formatDifference, formatNumber } from "../core/words/number-format.ts";
import { locale, say } from "../core/words/words.ts";

/** code: why nothing is published */
type Growth = {
  ftz_id: string;
  period: string | null;
  growth_pct: number | null;
  national_growth_pct: number | null;
  difference_pct: number | null;
  source: string;
  verified: boolean;
  code: string | null;
};

const NOT_PUBLISHED = "measure-growth-not-published";

const growth = signal([] as Growth[]);

export function followGrowth(store: Store) {
  followAnswer(
    store,
    () => {
      const { plan, tab } = store.state;
      if (!plan || tab !== "background") return;
      // at the page's radius, which the service has measured already
      const body = { scenario: "baseline", ...measured(store.state) };
      return ["", (aborted) => ask("/api/measure?tables=growth", { body, signal: aborted })];
    },
    (answer: { growth: Growth[] }) => (growth.value = answer.growth),
  );
}

export const Background = ({ store }: { store: Store }) => (
  <div>
    <TradeGrowth state={store.state} />
    <PolicyPilots store={store} />
  </div>
);

function TradeGrowth({ state }: { state: State }) {
  const rows = growth.value;
  if (!rows.length) return null;
  const named = (id: string) => (id === "ALL" ? say("page-growth-all") : ftzName(state, id));
  const published = rows.filter((row) => row.period != null);
  const silent = rows.filter((row) => row.period == null);
  const rates = published.flatMap((row) => [row.growth_pct ?? 0, row.national_growth_pct ?? 0]);
  const [least, most] = [Math.min(0, ...rates), Math.max(10, ...rates)];
  const reasons = [...new Map(silent.map((row) => [row.code, row.source]))];
  return (
    <section id="growth">
      <h2>{say("page-growth-title")}</h2>
      <p class="context">
        <i class="growth-key own" />
        {say("page-growth-own")} <i class="growth-key nation" />
        {say("page-growth-nation")}
      </p>
      <ul class="growth" aria-label={say("page-growth-title")}>
        {published.map((row) => (
          <li data-ftz={row.ftz_id}>
            <span class="growth-name">
              <b>{named(row.ftz_id)}</b> {periodOf(row.period)}
            </span>
            {growthBar(row, least, most)}
            <span class="growth-figures">
              {row.growth_pct == null ? DASH : `${formatNumber(row.growth_pct, 1)}\u00a0%`}
              {beside(row)}
            </span>
            <details>
              <summary>{verifiedMark(row.verified)}</summary>
              {note(sourceText(row.source))}
            </details>
          </li>
        ))}
      </ul>
      {reasons.map(([code, reason]) => (
        <p class="context" data-silent={reason}>
          <b>
            {DASH} {say(code === NOT_PUBLISHED ? "page-growth-silent" : "page-growth-partly")}
          </b>{" "}
          {silent
            .filter((row) => row.code === code)
            .map((row) => named(row.ftz_id))
            .join(say("list-separator"))}
        </p>
      ))}
    </section>
  );
}

/** An FTZ's growth against the nation's; or the published one of the two. */
function beside({ growth_pct, national_growth_pct, difference_pct }: Growth) {
  if (growth_pct == null)
    return h(
      "span",
      {},
      say("page-growth-nation-alone", { pct: formatNumber(national_growth_pct, 1) }),
    );
  if (difference_pct == null)
    return h("span", { class: "context" }, `${DASH} ${say("page-growth-no-nation")}`);
  const text = formatDifference(difference_pct, (points) =>
    say("page-growth-points", { points: formatNumber(points, 1) }),
  );
  return h("span", { class: "difference" }, text);
}

/**
 * A period in words: "2024M01-M02" is January to February 2024, "2024H1" its first half, "2024Q3"
 * its third quarter; any other is unchanged.
 */
function periodOf(period: string | null) {
  const [, year, parts, first, last, half, which] =
    /^(\d{4})(?:([MQ])(\d{1,2})(?:-[MQ]?(\d{1,2}))?|(H)([12]))$/.exec(period ?? "") ?? [];
  if (!year) return period ?? "";
  if (half)
    return say(which === "1" ? "page-growth-first-half" : "page-growth-second-half", { year });
  const month = (number: string) =>
    parts === "M"
      ? new Date(2000, Number(number) - 1).toLocaleDateString(locale(), { month: "short" })
      : number;
  const [one, several] =
    parts === "M"
      ? ["page-growth-month", "page-growth-months"]
      : ["page-growth-quarter", "page-growth-quarters"];
  return say(last ? several : one, { year, first: month(first), last: month(last) });
}

/** A bar from zero to the FTZ's growth, and a tick at the nation's. */
function growthBar({ growth_pct, national_growth_pct }: Growth, least: number, most: number) {
  const at = (value: number) => ((value - least) / (most - least)) * 100;
  const [zero, end] = [at(0), at(growth_pct ?? 0)];
  return h(
    "svg",
    { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "bar-ground", width: 100, height: 10 }),
    h("rect", {
      class: "growth-own",
      x: Math.min(zero, end),
      width: Math.abs(end - zero),
      y: 2,
      height: 6,
    }),
    national_growth_pct != null &&
      h("rect", {
        class: "growth-nation",
        x: Math.min(99, at(national_growth_pct)),
        width: 1,
        height: 10,
      }),
  );
}

/** The pilots, of which one is chosen: its FTZs are highlighted on the map. */
function PolicyPilots({ store }: { store: Store }) {
  const { plan, policy } = store.state;
  const rows = plan?.policies ?? [];
  if (!rows.length) return null;
  const named = (row: (typeof rows)[number]) => nameOf(row) || readable(row.policy);
  const known = [...rows].sort((a, b) => named(a).localeCompare(named(b), locale()));
  const words = (row: (typeof rows)[number]) =>
    `${named(row)} (${pilotsOf(plan, row.policy).size})`;
  const ftzs = [...pilotsOf(plan, policy)];
  const facts = rows.find((row) => row.policy === policy)?.told ?? [];
  return (
    <section id="policies">
      <h2>{say("page-policy-title")}</h2>
      <label class="pilot-choice">
        <span>{say("page-policy-choose")}</span>
        <select
          id="policy"
          value={policy ?? ""}
          onChange={({ currentTarget }) => store.set({ policy: currentTarget.value || null })}
        >
          <option value="">{say("page-policy-none")}</option>
          {known.map((row) => (
            <option value={row.policy}>{words(row)}</option>
          ))}
        </select>
      </label>
      <div id="policy-body" aria-live="polite">
        {ftzs.length > 0 && (
          <p>
            {say("page-policy-has", { count: ftzs.length, all: plan?.ftzs.length ?? 0 })}
            {ftzs.map((id) => ftzName(store.state, id)).join(say("list-separator"))}
          </p>
        )}
        {facts.map((row) =>
          note(
            row.since ? `${say("page-policy-since", { since: row.since })} · ` : "",
            verifiedMark(row.verified),
            " ",
            row.source ? sourceText(row.source) : DASH,
          ),
        )}
      </div>
    </section>
  );
}

/** A pilot's key with spaces for underscores, if it has no name. */
const readable = (name: string) => name.replaceAll("_", " ");
