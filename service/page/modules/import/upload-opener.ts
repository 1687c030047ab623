/** Opens the dialog to import a file, by the menu or by files dropped on the map. */

import { reportProblem } from "../core/report-problem.ts";
import { acceptDrop } from "./dropped-files.ts";

export async function openUpload(page: WholePage, dropped: Promise<File[]> | null) {
  try {
    const { openUploadDialog } = await page.later();
    openUploadDialog(page.store, dropped);
  } catch (error) {
    reportProblem(page.store, error);
  }
}

export function acceptUploads(page: WholePage) {
  const { store, map } = page;
  const { ondragover, ondrop } = acceptDrop((dropped) => {
    if (store.state.me && store.state.me.role !== "viewer") void openUpload(page, dropped);
  });
  map.getContainer().addEventListener("dragover", ondragover);
  map.getContainer().addEventListener("drop", ondrop);
}
