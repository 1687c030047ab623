/** The scenario in hand as a file to take along: a dialog with a link for each format. */

import { address } from "../address.js";
import { isUnsaved } from "../state/draft.js";
import { scenarioTitle } from "../state/scenario-titles.js";
import { byId, fill, h } from "../ui/dom.js";
import { language, say } from "../words/words.js";

/** The suffixes that `/exports` answers, in the order of the list. */
const SUFFIXES = [
  "pdf",
  "docx",
  "html",
  "xlsx",
  "gpkg",
  "geojson",
  "shp.zip",
  "gdb.zip",
  "kml",
  "kmz",
  "dxf",
  "txt",
  "csv",
  "fgb",
  "parquet",
];

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
  fill(
    byId("download-formats"),
    ...SUFFIXES.map((suffix) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: address(`/exports/${scenario}.${suffix}?lang=${language()}`), download: true },
          `.${suffix}`,
        ),
        " ",
        say(`page-download-as-${suffix.replace(".", "-")}`),
      ),
    ),
  );
}
