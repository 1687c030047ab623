/**
 * A ruler: the length of a path of points, clicked or typed, and the area that it encloses. The
 * service measures, on the ellipsoid.
 */

import { signal } from "../../vendor/preact/index.js";
import { ask, abortPrevious } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, byId, elementOf, fill, h } from "../core/ui/dom.ts";
import { formatKm, formatKm2 } from "../core/words/number-format.ts";
import { examplePlace, say } from "../core/words/words.ts";
import { captureClicks } from "./captured-clicks.ts";
import { onMap, typedPlace } from "./view.ts";

type Measured = { legs_km: number[]; length_km: number; area_km2: number | null };

export function addRuler({ store, map }: Page) {
  const box = elementOf(h("section", { id: "ruler-box", hidden: true }));
  const opener = byId("ruler");
  const drawn = L.layerGroup([], { pane: "labels" }).addTo(map);
  const open = signal(false);
  const places = signal([] as L.LatLng[]);
  const measured = signal(null as Measured | null);
  const refused = signal("");
  byId("map-frame").append(box);
  L.DomEvent.disableClickPropagation(box);
  const field = () => box.querySelector("input") as HTMLInputElement;

  store.watch(() => {
    opener.setAttribute("aria-expanded", String(open.value));
    map.getContainer().classList.toggle("measuring", open.value);
    box.hidden = !open.value;
    if (!open.value) return;
    const count = places.value.length;
    const { lon, lat } = examplePlace();
    const { length_km, area_km2 } = measured.value ?? { length_km: 0, area_km2: null };
    box.setAttribute("aria-label", say("page-button-ruler"));
    fill(
      box,
      h("h2", {}, say("page-button-ruler")),
      measured.value &&
        h(
          "dl",
          {},
          h("dt", {}, say("page-ruler-length")),
          h("dd", { id: "ruler-length" }, formatKm(length_km, 3)),
          count > 2 && h("dt", {}, say("page-ruler-area")),
          count > 2 &&
            h(
              "dd",
              { id: "ruler-area" },
              area_km2 == null ? say("page-ruler-crossed") : formatKm2(area_km2, 3),
            ),
        ),
      h(
        "p",
        { class: "note", role: "status" },
        refused.value || (count < 2 ? say("page-ruler-how") : ""),
      ),
      h(
        "form",
        { onsubmit: type },
        h(
          "label",
          {},
          say("page-ruler-place"),
          h("input", {
            type: "text",
            autocomplete: "off",
            spellcheck: false,
            placeholder: `${lon}, ${lat}`,
          }),
        ),
        h("div", { class: "buttons" }, rulerButton("page-ruler-add", "submit")),
      ),
      h(
        "div",
        { class: "buttons" },
        rulerButton("page-ruler-back", "button", () => change(places.value.slice(0, -1)), !count),
        rulerButton("page-ruler-clear", "button", () => change([]), !count),
        rulerButton("page-about-close", "button", close),
      ),
    );
  });

  const change = async (others: L.LatLng[]) => {
    places.value = others;
    refused.value = "";
    draw();
    const aborted = abortPrevious("ruler");
    if (others.length < 2) return (measured.value = null);
    try {
      const body = { places: others.map(({ lng, lat }) => [lng, lat]) };
      const answer: Measured = await ask("/api/ruler", { body, signal: aborted });
      measured.value = answer;
      announce(`${say("page-ruler-length")} ${formatKm(answer.length_km, 3)}`);
    } catch (error) {
      reportProblem(store, error);
    }
  };

  const draw = () => {
    drawn.clearLayers();
    const options = { pane: "editing", interactive: false, className: "ruled" };
    const path = { ...options, renderer: L.svg({ pane: "editing" }) };
    if (places.value.length > 2) L.polygon(places.value, path).addTo(drawn);
    else L.polyline(places.value, path).addTo(drawn);
    for (const place of places.value) L.circleMarker(place, { ...path, radius: 4 }).addTo(drawn);
  };

  const type = (event: Event) => {
    event.preventDefault();
    const typed = typedPlace(field().value);
    if (!typed) {
      const { lon, lat } = examplePlace();
      refused.value = say("page-ruler-no-place", { lon, lat });
      return;
    }
    field().value = "";
    const place = L.latLng(typed[1], onMap(typed[0], store.state.plan?.extent));
    void change([...places.value, place]);
  };

  const close = () => {
    open.value = false;
    void change([]);
    opener.focus();
  };

  opener.addEventListener("click", () => {
    if (open.value) return close();
    open.value = true;
    field().focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  captureClicks(
    map,
    () => open.value,
    (place) => void change([...places.value, place]),
  );
}

const rulerButton = (
  word: string,
  type: "button" | "submit",
  onclick?: () => void,
  disabled: boolean = false,
) => h("button", { type, onclick, disabled }, say(word));
