/** Parts of the page that are not needed at first: loaded together on demand. */

export { addUploadDialog } from "./edit/upload-dialog.js";
export { addClusterList } from "./panel/cluster-list.js";
export { addCompareTab } from "./panel/compare-tab.js";
export { addHistoryTab } from "./panel/history-tab.js";
export { addProposeTab } from "./panel/propose-tab.js";
