/** Zoom and home buttons, scale bar, and the coordinates under the pointer. */

import { byId, h } from "./dom.js";
import { showWhole } from "./view.js";
import { say } from "./words.js";

/** @param {import("./types.js").Page} page */
export function addControls({ store, map }) {
  L.control.scale({ imperial: false, maxWidth: 120, position: "bottomright" }).addTo(map);
  byId("scale").append(...map.getContainer().querySelectorAll(".leaflet-control-scale"));

  const buttons = h(
    "div",
    { class: "map-buttons" },
    h("button", { type: "button", id: "zoom-in", onclick: () => map.zoomIn() }, "+"),
    h("button", { type: "button", id: "zoom-out", onclick: () => map.zoomOut() }, "−"),
    h(
      "button",
      {
        type: "button",
        id: "whole",
        onclick: () => {
          const extent = store.state.plan?.extent;
          if (extent) showWhole(map, extent);
        },
      },
      "⌂",
    ),
  );
  byId("map-frame").append(buttons);
  L.DomEvent.disableClickPropagation(buttons);
  store.on(["language"], () => {
    for (const button of buttons.children) {
      const words = say(`button.${button.id}`);
      button.setAttribute("aria-label", words);
      button.setAttribute("title", words);
    }
  });

  const place = byId("coordinates");
  map.on("mousemove", ({ latlng }) => {
    place.textContent = write(latlng.lat, latlng.lng);
  });
  map.on("mouseout", () => {
    place.textContent = "";
  });
}

/**
 * Latitude and longitude in degrees, CGCS2000: four decimals are about ten metres.
 *
 * @param {number} lat
 * @param {number} lng
 */
function write(lat, lng) {
  const north = `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}`;
  const east = `${Math.abs(lng).toFixed(4)}° ${lng < 0 ? "W" : "E"}`;
  return `${north}  ${east}`;
}
