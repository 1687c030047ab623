/** Download of the shown scenario: a dialog with a link for each format. */

import { isOffline, Problem, requestFile } from "../api.js";
import { address } from "../address.js";
import { isUnsaved } from "../state/draft.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { byId, saveFile } from "../ui/dom.js";
import { sayMessages } from "../words/messages.js";
import { language, say } from "../words/words.js";

/** @typedef {import("../state/store.js").Store} Store */

/** @param {Store} store */
export function addDownloadDialog(store) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("download-dialog"));
  byId("download").addEventListener("click", () => {
    showFormats(store.state);
    dialog.showModal();
  });
  byId("download-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  byId("download-formats").addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void download(store, link);
  });
}

const pathOf = (/** @type {string} */ scenario, /** @type {DOMStringMap} */ { suffix, annex }) =>
  `/exports/${scenario}${suffix}?lang=${language()}${annex ? "&annex=true" : ""}`;

/** @param {import("../types.js").State} state */
function showFormats(state) {
  const { scenario } = state;
  byId("download-title").textContent = say("page-download-title", {
    scenario: scenarioTitle(state, scenario),
  });
  byId("download-by").hidden = state.by === "line";
  byId("download-unsaved").hidden = !isUnsaved(state);
  byId("download-says").textContent = "";
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("#download-formats a")
  )) {
    link.href = address(pathOf(scenario, link.dataset));
    if (link.dataset.suffix === ".decision.html")
      link.parentElement?.toggleAttribute("hidden", scenario === "baseline");
  }
}

/**
 * Save a file, and say while it is made, which may take some seconds, and what is wrong with it.
 *
 * @param {Store} store
 * @param {HTMLAnchorElement} link
 */
async function download({ state }, link) {
  const says = byId("download-says");
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  says.textContent = say("page-download-making", { suffix: link.dataset.suffix ?? "" });
  try {
    const { file, name } = await requestFile(pathOf(state.scenario, link.dataset));
    saveFile(file, name);
    says.textContent = say("page-download-done", { name });
  } catch (error) {
    if (error instanceof Problem) says.textContent = sayMessages(state, error.problems);
    else if (isOffline(error)) says.textContent = say("page-download-offline");
    else throw error;
  } finally {
    link.removeAttribute("aria-busy");
  }
}
