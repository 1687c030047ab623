/**
 * What a scenario changes: land gained is hatched, land lost dotted, so that they differ without
 * colour; clusters that enter or leave are ringed.
 */

import { ask, latest } from "../api.js";
import { svg } from "../ui/dom.js";
import { report } from "../state/loader.js";
import { full } from "../words/number-format.js";
import { tooltip } from "../ui/tooltip.js";
import { say } from "../words/words.js";

/** @typedef {import("../types.js").Page} Page */

const NAMES = /** @type {const} */ (["lost", "gained"]);

/** @param {Page} page */
export function addChanges({ store, map }) {
  addPatterns();
  const renderer = L.svg({ pane: "changes" });
  /** @type {L.GeoJSON[]} */
  let shown = [];

  let asked = "";
  store.on(["scenario", "against", "edited", "draft", "scenarios"], async () => {
    const { scenario, against, edited, draft, scenarios } = store.state;
    const revision = scenarios.find((row) => row.scenario === scenario)?.revision ?? "";
    const key = [scenario, against, revision, draft && edited ? "edited" : ""].join();
    if (key === asked && !(draft && edited)) return;
    asked = key;
    const signal = latest(`changes ${L.stamp(map)}`);
    const clear = () => {
      shown.forEach((layer) => layer.remove());
      shown = [];
    };
    if (scenario === against && !draft) return clear();
    try {
      const layers =
        draft && edited
          ? NAMES.map((name) => edited.land[name])
          : await Promise.all(
              NAMES.map((name) =>
                ask(`/api/layers/${name}?scenario=${scenario}&against=${against}`, { signal }),
              ),
            );
      clear();
      shown = NAMES.map((name, index) =>
        L.geoJSON(/** @type {GeoJSON.FeatureCollection} */ (layers[index]), {
          pane: "changes",
          // @ts-expect-error Leaflet hands path options on to each path
          renderer,
          style: () => ({ className: name, fillColor: `url(#pattern-${name})`, fillOpacity: 1 }),
        })
          .bindTooltip(
            (layer) => {
              const { properties } = /** @type {any} */ (layer).feature;
              const size = properties.area_km2;
              return tooltip(say(`layer.${name}`), [
                [say("figure.zone"), properties.zone_id ?? ""],
                [say("figure.area"), size == null ? "" : `${full(size, 2)} km²`],
              ]);
            },
            { sticky: true },
          )
          .addTo(map),
      );
    } catch (error) {
      report(store, error);
    }
  });
}

/**
 * @param {string} id
 * @param {number} size
 * @param {...SVGElement} drawing
 */
const tile = (id, size, ...drawing) =>
  svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...drawing);

/** A cross-hatch so wide that the tint beneath is read between its lines. */
const SPARSE = "M-1 10l2 2M0 0l11 11M10-1l2 2M-1 1l2-2M0 11l11-11M10 12l2-2";

/** The patterns, once in the document; map and legend both fill with them. */
function addPatterns() {
  if (document.getElementById("pattern-gained")) return;
  const box = (/** @type {string} */ id, /** @type {SVGElement[]} */ ...drawing) =>
    tile(id, 6, svg("rect", { width: 6, height: 6, class: `${id}-ground` }), ...drawing);
  document.body.append(
    svg(
      "svg",
      { class: "patterns", width: 0, height: 0, "aria-hidden": "true" },
      svg(
        "defs",
        {},
        box("pattern-gained", svg("path", { d: "M-1 1l2-2M0 6l6-6M5 7l2-2", class: "hatch" })),
        box("pattern-lost", svg("circle", { cx: 3, cy: 3, r: 1.2, class: "dot" })),
        box("pattern-broken", svg("path", { d: "M-1 5l2 2M0 0l6 6M5-1l2 2M-1 1l2-2M0 6l6-6M5 7l2-2", class: "cross" })),
        tile("pattern-warned", 11, svg("path", { d: SPARSE, class: "casing" }), svg("path", { d: SPARSE, class: "cross" })),
        box("pattern-nodata", svg("path", { d: "M0 3h6", class: "rule" })),
      ),
    ),
  );
}
