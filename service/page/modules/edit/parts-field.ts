/** Which parts of a zone an edit grows or shrinks: that in view, others as the planner says. */

import { boxesOf } from "../core/ui/form-fields.ts";
import { boxesWord } from "../core/ui/sentence-fields.tsx";
import { formatKm, formatKm2 } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { bearingTo, kmBetween } from "../map/ellipsoid.ts";
import { partInView, partsOf, type LandPart } from "../map/land-parts.ts";

/** Boxes for the parts of a zone, if it has several; each is named by a place inside it. */
export function partsField(state: State, feature: GeoJSON.Feature | undefined, map: L.Map) {
  const parts = feature ? partsOf(feature.geometry, feature.properties?.area_km2 ?? 0) : [];
  if (parts.length < 2) return null;
  const chosen = partInView(parts, map);
  return boxesWord(
    "parts",
    say("page-form-parts"),
    parts.map((part) => ({
      name: placeName(part),
      label: partLabel(state, part, parts[0]),
      checked: part === chosen,
    })),
  );
}

/** The places of the chosen parts, as edits take them; none: the whole zone. */
export function partsIn(form: Element): { parts?: number[][] } {
  const boxes = [...form.querySelectorAll(".parts")].flatMap(boxesOf);
  const chosen = boxes.filter(({ checked }) => checked);
  return chosen.length && chosen.length < boxes.length
    ? { parts: chosen.map(({ name }) => name.split(" ").map(Number)) }
    : {};
}

/** The polygons of a zone that change: of the chosen parts, or all. */
export function chosenPolygons(form: Element, { geometry }: GeoJSON.Feature) {
  const { parts: chosen } = partsIn(form);
  const names = chosen?.map((place) => place.join(" "));
  return partsOf(geometry, 0)
    .filter((part) => names?.includes(placeName(part)) ?? true)
    .map(({ rings }) => rings);
}

const placeName = ({ inside: { lng, lat } }: LandPart) => `${+lng.toFixed(5)} ${+lat.toFixed(5)}`;

/** The size of a part, and how far in which direction from the main part it lies. */
function partLabel({ plan }: State, part: LandPart, main: LandPart) {
  const area = formatKm2(part.area_km2);
  if (part === main || !plan) return say("page-form-part-main", { area });
  const [from, to] = [main.inside, part.inside];
  const [east, north] = kmBetween(plan.ellipsoid, from, to);
  const bearing = (Math.round(bearingTo(plan.ellipsoid, from, to) / 45) * 45 + 360) % 360;
  const distance = formatKm(Math.hypot(east, north), 0);
  return say("page-form-part", { area, distance, direction: say(`page-direction-${bearing}`) });
}
