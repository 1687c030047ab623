/**
 * Demand points at close zooms: discs with areas proportional to their persons. By road,
 * where no line around the zones shows the reach, they show which are reached.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";
import { hasLayer } from "../core/plan-parts.ts";
import { measured } from "../core/way.ts";
import { themeColour } from "../core/ui/palette.ts";
import { viewBbox } from "../map/view.ts";

/** reached: 1, 0, or −1 by the compared way alone */
type DemandPoint = [lng: number, lat: number, people: number, reached?: number];

const FROM_ZOOM = 8.5;
/** The radius of a disc in px per square root of persons, and its minimum and maximum. */
const [PX_PER_ROOT, LEAST_PX, MOST_PX] = [0.02, 1.5, 12];
/** How a point looks by whether it is reached: fill, its opacity, edge, and the edge's width. */
const LOOKS = {
  undefined: ["ink", 0.25, "ink", 0.5],
  1: ["ink", 0.8, "halo", 1],
  0: ["sheet", 0.9, "ink-2", 1],
  "-1": ["sheet", 1, "ink", 3],
} as { [reached: string]: [string, number, string, number] };

export function addDemandPoints({ store, map }: Page) {
  const renderer = L.canvas({ pane: "demand", padding: 0.2 });
  const group = L.layerGroup().addTo(map);
  const view = signal("");
  const follow = () => (view.value = map.getZoom() >= FROM_ZOOM ? viewBbox(map) : "");
  const style = (reached: number | undefined) => {
    const [fill, fillOpacity, edge, weight] = LOOKS[String(reached)];
    return { color: themeColour(edge), weight, fillColor: themeColour(fill), fillOpacity };
  };
  const show = (points: DemandPoint[] | null) => {
    group.clearLayers();
    delete map.getContainer().dataset.people;
    delete map.getContainer().dataset.reached;
    if (!points) return void renderer.remove(); // an empty canvas costs as much per frame as a full one
    for (const [lng, lat, people, reached] of points) {
      const radius = Math.min(MOST_PX, Math.max(LEAST_PX, PX_PER_ROOT * Math.sqrt(people)));
      const options = { pane: "demand", renderer, radius, interactive: false, reached };
      L.circleMarker([lat, lng], { ...options, ...style(reached) }).addTo(group);
    }
    const { dataset } = map.getContainer();
    dataset.people = String(points.length);
    const reached = points.filter((point) => point[3] === 1).length;
    if (store.state.by !== "line") dataset.reached = String(reached);
  };
  followAnswer(
    store,
    () => {
      const { plan, hidden, by, againstBy, trial, scenarios } = store.state;
      const isShown = view.value && plan && !hidden.includes("demand");
      if (!isShown || !hasLayer(store.state, "demand")) return ["", async () => null];
      const bbox = `bbox=${view.value}`;
      if (by === "line")
        return [bbox, (aborted) => ask(`/api/layers/demand?${bbox}`, { signal: aborted })];
      if (trial?.drawn) return; // after the drop
      const than = againstBy ? `${bbox}&b_by=${againstBy}` : bbox;
      const body = { ...shownEdits(store.state), ...measured(store.state) };
      return [
        [than, body, scenarios.map(({ revision }) => revision)],
        (aborted) => ask(`/api/reached?${than}`, { body, signal: aborted }),
      ];
    },
    show,
    isRefusedEdit,
  );
  const restyle = () =>
    group.eachLayer((layer) => {
      const point = layer as L.CircleMarker & { options: { reached?: number } };
      point.setStyle(style(point.options.reached));
    });
  store.on(["theme"], restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  map.on("moveend", follow);
  follow();
}
