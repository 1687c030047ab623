/**
 * The Rules tab: the targets and whether each is met; and the violations of a scenario, one line each with its figures; a click shows the
 * place. In a comparison they are grouped as new, worse (by how much), improved, unchanged and
 * mended; hard rules come first.
 */

import { Fragment } from "../../vendor/preact/index.js";
import { featureOf } from "../core/plan-parts.ts";
import { zoomTo, boundsOf } from "../map/view.ts";
import { draftRules, draftVersion, isOtherScenario, pushVersion } from "../draft/draft.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import {
  AcknowledgeForm,
  Known,
  acknowledgementOf,
  followAcknowledgements,
} from "./acknowledged.tsx";
import { followMends, mends } from "./mends.ts";
import { regionLayer } from "./region-shapes.ts";
import { addTargetAreas, regionOf } from "./target-areas.ts";
import { TargetForm } from "./target-form.tsx";
import { changedRules, unitOf, violationKey, withChanges } from "./violations.ts";
import { announce, button, h } from "../core/ui/dom.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { sayMessage } from "../core/words/messages.ts";
import { ownRules } from "../core/words/own-rules.ts";
import { nameOf } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import type { Mend } from "./mends.ts";

export function followRules(page: Page) {
  addTargetAreas(page);
  followMends(page.store);
  followAcknowledgements(page.store);
}

export const RulesTab = ({ page }: { page: Page }) => (
  <>
    <section id="own-targets">
      <TargetForm store={page.store} />
    </section>
    <div id="rule-list">
      <RuleList page={page} />
    </div>
  </>
);

function RuleList({ page }: { page: Page }) {
  const { store, map } = page;
  const { state } = store;
  const show = (violation: Violation) => {
    const { geometry, zone_id } = violation;
    const zone = featureOf(store.state.zonesLayer, zone_id);
    if (zone_id && zone) store.set({ zone: zone_id });
    const bounds = placeOf(store.state, geometry ?? zone?.geometry ?? null, violation);
    if (bounds) zoomTo(map, bounds.pad(0.5), 13);
    announce(sayMessage(store.state, violation));
  };
  const line = (violation: Violation, change: RuleChange | null = null) =>
    h(
      "li",
      { key: violationKey(violation), "data-rule": violation.rule, "data-level": violation.level },
      button(
        { title: say("page-rules-show"), onclick: () => show(violation) },
        h("span", { class: `tag ${violation.level}` }, say(`page-rule-${violation.level}`)),
        h("strong", {}, say(`rule-${violation.rule}-name`)),
        h("span", {}, sayMessage(store.state, violation)),
        change &&
          ["worse", "improved"].includes(change.change) &&
          h("strong", { class: "change" }, sayMessage(store.state, change.said)),
        arithmetic(violation),
      ),
      h(Known, { store, violation }),
      mendButtons(
        store,
        mends.value.filter(
          (one) => one.rule === violation.rule && one.subject === violation.subject,
        ),
      ),
    );
  const mendedLine = (violation: RuleChange) =>
    h(
      "li",
      { key: violationKey(violation), "data-rule": violation.rule, "data-level": violation.level },
      h("s", {}, say(`rule-${violation.rule}-name`)),
      " ",
      h("span", { class: "context" }, sayMessage(store.state, violation)),
    );
  if (state.tab !== "rules" || !state.figures) return null;
  const comparing = isOtherScenario(state) && state.before != null;
  const shown = withChanges(state).filter(({ violation }) => violation.rule !== "target");
  const mended = changedRules(state, "mended").filter(({ rule }) => rule !== "target");
  const group = (name: string, rows: VNode[]) =>
    h(
      "section",
      { key: name, "data-group": name },
      comparing &&
        h(
          "h2",
          {},
          say(`page-rules-group-${name}`, { other: scenarioTitle(state, state.against) }),
        ),
      rows.length ? h("ul", {}, ...rows) : h("p", { class: "empty" }, say("page-rules-none-new")),
    );
  const groups = ["new", "worse", "improved"].map((name) => ({
    name,
    rows: shown
      .filter(({ change }) => comparing && change?.change === name)
      .map(({ violation, change }) => line(violation, change)),
  }));
  return [
    ownRuleList(store),
    targetList(store, map),
    ...groups.map(
      ({ name, rows }) => (rows.length > 0 || (comparing && name === "new")) && group(name, rows),
    ),
    unchangedGroup(
      store,
      shown.filter(({ change }) => !comparing || !change).map(({ violation }) => violation),
      { comparing, line },
    ),
    comparing && mended.length > 0 && group("mended", mended.map(mendedLine)),
  ];
}

/**
 * Violations that the draft does not change. In a comparison they are folded; otherwise the known
 * ones of the baseline are, after those not yet acknowledged.
 */
function unchangedGroup(
  store: Store,
  violations: Violation[],
  { comparing, line }: { comparing: boolean; line: (violation: Violation) => VNode },
) {
  const { state } = store;
  const folded = violations.filter((one) => comparing || acknowledgementOf(one));
  const open = violations.filter((one) => !folded.includes(one));
  const baseline = state.scenario === "baseline" && !draftVersion(state);
  const lines = (rows: Violation[]) => h("ul", {}, ...rows.map((row) => line(row)));
  const summary = comparing
    ? say("page-rules-as-before-count", {
        count: folded.length,
        other: scenarioTitle(state, state.against),
      })
    : say("page-rules-known-count", { count: folded.length });
  return h(
    "section",
    { key: "known", "data-group": "known" },
    open.length > 0 && lines(open),
    !open.length &&
      !comparing &&
      h("p", { class: "empty" }, say(folded.length ? "page-rules-none-open" : "page-rules-none")),
    baseline && h(AcknowledgeForm, { store, open }),
    folded.length > 0 && h("details", {}, h("summary", {}, summary), lines(folded)),
  );
}

/** The rules that the draft sets otherwise than the plan, and a button to have the plan's again. */
function ownRuleList(store: Store) {
  const own = ownRules(store.state, draftRules(store.state));
  if (!own.length) return null;
  const { me, trial } = store.state;
  const restore = () => {
    const version = draftVersion(store.state);
    if (version) pushVersion(store, version.edits, [], { ...version, rules: {} });
  };
  return h(
    "section",
    { key: "own", class: "own-rules" },
    h("h2", {}, say("page-own-rules")),
    h("ul", {}, ...own.map((line) => h("li", {}, line))),
    me?.role !== "viewer" &&
      !trial &&
      h(
        "div",
        { class: "buttons mends" },
        button({ id: "plan-rules", onclick: restore }, say("page-own-rules-restore")),
      ),
  );
}

/** The targets with their values, missed ones first, live while a boundary is dragged. */
function targetList(store: Store, map: L.Map) {
  const { state } = store;
  const { targets } = state.figures ?? {};
  if (!targets?.length) return null;
  /** Show the region of a target. */
  const go = async (region: string) => {
    const level = state.regions?.find(({ adcode }) => adcode === region)?.level;
    const layer = level && (await regionLayer(store, level));
    const shape = layer && featureOf(layer, region, "adcode");
    if (shape) zoomTo(map, L.geoJSON(shape).getBounds());
  };
  const changes = changedRules(state, "new", "worse", "improved", "mended");
  return h(
    "section",
    { key: "targets", class: "targets" },
    h("h2", {}, say("page-targets")),
    h(
      "ul",
      {},
      ...[...targets].sort(byOutcome).map((row) => {
        const change = changes.find(({ subject }) => subject === row.target);
        const { figure, value, wanted, outcome } = row.params;
        const named = nameOf({ name: row.title, name_zh: row.title_zh });
        return h(
          "li",
          { key: row.target, "data-target": row.target, "data-met": row.met },
          h("span", { class: `tag ${row.level}` }, say(`page-rule-${row.level}`)),
          regionOf(row)
            ? button(
                { class: "go", onclick: () => void go(regionOf(row)) },
                named || sayMessage(state, figure),
              )
            : h("strong", {}, named || sayMessage(state, figure)),
          h("strong", { class: "outcome" }, `${row.met ? "✓" : "✗"} ${sayMessage(state, outcome)}`),
          named && h("span", {}, sayMessage(state, figure)),
          h(
            "span",
            { class: "arithmetic" },
            h("span", {}, h("b", {}, sayMessage(state, value))),
            h("span", {}, sayMessage(state, wanted)),
            change && h("span", { class: "change" }, sayMessage(state, change.said)),
          ),
        );
      }),
    ),
  );
}

type Outcome = { met: boolean; missed_by: Amount; at_least: Amount };

/** Missed targets first, the most missed ones at the top. */
const byOutcome = (one: Outcome, other: Outcome) => lackOf(other) - lackOf(one);

const lackOf = ({ met, missed_by, at_least }: Outcome) =>
  met ? -1 : (missed_by ?? 0) / (at_least || 1);

/** Edits that mend the violation. */
const mendButtons = (store: Store, mends: Mend[]) =>
  mends.length > 0 &&
  h(
    "div",
    { class: "buttons mends", role: "group", "aria-label": say("page-rules-mend") },
    ...mends.map((mend) =>
      button(
        { class: "mend", onclick: () => store.set({ mend: mend.edit }) },
        sayMessage(store.state, mend),
        h("span", { class: "context" }, say("page-rules-mends", { mends: mend.mends })),
      ),
    ),
  );

/** The place of a violation; for one of a whole FTZ, its zones. */
function placeOf(
  state: State,
  place: GeoJSON.Geometry | null,
  violation: Violation,
): L.LatLngBounds | null {
  if (place) return L.geoJSON(place).getBounds();
  const ftz = state.plan?.ftzs.find((row) => row.ftz_id === violation.subject);
  return ftz?.extent ? boundsOf(ftz.extent) : null;
}

/** Measured − limit = excess; for a cap, also the remaining headroom. */
function arithmetic({ rule, amount, limit, unit }: Violation) {
  if (amount == null || limit == null) return null;
  const decimals = unit === "blocks" ? 0 : unit === "" ? 3 : 2;
  const size = (value: number) =>
    h(
      "b",
      {},
      `${value < 0 ? "−" : ""}${formatNumber(Math.abs(value), decimals)}${unitOf(unit, value)}`,
    );
  const figures = [
    [say("page-rules-measured"), amount],
    [say(rule === "cap" ? "page-rules-cap-limit" : "page-rules-limit"), limit],
    rule === "cap"
      ? [say("page-rules-headroom"), limit - amount]
      : [say("page-rules-over"), amount - limit],
  ];
  const under = rule !== "cap" && amount < limit; // a minimum size or compactness is missed, not exceeded
  if (under) figures[2] = [say("page-rules-short"), limit - amount];
  return h(
    "span",
    { class: "arithmetic" },
    ...figures.map(([words, value]) => h("span", {}, `${words} `, size(value as number))),
  );
}

/** New, worse, improved and mended violations, and how many are as before. */
export function changedRuleList(state: State) {
  const rows = changedRules(state, "new", "worse", "improved", "mended");
  const known = withChanges(state).filter(({ change }) => !change).length;
  return [
    rows.length
      ? h(
          "ul",
          { class: "changed-rules" },
          ...rows.map((row) =>
            h(
              "li",
              { "data-rule": row.rule, "data-change": row.change },
              h("span", { class: `tag ${row.level}` }, sayMessage(state, row.said)),
              ` ${sayMessage(state, row)}`,
            ),
          ),
        )
      : h("p", { class: "context" }, say("page-compare-rules-same")),
    known > 0 && h("p", { class: "context" }, say("page-compare-rules-known", { count: known })),
  ];
}
