/** Parts of the page that are not needed at first: loaded together on demand. */

export { addBoundsText } from "./edit/bounds-text.ts";
export { addUploadDialog } from "./import/upload-dialog.ts";
export { addClusterList } from "./figures/cluster-list.ts";
export { addCompareTab } from "./compare/compare-tab.ts";
export { addHistoryTab } from "./save/history-tab.tsx";
export { addSectorTable } from "./figures/sector-table.tsx";
export { addProposeTab } from "./propose/propose-tab.ts";
