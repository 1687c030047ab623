/** The toolbar of the selected zone: its tools, the form of the active one, and broken rules. */

import { lockReason } from "../draft/counterparts.ts";
import { unseenLand } from "../draft/land-changes.ts";
import { changedRules } from "../figures/violations.ts";
import { headroomBar } from "../core/ui/bar-chart.ts";
import { button, byId, fill, h, differenceMark } from "../core/ui/dom.ts";
import { zoneName, capWords } from "../core/words/names.ts";
import { differenceOf, formatKm2 } from "../core/words/number-format.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { addActiveForm } from "./active-form.ts";
import { joinHandles, moveFocus, toolButtons } from "./tool-buttons.ts";
import { leaveTool, refusals } from "./tools.ts";
import { addZoneDragging } from "./zone-dragging.ts";

const MAX_MESSAGES = 3;

export function addToolbar(page: WholePage) {
  const { store, map } = page;
  const box = byId("tools");
  store.watch(() => {
    const { zone, tool } = store.state;
    const hidden = !zone && tool !== "add";
    if (hidden && box.contains(document.activeElement))
      map.getContainer().focus({ preventScroll: true });
    box.hidden = hidden;
    byId("tool-row").hidden = !zone;
    fill(byId("tool-row"), ...toolButtons(page));
  });
  byId("tool-row").addEventListener("keydown", moveFocus);
  joinHandles();
  store.watch(() => showHeader(store.state));
  store.watch(() => showMessages(store.state));
  store.on(["zonesLayer", "measuring"], () => {
    const { zone, zonesLayer, trial, measuring } = store.state;
    if (trial || measuring) return; // a zone may be missing only for the trial
    const exists = zonesLayer?.features.some(({ properties }) => properties?.zone_id === zone);
    if (zone && zonesLayer && !exists) store.set({ zone: null, tool: null });
  });
  byId("tools-close").addEventListener("click", () => {
    leaveTool(store);
    store.set({ zone: null });
  });
  addActiveForm(page);
  addZoneDragging(page);
}

/** Name, area and the headroom of its FTZ. */
function showHeader(state: State) {
  const { zone, figures, before } = state;
  if (!zone) return fill(byId("tools-head"), h("strong", {}, say("page-tool-add")));
  const row = figures?.zones.find((one) => one.zone_id === zone);
  const then = before?.zones.find((one) => one.zone_id === zone);
  const ftz = figures?.ftzs.find((one) => one.ftz_id === row?.ftz_id);
  const difference = differenceOf(row?.area_km2, then?.area_km2);
  const over = ftz?.cap_km2 != null && ftz.area_km2 > ftz.cap_km2 * (1 + 1e-4);
  byId("tools").setAttribute(
    "aria-label",
    say("page-tools-label", { zone: zoneName(state, zone) }),
  );
  fill(
    byId("tools-head"),
    h("strong", {}, zoneName(state, zone)),
    row && h("span", { class: "zone-area" }, formatKm2(row.area_km2)),
    differenceMark(difference, 0.005, (size) => formatKm2(size)),
    ftz?.cap_km2 != null &&
      h(
        "div",
        { class: `ftz-room${over ? " over" : ""}`, "data-ftz": ftz.ftz_id },
        headroomBar(ftz),
        h("span", {}, capWords(state, ftz)),
      ),
  );
}

/** Land of the edit that is out of view, with a way there. */
const unseenLines = (state: State) =>
  unseenLand.value.map(({ zone, name, area_km2, show }) => {
    const area = `${name === "gained" ? "+" : "−"}${formatKm2(area_km2)}`;
    return h(
      "li",
      { class: "out-of-view", "data-zone": zone },
      say("page-tools-unseen", { zone: zoneName(state, zone), area }),
      button({ class: "link", onclick: show }, say("page-rules-show")),
    );
  });

/** Why an edit is refused, which rules it breaks, and where it changes land out of view. */
function showMessages(state: State) {
  const broken = state.draft ? changedRules(state, "new", "worse") : [];
  const lock = state.tool === "lock" ? null : lockReason(state);
  const lines: VNode[] = state.refused
    ? refusals(state)
        .slice(0, MAX_MESSAGES)
        .map((one) =>
          h("li", { class: "refused" }, say("page-tools-refused", { why: sayMessage(state, one) })),
        )
    : broken
        .slice(0, MAX_MESSAGES)
        .map((violation) =>
          h(
            "li",
            { class: violation.level, "data-rule": violation.rule },
            `⚠ ${sayMessage(state, violation)}`,
            violation.change === "worse" && ` – ${sayMessage(state, violation.said)}`,
          ),
        );
  if (lock && !state.refused?.some(({ code }) => code === lock.code))
    lines.unshift(h("li", { class: "kept" }, sayMessage(state, lock)));
  if (!state.refused && broken.length > MAX_MESSAGES)
    lines.push(h("li", {}, say("page-tools-more", { count: broken.length - MAX_MESSAGES })));
  fill(byId("tool-says"), ...lines, ...unseenLines(state));
}
