/** The toolbar beside the chosen zone: its tools, the form of the one in hand, what rules say. */

import { lockOf } from "../state/counterparts.js";
import { newViolations } from "../state/violations.js";
import { headroomBar } from "../ui/bar-chart.js";
import { byId, fill, h } from "../ui/dom.js";
import { shortNameOf, zoneName } from "../words/names.js";
import { differenceOf, full, signed } from "../words/number-format.js";
import { reasonOf } from "../words/refusals.js";
import { say } from "../words/words.js";
import { addForm } from "./active-form.js";
import { button, toolButton, walkButtons } from "./tool-buttons.js";
import { placeBeside } from "./toolbar-position.js";
import { leaveTool, TOOLS } from "./tools.js";
import { followHands } from "./zone-dragging.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").State} State
 */

const SAID_AT_MOST = 3;

/** @param {Page} page */
export function addToolbar(page) {
  const { store, map } = page;
  const box = byId("tools");
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  const place = () => placeBeside(page, box);
  store.on(["zone", "language", "tool", "locks", "me", "draft"], () => {
    const { zone, tool } = store.state;
    box.hidden = !zone && tool !== "add";
    const held = byId("tool-row").contains(document.activeElement) && document.activeElement;
    fill(byId("tool-row"), ...TOOLS.map((one) => button(page, one)));
    if (held) toolButton(held.getAttribute("data-tool"))?.focus();
    place();
  });
  byId("tool-row").addEventListener("keydown", walkButtons);
  store.on(["zone", "language", "figures", "before", "zonesLayer"], () => head(store.state));
  store.on(["figures", "before", "refused", "language", "tool", "draft", "offline", "areas", "zone", "locks", "me"], () =>
    says(store.state),
  );
  store.on(["zonesBase"], place);
  map.on("moveend zoomend resize", place);
  new ResizeObserver(() => {
    if (box.offsetTop + box.offsetHeight > map.getSize().y) place();
  }).observe(box);
  store.on(["zonesLayer", "trial"], () => {
    const { zone, zonesLayer, trial } = store.state;
    if (trial) return;
    const there = zonesLayer?.features.some(({ properties }) => properties?.zone_id === zone);
    if (zone && zonesLayer && !there) store.set({ zone: null, tool: null });
  });
  byId("tools-close").addEventListener("click", () => {
    leaveTool(store);
    store.set({ zone: null });
  });
  addForm(page, place);
  followHands(page);
}

/** Name, area and the headroom of its FTZ. @param {State} state */
function head(state) {
  const { zone, figures, before } = state;
  if (!zone) return fill(byId("tools-head"));
  const row = figures?.zones.find((one) => one.zone_id === zone);
  const then = before?.zones.find((one) => one.zone_id === zone);
  const ftz = figures?.ftzs.find((one) => one.ftz_id === row?.ftz_id);
  const named = state.plan?.ftzs.find((one) => one.ftz_id === ftz?.ftz_id);
  const difference = differenceOf(row?.area_km2, then?.area_km2);
  const over = ftz?.cap_km2 != null && ftz.area_km2 > ftz.cap_km2 * (1 + 1e-4);
  byId("tools").setAttribute("aria-label", say("tools.label", { zone: zoneName(state, zone) }));
  fill(
    byId("tools-head"),
    h("strong", {}, zoneName(state, zone)),
    row && h("span", { class: "zone-area" }, `${full(row.area_km2, 2)} km²`),
    difference != null &&
      Math.abs(difference) >= 0.005 &&
      h("span", { class: "difference" }, signed(difference, (size) => full(size, 2))),
    ftz?.cap_km2 != null &&
      h(
        "div",
        { class: `ftz-room${over ? " over" : ""}`, "data-ftz": ftz.ftz_id },
        headroomBar(ftz),
        h(
          "span",
          {},
          say("tools.cap", {
            ftz: shortNameOf(named) || ftz.ftz_id,
            area: full(ftz.area_km2, 2),
            cap: full(ftz.cap_km2, 2),
          }),
        ),
      ),
  );
}

/** Why an edit cannot be made, or which rules it breaks. @param {State} state */
function says(state) {
  const broken = state.draft ? newViolations(state) : [];
  const kept = state.tool === "lock" ? "" : lockOf(state);
  const lines = state.refused
    ? [h("li", { class: "refused" }, say("tools.refused", { why: reasonOf(state, state.refused) }))]
    : broken
        .slice(0, SAID_AT_MOST)
        .map((violation) =>
          h("li", { class: violation.level, "data-rule": violation.rule }, `⚠ ${reasonOf(state, violation.message)}`),
        );
  if (kept && kept !== state.refused) lines.unshift(h("li", { class: "kept" }, kept));
  if (!state.refused && broken.length > SAID_AT_MOST)
    lines.push(h("li", {}, say("tools.more", { count: broken.length - SAID_AT_MOST })));
  fill(byId("tool-says"), ...lines);
}
