/**
 * The map as a sheet to print (PDF) or a picture (PNG): the current view, drawn by the service as
 * the maps of its reports are.
 */

import { signal } from "../../vendor/preact/index.js";
import { isOffline, Problem, requestFile } from "../core/api.ts";
import { DRAFT_ID, draftVersion } from "../draft/draft.ts";
import { comparisonTitle } from "../scenario/scenario-titles.ts";
import { countedBy, shownTint } from "../figures/tints.ts";
import { measured, reachWords } from "../core/way.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button, Choice, Field, Says } from "../core/ui/elements.tsx";
import { h, saveFile } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { planTitle } from "../core/words/names.ts";
import { language, say } from "../core/words/words.ts";

/** The map's layers that a sheet shows above its zones. */
const LAYERS = ["clusters", "gateways", "violations"];

/** The title that the sheet begins with; null: the dialog is closed. */
const title = signal<string | null>(null);
const says = signal("");
const isMade = signal(false);

export function openPrintSheet({ state }: Store) {
  says.value = "";
  title.value ??= sheetTitle(state);
}

/** Open the dialog in place of the browser's own, which would print the screen. */
export function followPrintKey(store: Store) {
  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (event.key !== "p" || !command || event.altKey || event.shiftKey) return;
    event.preventDefault();
    openPrintSheet(store);
  });
}

export function PrintSheet({ page }: { page: Page }) {
  if (title.value == null) return null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { value } = event.submitter as HTMLButtonElement;
    const given = new FormData(form);
    isMade.value = true;
    says.value = say("page-sheet-making");
    const [named, paper] = [given.get("title") as string, given.get("paper") as string];
    says.value = await saveSheet(page, named, paper, value).finally(() => {
      isMade.value = false;
    });
    if (!says.value) form.closest("dialog")?.close();
  };
  return (
    <Dialog id="sheet-dialog" title={say("page-button-sheet")} closed={() => (title.value = null)}>
      <form id="sheet-form" onSubmit={submit}>
        <Field
          word="page-sheet-name"
          name="title"
          maxLength={200}
          autocomplete="off"
          defaultValue={title.value}
        />
        <Choice
          word="page-sheet-paper"
          name="paper"
          options={["a4", "a3"].map((one) => [one, say(`page-sheet-${one}`)])}
        />
        <Says id="sheet-says" text={says.value} />
        <div class="buttons">
          <Button
            type="submit"
            value="pdf"
            class="primary"
            disabled={isMade.value}
            word="page-sheet-print"
          />
          <Button type="submit" value="png" disabled={isMade.value} word="page-sheet-picture" />
          <Button id="sheet-cancel" word="page-form-cancel" onClick={closeAround} />
        </div>
      </form>
    </Dialog>
  );
}

const sheetTitle = (state: State) =>
  say("page-sheet-title", {
    plan: planTitle(state.plan),
    scenario: comparisonTitle(state),
    ...reachWords(state),
  });

/**
 * Save the current view of the map as a file.
 *
 * @param paper "a4" or "a3"
 * @param format "pdf" or "png"
 * @returns why there is none, "" if it is saved
 */
async function saveSheet(
  { store, map }: Page,
  title: string,
  paper: string,
  format: string,
): Promise<string> {
  const { scenario, against } = store.state;
  const version = draftVersion(store.state);
  const bounds = map.getBounds();
  const { edits, rules = {}, targets = [] } = version ?? {};
  const shown = edits ? { edits, rules, targets, draft: DRAFT_ID } : { scenario };
  const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const layers = LAYERS.filter((layer) => !store.state.hidden.includes(layer));
  const shownAs = shownTint(store.state);
  const tint = { tint: countedBy(shownAs), change: shownAs.startsWith("change") };
  const form = { title, paper, format, bbox, against, lang: language(), layers, ...tint };
  try {
    const body = { ...shown, ...measured(store.state), ...form };
    const { file, name } = await requestFile("/api/sheet", body);
    saveFile(file, name);
    return "";
  } catch (error) {
    if (error instanceof Problem) return sayMessages(store.state, error.problems);
    if (isOffline(error)) return say("page-sheet-offline");
    throw error;
  }
}
