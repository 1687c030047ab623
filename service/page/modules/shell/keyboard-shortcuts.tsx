/** Keyboard shortcuts of the whole page, and the dialog that lists them. */

import { signal } from "../../vendor/preact/index.js";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button } from "../core/ui/elements.tsx";
import { h } from "../core/ui/dom.ts";
import { leaveTool, commitTrial, stepHistory } from "../edit/tools.ts";
import { isUnsaved } from "../draft/draft.ts";
import { openSaveDialog } from "../save/save-dialog.tsx";
import { focusTools, findToolButton, foldTools } from "../edit/tool-buttons.ts";
import { say } from "../core/words/words.ts";

const STORAGE_KEY = "zonewright single keys";
const SHORTCUTS = {
  "/": "page-key-search",
  z: "page-key-undo",
  "Shift+z Ctrl+y": "page-key-redo",
  e: "page-key-tools",
  Enter: "page-key-apply",
  Esc: "page-key-leave",
  "PgUp PgDn": "page-key-points",
  "← ↑ → ↓": "page-key-arrows",
  "Ctrl+s": "page-key-save",
  "?": "page-key-list",
};

/** Single-key shortcuts can be switched off, for speech input. */
const singleKeys = () => {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
};

export function addKeyboardShortcuts(page: Page) {
  const { store } = page;
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") return leaveInnermost(page);
    if (command && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (isUnsaved(store.state)) openSaveDialog(store);
    } else if (command && !typing && event.key.toLowerCase() === "z") {
      event.preventDefault();
      stepHistory(store, event.shiftKey ? 1 : -1);
    } else if (command && !typing && event.key.toLowerCase() === "y") {
      event.preventDefault();
      stepHistory(store, 1);
    } else if (event.key === "Enter" && isOnMap(event) && store.state.trial) {
      void commitTrial(page);
    } else if (!typing && !command && !event.altKey && singleKeys()) handleSingleKey(page, event);
  });
}

const isOnMap = ({ target }: Event) => (target as Element).matches("body, .leaflet-container");

function handleSingleKey({ store }: Page, event: KeyboardEvent) {
  if (event.key === "z" || event.key === "Z") stepHistory(store, event.shiftKey ? 1 : -1);
  else if (event.key === "?") openHelp();
  else if (event.key === "e" && store.state.zone) focusTools();
  else return;
  event.preventDefault();
}

/** Esc leaves the innermost state: the trial edit, the tool, the menu of tools, the zone, the way. */
function leaveInnermost({ store }: Page) {
  const { tool, zone, way } = store.state;
  if (tool) {
    leaveTool(store);
    findToolButton(tool)?.focus();
  } else if (foldTools()) return;
  else if (zone) store.set({ zone: null, refused: null });
  else if (way) store.set({ region: null, wayTo: null });
}

const isHelpOpen = signal(false);
export const openHelp = () => (isHelpOpen.value = true);

export function HelpDialog() {
  if (!isHelpOpen.value) return null;
  const keep = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    try {
      localStorage.setItem(STORAGE_KEY, currentTarget.checked ? "on" : "off");
    } catch {
      // Without storage the choice is lost with the page.
    }
  };
  return (
    <Dialog id="help" title={say("page-help-title")} closed={() => (isHelpOpen.value = false)}>
      <dl class="keys">
        {Object.entries(SHORTCUTS).flatMap(([key, code]) => [
          <dt>
            <kbd>{key}</kbd>
          </dt>,
          <dd>{say(code)}</dd>,
        ])}
      </dl>
      <label class="check">
        <input type="checkbox" defaultChecked={singleKeys()} onChange={keep} />
        {say("page-help-single")}
      </label>
      <Button id="help-close" word="page-about-close" onClick={closeAround} />
    </Dialog>
  );
}
