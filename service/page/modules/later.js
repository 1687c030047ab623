/** The parts of the page that a first look needs nothing of: loaded together when one is wanted. */

export { addUploadDialog } from "./edit/upload-dialog.js";
export { paintPage } from "./page/sheet-picture.js";
export { addClusterList } from "./panel/cluster-list.js";
export { addCompareTab } from "./panel/compare-tab.js";
export { addHistoryTab } from "./panel/history-tab.js";
export { addProposeTab } from "./panel/propose-tab.js";
