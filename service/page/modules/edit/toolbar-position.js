/** The toolbar's position: beside the chosen zone, inside the map. */

import { byId } from "../ui/dom.js";
import { mainBlockBounds } from "../map/view.js";

/**
 * Place the toolbar beside the zone, or beside the legend where none is chosen; inside the map and
 * clear of the bar of edits. Where two maps are shown, the zone is on the second. On a phone the
 * style sheet keeps it at the foot.
 *
 * @param {import("../state/store.js").Page} page
 * @param {HTMLElement} box
 */
export function positionToolbar({ store, map }, box) {
  const { zone, zonesLayer } = store.state;
  if (box.hidden) return;
  const feature = zonesLayer?.features.find(({ properties }) => properties?.zone_id === zone);
  const aside = L.point(map.getContainer().offsetLeft, 0);
  const frame = map.getSize().add(aside);
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const bounds = feature && mainBlockBounds(feature);
  const [legend, edits, bars] = [byId("legend"), byId("edits"), byId("editing-bars")];
  const nowhere = L.point(
    legend.offsetLeft + (legend.hasAttribute("open") ? legend.offsetWidth : 0),
    0,
  );
  const a = bounds ? map.latLngToContainerPoint(bounds.getNorthWest()).add(aside) : nowhere;
  const b = bounds ? map.latLngToContainerPoint(bounds.getSouthEast()).add(aside) : nowhere;
  box.classList.toggle("above", (a.y + b.y) / 2 > frame.y / 2); // where it stands while something is drawn
  const gap = bounds ? 26 : 12;
  const right = b.x + gap + width < frame.x - 56;
  const clamp = (/** @type {number} */ value, /** @type {number} */ most, least = 12) =>
    Math.max(Math.min(least, Math.max(12, most)), Math.min(value, most));
  const left = clamp(right ? b.x + gap : a.x - gap - width, frame.x - width - 56);
  const under =
    left < bars.offsetLeft + edits.offsetWidth ? bars.offsetTop + bars.offsetHeight + 8 : 12;
  box.style.left = `${left}px`;
  box.style.top = `${clamp((a.y + b.y) / 2 - 60, frame.y - height - 44, under)}px`;
}
