/** Opens the dialog to import a file, by the menu or by files dropped on the map. */

import { reportProblem } from "../core/report-problem.ts";
import { byId } from "../core/ui/dom.ts";
import { acceptDrop } from "./dropped-files.ts";

export function addUploadOpener(page: WholePage) {
  const { store, map } = page;
  /** opens the loaded dialog */
  let dialog: ((dropped: Promise<File[]> | null) => void) | null = null;
  const open = async (dropped: Promise<File[]> | null) => {
    try {
      const { addUploadDialog } = await page.later();
      dialog ??= addUploadDialog(page);
      dialog(dropped);
    } catch (error) {
      reportProblem(store, error);
    }
  };
  byId("draft-import").addEventListener("click", () => void open(null));
  const { ondragover, ondrop } = acceptDrop((dropped) => {
    if (store.state.me && store.state.me.role !== "viewer") void open(dropped);
  });
  map.getContainer().addEventListener("dragover", ondragover);
  map.getContainer().addEventListener("drop", ondrop);
}
