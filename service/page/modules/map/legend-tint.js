/** The tint of districts in the legend: its choice, and its classes. */

import { CHANGES, DENSITY_BREAKS, shownTint, tintsOf } from "../state/tints.js";
import { reachWords } from "../state/way.js";
import { button, h } from "../ui/dom.js";
import { SHARE_BREAKS } from "../ui/palette.js";
import { formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";
import { entry, swatch } from "./legend-entries.js";

/** The choice, if there are several tints, and the classes. @param {Store} store */
export function tintEntries(store) {
  const tints = tintsOf(store.state);
  const tint = shownTint(store.state);
  const choice = tints.length > 1 ? [tintChoice(store, tints, tint)] : [];
  if (tint.startsWith("change")) return [...choice, ...differences(store)];
  return [...choice, ramp(boundsOf(tint)), others(tint !== "density")];
}

/** What the folded legend shows of the tint. @param {Store} store */
export function tintKey(store) {
  const tint = shownTint(store.state);
  if (tint.startsWith("change")) return differences(store);
  const isShare = tint === "people" || tint === "land";
  const words = isShare ? say(`page-card-${tint}`, reachWords(store.state)) : tintWords(tint);
  return [h("span", {}, words), ramp(boundsOf(tint))];
}

/** @param {Store} store */
const differences = ({ state }) => (state.againstBy ? overCounted() : changes());

/** The bounds of the five classes. @param {string} tint */
const boundsOf = (tint) =>
  tint === "density"
    ? ["0", ...densities()]
    : [0, ...SHARE_BREAKS].map((bound) => (bound === 1 ? "100 %" : `${bound * 100}`));

const densities = () =>
  DENSITY_BREAKS.map((bound) =>
    Number.isFinite(bound) ? formatNumber(bound) : `/ ${say("unit-km2")}`,
  );

/** The name of a tint. @param {string} tint */
function tintWords(tint) {
  const [kind, name] = tint.split(" ");
  return name && kind === "minutes"
    ? say("page-tint-minutes", { minutes: Number(name) })
    : (name ?? say(`page-tint-${tint}`));
}

/** @param {Store} store @param {string[]} tints @param {string} shown */
function tintChoice(store, tints, shown) {
  const isOver = (/** @type {string} */ tint) => store.state.againstBy && tint === "change-people";
  const choice = (/** @type {string} */ tint) =>
    button(
      {
        "data-tint": tint,
        "aria-pressed": String(tint === shown),
        onclick: () => store.set({ tint }),
      },
      isOver(tint) ? say("page-over-people") : tintWords(tint),
    );
  return h(
    "div",
    { class: "segmented", role: "group", "aria-label": say("page-tint-label") },
    ...tints.map(choice),
  );
}

const changes = () =>
  [...CHANGES]
    .reverse()
    .map((name) => entry(swatch(`change-${name}`), say(`page-legend-change-${name}`)));

/** The straight line never counts fewer. */
const overCounted = () =>
  CHANGES.slice(0, 3).map((name) =>
    entry(swatch(`change-${name}`), say(`page-legend-over-${name}`)),
  );

/** The five classes with their bounds. @param {string[]} bounds */
const ramp = (bounds) =>
  h(
    "div",
    { class: "ramp" },
    h(
      "div",
      { class: "ramp-classes" },
      ...SHARE_BREAKS.map((_, index) => h("i", { class: `swatch share-${index + 1}` })),
    ),
    h("div", { class: "ramp-bounds" }, ...bounds.map((bound) => h("span", {}, bound))),
  );

/** "Not reached" and "no data". @param {boolean} ofReach */
const others = (ofReach) =>
  h(
    "div",
    { class: "ramp-others" },
    ofReach && entry(swatch("share-0"), say("page-legend-not-reached")),
    entry(swatch("share-none"), say("page-legend-nodata")),
  );
