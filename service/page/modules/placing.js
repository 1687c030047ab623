/** Where the toolbar stands: beside the chosen zone, inside the map. */

import { mainBlock } from "./view.js";

/**
 * Stand beside the zone, inside the map; on a phone the style sheet keeps it at the foot.
 *
 * @param {import("./types.js").Page} page
 * @param {HTMLElement} box
 */
export function placeBeside({ store, map }, box) {
  const { zone, zonesLayer } = store.state;
  if (box.hidden) return;
  const feature = zonesLayer?.features.find(({ properties }) => properties?.zone_id === zone);
  const frame = map.getSize();
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const bounds = feature && mainBlock(feature);
  const a = bounds ? map.latLngToContainerPoint(bounds.getNorthWest()) : L.point(60, 60);
  const b = bounds ? map.latLngToContainerPoint(bounds.getSouthEast()) : L.point(60, 60);
  const gap = 26;
  const right = b.x + gap + width < frame.x - 56;
  const left = right ? b.x + gap : a.x - gap - width;
  const clamp = (/** @type {number} */ value, /** @type {number} */ most) =>
    Math.max(12, Math.min(value, Math.max(12, most)));
  box.style.left = `${clamp(left, frame.x - width - 56)}px`;
  box.style.top = `${clamp((a.y + b.y) / 2 - 60, frame.y - height - 44)}px`;
}
