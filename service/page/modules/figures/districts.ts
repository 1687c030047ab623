/**
 * Districts tinted by covered share. Geometry comes once per display level; shares are joined by
 * adcode, so another scenario or radius only restyles.
 */

import { note } from "../core/ui/dom.ts";
import { ask, abortPrevious, askCached } from "../core/api.ts";
import { isInScope } from "./scope.ts";
import { finestLevel, hasLayer } from "../core/plan-parts.ts";
import {
  COUNTRY_ZOOM,
  addDistrictNames,
  PROVINCE_ZOOM,
  provinceBorders,
  regionsAt,
} from "./region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { changesOf, shownTint, tintClasses } from "./tints.ts";
import { lineSign, themeColour } from "../core/ui/palette.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { nameOf } from "../core/words/names.ts";
import {
  coveredShare,
  formatKm2,
  formatNumber,
  formatPercent,
} from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { viewBbox } from "../map/view.ts";

const FULL_FROM_ZOOM = 8;

/** Display level of a zoom: a coarse one, a middle one, then full geometry by window. */
const displayLevel = (zoom: number) =>
  zoom < 5.5 ? COUNTRY_ZOOM : zoom < FULL_FROM_ZOOM ? PROVINCE_ZOOM : FULL_FROM_ZOOM;

export function addDistricts({ store, map, second }: Page) {
  const renderer = L.canvas({ pane: "districts", padding: 0.3 });
  let shown: L.GeoJSON | null = null;
  let shownKey = "";
  let unnamed: GeoJSON.FeatureCollection | null = null;
  let pointed = false;
  let rows = new Map<string, RegionRow>();
  /** the colours of the theme used so far */
  const colours = new Map<string, string>();
  const colourOf = (token: string) => {
    const known = colours.get(token) ?? themeColour(token);
    colours.set(token, known);
    return known;
  };
  let classOf = tintClasses(store.state);
  /** the inputs of the classes, besides the rows */
  let classedBy: unknown[] = [];

  const style = (feature: GeoJSON.Feature | undefined) => {
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
   * @param known rows whose districts are classed already
   */
  const retint = (known?: Map<string, RegionRow>) => {
    shown?.eachLayer((layer) => {
      const path = layer as L.Path & { feature: GeoJSON.Feature };
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
      shown = L.geoJSON(features as GeoJSON.FeatureCollection, {
        style,
        pane: "districts",
        // @ts-expect-error Leaflet hands path options on to each path
        renderer,
        smoothFactor: 0.6,
      });
      shown.bindTooltip((layer) => describe((layer as any).feature), {
        sticky: true,
      });
      shown.on("click", (event) => {
        if (map.getContainer().classList.contains("drawing") || store.state.tool) return;
        const { properties } = event.sourceTarget.feature;
        const { lng, lat } = event.latlng;
        const wayTo = { place: [lng, lat] as [number, number] };
        store.set({ region: properties.adcode, tab: "regions", wayTo });
      });
      shown.addTo(map);
      former?.remove();
      borders.raise();
      document.body.dataset.districts = "drawn";
      unnamed = band === FULL_FROM_ZOOM ? null : features;
      await loadNames();
    } catch (error) {
      if (shownKey === key) shownKey = ""; // asked again at the next move
      reportProblem(store, error);
    }
  };

  /** Fetch names once districts can be hovered. */
  const loadNames = async () => {
    if (!pointed || !unnamed) return;
    await addDistrictNames(unnamed);
    if (shown?.isTooltipOpen()) shown.getTooltip()?.update();
  };

  const describe = ({ properties }: GeoJSON.Feature) => {
    const row = rows.get(properties?.adcode);
    const counted = hasLayer(store.state, "demand");
    const noPeople = counted && row && row.population == null;
    const people: [string, string][] = [
      [say("page-figure-covered-people"), formatPercent(row && coveredShare(row, "people"))],
      [say("page-figure-people"), formatNumber(row?.population)],
    ];
    const land: [string, string][] = [
      [say("page-figure-covered-land"), formatPercent(row && coveredShare(row, "land"))],
    ];
    return tooltip(
      nameOf(properties) || row?.name || properties?.adcode,
      [
        ...(counted ? people : []),
        ...(store.state.by === "line" ? land : []),
        [say("page-figure-area"), row ? formatKm2(row.area_km2, 0) : ""],
        ...changesOf(store.state, row),
      ],
      noPeople && note(say("page-nodata-census")),
    );
  };

  store.on(["regions", "regionsBefore", "regionLayers", "aim", "tint", "plan", "by"], () => {
    const { regions, regionsBefore, regionLayers, aim, plan } = store.state;
    const inputs = [regionsBefore, regionLayers, aim, plan, regions != null];
    inputs.push(shownTint(store.state));
    const former = inputs.every((part, index) => part === classedBy[index]) ? rows : undefined;
    if (!former) {
      classedBy = inputs;
      const isIn = isInScope(store.state);
      const tinted = tintClasses(store.state);
      classOf = (row) => (row && !isIn(row.adcode, row.level) ? "sheet" : tinted(row));
    }
    rows = new Map();
    const finest = finestLevel(store.state);
    for (const row of regions ?? []) if (row.level === finest) rows.set(row.adcode, row);
    retint(former);
    if (rows.size && !second) document.body.dataset.tinted = `${store.state.scenario}@${rows.size}`;
  });
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
 * The lines of the plan's maps above the tints; of a plan without any, the coarsest regions as a thin
 * outline, until full geometry is shown. They share the canvas of the tints, because each further
 * canvas slows every frame.
 *
 * @returns raises them above shapes drawn since
 */
function addProvinceBorders({ store, map }: Page, renderer: L.Canvas): { raise: () => void } {
  let drawn: L.GeoJSON[] = [];
  let drawnKey = "";
  const strokes = () =>
    hasLayer(store.state, "map_lines")
      ? [
          (feature: GeoJSON.Feature | undefined) => {
            const { color, ...look } = lineSign(feature?.properties?.kind);
            return { fill: false, opacity: 1, color: themeColour(color), ...look };
          },
        ]
      : [
          () => ({ fill: false, color: themeColour("halo"), weight: 2.2, opacity: 0.7 }),
          () => ({ fill: false, color: themeColour("outline"), weight: 0.9, opacity: 1 }),
        ];
  const show = async () => {
    const { plan } = store.state;
    if (!plan) return;
    const band = displayLevel(map.getZoom());
    const full = band === FULL_FROM_ZOOM;
    const bbox = full ? `&bbox=${viewBbox(map)}` : "";
    const key = `${band}${bbox}`;
    if (key === drawnKey) return;
    drawnKey = key;
    drawn.forEach((layer) => layer.remove());
    drawn = [];
    const ofPlan = hasLayer(store.state, "map_lines");
    if (full && !ofPlan) return;
    const lines = await (
      ofPlan ? askCached(`/api/layers/map_lines?zoom=${band}${bbox}`) : provinceBorders(band)
    ).catch((error) => {
      if (drawnKey === key) drawnKey = ""; // asked again at the next move
      throw error;
    });
    if (key !== drawnKey) return;
    const options = { pane: "districts", interactive: false, renderer, smoothFactor: 0.6 };
    drawn = strokes().map((style) => L.geoJSON(lines, { ...options, style } as any).addTo(map));
  };
  const restyle = () => strokes().forEach((style, index) => drawn[index]?.setStyle(style));
  const update = () => void show().catch((error) => reportProblem(store, error));
  store.on(["theme"], restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  map.on("moveend", update);
  store.on(["plan"], update);
  update();
  return { raise: () => drawn.forEach((layer) => layer.bringToFront()) };
}
