/** What stands in a tab is drawn while the tab is shown, and not for nobody to see. */

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {import("../types.js").Tab} Tab
 */

/**
 * Draw what stands in a tab whenever one of `keys` changed, as soon as the tab is shown.
 *
 * @param {Store} store
 * @param {Tab} tab
 * @param {(keyof State)[]} keys
 * @param {() => void} draw
 */
export function drawWhenShown(store, tab, keys, draw) {
  let fresh = false;
  const show = () => {
    if (fresh || store.state.tab !== tab) return;
    fresh = true;
    draw();
  };
  store.on(keys, () => {
    fresh = false;
    show();
  });
  store.on(["tab"], show);
}
