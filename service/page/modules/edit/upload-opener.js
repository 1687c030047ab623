/** The button in the bar, and files that are dropped on the map, open the dialog to import a file. */

import { reportProblem } from "../state/report-problem.js";
import { byId } from "../ui/dom.js";
import { acceptDrop } from "../ui/dropped-files.js";

/** @param {import("../state/store.js").WholePage} page */
export function addUploadOpener(page) {
  const { store, map } = page;
  /** @type {((dropped: Promise<File[]> | null) => void) | null} opens the dialog, once it is there */
  let dialog = null;
  /** @param {Promise<File[]> | null} dropped */
  const open = async (dropped) => {
    try {
      const { addUploadDialog } = await page.later();
      dialog ??= addUploadDialog(page);
      dialog(dropped);
    } catch (error) {
      reportProblem(store, error);
    }
  };
  byId("edits").addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("#draft-import");
    if (button) void open(null);
  });
  acceptDrop(map.getContainer(), (dropped) => {
    if (store.state.me && store.state.me.role !== "viewer") void open(dropped);
  });
}
