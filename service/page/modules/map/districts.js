/**
 * Districts tinted by covered share. Geometry comes once per display level; shares are joined by
 * adcode, so another scenario or radius only restyles.
 */

import { ask, abortPrevious } from "../api.js";
import { finestLevel, hasLayer } from "../state/plan-parts.js";
import {
  COUNTRY_ZOOM,
  addDistrictNames,
  PROVINCE_ZOOM,
  provinceBorders,
  regionsAt,
} from "../state/region-shapes.js";
import { reportProblem } from "../state/report-problem.js";
import { shareClass, classToken, themeColour } from "../ui/palette.js";
import { note, tooltip } from "../ui/tooltip.js";
import { nameOf } from "../words/names.js";
import { formatNumber, formatPercent, coveredShare } from "../words/number-format.js";
import { say } from "../words/words.js";
import { viewBbox } from "./view.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").RegionRow} RegionRow
 */

const FULL_FROM_ZOOM = 8;

/** Display level of a zoom: a coarse one, a middle one, then full geometry by window. */
const displayLevel = (/** @type {number} */ zoom) =>
  zoom < 5.5 ? COUNTRY_ZOOM : zoom < FULL_FROM_ZOOM ? PROVINCE_ZOOM : FULL_FROM_ZOOM;

/** @param {Page} page */
export function addDistricts({ store, map, second }) {
  const renderer = L.canvas({ pane: "districts", padding: 0.3 });
  /** @type {L.GeoJSON | null} */
  let shown = null;
  let shownKey = "";
  /** @type {GeoJSON.FeatureCollection | null} */
  let unnamed = null;
  let pointed = false;
  /** @type {Map<string, RegionRow>} */
  let rows = new Map();
  /** @type {string[]} */
  let colours = [];

  const style = (/** @type {GeoJSON.Feature | undefined} */ feature) => {
    const row = rows.get(feature?.properties?.adcode);
    const index = row ? shareClass(coveredShare(row, store.state.tint)) : 0;
    return {
      fillColor: colours[index ?? 6],
      fillOpacity: 1,
      color: colours[7],
      weight: map.getZoom() < 5.5 ? 0.25 : 0.6,
    };
  };
  const restyle = () => shown?.setStyle(style);

  /** Restyle only the districts whose class changed. */
  const retint = () => {
    shown?.eachLayer((layer) => {
      const path = /** @type {L.Path & {feature: GeoJSON.Feature}} */ (layer);
      const { fillColor } = style(path.feature);
      if (fillColor !== path.options.fillColor) path.setStyle({ fillColor });
    });
  };

  const readColours = () => {
    colours = [0, 1, 2, 3, 4, 5].map((index) => themeColour(`share-${classToken(index)}`));
    colours.push(themeColour("share-none"), themeColour("edge"));
  };

  const show = async () => {
    const band = displayLevel(map.getZoom());
    const key = band === FULL_FROM_ZOOM ? viewBbox(map) : String(band);
    if (key === shownKey) return restyle();
    shownKey = key;
    const signal = abortPrevious(`districts ${L.stamp(map)}`);
    try {
      const features = await (band === FULL_FROM_ZOOM
        ? ask(`/api/layers/regions?zoom=8&bbox=${key}`, { signal })
        : regionsAt(band, null));
      if (signal.aborted) return;
      const former = shown;
      shown = L.geoJSON(/** @type {GeoJSON.FeatureCollection} */ (features), {
        style,
        pane: "districts",
        // @ts-expect-error Leaflet hands path options on to each path
        renderer,
        smoothFactor: 0.6,
      });
      shown.bindTooltip((layer) => describe(/** @type {any} */ (layer).feature), {
        sticky: true,
      });
      shown.on("click", (event) => {
        if (map.getContainer().classList.contains("drawing") || store.state.tool) return;
        const { properties } = event.sourceTarget.feature;
        store.set({ region: properties.adcode, tab: "regions" });
      });
      shown.addTo(map);
      former?.remove();
      document.body.dataset.districts = "drawn";
      unnamed = band === FULL_FROM_ZOOM ? null : features;
      await loadNames();
    } catch (error) {
      shownKey = "";
      reportProblem(store, error);
    }
  };

  /** Names are fetched once they can be pointed at. */
  const loadNames = async () => {
    if (!pointed || !unnamed) return;
    await addDistrictNames(unnamed);
    if (shown?.isTooltipOpen()) shown.getTooltip()?.update();
  };

  const describe = (/** @type {GeoJSON.Feature} */ { properties }) => {
    const row = rows.get(properties?.adcode);
    const counted = hasLayer(store.state, "demand");
    const noPeople = counted && row && row.population == null;
    /** @type {[string, string][]} */
    const people = [
      [say("page-figure-covered-people"), formatPercent(row && coveredShare(row, "people"))],
      [say("page-figure-people"), formatNumber(row?.population)],
    ];
    return tooltip(
      nameOf(properties) || row?.name || properties?.adcode,
      [
        ...(counted ? people : []),
        [say("page-figure-covered-land"), formatPercent(row && coveredShare(row, "land"))],
        [say("page-figure-area"), row ? `${formatNumber(row.area_km2)} km²` : ""],
      ],
      noPeople && note(say("page-nodata-census")),
    );
  };

  store.on(["regions", "tint"], () => {
    rows = new Map();
    const finest = finestLevel(store.state);
    for (const row of store.state.regions ?? [])
      if (row.level === finest) rows.set(row.adcode, row);
    retint();
    if (rows.size && !second) document.body.dataset.tinted = `${store.state.scenario}@${rows.size}`;
  });
  store.on(["theme"], () => {
    readColours();
    restyle();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    restyle();
  });
  map.on("moveend", show);
  map.once("mousemove", () => {
    pointed = true;
    loadNames().catch((error) => reportProblem(store, error));
  });
  void show();
  void addProvinceBorders({ store, map });
}

/**
 * The coarsest regions as a thin outline above the tints, until full geometry is shown.
 *
 * @param {Page} page
 */
async function addProvinceBorders({ store, map }) {
  const renderer = L.canvas({ pane: "outlines", padding: 0.3 });
  const style = () => ({ fill: false, color: themeColour("outline"), weight: 0.9 });
  /** @type {{[band: number]: L.GeoJSON}} */
  const drawn = {};
  const show = async () => {
    const band = displayLevel(map.getZoom());
    for (const [other, layer] of Object.entries(drawn)) if (Number(other) !== band) layer.remove();
    if (band === FULL_FROM_ZOOM) return;
    if (!drawn[band]) {
      const borders = await provinceBorders(band);
      drawn[band] ??= L.geoJSON(borders, {
        style,
        pane: "outlines",
        interactive: false,
        // @ts-expect-error Leaflet hands path options on to each path
        renderer,
      });
    }
    if (band === displayLevel(map.getZoom())) drawn[band].addTo(map);
  };
  const restyle = () => Object.values(drawn).forEach((layer) => layer.setStyle(style()));
  store.on(["theme"], restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  map.on("zoomend", () => show().catch((error) => reportProblem(store, error)));
  await show().catch((error) => reportProblem(store, error));
}
