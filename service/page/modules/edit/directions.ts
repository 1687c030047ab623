/** The sides of a zone in the forms of its tools, chosen from a list or pointed at on the map. */

import { textOf } from "../core/ui/form-fields.ts";
import { say } from "../core/words/words.ts";
import { chosenPolygons } from "./parts-field.ts";

/** Directions, in degrees from north; a zone grows 45° to each side of one. */
const COMPASS = [0, 45, 90, 135, 180, 225, 270, 315];

/** The sides of a zone, as a sentence names them. */
export const sides = (): [string, string][] => [
  ["", say("page-direction-all")],
  ...COMPASS.map((to): [string, string] => [
    String(to),
    say("page-direction-in", { direction: say(`page-direction-${to}`) }),
  ]),
];

/** The side of a form where land is gained or released. */
export function bearingOf(form: Element, name: string) {
  const side = textOf(form, name);
  return side ? { bearing: [(Number(side) + 315) % 360, (Number(side) + 45) % 360] } : {};
}

/** A field for the direction in which a place on the map lies. */
export const pointedDirection = (feature: GeoJSON.Feature) => ({
  name: "direction",
  shape: "Point" as const,
  write: (field: HTMLInputElement, { coordinates }: GeoJSON.Point) => {
    const land = chosenPolygons(field.form ?? field, feature);
    chooseDirection(field, bearingFrom(land, coordinates));
  },
});

/** The direction from land to a place, in degrees from north. */
function bearingFrom(polygons: GeoJSON.Position[][][], [lng, lat]: GeoJSON.Position) {
  const from = centroidOf(polygons);
  const east = (lng - from.lng) * Math.cos((((lat + from.lat) / 2) * Math.PI) / 180);
  return Math.round((Math.atan2(east, lat - from.lat) * 180) / Math.PI + 360) % 360;
}

/** The centroid of land, from which bearings are taken. */
function centroidOf(polygons: GeoJSON.Position[][][]) {
  let [lng, lat, area] = [0, 0, 0];
  for (const [ring] of polygons) {
    const [[x0, y0]] = ring;
    for (const [index, [x1, y1]] of ring.slice(1).entries()) {
      const [x, y] = ring[index];
      const twice = (x - x0) * (y1 - y0) - (x1 - x0) * (y - y0);
      area += twice;
      lng += (twice * (x + x1 + x0)) / 3;
      lat += (twice * (y + y1 + y0)) / 3;
    }
  }
  return { lng: lng / area, lat: lat / area };
}

/** Choose a direction that the list may not have. */
function chooseDirection(list: Element, to: number) {
  const value = String(to);
  const select = list as HTMLSelectElement;
  if (![...select.options].some((one) => one.value === value))
    select.add(new Option(say("page-direction-pointed", { bearing: to }), value));
  select.value = value;
}
