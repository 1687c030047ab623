/**
 * The toolbar's position: a corner of the map that covers nothing of the edited land, where it
 * stays; or where the planner moved it, by its grip or arrow keys. Never over the bar of edits.
 */

import { featureOf } from "../core/plan-parts.ts";
import { byId } from "../core/ui/dom.ts";
import { isNarrow } from "../map/view.ts";

const EDGE_PX = 12;
/** Margins for the map's buttons at the right and its scale at the bottom. */
const RIGHT_PX = 56;
const FOOT_PX = 44;
const SAMPLE_PX = 12;
const STEP_PX = 16;

/** Where the planner moved it; null: automatic. */
let byHand: L.Point | null = null;
/** The corner in which it stands. */
let corner = 0;

/**
 * Place the toolbar in the first corner of the map that covers least of the edited land and its
 * name; it stays there while no other covers less. With two maps, the zone is on the second. On a
 * phone it stands below the map.
 */
export function positionToolbar({ store, map }: Page, box: HTMLElement) {
  if (box.hidden) return;
  if (isNarrow()) return box.removeAttribute("style");
  const aside = L.point(map.getContainer().offsetLeft, 0);
  const frame = map.getSize().add(aside);
  const size = L.point(box.offsetWidth, box.scrollHeight + 2);
  const top = EDGE_PX;
  const right = Math.max(EDGE_PX, frame.x - size.x - RIGHT_PX);
  const foot = Math.max(top, frame.y - size.y - FOOT_PX);
  if (byHand) {
    const [x, y] = [Math.min(byHand.x, right), Math.min(byHand.y, foot)];
    return put(box, L.point(Math.max(EDGE_PX, x), Math.max(top, y)), frame);
  }
  const legend = byId("legend");
  const corners = [
    L.point(right, top),
    L.point(EDGE_PX, top),
    L.point(right, foot),
    L.point(legend.offsetLeft + legend.offsetWidth + EDGE_PX, foot),
  ];
  const points = landInHand(store.state, map).map((point) => point.add(aside));
  const covered = corners.map((at) => {
    const place = L.bounds(at.subtract([EDGE_PX, EDGE_PX]), at.add(size).add([EDGE_PX, EDGE_PX]));
    return points.filter((point) => place.contains(point)).length;
  });
  const least = Math.min(...covered);
  if (covered[corner] > least) corner = covered.indexOf(least);
  put(box, corners[corner], frame);
}

/** Points along the outline of a new zone, else of the selected one, and of its name. */
function landInHand({ zone, trial, zonesLayer, zonesBase }: State, map: L.Map) {
  const id = trial?.edits?.[0]?.add?.zone ?? zone;
  const land = featureOf(zonesLayer, id) ?? featureOf(zonesBase, id);
  if (!land) return [];
  const from = map.getContainer().getBoundingClientRect();
  const name = map.getPane("labels")?.querySelector(".label.chosen span")?.getBoundingClientRect();
  const corners = name && [
    [name.left, name.top],
    [name.right, name.top],
    [name.right, name.bottom],
    [name.left, name.bottom],
    [name.left, name.top],
  ];
  const onMap = ([lng, lat]: GeoJSON.Position) => map.latLngToContainerPoint([lat, lng]);
  const { type, coordinates } = land.geometry as GeoJSON.Polygon | GeoJSON.MultiPolygon;
  const rings = (type === "MultiPolygon" ? coordinates.flat() : coordinates).map((ring) =>
    ring.map(onMap),
  );
  if (corners) rings.push(corners.map(([x, y]) => L.point(x - from.left, y - from.top)));
  return rings.flatMap(sampleRing);
}

/**
 * Make the toolbar movable by its grip: by dragging or arrow keys. Home, or a double click, returns
 * it to automatic placement.
 */
export function addGrip(box: HTMLElement, place: () => void) {
  const grip = byId("tools-grip");
  const move = (x: number, y: number) => {
    byHand = L.point(box.offsetLeft + x, box.offsetTop + y);
    place();
    byHand = L.point(box.offsetLeft, box.offsetTop);
  };
  const release = () => {
    byHand = null;
    place();
  };
  grip.addEventListener("pointerdown", (event) => {
    let [x, y] = [event.clientX, event.clientY];
    const follow = (to: PointerEvent) => {
      move(to.clientX - x, to.clientY - y);
      [x, y] = [to.clientX, to.clientY];
    };
    grip.setPointerCapture(event.pointerId);
    move(0, 0); // nothing places it elsewhere from here on
    grip.addEventListener("pointermove", follow);
    grip.addEventListener(
      "lostpointercapture",
      () => grip.removeEventListener("pointermove", follow),
      { once: true },
    );
  });
  grip.addEventListener("dblclick", release);
  grip.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key as keyof typeof steps];
    if (step) move(step[0] * STEP_PX, step[1] * STEP_PX);
    else if (event.key === "Home") release();
    else return;
    event.preventDefault();
  });
}

function sampleRing(ring: L.Point[]) {
  return ring.slice(1).flatMap((to, index) => {
    const from = ring[index];
    const steps = Math.min(200, Math.ceil(from.distanceTo(to) / SAMPLE_PX)) || 1;
    return Array.from({ length: steps }, (_, step) =>
      from.add(to.subtract(from).multiplyBy(step / steps)),
    );
  });
}

function put(box: HTMLElement, at: L.Point, frame: L.Point) {
  box.style.left = `${at.x}px`;
  box.style.top = `${at.y}px`;
  box.style.maxHeight = `${frame.y - FOOT_PX - at.y}px`;
}
