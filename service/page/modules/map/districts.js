/**
 * Districts tinted by covered share. Geometry comes once per display level; shares are joined by
 * adcode, so another scenario or radius only restyles.
 */

import { note } from "../ui/dom.js";
import { ask, abortPrevious } from "../api.js";
import { isAimed } from "../state/aim.js";
import { finestLevel, hasLayer } from "../state/plan-parts.js";
import {
  COUNTRY_ZOOM,
  addDistrictNames,
  PROVINCE_ZOOM,
  provinceBorders,
  regionsAt,
} from "../state/region-shapes.js";
import { reportProblem } from "../state/report-problem.js";
import { changesOf, shownTint, tintClasses } from "../state/tints.js";
import { themeColour } from "../ui/palette.js";
import { tooltip } from "../ui/tooltip.js";
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
  /** @type {Map<string, string>} the colours of the theme used so far */
  const colours = new Map();
  const colourOf = (/** @type {string} */ token) => {
    const known = colours.get(token) ?? themeColour(token);
    colours.set(token, known);
    return known;
  };
  let classOf = tintClasses(store.state);
  /** @type {unknown[]} the inputs of the classes, besides the rows */
  let classedBy = [];

  const style = (/** @type {GeoJSON.Feature | undefined} */ feature) => {
    const row = rows.get(feature?.properties?.adcode);
    return {
      fillColor: colourOf(classOf(row)),
      fillOpacity: 1,
      color: colourOf("edge"),
      weight: map.getZoom() < 5.5 ? 0.25 : 0.6,
    };
  };
  const restyle = () => shown?.setStyle(style);

  /**
   * Restyle only the districts whose class changed.
   *
   * @param {Map<string, RegionRow>} [known] rows whose districts are classed already
   */
  const retint = (known) => {
    shown?.eachLayer((layer) => {
      const path = /** @type {L.Path & {feature: GeoJSON.Feature}} */ (layer);
      const adcode = path.feature.properties?.adcode;
      if (known && known.get(adcode) === rows.get(adcode)) return;
      const { fillColor } = style(path.feature);
      if (fillColor !== path.options.fillColor) path.setStyle({ fillColor });
    });
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
        const { lng, lat } = event.latlng;
        const wayTo = { place: /** @type {[number, number]} */ ([lng, lat]) };
        store.set({ region: properties.adcode, tab: "regions", wayTo });
      });
      shown.addTo(map);
      former?.remove();
      borders.raise();
      document.body.dataset.districts = "drawn";
      unnamed = band === FULL_FROM_ZOOM ? null : features;
      await loadNames();
    } catch (error) {
      shownKey = "";
      reportProblem(store, error);
    }
  };

  /** Fetch names once districts can be hovered. */
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
    /** @type {[string, string][]} */
    const land = [
      [say("page-figure-covered-land"), formatPercent(row && coveredShare(row, "land"))],
    ];
    return tooltip(
      nameOf(properties) || row?.name || properties?.adcode,
      [
        ...(counted ? people : []),
        ...(store.state.by === "line" ? land : []),
        [say("page-figure-area"), row ? `${formatNumber(row.area_km2)} km²` : ""],
        ...changesOf(store.state, row),
      ],
      noPeople && note(say("page-nodata-census")),
    );
  };

  store.on(
    ["regions", "regionsBefore", "regionLayers", "aim", "tint", "tintShares", "plan", "by"],
    () => {
      const { regions, regionsBefore, regionLayers, aim, tintShares, plan } = store.state;
      const inputs = [regionsBefore, regionLayers, aim, tintShares, plan, regions != null];
      inputs.push(shownTint(store.state));
      const former = inputs.every((part, index) => part === classedBy[index]) ? rows : undefined;
      if (!former) {
        classedBy = inputs;
        const aimed = isAimed(store.state);
        const tinted = tintClasses(store.state);
        classOf = (row) => (row && !aimed(row.adcode, row.level) ? "sheet" : tinted(row));
      }
      rows = new Map();
      const finest = finestLevel(store.state);
      for (const row of regions ?? []) if (row.level === finest) rows.set(row.adcode, row);
      retint(former);
      if (rows.size && !second)
        document.body.dataset.tinted = `${store.state.scenario}@${rows.size}`;
    },
  );
  const recolour = () => {
    colours.clear();
    restyle();
  };
  store.on(["theme"], recolour);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  map.on("moveend", show);
  map.once("mousemove", () => {
    pointed = true;
    loadNames().catch((error) => reportProblem(store, error));
  });
  const borders = addProvinceBorders({ store, map }, renderer);
  void show();
}

/**
 * The coarsest regions as a thin outline above the tints, until full geometry is shown. They share
 * the canvas of the tints, because each further canvas slows every frame.
 *
 * @param {Page} page
 * @param {L.Canvas} renderer
 * @returns {{raise: () => void}} raises them above shapes drawn since
 */
function addProvinceBorders({ store, map }, renderer) {
  const lines = () => [
    { fill: false, color: themeColour("halo"), weight: 2.2, opacity: 0.7 },
    { fill: false, color: themeColour("outline"), weight: 0.9, opacity: 1 },
  ];
  /** @type {{[band: number]: L.GeoJSON[]}} each with its casing before it */
  const drawn = {};
  const shown = () => drawn[displayLevel(map.getZoom())] ?? [];
  const show = async () => {
    const band = displayLevel(map.getZoom());
    for (const [other, layers] of Object.entries(drawn))
      if (Number(other) !== band) layers.forEach((layer) => layer.remove());
    if (band === FULL_FROM_ZOOM) return;
    if (!drawn[band]) {
      const borders = await provinceBorders(band);
      const options = { pane: "districts", interactive: false, renderer };
      drawn[band] ??= lines().map((line) =>
        L.geoJSON(borders, /** @type {any} */ ({ ...options, style: line })),
      );
    }
    shown().forEach((layer) => layer.addTo(map));
  };
  const restyle = () => {
    for (const layers of Object.values(drawn))
      lines().forEach((line, index) => layers[index].setStyle(line));
  };
  store.on(["theme"], restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  map.on("zoomend", () => show().catch((error) => reportProblem(store, error)));
  show().catch((error) => reportProblem(store, error));
  return { raise: () => shown().forEach((layer) => layer.bringToFront()) };
}
