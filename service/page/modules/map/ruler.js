/**
 * A ruler: the length of a path of points, clicked or typed, and the area that it encloses. The
 * service measures, on the ellipsoid.
 */

import { ask, abortPrevious } from "../api.js";
import { reportProblem } from "../state/report-problem.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { formatNumber } from "../words/number-format.js";
import { examplePlace, say } from "../words/words.js";
import { captureClicks } from "./captured-clicks.js";
import { onMap, typedPlace } from "./view.js";

/** @typedef {{legs_km: number[], length_km: number, area_km2: number | null}} Measured */

/** @param {import("../state/store.js").Page} page */
export function addRuler({ store, map }) {
  const box = h("section", { id: "ruler-box", hidden: true });
  const opener = byId("ruler");
  const drawn = L.layerGroup([], { pane: "labels" }).addTo(map);
  /** @type {L.LatLng[]} */
  let places = [];
  /** @type {Measured | null} */
  let measured = null;
  byId("map-frame").append(box);
  L.DomEvent.disableClickPropagation(box);

  const field = h("input", { type: "text", autocomplete: "off", spellcheck: false });
  const status = h("p", { class: "note", role: "status" });

  const show = () => {
    opener.setAttribute("aria-expanded", String(!box.hidden));
    map.getContainer().classList.toggle("measuring", !box.hidden);
    if (box.hidden) return;
    const many = places.length;
    const { lon, lat } = examplePlace();
    field.placeholder = `${lon}, ${lat}`;
    status.textContent = many < 2 ? say("page-ruler-how") : "";
    const add = h("div", { class: "buttons" }, button("page-ruler-add", "submit"));
    const form = h("form", {}, h("label", {}, say("page-ruler-place"), field), add);
    form.addEventListener("submit", type);
    box.setAttribute("aria-label", say("page-button-ruler"));
    fill(
      box,
      h("h2", {}, say("page-button-ruler")),
      measured &&
        h(
          "dl",
          {},
          h("dt", {}, say("page-ruler-length")),
          h("dd", { id: "ruler-length" }, `${formatNumber(measured.length_km, 3)} km`),
          many > 2 && h("dt", {}, say("page-ruler-area")),
          many > 2 &&
            h(
              "dd",
              { id: "ruler-area" },
              measured.area_km2 == null
                ? say("page-ruler-crossed")
                : `${formatNumber(measured.area_km2, 3)} km²`,
            ),
        ),
      status,
      form,
      h(
        "div",
        { class: "buttons" },
        button("page-ruler-back", "button", () => change(places.slice(0, -1)), !many),
        button("page-ruler-clear", "button", () => change([]), !many),
        button("page-about-close", "button", close),
      ),
    );
  };

  /** @param {L.LatLng[]} others */
  const change = async (others) => {
    places = others;
    measured = null;
    draw();
    const signal = abortPrevious("ruler");
    if (places.length < 2) return show();
    try {
      const body = { places: places.map(({ lng, lat }) => [lng, lat]) };
      /** @type {Measured} */
      const answer = await ask("/api/ruler", { body, signal });
      measured = answer;
      show();
      announce(`${say("page-ruler-length")} ${formatNumber(answer.length_km, 3)} km`);
    } catch (error) {
      reportProblem(store, error);
    }
  };

  const draw = () => {
    drawn.clearLayers();
    const options = { pane: "editing", interactive: false, className: "ruled" };
    const path = { ...options, renderer: L.svg({ pane: "editing" }) };
    if (places.length > 2) L.polygon(places, path).addTo(drawn);
    else L.polyline(places, path).addTo(drawn);
    for (const place of places) L.circleMarker(place, { ...path, radius: 4 }).addTo(drawn);
  };

  /** @param {Event} event */
  const type = (event) => {
    event.preventDefault();
    const typed = typedPlace(field.value);
    if (!typed) {
      const example = examplePlace();
      status.textContent = say("page-ruler-no-place", { lon: example.lon, lat: example.lat });
      return;
    }
    field.value = "";
    const place = L.latLng(typed[1], onMap(typed[0], store.state.plan?.extent));
    void change([...places, place]).then(() => field.focus());
  };

  const close = () => {
    box.hidden = true;
    void change([]);
    show();
    opener.focus();
  };

  opener.addEventListener("click", () => {
    if (!box.hidden) return close();
    box.hidden = false;
    show();
    field.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  captureClicks(
    map,
    () => !box.hidden,
    (place) => void change([...places, place]),
  );
  store.on(["language"], show);
}

/**
 * @param {string} word
 * @param {"button" | "submit"} type
 * @param {() => void} [onclick]
 * @param {boolean} [disabled]
 */
const button = (word, type, onclick, disabled = false) =>
  h("button", { type, onclick, disabled }, say(word));
