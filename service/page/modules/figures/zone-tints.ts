/**
 * The tint of zones: how much of their land is accepted, built or idle, or the yield of a
 * published amount per km². A zone without a figure of its own has that of its group; where land
 * has changed, it is unknown.
 */

import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { ask, askCached } from "../core/api.ts";
import { shareClass, SHARE_BREAKS } from "../core/ui/palette.ts";
import { measured } from "../core/way.ts";
import { formatPeople, formatPercent } from "../core/words/number-format.ts";
import { splitList } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { DRAFT_ID, draftRules, heldEdits } from "../draft/draft.ts";
import { isOfZones, shownTint } from "./tints.ts";

/** the used part of /api/tables/performance */
interface Told {
  performance: {
    ftz_id: string | null;
    zone_id: string | null;
    indicator: string;
    period: string;
    unit: string | null;
    per_km2: Amount;
  }[];
  use: { zone_id: string; ftz_id: string | null; [share: string]: any }[];
}

export function followZoneTint(store: Store) {
  followAnswer<ZoneTints | null>(
    store,
    () => {
      const { plan, scenario, scenarios, trial, year } = store.state;
      const tint = shownTint(store.state);
      if (!plan || trial) return;
      if (!isOfZones(tint)) return [[], async () => null];
      const path = "/api/tables/performance";
      const edits = heldEdits(store.state);
      const rules = draftRules(store.state);
      const body = { edits, rules, draft: DRAFT_ID, ...measured(store.state) };
      const revision = scenarios.find((row) => row.scenario === scenario)?.revision;
      return [
        [tint, edits ? body : [scenario, revision, year]],
        async (signal) =>
          tintsBy(
            tint,
            (await (edits
              ? ask(path, { body, signal })
              : askCached(`${path}?scenario=${scenario}`))) as Told,
          ),
      ];
    },
    (zoneTints) => store.set({ zoneTints }),
    isRefusedEdit,
  );
}

/** The class of each zone by a tint. */
export function tintsBy(tint: Tint, told: Told): ZoneTints {
  const [kind, ...words] = tint.split(" ");
  const name = words.join(" ");
  if (kind === "use") {
    const shares = told.use.map((row) => [row.zone_id, row[`${name}_share`]] as [string, Amount]);
    const bounds = [0, ...SHARE_BREAKS].map((bound) => (bound === 1 ? "100 %" : `${bound * 100}`));
    return { tint, bounds, unit: "", of: classed(shares, shareClass, formatPercent) };
  }
  const { unit, yields } = yieldsOf(name, told);
  const known = yields.flatMap(([, amount]) => (amount == null ? [] : [amount]));
  const sorted = [...new Set(known)].sort((one, other) => one - other);
  const rank = (amount: Amount) =>
    amount == null ? null : 1 + Math.floor((5 * sorted.indexOf(amount)) / sorted.length);
  const text = (amount: Amount) => {
    const { value, unit: step } = formatPeople(amount);
    return `${value} ${step}`.trim();
  };
  const ends = sorted.length ? [text(sorted[0]), text(sorted.at(-1)!)] : [];
  const unitWords = unit && say("performance-unit", { unit, text: unit });
  return { tint, bounds: ends, unit: unitWords, of: classed(yields, rank, text) };
}

const classed = (
  amounts: [string, Amount][],
  classOf: (amount: Amount) => number | null,
  write: (amount: Amount) => string,
) =>
  new Map(
    amounts.map(([zone, amount]) => {
      const number = classOf(amount ?? null);
      return [
        zone,
        {
          token: `share-${number ?? "none"}`,
          text: amount == null ? say("page-tint-unknown") : write(amount),
        },
      ];
    }),
  );

/** The latest yield per zone, else that of its group, in the most common unit. */
function yieldsOf(indicator: string, { performance, use }: Told) {
  const every = performance.filter((row) => row.indicator === indicator && row.per_km2 != null);
  const counts = new Map<string, number>();
  for (const { unit } of every) counts.set(unit ?? "", (counts.get(unit ?? "") ?? 0) + 1);
  const [unit = ""] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [];
  const rows = every
    .filter((row) => (row.unit ?? "") === unit)
    .sort((one, other) => other.period.localeCompare(one.period));
  const yields = use.map(({ zone_id, ftz_id }) => {
    const own = rows.find((row) => splitList(row.zone_id).includes(zone_id));
    const row = own ?? rows.find((one) => !one.zone_id && ftz_id && one.ftz_id === ftz_id);
    return [zone_id, row?.per_km2 ?? null] as [string, Amount];
  });
  return { unit, yields };
}
