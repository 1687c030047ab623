/**
 * A basemap below the plan: none at first, else one that the service allows, with the user's own
 * key if needed. Tiles of a GCJ-02 map are shifted to the plan's datum; data are never shifted.
 */

import { signal } from "../../vendor/preact/index.js";
import { address, ownName } from "../core/address.ts";
import { byId, elementOf, fill, h, note } from "../core/ui/dom.ts";
import { toGcj02 } from "./gcj02.ts";
import { shiftedTiles } from "./leaflet-internals.ts";
import { say } from "../core/words/words.ts";

type Basemap = PlanDocument["basemaps"][number];

const STORAGE_KEY = "zonewright basemap keys";
const CHOICE_KEY = "zonewright basemap";

/** The attribution of the basemap that is shown, which the foot of the page says. */
export const basemapSource = signal("");

/** The offset of GCJ-02 at a place, in px. */
function gcj02Offset(map: L.Map, place: L.LatLng, zoom: number) {
  return map.project(toGcj02(place), zoom).subtract(map.project(place, zoom)).round();
}

export function addBasemap({ store, map }: Page) {
  const opener = byId("basemap");
  const box = elementOf(h("section", { id: "basemap-box", hidden: true }));
  byId("map-frame").append(box);
  L.DomEvent.disableClickPropagation(box);
  map.createPane("basemap").style.zIndex = "150";
  let tiles: L.TileLayer | null = null;
  const chosen = signal("");
  const open = signal(false);

  const useBasemap = (basemap: Basemap | undefined) => {
    tiles?.remove();
    tiles = null;
    chosen.value = basemap?.name ?? "";
    const key = basemap && storedKeys()[basemap.name];
    byId("map-frame").classList.toggle("has-basemap", Boolean(basemap));
    basemapSource.value = basemap?.attribution || chosen.value;
    if (!basemap || (basemap.url.includes("{key}") && !key)) return;
    const url = basemap.is_own
      ? address(basemap.url)
      : basemap.url.replace("{key}", encodeURIComponent(key ?? ""));
    const options = { pane: "basemap", maxNativeZoom: basemap.deepest };
    tiles =
      basemap.datum === "gcj02"
        ? shiftedTiles(url, options, gcj02Offset)
        : L.tileLayer(url, options);
    tiles?.addTo(map);
  };

  const keyForm = (basemap: Basemap) => {
    const value = storedKeys()[basemap.name];
    const keep = (event: any) => {
      event.preventDefault();
      storeKey(basemap.name, event.target.elements[0].value.trim());
      useBasemap(basemap);
    };
    return h(
      "form",
      { key: basemap.name, onsubmit: keep },
      h(
        "label",
        {},
        say("page-basemap-key"),
        h("input", { type: "text", autocomplete: "off", defaultValue: value }),
      ),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, say("page-basemap-keep"))),
      note(say("page-basemap-key-stays")),
    );
  };

  store.watch(() => {
    const basemaps = store.state.plan?.basemaps ?? [];
    opener.hidden = !basemaps.length;
    opener.setAttribute("aria-expanded", String(open.value));
    box.hidden = !open.value;
    box.setAttribute("aria-label", say("page-button-basemap"));
    // WGS 84 and CGCS2000 coincide at the precision of a map
    const crs = store.state.plan?.crs === "EPSG:4490" ? store.state.plan.crs_name : "none";
    const datumWords = (datum: string) => say(`page-datum-${datum}`, { crs });
    const used = basemaps.find(({ name }) => name === chosen.value);
    const choice = (name: string, words: string) =>
      h(
        "label",
        { class: "check" },
        h("input", {
          type: "radio",
          name: "basemap",
          value: name,
          checked: name === chosen.value,
          onchange: () => {
            localStorage.setItem(ownName(CHOICE_KEY), name);
            useBasemap(basemaps.find((one) => one.name === name));
          },
        }),
        words,
      );
    fill(
      box,
      h("h2", {}, say("page-button-basemap")),
      choice("", say("page-basemap-none")),
      ...basemaps.map(({ name, datum, is_own }) =>
        choice(name, `${name} · ${is_own ? say("page-basemap-own") : datumWords(datum)}`),
      ),
      used?.datum === "gcj02" && note(say("page-basemap-shifted")),
      used?.url.includes("{key}") && keyForm(used),
    );
  });

  store.watch(() => {
    const basemaps = store.state.plan?.basemaps;
    const last = localStorage.getItem(ownName(CHOICE_KEY));
    if (basemaps && last) useBasemap(basemaps.find(({ name }) => name === last));
  });
  opener.addEventListener("click", () => {
    open.value = !open.value;
    if (open.value) box.querySelector("input:checked" as "input")?.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    open.value = false;
    opener.focus();
  });
}

/** The user's keys by basemap; they are sent only to the basemap's own host. */
function storedKeys() {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as { [name: string]: string };
  } catch {
    return {};
  }
}

function storeKey(name: string, key: string) {
  localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...storedKeys(), [name]: key }));
}
