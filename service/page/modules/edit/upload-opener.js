/** Opens the dialog to import a file, by the button in the bar or files dropped on the map. */

import { reportProblem } from "../state/report-problem.js";
import { byId } from "../ui/dom.js";
import { acceptDrop } from "../ui/dropped-files.js";

/** @param {WholePage} page */
export function addUploadOpener(page) {
  const { store, map } = page;
  /** @type {((dropped: Promise<File[]> | null) => void) | null} opens the loaded dialog */
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
  const { ondragover, ondrop } = acceptDrop((dropped) => {
    if (store.state.me && store.state.me.role !== "viewer") void open(dropped);
  });
  map.getContainer().addEventListener("dragover", ondragover);
  map.getContainer().addEventListener("drop", ondrop);
}
