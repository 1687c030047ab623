/**
 * The route by road from the nearest zone to the selection: a place on the map, a region or
 * a cluster. Its length is shown at its end, next to that of the straight line.
 */

import { ask, Problem } from "../core/api.ts";
import { followAnswer, isRefusedEdit } from "../core/answers.ts";
import { shownEdits } from "../draft/draft.ts";
import { measured, within } from "../core/way.ts";
import { announce, elementOf, h } from "../core/ui/dom.ts";
import { zoneName } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";

export function addNetworkWay({ store, map }: Page) {
  const renderer = L.svg({ pane: "explained", padding: 0.3 });
  const group = L.layerGroup().addTo(map);
  followAnswer(
    store,
    () => {
      const { by, region, wayTo, plan, trial, scenarios } = store.state;
      const target = wayTo ?? (region ? { adcode: region } : null);
      if (by === "line" || !target || !plan) return [null, async () => null];
      if (trial?.drawn) return; // after the drop
      const body = { ...shownEdits(store.state), ...measured(store.state), ...target };
      return [
        [body, scenarios.map(({ revision }) => revision)],
        (aborted) => ask("/api/way", { body, signal: aborted }),
      ];
    },
    (way: NetworkWay | null) => store.set({ way }),
    (error) => {
      const isUnknown = error instanceof Problem && error.status === 404;
      if (isUnknown) store.set({ region: null, wayTo: null, way: null });
      return isUnknown || isRefusedEdit(error);
    },
  );
  store.watch(() => {
    const { way } = store.state;
    group.clearLayers();
    if (!way) return;
    const options = { pane: "explained", renderer, interactive: false };
    const [lng, lat] = way.geometry?.coordinates.at(-1) ?? way.place;
    for (const className of way.geometry ? ["network-way casing", "network-way"] : [])
      L.geoJSON(way.geometry, { ...options, style: { className } } as any).addTo(group);
    L.circleMarker([lat, lng], { ...options, radius: 4, className: "network-way-end" })
      .bindTooltip(elementOf(h("span", {}, lengthWords(store.state, way))), {
        permanent: true,
        direction: "top",
        offset: [0, -6],
        className: "way-length",
      })
      .addTo(group);
  });
  store.on(["way"], () => {
    const { way } = store.state;
    if (way) announce(lengthWords(store.state, way));
  });
}

/** How long a way is, from which zone, and how long the straight line. */
export function lengthWords(state: State, { by, zone_id, way_km, way_min, line_km }: NetworkWay) {
  const length = way_km ?? way_min;
  if (zone_id == null) return say("page-way-none");
  const zone = zoneName(state, zone_id);
  if (!length) return say("page-clusters-inside", { zone });
  const way = within({ radius: Math.round(length * 10) / 10, by });
  return say("page-way-from", { zone, within: way, line: formatNumber(line_km, 1) });
}
