/** The panes of a map: the order of drawing, and the legend's layer that switches each. */

/** @typedef {import("../state/store.js").Store} Store */

/** Panes from bottom to top, and the legend's layer that switches each. */
const PANES = /** @type {[pane: string, layer: string][]} */ ([
  ["districts", "districts"],
  ["outlines", "districts"],
  ["explained", "explained"],
  ["exclusions", "exclusions"],
  ["customs", "customs"],
  ["zones", "zones"],
  ["changes", "changes"],
  ["consensus", "consensus"],
  ["proposed", "changes"],
  ["violations", "violations"],
  ["gateways", "gateways"],
  ["clusters", "clusters"],
  ["dots", "zones"],
  ["labels", "labels"],
  ["editing", "editing"],
]);

/**
 * The panes of a map, switched by the legend.
 *
 * @param {Store} store
 * @param {L.Map} map
 */
export function addPanes(store, map) {
  PANES.forEach(([pane], index) => {
    map.createPane(pane).style.zIndex = String(400 + 10 * index);
  });
  for (const pane of ["outlines", "labels"]) {
    const element = map.getPane(pane);
    if (element) element.style.pointerEvents = "none";
  }
  store.on(["hidden"], () => {
    for (const [pane, layer] of PANES) {
      map.getPane(pane)?.classList.toggle("off", store.state.hidden.includes(layer));
    }
  });
}
