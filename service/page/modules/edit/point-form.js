/** One point of a boundary as numbers: its coordinates, and the length of the edge before it. */

import { kmBetween } from "../map/ellipsoid.js";
import { h } from "../ui/dom.js";
import { fieldRow, inputOf, numberField, numberOf } from "../ui/form-fields.js";
import { say } from "../words/words.js";
import { followPoint, movePoint } from "./held-points.js";

/**
 * Fields of the point that has the focus, or had it last; each is applied on blur or Enter.
 *
 * @param {import("../types.js").State} state
 */
export function pointFields(state) {
  const ellipsoid = state.plan?.ellipsoid;
  const [lng, lat, side] = [
    numberField("lng", say("page-form-lng"), -360),
    numberField("lat", say("page-form-lat"), -90),
    numberField("side", say("page-form-side"), 0),
  ];
  const which = h("legend", {}, say("page-form-point-none"));
  const box = h("fieldset", { class: "point", disabled: true }, which, fieldRow(lng, lat, side));
  /** @type {import("./held-points.js").Point | null} */
  let point = null;

  const length = (/** @type {L.LatLng} */ from, /** @type {L.LatLng} */ to) =>
    ellipsoid ? Math.hypot(...kmBetween(ellipsoid, from, to)) : 0;
  followPoint((now) => {
    point = now;
    box.disabled = !now;
    which.textContent = now
      ? say("page-handle-label", { number: now.number + 1, all: now.all })
      : say("page-form-point-none");
    if (!now) return;
    inputOf(lng).value = now.at.lng.toFixed(6);
    inputOf(lat).value = now.at.lat.toFixed(6);
    inputOf(side).value = length(now.before, now.at).toFixed(3);
  });
  const apply = (/** @type {EventTarget | null} */ field) => {
    if (!point || !(field instanceof HTMLInputElement)) return;
    const [x, y, km] = [numberOf(lng), numberOf(lat), numberOf(side)];
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
  box.addEventListener("input", (event) => event.stopPropagation());
  box.addEventListener("change", (event) => apply(event.target));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form itself has nothing to apply
    event.stopPropagation();
    /** @type {HTMLElement} */ (event.target).blur();
  });
  return box;
}
