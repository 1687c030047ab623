/**
 * The Rules tab: what a scenario breaks, one line each with its figures; a click shows where. What
 * the compared scenario breaks too comes last, in a group of its own; hard rules come first.
 */

import { zoomTo } from "../map/view.js";
import { isComparing } from "../state/draft.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { followMends } from "../state/mends.js";
import { hardFirst, newViolations, unitOf } from "../state/violations.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { NAMING } from "../words/names.js";
import { formatNumber } from "../words/number-format.js";
import { sayMessage } from "../words/messages.js";
import { say } from "../words/words.js";
import { drawWhenShown } from "./lazy-tab.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Violation} Violation
 */

/** What decides which rules are new, and what names their zones and scenarios. */
const NAMED_BY = /** @type {(keyof State)[]} */ ([
  ...NAMING,
  "figures",
  "before",
  "scenario",
  "against",
  "scenarios",
  "draft",
]);

/** @param {import("../state/store.js").Page} page */
export function addRulesTab({ store, map }) {
  /** @param {Violation} violation */
  const show = (violation) => {
    const { geometry, zone_id } = violation;
    const zone = store.state.zonesLayer?.features.find(
      ({ properties }) => properties?.zone_id === zone_id,
    );
    if (zone_id && zone) store.set({ zone: zone_id });
    const bounds = placeOf(store.state, geometry ?? zone?.geometry ?? null, violation);
    if (bounds) zoomTo(map, bounds.pad(0.5), 13);
    announce(sayMessage(store.state, violation));
  };
  /** @type {import("../state/mends.js").Mend[]} */
  let mends = [];
  const line = (/** @type {Violation} */ violation) =>
    h(
      "li",
      { "data-rule": violation.rule, "data-level": violation.level },
      h(
        "button",
        { type: "button", title: say("page-rules-show"), onclick: () => show(violation) },
        h("span", { class: `tag ${violation.level}` }, say(`page-rule-${violation.level}`)),
        h("strong", {}, say(`rule-${violation.rule}-name`)),
        h("span", {}, sayMessage(store.state, violation)),
        arithmetic(violation),
      ),
      mendButtons(
        store,
        mends.filter((one) => one.rule === violation.rule && one.subject === violation.subject),
      ),
    );
  const draw = () => {
    const { state } = store;
    if (!state.figures) return;
    const comparing = isComparing(state) && state.before != null;
    const fresh = newViolations(state);
    const known = hardFirst(state.figures.violations.filter((one) => !fresh.includes(one)));
    const group = (
      /** @type {string} */ name,
      /** @type {string} */ title,
      /** @type {Violation[]} */ rows,
    ) =>
      h(
        "section",
        { "data-group": name },
        comparing && h("h2", {}, title),
        rows.length
          ? h("ul", {}, ...rows.map(line))
          : h("p", { class: "empty" }, say(comparing ? "page-rules-none-new" : "page-rules-none")),
      );
    const other = scenarioTitle(state, state.against);
    fill(
      byId("rule-list"),
      comparing && group("new", say("page-rules-new"), fresh),
      (!comparing || known.length > 0) && group("known", say("page-rules-known", { other }), known),
    );
  };
  drawWhenShown(store, "rules", NAMED_BY, draw);
  followMends(store, (found) => {
    mends = found;
    if (store.state.tab === "rules") draw();
  });
}

/**
 * Edits by which the rule holds again.
 *
 * @param {import("../state/store.js").Store} store
 * @param {import("../state/mends.js").Mend[]} mends
 */
const mendButtons = (store, mends) =>
  mends.length > 0 &&
  h(
    "div",
    { class: "buttons mends", role: "group", "aria-label": say("page-rules-mend") },
    ...mends.map((mend) =>
      h(
        "button",
        { type: "button", class: "mend", onclick: () => store.set({ mend: mend.edit }) },
        sayMessage(store.state, mend),
      ),
    ),
  );

/**
 * Where a rule is broken; one of a whole FTZ, where its zones are.
 *
 * @param {State} state
 * @param {GeoJSON.Geometry | null} place
 * @param {Violation} violation
 * @returns {L.LatLngBounds | null}
 */
function placeOf(state, place, violation) {
  if (place) return L.geoJSON(place).getBounds();
  const ftz = state.plan?.ftzs.find((row) => row.ftz_id === violation.subject);
  if (!ftz?.extent) return null;
  const [west, south, east, north] = ftz.extent;
  return L.latLngBounds([south, west], [north, east]);
}

/**
 * Measured − limit = over; for a cap, also the headroom that is left.
 *
 * @param {Violation} violation
 */
function arithmetic({ rule, amount, limit, unit }) {
  if (amount == null || limit == null) return null;
  const decimals = unit === "blocks" ? 0 : unit === "" ? 3 : 2;
  const size = (/** @type {number} */ value) =>
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
  const under = rule !== "cap" && amount < limit; // a least size or compactness is missed, not exceeded
  if (under) figures[2] = [say("page-rules-short"), limit - amount];
  return h(
    "span",
    { class: "arithmetic" },
    ...figures.map(([words, value]) =>
      h("span", {}, `${words} `, size(/** @type {number} */ (value))),
    ),
  );
}
