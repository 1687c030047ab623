/** The scenario in hand as a file to take along: a dialog with a link for each format. */

import { address } from "../address.js";
import { isUnsaved } from "../state/draft.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { byId } from "../ui/dom.js";
import { language, say } from "../words/words.js";

/** @param {import("../state/store.js").Store} store */
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
}

/** @param {import("../types.js").State} state */
function showFormats(state) {
  const { scenario } = state;
  byId("download-title").textContent = say("page-download-title", {
    scenario: scenarioTitle(state, scenario),
  });
  byId("download-unsaved").hidden = !isUnsaved(state);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("#download-formats a")
  )) {
    const annex = link.dataset.annex ? "&annex=true" : "";
    link.href = address(`/exports/${scenario}${link.dataset.suffix}?lang=${language()}${annex}`);
  }
}
