/** Where a name stands inside its region. Pure: all in pixels, without a map. */

/** left, top, right, bottom */
export type Box = [number, number, number, number];
type Point = [number, number];
type Edge = [Point, Point];

/** How many places are tried across a region, and as many down it. */
const TRIED = 30;
/** How far a name stays off the border. */
const LEAST_ROOM_PX = 0.5;
/** Vertices nearer to each other are one: a border is not drawn finer. */
const FINEST_PX = 1;

/**
 * The place inside a polygon where a name has most room to the border.
 *
 * @param rings its outline, then its holes
 * @param size width and height of the name
 * @param isFree whether a box is off everything else
 * @returns null if it fits nowhere
 */
export function roomiestBox(
  rings: Point[][],
  [width, height]: [number, number],
  isFree: (box: Box) => boolean,
): Box | null {
  const edges = rings.flatMap((ring) => edgesOf(ring));
  const [left, across] = spanOf(rings[0].map(([x]) => x));
  const [top, down] = spanOf(rings[0].map(([, y]) => y));
  const [columns, rows] = [across - width, down - height].map((free) => free / TRIED);
  let best: Box | null = null;
  let most = LEAST_ROOM_PX;
  if (columns < 0 || rows < 0) return best;
  for (let column = 0; column <= TRIED; column += 1)
    for (let row = 0; row <= TRIED; row += 1) {
      const [x, y] = [left + columns * column, top + rows * row];
      const box: Box = [x, y, x + width, y + height];
      if (!isFree(box) || !isWithin([x + width / 2, y + height / 2], edges)) continue;
      const room = roomAround(box, edges, most);
      if (room > most) [best, most] = [box, room];
    }
  return best;
}

/** Whether a box meets land, of which each polygon is given by its rings. */
export function landIn(polygons: Point[][][]): (box: Box) => boolean {
  const parts = polygons.map((rings) => rings.flatMap((ring) => edgesOf(ring)));
  return (box) => {
    const [left, top, right, bottom] = box;
    const middle: Point = [(left + right) / 2, (top + bottom) / 2];
    return parts.some((edges) => isWithin(middle, edges) || roomAround(box, edges, 0) <= 0);
  };
}

/** The polygon with the largest area of several, as rings. */
export function largestPart(polygons: Point[][][]) {
  const size = ([outline]: Point[][]) =>
    Math.abs(edgesOf(outline, 0).reduce((sum, [[x, y], [u, v]]) => sum + x * v - u * y, 0));
  return polygons.reduce((largest, one) => (size(one) > size(largest) ? one : largest));
}

/** The least value, and how far the others go beyond it. */
function spanOf(values: number[]) {
  const [first, last] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  return [first, last - first];
}

function edgesOf(ring: Point[], finest: number = FINEST_PX): Edge[] {
  const edges: Edge[] = [];
  let from = ring[ring.length - 1]; // merged rings may end a step before they began
  for (const [at, to] of ring.entries()) {
    const isLast = at === ring.length - 1;
    if (!isLast && Math.hypot(to[0] - from[0], to[1] - from[1]) < finest) continue;
    edges.push([from, to]);
    from = to;
  }
  return edges;
}

/** Whether a point lies inside: a ray from it crosses the edges an odd number of times. */
const isWithin = ([x, y]: Point, edges: Edge[]) =>
  edges.filter(([[a, b], [c, d]]) => b > y !== d > y && x < a + ((y - b) / (d - b)) * (c - a))
    .length %
    2 ===
  1;

/** The distance from a box to the nearest edge; at most `enough` as soon as one is as near. */
function roomAround(box: Box, edges: Edge[], enough: number) {
  let room = Infinity;
  for (const edge of edges) {
    room = Math.min(room, apart(box, edge));
    if (room <= enough) break;
  }
  return room;
}

/**
 * The distance between a box and an edge, 0 if they meet. Never too large: an edge beside a corner
 * counts by the box about it.
 */
function apart([left, top, right, bottom]: Box, [from, to]: Edge) {
  const beside = Math.max(left - Math.max(from[0], to[0]), Math.min(from[0], to[0]) - right, 0);
  const above = Math.max(top - Math.max(from[1], to[1]), Math.min(from[1], to[1]) - bottom, 0);
  if (beside || above) return Math.hypot(beside, above);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const sides = [left, right].flatMap((x) =>
    [top, bottom].map((y) => (x - from[0]) * dy - (y - from[1]) * dx),
  );
  const isBeyond = sides.every((side) => side > 0) || sides.every((side) => side < 0);
  return isBeyond ? Math.min(...sides.map(Math.abs)) / Math.hypot(dx, dy) : 0;
}
