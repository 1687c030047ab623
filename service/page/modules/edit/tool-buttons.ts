/** The tools' buttons, in one row with arrow-key navigation. */

import { signal } from "../../vendor/preact/index.js";
import { button, byId, h } from "../core/ui/dom.ts";
import { lockReason } from "../draft/counterparts.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { findHandle } from "./held-points.ts";
import { FIRST_TOOLS, MORE_ICON, TOOL_ICONS, TOOLS } from "./tool-icons.ts";
import { takeTool } from "./tools.ts";

/** The tool that the arrow keys reached, which Tab then reaches. */
const reached = signal(null as string | null);
/** Whether all tools are shown; they stay so until Esc. */
const unfolded = signal(false);

/** Unfold the further tools when one of them is taken. */
export function followTool(store: Store) {
  store.watch(() => {
    const { tool } = store.state;
    if (tool && !FIRST_TOOLS.includes(tool)) unfolded.value = true;
  });
}

/** The buttons of the tools; further ones are there once one of them is wanted. */
export function ToolButtons({ page }: { page: Page }) {
  const further = unfolded.value ? TOOLS.slice(FIRST_TOOLS.length) : [];
  return [
    ...FIRST_TOOLS.map((one) => toolButton(page, one)),
    moreButton(),
    ...further.map((one) => toolButton(page, one)),
  ];
}

/** Fold the further tools if the focus is on one of them. Returns whether it was. */
export function foldTools() {
  const focused = document.activeElement as HTMLElement;
  const further = TOOLS.slice(FIRST_TOOLS.length) as string[];
  if (!byId("tool-row").contains(focused) || !further.includes(focused.dataset.tool ?? ""))
    return false;
  reached.value = null;
  unfolded.value = false;
  findToolButton(FIRST_TOOLS[0])?.focus();
  return true;
}

function moreButton() {
  const more = () => {
    unfolded.value = !unfolded.value;
    if (!unfolded.value) return;
    const [first] = TOOLS.slice(FIRST_TOOLS.length);
    reached.value = first;
    requestAnimationFrame(() => findToolButton(first)?.focus());
  };
  return button(
    {
      id: "tools-more",
      key: "more",
      title: say("page-tools-all"),
      "aria-expanded": String(unfolded.value),
      onclick: more,
      tabindex: -1,
    },
    icon(MORE_ICON),
    h("span", {}, say("page-tools-further")),
  );
}

const icon = (path: string) =>
  h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: path }));

function toolButton(page: Page, tool: Tool) {
  const { state } = page.store;
  const lock = lockReason(state);
  const locked = lock != null && tool !== "lock" && tool !== "add";
  const kept = lock != null && tool === "lock" && state.zone != null;
  const named = kept ? say("page-tool-locked") : say(`page-tool-${tool}`);
  const words = locked
    ? say("page-tools-locked", { tool: named, why: sayMessage(state, lock) })
    : named;
  return button(
    {
      key: tool,
      "data-tool": tool,
      "aria-pressed": String(state.tool === tool || kept),
      "aria-disabled": locked || (!state.zone && tool !== "add") ? "true" : undefined,
      title: words,
      "aria-label": words,
      tabindex: tool === (reached.value ?? state.tool ?? TOOLS[0]) ? 0 : -1,
      onclick: () => {
        reached.value = null;
        void takeTool(page, tool).then(() => focusForm(tool));
      },
    },
    icon(TOOL_ICONS[tool]),
    h("span", {}, kept ? named : say(`page-toolname-${tool}`)),
  );
}

/** Arrow keys move the focus along the tools. */
export function moveFocus(event: KeyboardEvent) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
  const at = buttons.findIndex((one) => one === document.activeElement);
  const next = buttons[(at + step + buttons.length) % buttons.length];
  reached.value = next.dataset.tool ?? null;
  next.focus();
  event.preventDefault();
}

/**
 * While points have handles, Tab goes from the tools to the points, and from there to the element
 * after the tools.
 */
export function joinHandles() {
  const row = byId("tool-row");
  row.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey) return;
    const handle = findHandle();
    if (!handle) return;
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const from = event.target as Element;
    if (event.key !== "Tab" || !from.matches(".marker-icon")) return;
    (event.shiftKey ? row.querySelector(STOP) : firstStopAfter(byId("tools")))?.focus();
    event.preventDefault();
  });
}

const STOP =
  ":is(a[href], button, input, select, textarea, summary, [tabindex]):not(:disabled, [tabindex='-1'])" as "button";

/** The first focusable element after another. */
const firstStopAfter = (box: HTMLElement) =>
  [...document.querySelectorAll(STOP)].find(
    (one) =>
      box.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_FOLLOWING && one.offsetParent,
  );

/** Focus the form's first field; the handles of a boundary are reached by Tab. */
function focusForm(tool: Tool) {
  const fields = byId("tool-form").querySelectorAll(":is(input, textarea, select, button):enabled");
  const field = ([...fields] as HTMLElement[]).find((one) => one.checkVisibility());
  if (field) field.focus({ preventScroll: true });
  else findToolButton(tool)?.focus();
}

/** The button of a tool. */
export const findToolButton = (tool: string | null): HTMLButtonElement | null =>
  byId("tool-row").querySelector(`[data-tool="${tool}"]` as "button");

/** Focus the active tool's button, or the first. */
export const focusTools = () =>
  byId("tool-row")
    .querySelector("button[tabindex='0']" as "button")
    ?.focus();
