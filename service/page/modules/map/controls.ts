/** Zoom and home buttons, the tools around the map, and the scale bar. */

import { button, byId, elementOf, fill, h } from "../core/ui/dom.ts";
import { addScaleBar } from "./leaflet-internals.ts";
import { fitPlan } from "./view.ts";
import { say } from "../core/words/words.ts";

/** Icons of the tools around the map; each tool has its own module. */
const TOOLS = {
  ruler: "M1.5 10.5l9-9 4 4-9 9zM4.5 7.5l1.6 1.6M7 5l2.2 2.2M9.5 2.5l1.6 1.6",
  basemap:
    "M1.5 3.5l4.3-1.6 4.4 1.6 4.3-1.6v10.6l-4.3 1.6-4.4-1.6-4.3 1.6zM5.8 2v10.5M10.2 3.5v10.6",
  sheet: "M4 5V1.8h8V5M4 11.5H1.8V5h12.4v6.5H12M4 9.3h8v5H4z",
};

const BAR_PX = 120;

export function addControls({ store, map }: Page) {
  const writeAgain = addScaleBar(map, BAR_PX, (text) => {
    const [size, unit] = text.split(" ");
    return `${size} ${say(`unit-${unit}`)}`;
  });
  store.watch(writeAgain); // in another language
  byId("scale").append(...map.getContainer().querySelectorAll(".leaflet-control-scale"));

  const buttons = elementOf(h("div", { class: "map-buttons" }));
  byId("map-frame").append(buttons);
  L.DomEvent.disableClickPropagation(buttons);
  const hasMenu = document.body.dataset.page === "planner"; // which has the sheet
  const tools = Object.entries(TOOLS).filter(([id]) => id !== "sheet" || !hasMenu);
  const whole = () => {
    const extent = store.state.plan?.extent;
    if (extent) fitPlan(map, extent);
  };
  store.watch(() =>
    fill(
      buttons,
      mapButton("zoom-in", "+", () => map.zoomIn()),
      mapButton("zoom-out", "−", () => map.zoomOut()),
      mapButton("whole", "⌂", whole),
      ...tools.map(([id, d]) =>
        mapButton(id, h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d }))),
      ),
    ),
  );
}

/** @param onclick of a tool, its own module hears it */
function mapButton(id: string, content: Child, onclick?: () => void) {
  const words = say(`page-button-${id}`);
  return button({ id, onclick, "aria-label": words, title: words }, content);
}
