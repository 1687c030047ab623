/** Parts of the page that are not needed at first: loaded together on demand. */

export { addUploadDialog } from "./edit/upload-dialog.ts";
export { addClusterList } from "./panel/cluster-list.ts";
export { addCompareTab } from "./panel/compare-tab.ts";
export { addHistoryTab } from "./panel/history-tab.ts";
export { addProposeTab } from "./panel/propose-tab.ts";
