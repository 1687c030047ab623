/** A lock at each zone whose boundary stays as it is: locked in the plan, or kept by the planner. */

import { h, svg } from "../ui/dom.js";
import { isKept } from "../state/counterparts.js";
import { mainBlock } from "./view.js";

const LOCK = "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2";

/** The mark of a zone that stays as it is, on the map and in the legend. */
export const lockMark = () =>
  svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: LOCK }));

/** @param {import("../types.js").Page} page */
export function addLocks({ store, map }) {
  const group = L.layerGroup().addTo(map);
  store.on(["zonesLayer", "locks"], () => {
    group.clearLayers();
    for (const feature of store.state.zonesLayer?.features ?? []) {
      const zone_id = feature.properties?.zone_id;
      if (!isKept(store.state, zone_id)) continue;
      const icon = L.divIcon({
        className: "zone-lock",
        iconSize: [0, 0],
        html: h("span", { class: "lock-mark", "data-locked": zone_id }, lockMark()),
      });
      const options = { pane: "dots", icon, interactive: false, keyboard: false };
      L.marker(mainBlock(feature).getCenter(), options).addTo(group);
    }
  });
}
