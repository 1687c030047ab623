/** Demand points at close zooms: discs with areas proportional to their persons. */

import { abortPrevious, ask, isAborted } from "../api.js";
import { hasLayer } from "../state/plan-parts.js";
import { reportProblem } from "../state/report-problem.js";
import { themeColour } from "../ui/palette.js";
import { viewBbox } from "./view.js";

const FROM_ZOOM = 8.5;
/** The radius of a disc in px per square root of persons, and its minimum and maximum. */
const [PX_PER_ROOT, LEAST_PX, MOST_PX] = [0.02, 1.5, 12];

/** @param {import("../state/store.js").Page} page */
export function addDemandPoints({ store, map }) {
  const renderer = L.canvas({ pane: "demand", padding: 0.2 });
  const group = L.layerGroup().addTo(map);
  let shown = "";
  const style = () => ({
    color: themeColour("halo"),
    weight: 1,
    fillColor: themeColour("ink"),
    fillOpacity: 0.5,
  });
  const show = async () => {
    const { plan, hidden } = store.state;
    const near = map.getZoom() >= FROM_ZOOM && !hidden.includes("demand");
    const key = near && plan && hasLayer(store.state, "demand") ? viewBbox(map) : "";
    if (key === shown) return;
    shown = key;
    if (!key) {
      group.clearLayers();
      renderer.remove(); // an empty canvas costs as much per frame as a full one
      return;
    }
    try {
      const signal = abortPrevious(`demand ${L.stamp(map)}`);
      /** @type {[number, number, number][]} */
      const points = await ask(`/api/layers/demand?bbox=${key}`, { signal });
      group.clearLayers();
      const shared = style();
      for (const [lng, lat, people] of points) {
        const radius = Math.min(MOST_PX, Math.max(LEAST_PX, PX_PER_ROOT * Math.sqrt(people)));
        const options = { ...shared, pane: "demand", renderer, radius, interactive: false };
        L.circleMarker([lat, lng], options).addTo(group);
      }
      map.getContainer().dataset.people = String(points.length);
    } catch (error) {
      if (isAborted(error)) return;
      shown = "";
      reportProblem(store, error);
    }
  };
  const restyle = () =>
    group.eachLayer((point) => /** @type {L.CircleMarker} */ (point).setStyle(style()));
  store.on(["plan", "hidden"], () => void show());
  store.on(["theme"], restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  map.on("moveend", () => void show());
}
