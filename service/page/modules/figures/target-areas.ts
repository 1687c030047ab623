/** The regions of targets on the map, while the Check tab is shown: which are met, and which missed. */

import { tooltip } from "../core/ui/tooltip.ts";
import { finestLevel } from "../core/plan-parts.ts";
import { nameOf } from "../core/words/names.ts";
import { sayMessage } from "../core/words/messages.ts";
import { COUNTRY_ZOOM, regionsAt } from "./region-shapes.ts";

/** The id of the region of a target; "" of another place. */
export const regionOf = ({ place }: { place: string | null }) =>
  place?.startsWith("region:") ? place.slice("region:".length) : "";

export function addTargetAreas({ store, map, second }: Page) {
  if (second) return;
  const renderer = L.svg({ pane: "violations" });
  const shown = L.layerGroup().addTo(map);
  let drawn = "";
  store.on(["figures", "tab", "regions"], async () => {
    const { tab, figures, regions } = store.state;
    const targets = (tab === "rules" && figures?.targets) || [];
    const byRegion = new Map(targets.map((target) => [regionOf(target), target]));
    for (const target of targets) if (!target.met) byRegion.set(regionOf(target), target);
    byRegion.delete("");
    const key = JSON.stringify([...byRegion].map(([id, { met, value }]) => [id, met, value]));
    if (key === drawn) return;
    drawn = key;
    shown.clearLayers();
    const levels = new Set(
      (regions ?? []).filter(({ adcode }) => byRegion.has(adcode)).map(({ level }) => level),
    );
    for (const level of levels) {
      const finest = level === finestLevel(store.state);
      const { features } = await regionsAt(COUNTRY_ZOOM, finest ? null : level);
      if (key !== drawn) return;
      for (const feature of features) {
        const target = byRegion.get(feature.properties?.adcode);
        if (!target) continue;
        const about = () =>
          tooltip(
            nameOf(feature.properties ?? {}) || sayMessage(store.state, target.params.figure),
            [["", sayMessage(store.state, target.params.outcome)]],
          );
        L.geoJSON(feature, {
          pane: "violations",
          // @ts-expect-error Leaflet hands path options on to each path
          renderer,
          style: {
            className: `target-area ${target.met ? "met" : "missed"}`,
            fillColor: target.met ? "none" : "url(#pattern-warned)",
            fillOpacity: 1,
          },
        })
          .bindTooltip(about, { sticky: true })
          .addTo(shown);
      }
    }
  });
}
