/** The tools' buttons, in one row with arrow-key navigation. */

import { byId, h, svg } from "../ui/dom.js";
import { TOOLS, takeTool } from "./tools.js";
import { lockReason } from "../state/counterparts.js";
import { sayMessage } from "../words/messages.js";
import { say } from "../words/words.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").Tool} Tool
 */

/** An icon for each tool, in a 16 × 16 box. */
const ICONS = /** @type {{[tool in Tool]: string}} */ ({
  drag: "M3 12L8 3l5 9zM3 12h0M8 3h0M13 12h0",
  draw: "M3 13l1-4L11 2l3 3-7 7zM10 3l3 3",
  resize: "M2 6V2h4M10 14h4v-4M2 2l5 5M14 14L9 9",
  move: "M8 1v14M1 8h14M8 1L6 3M8 1l2 2M8 15l-2-2M8 15l2-2M1 8l2-2M1 8l2 2M15 8l-2-2M15 8l-2 2",
  split: "M3 3h4v10H3zM9 3h4v10H9zM8 1v14",
  merge: "M1 8h5M4 6l2 2-2 2M15 8h-5M12 6l-2 2 2 2M8 2v12",
  transfer: "M2 3h4v10H2zM10 3h4v10h-4zM5 8h6M9 6l2 2-2 2",
  swap: "M2 5h11M10 2l3 3-3 3M14 11H3M6 8l-3 3 3 3",
  add: "M8 2v12M2 8h12",
  remove: "M3 4h10M6 4V2h4v2M4 4l1 10h6l1-10",
  lock: "M4 7h8v7H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
});

/**
 * @param {Page} page
 * @param {Tool} tool
 */
export function makeToolButton(page, tool) {
  const { state } = page.store;
  const lock = lockReason(state);
  const locked = lock != null && tool !== "lock" && tool !== "add";
  const kept = lock != null && tool === "lock" && state.zone != null;
  const named = kept ? say("page-tool-locked") : say(`page-tool-${tool}`);
  const words = locked
    ? say("page-tools-locked", { tool: named, why: sayMessage(state, lock) })
    : named;
  return h(
    "button",
    {
      type: "button",
      "data-tool": tool,
      "aria-pressed": String(state.tool === tool || kept),
      "aria-disabled": locked || (!state.zone && tool !== "add") ? "true" : null,
      title: words,
      "aria-label": words,
      tabindex: tool === (state.tool ?? TOOLS[0]) ? 0 : -1,
      onclick: () => void takeTool(page, tool).then(() => focusForm(tool)),
    },
    svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[tool] })),
  );
}

/** Arrow keys move the focus along the tools. @param {KeyboardEvent} event */
export function moveFocus(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button")];
  const at = buttons.findIndex((one) => one === document.activeElement);
  const next = buttons[(at + step + buttons.length) % buttons.length];
  buttons.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
  next.focus();
  event.preventDefault();
}

/** Focus the form's first field; the handles of a boundary are reached by Tab. */
function focusForm(/** @type {Tool} */ tool) {
  const field = byId("tool-form").querySelector(":is(input, textarea, select, button):enabled");
  if (field) /** @type {HTMLElement} */ (field).focus({ preventScroll: true });
  else findToolButton(tool)?.focus();
}

/** The button of a tool. @param {string | null} tool @returns {HTMLButtonElement | null} */
export const findToolButton = (tool) =>
  byId("tool-row").querySelector(/** @type {"button"} */ (`[data-tool="${tool}"]`));

/** Focus the active tool's button, or the first. */
export const focusTools = () =>
  byId("tool-row")
    .querySelector(/** @type {"button"} */ ("button[tabindex='0']"))
    ?.focus();
