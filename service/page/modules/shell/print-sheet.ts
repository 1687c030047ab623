/**
 * The map as a sheet to print (PDF) or a picture (PNG): what the map shows, drawn by the service as
 * the maps of its reports are.
 */

import { isOffline, Problem, requestFile } from "../core/api.ts";
import { DRAFT_ID, draftVersion } from "../draft/draft.ts";
import { comparisonTitle } from "../scenario/scenario-titles.ts";
import { countedBy, shownTint } from "../figures/tints.ts";
import { measured, reachWords } from "../core/way.ts";
import { byId, saveFile } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { planTitle } from "../core/words/names.ts";
import { language, say } from "../core/words/words.ts";

/** The map's layers that a sheet shows above its zones. */
const LAYERS = ["clusters", "gateways", "violations"];

export function addPrintSheet(page: Page) {
  const { map } = page;
  const dialog = byId("sheet-dialog") as HTMLDialogElement;
  const form = byId("sheet-form") as HTMLFormElement;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const open = () => {
    field("title").value = sheetTitle(page);
    byId("sheet-says").textContent = "";
    if (!dialog.open) dialog.showModal();
  };
  byId("sheet").addEventListener("click", open);
  byId("sheet-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement;
    button.disabled = true;
    byId("sheet-says").textContent = say("page-sheet-making");
    const [title, paper] = [field("title").value, field("paper").value];
    const said = await saveSheet(page, title, paper, button.value).finally(() => {
      button.disabled = false;
    });
    byId("sheet-says").textContent = said;
    if (!said) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
      return;
    event.preventDefault();
    open();
  });
  map.on("unload", () => dialog.close());
}

function sheetTitle({ store }: Page) {
  const { plan } = store.state;
  return say("page-sheet-title", {
    plan: planTitle(plan),
    scenario: comparisonTitle(store.state),
    ...reachWords(store.state),
  });
}

/**
 * Save what the map shows as a file.
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
