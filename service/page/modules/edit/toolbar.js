/** The toolbar beside the chosen zone: its tools, the form of the one in hand, what rules say. */

import { isOffline } from "../api.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { TOOLS, followHands, leaveTool, make } from "./tools.js";
import { report } from "../state/loader.js";
import { drawShape, finishDrawing, wholeZone } from "./handles.js";
import { differenceOf, full, signed } from "../words/number-format.js";
import { headroomBar } from "../panel/zones-tab.js";
import { writeLine, writeOutline } from "./geometry-text.js";
import { lockOf } from "../state/counterparts.js";
import { placeBeside } from "./toolbar-position.js";
import { reasonOf } from "../words/refusals.js";
import { button, toolButton, walkButtons } from "./tool-buttons.js";
import { formOf } from "./tool-forms.js";
import { mainBlock, zoomTo } from "../map/view.js";
import { newViolations, zoneName } from "../state/violations.js";
import { say, shortNameOf } from "../words/words.js";

/**
 * @typedef {import("../types.js").Page} Page
 * @typedef {import("../types.js").State} State
 * @typedef {import("./tool-forms.js").Form} Form
 */

const TRY_AFTER_MS = 250;
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

/**
 * The form of the tool in hand: what is typed or drawn is tried at once, Enter makes it an edit.
 *
 * @param {Page} page
 * @param {() => void} place
 */
function addForm(page, place) {
  const { store, map } = page;
  const element = /** @type {HTMLFormElement} */ (byId("tool-form"));
  /** @type {Form | null} */
  let form = null;
  let waiting = 0;
  let stopDrawing = () => {};
  const attempt = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      if (form && !form.atOnce) store.set({ trial: form.read(), refused: null });
    }, TRY_AFTER_MS);
  };
  const draw = async (/** @type {NonNullable<Form["drawn"]>[number]} */ { field, shape }) => {
    stopDrawing();
    announce(say("announce.drawing"));
    byId("tools").classList.add("drawing");
    place();
    stopDrawing = await drawShape(map, shape, (geometry) => {
      byId("tools").classList.remove("drawing");
      place();
      field.value = geometry.type === "LineString" ? writeLine(geometry) : writeOutline(geometry);
      attempt();
      element.querySelector(/** @type {"button"} */ ("[type=submit]"))?.focus();
    });
  };
  const blame = (/** @type {unknown} */ error) => {
    if (isOffline(error)) store.set({ refused: say("refused.offline_points") });
    report(store, error);
  };
  const build = async () => {
    const { tool, zone, zonesLayer } = store.state;
    stopDrawing();
    clearTimeout(waiting);
    byId("tools").classList.remove("drawing");
    element.hidden = !tool;
    fill(element);
    if (!tool) return;
    if (tool === "lock") return fill(element, lockField(page));
    const known = zonesLayer?.features.find(({ properties }) => properties?.zone_id === zone);
    const feature = tool === "draw" && zone ? await wholeZone(store.state, zone) : known;
    if (store.state.tool !== tool || store.state.zone !== zone) return;
    form = formOf(tool, store.state, feature);
    if (store.state.partners.length) form.name?.(store.state.partners);
    else if (form.partners?.().length) store.set({ partners: form.partners() });
    const drawn = form.drawn ?? [];
    fill(
      element,
      ...form.fields,
      tool !== "drag" &&
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "submit", class: "primary" }, say("form.apply")),
          ...drawn.map((one) =>
            h(
              "button",
              { type: "button", class: "draw", onclick: () => void draw(one) },
              drawn.length > 1 ? say(`form.draw_${one.field.name}`) : say("form.draw"),
            ),
          ),
          h("button", { type: "button", class: "finish", onclick: () => finishDrawing(map) }, say("form.finish")),
          h("button", { type: "button", onclick: () => leaveTool(store) }, say("form.cancel")),
        ),
    );
    place();
  };
  store.on(["tool", "zone"], () => store.state.partners.length && store.set({ partners: [] }));
  store.on(["tool", "zone", "language"], () => void build().catch(blame));
  store.on(["offline"], () => {
    const { offline, tool } = store.state;
    if (!offline && tool === "draw" && !element.childElementCount) void build().catch(blame);
  });
  store.on(["partners"], () => {
    form?.name?.(store.state.partners);
    if (store.state.partners.length || store.state.trial) attempt();
  });
  store.on(["trial"], () => {
    const carried = store.state.tool === "move" && store.state.trial?.edits?.[0]?.move;
    if (!carried) return;
    for (const [name, km] of [["east", carried.dx_km], ["north", carried.dy_km]]) {
      const field = element.querySelector(/** @type {"input"} */ (`[name=${name}]`));
      if (field && Number(field.value || 0) !== km) field.value = km.toFixed(2);
    }
  });
  element.addEventListener("input", () => {
    if (form?.partners) store.set({ partners: form.partners() });
    attempt();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
  });
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const trial = form?.read() ?? null;
    if (!trial) return store.set({ refused: say("refused.unanswered") });
    const { tool, zone } = store.state;
    store.set({ trial });
    if (!(await make(page))) return store.state.refused && store.set({ trial: null, tried: null });
    const { add, merge } = trial.edits?.[0] ?? {};
    const added = add?.zone;
    const now = store.state; // where another is taken since, it stays; a merged zone is let go itself
    if ((now.tool ?? tool) !== tool || (now.zone ?? zone) !== zone) return;
    store.set({ tool: null, zone: tool === "remove" ? null : (added ?? merge?.into ?? zone) });
    const feature = store.state.edited?.zones.features.find(
      ({ properties }) => properties?.zone_id === added,
    );
    if (feature) zoomTo(map, mainBlock(feature).pad(0.6));
    toolButton(tool)?.focus();
  });
}

/**
 * Whether a zone is locked and by whom; the planner may keep one as it is.
 *
 * @param {Page} page
 */
function lockField({ store }) {
  const { zone, locks } = store.state;
  const why = lockOf(store.state);
  const kept = zone != null && locks.includes(zone);
  const toggle = () => {
    if (!zone) return;
    store.set({ locks: kept ? locks.filter((one) => one !== zone) : [...locks, zone], tool: null });
    announce(say(kept ? "announce.unlocked" : "announce.locked", { zone: zoneName(store.state, zone) }));
  };
  return h(
    "div",
    {},
    h("p", { class: "note" }, why || say("hint.lock")),
    (kept || !why) &&
      h("button", { type: "button", class: "primary", onclick: toggle }, say(kept ? "form.unlock" : "form.lock")),
  );
}
