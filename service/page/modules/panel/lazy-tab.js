/** Draws the contents of a tab only while the tab is shown. */

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {import("../types.js").Tab} Tab
 */

/**
 * Call `draw` when one of `keys` changed, as soon as the tab is shown.
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
