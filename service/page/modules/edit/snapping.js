/** Snapping: the distance, and the layers that vertices snap to. */

/** The snapping distance, in px. */
export const SNAP_PX = 12;

/**
 * Make zones and full districts near the view snap targets, and nothing else.
 *
 * @param {L.Map} map
 * @param {L.Polygon} [own]
 */
export function setSnapTargets(map, own) {
  const view = map.getBounds().pad(0.2);
  const near = map.getZoom() >= 8;
  map.eachLayer((layer) => {
    if (!(layer instanceof L.Polygon) || layer === own) return;
    const { pane } = layer.options;
    const hidden = layer.getElement()?.classList.contains("drag-source");
    const wanted = pane === "zones" || (pane === "districts" && near);
    layer.options.snapIgnore = !(wanted && !hidden && layer.getBounds().intersects(view));
  });
}

/**
 * Show where a point snaps: it is filled and ringed for as long as it lies on another boundary.
 *
 * @param {L.Polygon} outline
 */
export function showSnapping(outline) {
  const show =
    (/** @type {boolean} */ on) =>
    (/** @type {any} */ { marker }) =>
      marker?.getElement()?.classList.toggle("snapped", on);
  outline.on("pm:snap", show(true));
  outline.on("pm:unsnap", show(false));
}
