/** The Rules tab: what a scenario breaks, one line each; a click shows where. */

import { byId, fill, h } from "./dom.js";
import { sentenceOf } from "./violations.js";
import { say, sayOr } from "./words.js";
import { zoomTo } from "./view.js";

/** @param {import("./types.js").Page} page */
export function showRules({ store, map }) {
  /** @param {import("./types.js").Violation} violation */
  const show = ({ geometry, zone_id }) => {
    const zone = store.state.zonesLayer?.features.find(
      ({ properties }) => properties?.zone_id === zone_id,
    );
    const place = geometry ?? zone?.geometry;
    if (zone_id && zone) store.set({ zone: zone_id });
    if (place) zoomTo(map, L.geoJSON(place).getBounds().pad(0.5));
  };
  store.on(["figures", "language"], () => {
    const { figures } = store.state;
    if (!figures) return;
    fill(
      byId("rule-list"),
      ...figures.violations.map((violation) =>
        h(
          "li",
          { "data-rule": violation.rule, "data-level": violation.level },
          h(
            "button",
            { type: "button", onclick: () => show(violation) },
            h("span", { class: `tag ${violation.level}` }, say(`rule.${violation.level}`)),
            h("strong", {}, sayOr(`rule.${violation.rule}`, violation.rule)),
            h("span", {}, sentenceOf(store.state, violation)),
          ),
        ),
      ),
      !figures.violations.length && h("li", { class: "empty" }, say("rules.none")),
    );
  });
}
