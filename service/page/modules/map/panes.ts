/** The panes of a map: the order of drawing, and the legend's layer that switches each. */

/** Panes from bottom to top, and the legend's layer that switches each. */
const PANES = [
  ["ground", "context"],
  ["districts", "districts"],
  ["demand", "demand"],
  ["context", "context"],
  ["explained", "explained"],
  ["reach", "reach"],
  ["references", "references"],
  ["exclusions", "exclusions"],
  ["customs", "customs"],
  ["changes", "changes"],
  ["zones", "zones"],
  ["consensus", "consensus"],
  ["proposed", "changes"],
  ["violations", "violations"],
  ["gateways", "gateways"],
  ["clusters", "clusters"],
  ["dots", "zones"],
  ["labels", "labels"],
  ["sizes", "changes"],
  ["comments", "comments"],
  ["editing", "editing"],
] as [pane: string, layer: string][];

/** The panes of a map, switched by the legend. */
export function addPanes(store: Store, map: L.Map) {
  PANES.forEach(([pane], index) => {
    map.createPane(pane).style.zIndex = String(400 + 9 * index);
  });
  for (const pane of ["ground", "context", "demand", "labels", "sizes"]) {
    const element = map.getPane(pane);
    if (element) element.style.pointerEvents = "none";
  }
  raiseTooltips(map);
  store.on(["hidden"], () => {
    for (const [pane, layer] of PANES) {
      map.getPane(pane)?.classList.toggle("off", store.state.hidden.includes(layer));
    }
  });
}

/**
 * Raise tooltips above the legend and the tools: their pane is placed beside the map pane, and
 * follows its position.
 */
function raiseTooltips(map: L.Map) {
  const [pane, beside] = ["tooltipPane", "mapPane"].map((name) => map.getPane(name)!);
  map.getContainer().append(pane);
  const follow = () => L.DomUtil.setPosition(pane, L.DomUtil.getPosition(beside));
  map.on("move zoom viewreset", follow);
  follow();
}
