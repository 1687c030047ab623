/** The sources of a sheet: its zones by name, the districts, and the demand. */

import { zoneName } from "../words/names.js";
import { sourceOf } from "../words/sources.js";
import { say, sayOr } from "../words/words.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Source} Source
 */

/** With more, a sheet states their number and where they are listed. */
const SOURCES_AT_MOST = 12;

/** Sources that fewer rows of a layer cite are only in the page's list. */
const LEAST_SHARE = 0.05;

/**
 * One line for each kind of object on the sheet.
 *
 * @param {State} state
 * @param {Source[]} sources of the whole plan
 * @param {L.LatLngBounds} bounds the extent of the sheet
 * @returns {string[]}
 */
export function sourceLines(state, sources, bounds) {
  const layers = ["regions", "demand"].map((layer) => {
    const named = partsOf(sources.filter((row) => row.layer === layer));
    return named.length ? lineOf(layer, named.join(say("page-semicolon"))) : "";
  });
  return [zonesLine(state, sources, bounds), ...layers].filter(Boolean);
}

/** @param {string} layer @param {string} text */
const lineOf = (layer, text) =>
  say("page-sheet-source-line", { layer: sayOr(`page-layername-${layer}`, layer), text });

/** @param {State} state @param {Source[]} sources @param {L.LatLngBounds} bounds */
function zonesLine(state, sources, bounds) {
  const ofAreas = new Map(
    sources.filter(({ layer }) => layer === "zones").map((row) => [row.source, areaSource(row)]),
  );
  /** @type {Map<string, string[]>} */
  const named = new Map();
  const shown = (state.zonesLayer?.features ?? []).filter((feature) =>
    bounds.intersects(L.geoJSON(feature).getBounds()),
  );
  for (const { properties } of shown) {
    const source = ofAreas.get(properties?.source) ?? properties?.source;
    if (source)
      named.set(source, [...(named.get(source) ?? []), zoneName(state, properties?.zone_id)]);
  }
  if (!named.size) return "";
  if (named.size > SOURCES_AT_MOST)
    return lineOf(
      "zones",
      say("page-sheet-many-sources", { zones: shown.length, count: named.size }),
    );
  const lines = [...named].map(([source, names]) =>
    say("page-sheet-source-line", { layer: names.join(say("list-separator")), text: source }),
  );
  return lineOf("zones", lines.join(say("page-semicolon")));
}

/** The source of a zone's area, without how it was located. */
const areaSource = (/** @type {Source} */ { source, source_zh, area, area_zh }) =>
  sourceOf(area ? { source: area, source_zh: area_zh ?? null } : { source, source_zh });

/**
 * The most cited parts of a layer's sources, without duplicates, most cited first.
 *
 * @param {Source[]} rows
 */
function partsOf(rows) {
  const all = rows.reduce((sum, row) => sum + (row.rows ?? 0), 0);
  const often = rows.filter((row) => (row.rows ?? 0) >= LEAST_SHARE * all || rows.length === 1);
  often.sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0));
  return [...new Set(often.flatMap((row) => sourceOf(row).split(/; |；/)))];
}
