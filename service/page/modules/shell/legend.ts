/**
 * The legend, which is also the layer control: every entry switches its layer. It lists the drawn
 * layers, and starts folded: then it shows only the tint's classes.
 */

import { DIRECTIONS, DIRECTION_SIGNS } from "../figures/cluster-changes.ts";
import { isLocked } from "../draft/counterparts.ts";
import { isComparing } from "../draft/draft.ts";
import { hasLayer } from "../core/plan-parts.ts";
import { pinsOf } from "../scenario/scenario-comments.ts";
import { CHANGES, DENSITY_BREAKS, isOfZones, shownTint, tintsOf } from "../figures/tints.ts";
import { reachWords } from "../core/way.ts";
import { button, byId, fill, h } from "../core/ui/dom.ts";
import { GATEWAY_KINDS, LINES, SECTORS, SHARE_BREAKS, lineSign } from "../core/ui/palette.ts";
import { gatewaySymbol, lockSymbol, sectorSymbol } from "../core/ui/symbols.ts";
import { nameOf, tintWords } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { consensusKey } from "../map/fill-patterns.ts";

export function addLegend(store: Store) {
  const legend = byId("legend") as HTMLDetailsElement;
  L.DomEvent.disableClickPropagation(legend);
  L.DomEvent.disableScrollPropagation(legend);
  store.watch(() => {
    legend.hidden = !store.state.plan || !store.state.zonesLayer;
    fill(
      legend.querySelector("summary")!,
      h("span", {}, say("page-legend-title")),
      h("div", { id: "legend-key" }, ...tintKey(store)),
    );
  });
  store.watch(() => fill(byId("legend-body"), ...sections(store)));
}

/** Whether any zone is locked. */
const hasLocked = (state: State) =>
  (state.zonesLayer?.features ?? []).some(({ properties }) => isLocked(state, properties?.zone_id));

/** The levels of the rules that are broken at some place, hard ones first. */
const brokenLevels = ({ figures }: State) =>
  ["hard", "soft"].filter((level) =>
    figures?.violations.some((one) => one.geometry && one.level === level),
  );

/** The boundary sources that the zones have. */
function boundarySources({ zonesLayer }: State) {
  const zones = zonesLayer?.features ?? [];
  const present = new Set(zones.map(({ properties }) => properties?.boundary_source));
  return ["schematic", "surveyed", "imported"].filter((source) => present.has(source));
}

function sections(store: Store) {
  const { state } = store;
  const { plan, consensus, proposal, tab, by, againstBy } = state;
  const sectors = plan?.sectors ?? SECTORS;
  const comparing = isComparing(state);
  const has = (layer: string) => hasLayer(state, layer);
  const of = (layer: string, ...entries: Child[]) => section(store, layer, ...entries);
  const broken = brokenLevels(state);
  const exclusions = plan?.exclusions ?? [];
  const references = plan?.references ?? [];
  return [
    of("districts", ...tintEntries(store)),
    has("demand") &&
      of(
        "demand",
        ...(by === "line"
          ? [entry(h("i", { class: "people-key" }), say("page-legend-demand"))]
          : [
              entry(
                h("i", { class: "people-key reached" }),
                say("page-legend-demand-reached", reachWords(state)),
              ),
              againstBy &&
                entry(h("i", { class: "people-key over" }), say("page-legend-demand-over")),
              entry(h("i", { class: "people-key missed" }), say("page-legend-demand-missed")),
            ]),
      ),
    consensus &&
      of(
        "consensus",
        ...consensus.counts.map(({ count }) => {
          const all = consensus.scenarios.length;
          return entry(consensusKey(count, all), say("page-consensus-piece", { count, all }));
        }),
      ),
    proposal &&
      tab === "propose" &&
      of(
        "proposed",
        entry(patch("gained"), say("page-propose-taken")),
        entry(patch("lost"), say("page-propose-released")),
      ),
    comparing &&
      of(
        "changes",
        ...(againstBy
          ? []
          : [
              entry(patch("gained"), say("page-layer-gained")),
              entry(patch("lost"), say("page-layer-lost")),
            ]),
        ...(has("clusters") ? DIRECTIONS : [])
          .filter((way) => !againstBy || way === "leaving")
          .map((way) =>
            entry(
              h("b", { class: `sign ${way}`, "aria-hidden": "true" }, DIRECTION_SIGNS[way]),
              say(againstBy ? "page-legend-over-cluster" : `page-legend-${way}`),
            ),
          ),
      ),
    by === "line" &&
      of(
        "reach",
        entry(reachLine(""), say("page-legend-reach", reachWords(state))),
        ...(comparing
          ? [
              entry(reachLine("anew"), say("page-legend-reach-gained")),
              entry(reachLine("gone"), say("page-legend-reach-lost")),
            ]
          : []),
      ),
    of(
      "zones",
      ...boundarySources(state).map((source) =>
        entry(line(source === "schematic" ? source : "surveyed"), say(`page-boundary-${source}`)),
      ),
      ...(hasLocked(state)
        ? [entry(h("span", { class: "lock-mark" }, lockSymbol()), say("page-legend-locked"))]
        : []),
    ),
    has("clusters") &&
      of(
        "clusters",
        ...sectors.map((sector) =>
          entry(sectorSymbol(sector, sectors), sayOr(`page-sector-${sector}`, sector)),
        ),
      ),
    has("gateways") &&
      of(
        "gateways",
        ...GATEWAY_KINDS.map((kind) => entry(gatewaySymbol(kind), say(`page-gateway-${kind}`))),
      ),
    has("customs_blocks") &&
      of("customs", entry(swatch("customs-swatch"), say("page-legend-close"))),
    plan?.context && of("context", ...contextEntries()),
    plan?.lines?.length &&
      h(
        "div",
        { class: "layer" },
        ...Object.keys(LINES)
          .filter((kind) => plan.lines?.includes(kind))
          .reverse()
          .map((kind) => entry(mapLine(kind), say(`page-line-${kind.replace("_", "-")}`))),
      ),
    pinsOf(state.comments).length > 0 && of("comments"),
    broken.length > 0 &&
      of(
        "violations",
        ...broken.map((level) =>
          entry(patch(level === "hard" ? "broken" : "warned"), say(`page-legend-broken-${level}`)),
        ),
      ),
    exclusions.length > 0 &&
      of(
        "exclusions",
        ...exclusions.map((kind) => entry(swatch("exclusions-swatch"), nameOf(kind))),
      ),
    references.length > 0 &&
      of("references", ...references.map((name) => entry(swatch("references-swatch"), name))),
    of("labels"),
  ];
}

function section(store: Store, layer: string, ...entries: Child[]) {
  const hidden = store.state.hidden.includes(layer);
  const toggle = () =>
    store.set({
      hidden: hidden
        ? store.state.hidden.filter((name) => name !== layer)
        : [...store.state.hidden, layer],
    });
  return h(
    "div",
    { key: layer, class: `layer${hidden ? " off" : ""}` },
    h(
      "label",
      {},
      h("input", { type: "checkbox", "data-layer": layer, checked: !hidden, onchange: toggle }),
      say(`page-layer-${layer}`),
    ),
    ...(hidden ? [] : entries),
  );
}

/** Water, roads and railways. */
const contextEntries = () =>
  ["water", "road", "rail"].map((kind) => entry(way(kind), say(`page-context-${kind}`)));

const sign = (shape: VNode) =>
  h("svg", { viewBox: "0 0 22 14", class: "key", "aria-hidden": "true" }, shape);

const line = (kind: string) =>
  sign(h("rect", { x: 2, y: 2, width: 18, height: 10, rx: 3, class: `zone ${kind}` }));

const reachLine = (kind: string) =>
  sign(h("path", { d: "M1 12C6 3 15 2 21 4", class: `reach ${kind}` }));

const way = (kind: string) => sign(h("path", { d: "M1 10C7 2 13 12 21 4", class: `way ${kind}` }));

/** A line of maps. */
function mapLine(kind: string) {
  const { color, weight, dashArray = "none" } = lineSign(kind);
  const look = { stroke: `var(--${color})`, "stroke-width": weight, fill: "none" };
  return sign(h("path", { d: "M0 7H22", ...look, "stroke-dasharray": dashArray }));
}

const patch = (kind: string) =>
  sign(
    h("rect", { x: 1, y: 1, width: 20, height: 12, class: kind, fill: `url(#pattern-${kind})` }),
  );

/** The choice, if there are several tints, and the classes. */
function tintEntries(store: Store) {
  const tints = tintsOf(store.state);
  const tint = shownTint(store.state);
  const choice = tints.length > 1 ? [tintChoice(store, tints, tint)] : [];
  if (tint.startsWith("change")) return [...choice, ...differences(store)];
  const bounds = boundsOf(store.state, tint);
  return [...choice, ramp(bounds), others(tint !== "density" && !isOfZones(tint))];
}

/** The tint in the folded legend. */
function tintKey(store: Store) {
  const tint = shownTint(store.state);
  if (tint.startsWith("change")) return differences(store);
  const isShare = tint === "people" || tint === "land";
  const { zoneTints } = store.state;
  const unit = isOfZones(tint) && zoneTints?.unit ? ` (${zoneTints.unit})` : "";
  const words = isShare
    ? say(`page-card-${tint}`, reachWords(store.state))
    : tintWords(tint) + unit;
  return [h("span", {}, words), ramp(boundsOf(store.state, tint))];
}

const differences = ({ state }: Store) => (state.againstBy ? overCounted() : changes());

/** The bounds of the five classes. */
const boundsOf = ({ zoneTints }: State, tint: string) =>
  isOfZones(tint)
    ? (zoneTints?.bounds ?? [])
    : tint === "density"
      ? ["0", ...densities()]
      : [0, ...SHARE_BREAKS].map((bound) => (bound === 1 ? "100 %" : `${bound * 100}`));

const densities = () =>
  DENSITY_BREAKS.map((bound) =>
    Number.isFinite(bound) ? formatNumber(bound) : `/ ${say("unit-km2")}`,
  );

function tintChoice(store: Store, tints: string[], shown: string) {
  const isOver = (tint: string) => store.state.againstBy && tint === "change-people";
  const choice = (tint: string) =>
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
    ...tints.filter((tint) => !isOfZones(tint)).map(choice),
    zoneTintChoice(store, tints.filter(isOfZones), shown),
  );
}

/** The attribute that tints zones instead of districts. */
function zoneTintChoice(store: Store, tints: string[], shown: string) {
  if (!tints.length) return null;
  const choose = ({ target }: any) => target.value && store.set({ tint: target.value });
  return h(
    "select",
    {
      id: "zone-tint",
      "aria-label": say("page-tint-zones"),
      value: isOfZones(shown) ? shown : "",
      onchange: choose,
    },
    h("option", { value: "" }, say("page-tint-zones")),
    ...tints.map((tint) => h("option", { value: tint }, tintWords(tint))),
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

/** The five classes with their bounds. */
const ramp = (bounds: string[]) =>
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

/** "Not reached" and "no data". */
const others = (ofReach: boolean) =>
  h(
    "div",
    { class: "ramp-others" },
    ofReach && entry(swatch("share-0"), say("page-legend-not-reached")),
    entry(swatch("share-none"), say("page-legend-nodata")),
  );

const entry = (key: VNode, words: string) => h("div", { class: "entry" }, key, words);

const swatch = (token: string) => h("i", { class: `swatch ${token}` });
