/** The areas of broken rules: hard ones cross-hatched, soft ones in a wider, lighter hatch. */

import { tooltip } from "../ui/tooltip.js";
import { sayMessage } from "../words/messages.js";
import { say } from "../words/words.js";

/** @param {Page} page */
export function addViolationAreas({ store, map }) {
  const renderer = L.svg({ pane: "violations" });
  /** @type {Map<string, L.GeoJSON>} */
  const shown = new Map();

  /** @param {Violation[]} violations of the same place */
  const draw = (violations) => {
    const hard = violations.some(({ level }) => level === "hard");
    return L.geoJSON(/** @type {GeoJSON.Geometry} */ (violations[0].geometry), {
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

  /** @param {Violation[]} violations */
  const describe = (violations) => {
    const all = document.createElement("div");
    const title = (/** @type {Violation} */ { rule, level }) =>
      `${say(`rule-${rule}-name`)} · ${say(`page-rule-${level}`)}`;
    all.append(...violations.map((one) => tooltip(title(one), [], sayMessage(store.state, one))));
    return all;
  };

  store.on(["figures"], () => {
    /** @type {Map<string, Violation[]>} */
    const places = new Map();
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
