/** Consensus: scenarios to choose, and how much land is in how many of them, in all and by FTZ. */

import { boundsOf } from "../map/view.ts";
import { ask } from "../core/api.ts";
import { CONSENSUS_PATTERNS, consensusSteps } from "../map/fill-patterns.ts";
import { followAnswer } from "../core/answers.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { announce, button, h, note } from "../core/ui/dom.ts";
import { sortableTable } from "../core/ui/sortable-table.ts";
import { ftzName } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

const MOST = CONSENSUS_PATTERNS.length;

export function followConsensus(store: Store) {
  followAnswer(
    store,
    () => {
      const { consensusScenarios, scenarios, plan } = store.state;
      if (consensusScenarios.length < 2 || !plan) return [null, async () => null];
      const revisions = scenarios
        .filter((row) => consensusScenarios.includes(row.scenario))
        .map((row) => row.revision);
      const query = consensusScenarios.map((id) => `scenario=${id}`).join("&");
      return [[query, revisions], (signal) => ask(`/api/consensus?${query}`, { signal })];
    },
    (consensus: Consensus | null) => {
      store.set({ consensus });
      if (consensus)
        announce(say("page-consensus-announce", { count: consensus.scenarios.length }));
    },
  );
}

export function ConsensusTable({ page }: { page: Page }) {
  const { consensusScenarios, consensus } = page.store.state;
  const waiting = consensusScenarios.length > 1;
  return [
    choices(page),
    ...(consensus
      ? results(page, consensus)
      : [
          h(
            "p",
            { class: "context" },
            say(waiting ? "page-consensus-waiting" : "page-consensus-choose"),
          ),
        ]),
  ];
}

function choices({ store }: Page) {
  const { consensusScenarios, scenarios } = store.state;
  const ids = ["baseline", ...scenarios.map((row) => row.scenario)];
  const toggle = (id: string) =>
    store.set({
      consensusScenarios: consensusScenarios.includes(id)
        ? consensusScenarios.filter((one) => one !== id)
        : [...consensusScenarios, id],
    });
  return h(
    "fieldset",
    { class: "agreeing" },
    h("legend", {}, say("page-consensus-scenarios")),
    ...ids.map((id) =>
      h(
        "label",
        { key: id },
        h("input", {
          type: "checkbox",
          "data-agree": id,
          checked: consensusScenarios.includes(id),
          disabled: consensusScenarios.length >= MOST && !consensusScenarios.includes(id),
          onchange: () => toggle(id),
        }),
        scenarioTitle(store.state, id),
      ),
    ),
  );
}

function results({ store, map }: Page, { scenarios, counts, ftzs }: Consensus) {
  const { plan } = store.state;
  const all = scenarios.length;
  const differing = new Set(
    ftzs.filter((row) => row.count < all && row.area_km2 > 0).map((row) => row.ftz_id),
  );
  const byFtz = [...differing].map((ftz_id) => ({
    ftz_id,
    areas: Object.fromEntries(
      ftzs.filter((row) => row.ftz_id === ftz_id).map((row) => [row.count, row.area_km2]),
    ),
  }));
  const go = (ftz_id: string) => {
    const extent = plan?.ftzs.find((row) => row.ftz_id === ftz_id)?.extent;
    if (extent) map.fitBounds(boundsOf(extent), { animate: false, padding: [30, 30] });
  };
  const named = (id: string) => ftzName(store.state, id);
  const steps = counts.map((row) => row.count);
  return [
    consensusSteps(say("page-consensus-steps"), counts, all),
    byFtz.length
      ? sortableTable(
          "consensus",
          say("page-consensus-ftzs"),
          [
            {
              key: "ftz",
              title: "FTZ",
              text: true,
              value: (row) => named(row.ftz_id),
              write: (row) =>
                button({ class: "go", onclick: () => go(row.ftz_id) }, named(row.ftz_id)),
            },
            ...steps.map((count) => ({
              key: String(count),
              title: say("page-compare-in-km2", { figure: `${count} / ${all}` }),
              value: (row: any) => row.areas[count],
              write: (row: any) => formatNumber(row.areas[count], 2),
            })),
          ],
          byFtz,
          { column: "ftz", down: false },
        )
      : h("p", { class: "context" }, say("page-consensus-same")),
    byFtz.length > 0 && note(say("page-consensus-others")),
  ].filter((part) => part !== false);
}
