/**
 * The map as a sheet to print (PDF) or a picture (PNG): what the map shows, drawn by the service as
 * the maps of its reports are.
 */

import { isOffline, Problem, requestFile } from "../api.js";
import { DRAFT_ID, draftEdits } from "../state/draft.js";
import { comparisonTitle } from "../state/scenario-titles.js";
import { countedBy, shownTint } from "../state/tints.js";
import { measured, reachWords } from "../state/way.js";
import { byId, saveFile } from "../ui/dom.js";
import { sayMessages } from "../words/messages.js";
import { planTitle } from "../words/names.js";
import { language, say } from "../words/words.js";

/** The map's layers that a sheet shows above its zones. */
const LAYERS = ["clusters", "gateways", "violations"];

/** @param {Page} page */
export function addPrintSheet(page) {
  const { map } = page;
  const dialog = /** @type {HTMLDialogElement} */ (byId("sheet-dialog"));
  const form = /** @type {HTMLFormElement} */ (byId("sheet-form"));
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const open = () => {
    field("title").value = sheetTitle(page);
    byId("sheet-says").textContent = "";
    if (!dialog.open) dialog.showModal();
  };
  byId("sheet").addEventListener("click", open);
  byId("sheet-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
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

/** @param {Page} page */
function sheetTitle({ store }) {
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
 * @param {Page} page
 * @param {string} title
 * @param {string} paper "a4" or "a3"
 * @param {string} format "pdf" or "png"
 * @returns {Promise<string>} why there is none, "" if it is saved
 */
async function saveSheet({ store, map }, title, paper, format) {
  const { scenario, against, draft } = store.state;
  const edits = draftEdits(store.state);
  const { rules = {}, targets = [] } = draft?.document ?? {};
  const bounds = map.getBounds();
  const shown = edits ? { edits, rules, targets, draft: DRAFT_ID } : { scenario };
  const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const layers = LAYERS.filter((layer) => !store.state.hidden.includes(layer));
  const tint = countedBy(shownTint(store.state));
  const form = { title, paper, format, bbox, against, lang: language(), layers, tint };
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
