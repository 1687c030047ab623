/** Snapping: the distance, and the layers that vertices snap to. */

/** The snapping distance, in px. */
export const SNAP_PX = 12;

/** Make only zones and full districts near the view snap targets. */
export function setSnapTargets(map: L.Map, edited?: L.Polygon) {
  const view = map.getBounds().pad(0.2);
  const near = map.getZoom() >= 8;
  map.eachLayer((layer) => {
    if (!(layer instanceof L.Polygon) || layer === edited) return;
    const { pane } = layer.options;
    const hidden = layer.getElement()?.classList.contains("drag-source");
    const isTarget = pane === "zones" || (pane === "districts" && near);
    layer.options.snapIgnore = !(isTarget && !hidden && layer.getBounds().intersects(view));
  });
}

/** Show snapping: a point is filled and ringed while it lies on another boundary. */
export function showSnapping(outline: L.Polygon) {
  const show =
    (on: boolean) =>
    ({ marker }: any) =>
      marker?.getElement()?.classList.toggle("snapped", on);
  outline.on("pm:snap", show(true));
  outline.on("pm:unsnap", show(false));
}
