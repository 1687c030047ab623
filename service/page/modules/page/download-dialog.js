/** Download of the shown scenario: a dialog with a link for each format. */

import { isOffline, Problem, requestFile } from "../api.js";
import { address } from "../address.js";
import { isUnsaved } from "../state/draft.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { wayWords } from "../state/way.js";
import { byId, saveFile } from "../ui/dom.js";
import { sayMessages } from "../words/messages.js";
import { language, say } from "../words/words.js";

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

/** Files that are by road or rail too; the others hold zones alone, or reach by straight line. */
const BY_WAY = [".pdf", ".html", ".docx", ".xlsx", ".gpkg", ".decision.html"];

/** @param {State} state @param {DOMStringMap} link */
function pathOf({ scenario, by }, { suffix = "", annex }) {
  const way = by !== "line" && BY_WAY.includes(suffix) ? `&by=${by}` : "";
  return `/exports/${scenario}${suffix}?lang=${language()}${way}${annex ? "&annex=true" : ""}`;
}

/** @param {State} state */
function showFormats(state) {
  const { scenario } = state;
  byId("download-title").textContent = say("page-download-title", {
    scenario: scenarioTitle(state, scenario),
  });
  byId("download-by").hidden = state.by === "line";
  byId("download-by").textContent = say("page-by-download", wayWords(state));
  byId("download-unsaved").hidden = !isUnsaved(state);
  byId("download-says").textContent = "";
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("#download-formats a")
  )) {
    link.href = address(pathOf(state, link.dataset));
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
    const { file, name } = await requestFile(pathOf(state, link.dataset));
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
