/** Parts of the page that are not needed at first: loaded together on demand. */

import { followClusters } from "./figures/cluster-list.ts";
import { followSectors } from "./figures/sector-table.tsx";
import { followComparison } from "./compare/compare-tab.tsx";
import { followProposals } from "./propose/propose-tab.tsx";
import { followHistory } from "./save/history-tab.tsx";
import { followUpload } from "./import/upload-dialog.tsx";

export { addBoundsText } from "./edit/bounds-text.ts";
export { ClusterList } from "./figures/cluster-list.ts";
export { CompareTab } from "./compare/compare-tab.tsx";
export { HistoryTab } from "./save/history-tab.tsx";
export { openUploadDialog, UploadDialog } from "./import/upload-dialog.tsx";
export { ProposeTab } from "./propose/propose-tab.tsx";
export { SectorTable } from "./figures/sector-table.tsx";

/** Have them follow the state, once they are loaded. */
export function followLater(page: WholePage) {
  const { store } = page;
  followClusters(page);
  followSectors(store);
  followComparison(store);
  followProposals(store);
  followHistory(page);
  followUpload(page);
}
