/**
 * Changes of a scenario: gained land is hatched, lost land dotted, so that they differ without
 * colour; clusters that enter or leave are ringed.
 */

import { ask, abortPrevious } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { formatKm2 } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { showBounds } from "../map/view.ts";

const NAMES = ["lost", "gained"] as const;

export function addLandChanges({ store, map, second }: Page) {
  const renderer = L.svg({ pane: "changes" });
  let shown: L.GeoJSON[] = [];

  let [requested, drawn] = ["", ""];
  /** Show the changes of the scenario that was opened, once they are drawn. */
  const visit = () => {
    const { scenario, goingTo } = store.state;
    if (second || goingTo !== scenario || drawn !== requested) return;
    store.set({ goingTo: null });
    const changed = L.latLngBounds([]);
    for (const layer of shown) changed.extend(layer.getBounds());
    if (changed.isValid()) showBounds(map, changed.pad(0.5));
  };
  store.on(["scenario", "against", "edited", "draft", "scenarios"], async () => {
    const { scenario, against, edited, draft, scenarios } = store.state;
    const revisions = [scenario, against].map(
      (id) => scenarios.find((row) => row.scenario === id)?.revision ?? "",
    );
    const key = [scenario, against, ...revisions, draft && edited ? "edited" : ""].join();
    if (key === requested && !(draft && edited)) return;
    requested = key;
    const signal = abortPrevious(`changes ${L.stamp(map)}`);
    const clear = () => {
      shown.forEach((layer) => layer.remove());
      shown = [];
    };
    if (scenario === against && !draft) {
      clear();
      drawn = key;
      return visit();
    }
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
        L.geoJSON(layers[index] as GeoJSON.FeatureCollection, {
          pane: "changes",
          // @ts-expect-error Leaflet hands path options on to each path
          renderer,
          style: () => ({ className: name, fillColor: `url(#pattern-${name})`, fillOpacity: 1 }),
        })
          .bindTooltip(
            (layer) => {
              const { properties } = (layer as any).feature;
              const size = properties.area_km2;
              return tooltip(say(`page-layer-${name}`), [
                [say("page-figure-zone"), properties.zone_id ?? ""],
                [say("page-figure-area"), size == null ? "" : formatKm2(size)],
              ]);
            },
            { sticky: true },
          )
          .addTo(map),
      );
      drawn = key;
      visit();
    } catch (error) {
      if (!signal.aborted) reportProblem(store, error);
    }
  });
  store.on(["goingTo"], visit);
}
