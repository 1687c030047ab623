/** Says, before a stored scenario is handed on, that unsaved edits are not in it. */

import { h } from "../core/ui/dom.ts";
import { closeAround } from "../core/ui/dialog.tsx";
import { Button } from "../core/ui/elements.tsx";
import { say } from "../core/words/words.ts";
import { hasUnsaved } from "../draft/draft.ts";
import { applyTrial } from "../draft/draft-figures.ts";
import { openSaveDialog } from "./save-dialog.tsx";

export function UnsavedEdits({ store, id }: { store: Store; id: string }) {
  if (!hasUnsaved(store.state)) return null;
  return (
    <p id={id} class="left-out">
      <span>{say("page-download-unsaved")}</span>
      <Button
        word="page-draft-save"
        onClick={(event) => {
          closeAround(event);
          void save(store);
        }}
      />
    </p>
  );
}

/** Open the dialog to save, once the edit that is tried in a form belongs to the draft. */
async function save(store: Store) {
  if (store.state.trial) {
    if (!(await applyTrial(store))) return; // the form says why
    store.set({ tool: null });
  }
  openSaveDialog(store);
}
