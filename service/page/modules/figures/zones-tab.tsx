/**
 * The Zones tab: each FTZ with its area, cap and headroom bar, and its zones. The card of the
 * selected zone, otherwise in the Reach tab, is below its entry.
 */

import { featureOf } from "../core/plan-parts.ts";
import { Fragment, signal } from "../../vendor/preact/index.js";
import { chooseZone } from "../map/view.ts";
import { isZoneInScope } from "./scope.ts";
import { headroomBar } from "../core/ui/bar-chart.ts";
import { button, h, differenceMark } from "../core/ui/dom.ts";
import { nameOf, shortNameOf, zoneName } from "../core/words/names.ts";
import { differenceOf, formatKm2, formatNumber } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { Within } from "./within-cards.ts";

type GroupRow = Omit<FtzRow, "ftz_id"> & { ftz_id: string | null };

const CAP_TOLERANCE = 1e-4;
const FEW_ZONES = 100; // up to this many need no filter

/** The placeholder group of zones without a group. */
const OF_NO_GROUP: GroupRow = { ftz_id: null, area_km2: 0, cap_km2: null, headroom_km2: null };

const text = signal("");

export function ZonesTab({ page }: { page: Page }) {
  const { state } = page.store;
  const hasMany = (state.figures?.zones.length ?? 0) > FEW_ZONES;
  return (
    <>
      <div class="tools" id="zone-tools" hidden={!hasMany}>
        <input
          id="zone-filter"
          type="search"
          placeholder={say("page-zones-filter")}
          aria-label={say("page-zones-filter")}
          onInput={({ currentTarget: { value } }) => (text.value = value.trim().toLowerCase())}
        />
      </div>
      <div id="zone-list">
        <Groups page={page} />
      </div>
    </>
  );
}

function Groups({ page }: { page: Page }) {
  const { state } = page.store;
  const { tab, figures, aim } = state;
  if (tab !== "zones" || !figures) return null;
  const isIn = isZoneInScope(state);
  const shown = figures.zones.filter(
    (zone) =>
      isIn(zone) &&
      `${zone.zone_id} ${zoneName(state, zone.zone_id)}`.toLowerCase().includes(text.value),
  );
  const free = figures.zones.some(({ ftz_id }) => ftz_id == null) ? [OF_NO_GROUP] : [];
  return [...figures.ftzs, ...free]
    .map((row) => ({ row, zones: shown.filter(({ ftz_id }) => ftz_id === row.ftz_id) }))
    .filter(({ zones }) => zones.length || (!text.value && !aim))
    .map(({ row, zones }) => group(page, row, zones));
}

/** The card of a zone that has just been opened comes into view with its entry. */
const showEntry = (card: Element | null) =>
  card?.previousElementSibling?.scrollIntoView({ block: "nearest" });

function group(page: Page, row: GroupRow, zones: ZoneRow[]) {
  const { state } = page.store;
  const list = h("ul", { class: "zones" }, ...zones.map((zone) => entry(page, zone)));
  if (row.ftz_id == null) {
    const alone = !state.figures?.ftzs.length;
    return h(
      "section",
      { key: "", class: "ftz" },
      !alone && h("h2", {}, say("page-zones-no-group")),
      list,
    );
  }
  const ftz = state.plan?.ftzs.find((other) => other.ftz_id === row.ftz_id);
  const over = row.cap_km2 != null && row.area_km2 > row.cap_km2 * (1 + CAP_TOLERANCE);
  const name = nameOf(ftz) || row.ftz_id;
  return h(
    "section",
    { key: row.ftz_id, class: `ftz${over ? " over" : ""}`, "data-ftz": row.ftz_id },
    h("h2", { title: name }, shortNameOf(ftz) || name),
    h(
      "p",
      { class: "cap" },
      row.cap_km2 == null
        ? say("page-zones-no-cap", { area: formatNumber(row.area_km2, 2) })
        : say("page-zones-cap", {
            area: formatNumber(row.area_km2, 2),
            cap: formatNumber(row.cap_km2, 2),
          }),
    ),
    headroomBar(row),
    row.cap_km2 != null &&
      h(
        "p",
        { class: "headroom" },
        over
          ? say("page-zones-over", { area: formatNumber(row.area_km2 - row.cap_km2, 2) })
          : say("page-zones-headroom", {
              area: formatNumber(Math.max(0, row.cap_km2 - row.area_km2), 2),
            }),
      ),
    list,
  );
}

function entry(page: Page, zone: ZoneRow) {
  const { state } = page.store;
  const shape = featureOf(state.zonesLayer, zone.zone_id);
  const before = state.before?.zones.find((row) => row.zone_id === zone.zone_id);
  const change = state.comparison?.zones.find((row) => row.zone_id === zone.zone_id);
  const difference = differenceOf(zone.area_km2, before?.area_km2);
  const chosen = state.zone === zone.zone_id;
  const word =
    change && change.change !== "none" ? sayOr(`page-change-${change.change}`, change.change) : "";
  return h(
    "li",
    { key: zone.zone_id, class: chosen ? "chosen" : "" },
    button(
      {
        "data-zone": zone.zone_id,
        "aria-pressed": String(chosen),
        onclick: () => chooseZone(page, zone.zone_id),
      },
      h("span", { class: "zone-name" }, zoneName(state, zone.zone_id)),
      word && h("span", { class: "tag" }, word),
      shape?.properties?.locked && h("span", { class: "tag" }, say("page-zones-locked")),
      state.locks.includes(zone.zone_id) && h("span", { class: "tag" }, say("page-zones-kept")),
      h("span", { class: "zone-area" }, formatKm2(zone.area_km2)),
      differenceMark(difference, 0.005, (size) => formatNumber(size, 2)),
    ),
    chosen && h(Within, { state, shown: showEntry }),
  );
}
