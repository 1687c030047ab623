/**
 * The next point of a drawing as numbers: its start, then the length of the next edge, in the
 * direction of the pointer or a bearing. A number typed while the pointer is on the map is the
 * length. Enter, or a click, adds the point.
 */

import { bearingTo, placeAt } from "../map/ellipsoid.ts";
import { onMap, typedPlace } from "../map/view.ts";
import { announce, button, elementOf, h } from "../core/ui/dom.ts";
import { fieldOf, fieldRow, numberField, numberOf, textField } from "../core/ui/form-fields.ts";
import { examplePlace, say } from "../core/words/words.ts";
import { drawingOf } from "./geoman.ts";

const LENGTH = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(km|m|公里|千米|米)?\s*$/i;

/** A typed length, in km; null if invalid. */
function typedLength(text: string) {
  const [, number, unit = "m"] = text.match(LENGTH) ?? [];
  const size = Number(number);
  return size > 0 ? size / (/^(km|公里|千米)$/i.test(unit) ? 1 : 1000) : null;
}

/** Fields for the drawing on the map. */
export function typedEdge({ store, map }: Page): { box: HTMLElement; leave: () => void } {
  const drawing = drawingOf(map);
  const ellipsoid = store.state.plan?.ellipsoid;
  const box = elementOf(
    h(
      "div",
      { id: "typed-edge" },
      textField("start", say("page-form-start"), "", { placeholder: say("page-form-start-else") }),
      fieldRow(
        textField("length", say("page-form-length")),
        numberField("bearing", say("page-form-bearing"), -360),
      ),
      button({ class: "set-point", onclick: () => set() }, say("page-form-set")),
      h("p", { class: "note", role: "status" }),
    ),
  );
  const [start, length, bearing] = ["start", "length", "bearing"].map((name) => fieldOf(box, name));
  const [edge, status] = [
    box.querySelector(".fields"),
    box.querySelector(".note"),
  ] as HTMLElement[];
  let pointed = false;

  /** The end of the typed edge; null if incomplete. */
  const target = () => {
    const [km, last] = [typedLength(length.value), drawing.points().at(-1)];
    if (!ellipsoid || !km || !last) return null;
    const way =
      numberOf(box, "bearing") ?? (pointed ? bearingTo(ellipsoid, last, drawing.pointed()) : null);
    return way == null ? null : placeAt(ellipsoid, last, km, way);
  };
  const preview = () => {
    const to = target();
    if (to) drawing.pointAt(to);
  };
  const whyNot = () => {
    const { lon, lat } = examplePlace();
    if (!drawing.points().length) return say("page-ruler-no-place", { lon, lat });
    const known = typedLength(length.value);
    return say(known ? "page-typed-bearing" : "page-typed-length");
  };
  const first = () => {
    const text = start.value;
    const typed = typedPlace(text);
    if (typed) return L.latLng(typed[1], onMap(typed[0], store.state.plan?.extent));
    return text.trim() ? null : map.getCenter();
  };
  const set = () => {
    const to = drawing.points().length ? target() : first();
    const done = to && drawing.set(to);
    status.textContent = to ? (done ? "" : say("page-refused-step")) : whyNot();
    if (!done) return;
    map.panInside(to, { padding: [80, 80], animate: false });
    length.focus({ preventScroll: true });
  };
  /** A point was added, here or by a click. */
  const show = () => {
    const count = drawing.points().length;
    (start.parentElement as HTMLElement).hidden = count > 0;
    edge.hidden = !count;
    length.value = bearing.value = "";
    if (count) announce(say("page-announce-point", { number: count }));
  };
  const point = () => {
    pointed = true;
    preview();
  };
  const type = (event: KeyboardEvent) => {
    const typing =
      event.target instanceof Element && event.target.closest("input, select, textarea");
    if (!typing && !edge.hidden && /^[\d.]$/.test(event.key)) length.focus();
  };
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    preview();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    set();
  });
  map.on("mousemove", point);
  document.addEventListener("keydown", type);
  drawing.follow(show);
  show();
  return {
    box,
    leave: () => {
      map.off("mousemove", point);
      document.removeEventListener("keydown", type);
      box.remove();
    },
  };
}
