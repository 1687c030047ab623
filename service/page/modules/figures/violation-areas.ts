/** The areas of broken rules: hard ones cross-hatched, soft ones in a wider, lighter hatch. */

import { tooltip } from "../core/ui/tooltip.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";

export function addViolationAreas({ store, map }: Page) {
  const renderer = L.svg({ pane: "violations" });
  const shown = new Map<string, L.GeoJSON>();

  /** @param violations of the same place */
  const draw = (violations: Violation[]) => {
    const hard = violations.some(({ level }) => level === "hard");
    return L.geoJSON(violations[0].geometry as GeoJSON.Geometry, {
      pane: "violations",
      // @ts-expect-error Leaflet hands path options on to each path
      renderer,
      style: {
        className: `violation ${hard ? "hard" : "soft"}`,
        fillColor: `url(#pattern-${hard ? "broken" : "warned"})`,
        fillOpacity: 1,
      },
    })
      .bindTooltip(() => describe(violations), { sticky: true })
      .addTo(map);
  };

  const describe = (violations: Violation[]) => {
    const all = document.createElement("div");
    const title = ({ rule, level }: Violation) =>
      `${say(`rule-${rule}-name`)} · ${say(`page-rule-${level}`)}`;
    all.append(...violations.map((one) => tooltip(title(one), [], sayMessage(store.state, one))));
    return all;
  };

  store.on(["figures"], () => {
    const places = new Map<string, Violation[]>();
    for (const violation of store.state.figures?.violations ?? []) {
      if (!violation.geometry) continue;
      const place = JSON.stringify(violation.geometry);
      places.set(place, [...(places.get(place) ?? []), violation]);
    }
    const current = new Map(
      [...places.values()].map((violations) => [JSON.stringify(violations), violations]),
    );
    for (const [key, layer] of shown) {
      if (current.has(key)) continue;
      layer.remove();
      shown.delete(key);
    }
    for (const [key, violations] of current) if (!shown.has(key)) shown.set(key, draw(violations));
  });
}
