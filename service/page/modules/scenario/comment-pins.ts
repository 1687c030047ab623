/**
 * Comments with a place: a pin with the comment's number, of constant size; overlapping ones are
 * one pin with their count. Settled comments have a hollow pin.
 */

import { followComments, pinsOf } from "./scenario-comments.ts";
import { elementOf, h, note } from "../core/ui/dom.ts";
import { tooltip } from "../core/ui/tooltip.ts";
import { say } from "../core/words/words.ts";
import { onMap, zoomTo } from "../map/view.ts";

type Stand = { at: L.Point; latlng: L.LatLng; pins: ScenarioComment[] };

const APART_PX = 26;
const SHORT = 140;
const DROP = "M13 33C9 25 2 20 2 12.5a11 10.5 0 0 1 22 0C24 20 17 25 13 33z";

export function addCommentPins({ store, map }: Page) {
  const group = L.layerGroup().addTo(map);
  const latlngOf = ([lng, lat]: [number, number]) =>
    L.latLng(lat, onMap(lng, store.state.plan?.extent));

  const look = ({ pins, latlng }: Stand) => {
    if (pins.length === 1) return store.set({ tab: "history", comment: pins[0].number });
    const places = pins.map(({ place }) => latlngOf(place as [number, number]));
    const bounds = L.latLngBounds(places);
    if (map.getZoom() < map.getMaxZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest()))
      zoomTo(map, bounds, map.getMaxZoom());
    else store.set({ tab: "history", comment: pins[0].number });
    map.panInside(latlng);
  };

  const draw = () => {
    group.clearLayers();
    const { comments, comment, pin } = store.state;
    for (const stand of stands(map, pinsOf(comments), latlngOf)) {
      const { pins, latlng } = stand;
      const chosen = pins.some(({ number }) => number === comment);
      const settled = pins.every(({ settled_by }) => settled_by);
      const name = pins.length > 1 ? `×${pins.length}` : String(pins[0].number);
      marker(latlng, name, `${chosen ? "chosen" : ""} ${settled ? "settled" : ""}`)
        .bindTooltip(() => pinsTooltip(pins), { direction: "top", offset: [0, -30] })
        .on("click", () => look(stand))
        .addTo(group);
    }
    if (pin) marker(latlngOf(pin), "+", "written").addTo(group);
  };
  followComments(store);
  store.watch(draw);
  map.on("zoomend", draw);
}

const marker = (latlng: L.LatLng, name: string, kind: string) =>
  L.marker(latlng, {
    pane: "comments",
    keyboard: false, // the list of comments offers the same by keyboard
    interactive: kind !== "written",
    icon: L.divIcon({
      className: `comment-pin ${kind}`,
      html: elementOf(pinSymbol(name)),
      iconSize: [0, 0],
    }),
  });

/** The drop of a pin, whose tip is the place. */
export const pinSymbol = (name: string) =>
  h(
    "svg",
    { viewBox: "0 0 26 34", width: 26, height: 34, class: "pin", "aria-hidden": "true" },
    h("path", { d: DROP }),
    h("text", { x: 13, y: 16.5, "text-anchor": "middle" }, name),
  );

/** Pins grouped by their position on the screen: overlapping ones together. */
function stands(
  map: L.Map,
  pins: ScenarioComment[],
  latlngOf: (place: [number, number]) => L.LatLng,
): Stand[] {
  const groups: Stand[] = [];
  for (const pin of pins) {
    const latlng = latlngOf(pin.place as [number, number]);
    const at = map.project(latlng);
    const near = groups.find((one) => one.at.distanceTo(at) < APART_PX);
    if (near) near.pins.push(pin);
    else groups.push({ at, latlng, pins: [pin] });
  }
  return groups;
}

function pinsTooltip(pins: ScenarioComment[]) {
  const [{ author, text }] = pins;
  if (pins.length > 1) return tooltip(say("page-comments-pins", { count: pins.length }), []);
  const shown = text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
  return tooltip(author, [], note(shown));
}
