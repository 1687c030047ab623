/** One point of a boundary as numbers: its coordinates, and the length of the edge before it. */

import { kmBetween } from "../map/ellipsoid.ts";
import { h } from "../core/ui/dom.ts";
import { fieldOf, numberOf } from "../core/ui/form-fields.ts";
import { NumberWord } from "../core/ui/sentence-fields.tsx";
import { say, sayAround } from "../core/words/words.ts";
import { followPoint, movePoint } from "./held-points.ts";
import type { Point } from "./held-points.ts";

/** Fields of the point that has the focus, or had it last; each is applied on blur or Enter. */
export function pointFields(state: State) {
  const ellipsoid = state.plan?.ellipsoid;
  let point: Point | null = null;

  const length = (from: L.LatLng, to: L.LatLng) =>
    ellipsoid ? Math.hypot(...kmBetween(ellipsoid, from, to)) : 0;
  const follow = (box: HTMLFieldSetElement | null) =>
    box &&
    followPoint((now) => {
      point = now;
      box.disabled = !now;
      const legend = box.firstElementChild as HTMLElement;
      legend.textContent = now
        ? say("page-handle-label", { number: now.number + 1, all: now.all })
        : say("page-form-point-none");
      if (!now) return;
      fieldOf(box, "lng").value = now.at.lng.toFixed(6);
      fieldOf(box, "lat").value = now.at.lat.toFixed(6);
      fieldOf(box, "side").value = length(now.before, now.at).toFixed(3);
    });
  const apply = ({ target: field, currentTarget: box }: Event) => {
    if (!point || !(field instanceof HTMLInputElement) || !(box instanceof Element)) return;
    const [x, y, km] = ["lng", "lat", "side"].map((name) => numberOf(box, name));
    const now = length(point.before, point.at);
    if (field.name === "side" && km && km > 0 && now > 0) {
      const { before, at } = point;
      const by = km / now;
      movePoint(
        point.number,
        L.latLng(before.lat + by * (at.lat - before.lat), before.lng + by * (at.lng - before.lng)),
      );
    } else if (field.name !== "side" && x != null && y != null)
      movePoint(point.number, L.latLng(y, x));
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form itself has nothing to apply
    event.stopPropagation();
    (event.target as HTMLElement).blur();
  };
  return h(
    "fieldset",
    {
      class: "point",
      disabled: true,
      ref: follow,
      oninput: (event: Event) => event.stopPropagation(),
      onchange: apply,
      onkeydown: leave,
    },
    h("legend", {}),
    h(
      "div",
      { class: "sentence" },
      ...sayAround("page-sentence-drag", {
        lng: h(NumberWord, { name: "lng", label: say("page-form-lng") }),
        lat: h(NumberWord, { name: "lat", label: say("page-form-lat") }),
        side: h(NumberWord, { name: "side", label: say("page-form-side"), min: 0 }),
      }),
    ),
  );
}
