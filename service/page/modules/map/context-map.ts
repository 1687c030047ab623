/**
 * The context around the plan, from the service: land and water under the tints; coasts, rivers,
 * roads, railways and place names above them. The tints fade at closer zooms.
 */

import { PbfReader, VectorTile } from "../../vendor/vector-tile/index.js";
import { requestFile } from "../core/api.ts";
import { themeColour } from "../core/ui/palette.ts";
import { flatTiles } from "./leaflet-internals.ts";
import type { VectorTileLayer } from "../../vendor/vector-tile/index.js";

type Layer = VectorTileLayer;

type Tile = { [name: string]: Layer };

type NamedPlace = { name: string; name_zh: string | null; latlng: L.LatLng; weight: number };

type Pen = OffscreenCanvasRenderingContext2D;

const MARGIN = 32; // units beyond a tile's sides, where its land and water are clipped
const SIDE_PX = 512; // half as many tiles along a side as of 256: fewer canvases to compose
const DEEPEST = 14; // zoom level of the map; tiles are of the level before
const MOST_KEPT = 150;
const LARGEST_PX = 1024;
const FADES = { from: 8.5, to: 12, least: 0.3 };
const CLOSE_FROM_ZOOM = 9.5;

const pending = new Map<string, Promise<Tile>>();
const known = new Map<string, Tile>();

function load({ z, x, y }: L.Coords): Promise<Tile> {
  const path = `/api/layers/context/${z - 1}/${x}/${y}`;
  const cached = pending.get(path);
  if (cached) return cached;
  const tile = requestFile(path)
    .then(({ file }) => file.arrayBuffer())
    .then((bytes) => {
      const { layers } = new VectorTile(new PbfReader(bytes));
      known.set(path, layers);
      return layers;
    });
  pending.set(path, tile);
  tile.catch(() => pending.delete(path));
  for (const old of [...pending.keys()].slice(0, Math.max(0, pending.size - MOST_KEPT))) {
    pending.delete(old);
    known.delete(old);
  }
  return tile;
}

export function addContext({ store, map }: Page) {
  let layers: L.GridLayer[] = [];
  const show = () => {
    if (layers.length || !store.state.plan?.context || store.state.loading) return;
    layers = [tiles("ground", drawGround), tiles("context", drawLines)];
    layers[1].on("load", () => map.fire("places"));
    layers.forEach((layer) => layer.addTo(map));
  };
  const fade = () => {
    const near = Math.min(1, Math.max(0, (map.getZoom() - FADES.from) / (FADES.to - FADES.from)));
    const faded = layers.length ? 1 - near * (1 - FADES.least) : 1;
    map.getPane("districts")?.style.setProperty("--faded", String(faded));
    map.getContainer().classList.toggle("close", map.getZoom() >= CLOSE_FROM_ZOOM);
  };
  // not by redraw(), which would request tiles of a fractional level
  const redraw = () => layers.forEach((layer) => layer.remove().addTo(map));
  // after the figures: a browser has six connections to a host, and these answers are slow at first
  store.on(["plan", "loading"], () => {
    show();
    fade();
  });
  store.on(["theme"], redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  map.on("zoomend", fade);
}

/** The places of the tiles in view, most populous first. */
export function placesInView(map: L.Map): NamedPlace[] {
  const zoom = Math.min(DEEPEST, Math.round(map.getZoom()));
  const world = 2 ** (zoom - 1);
  const bounds = map.getBounds();
  const first = map.project(bounds.getNorthWest(), zoom).divideBy(SIDE_PX).floor();
  const last = map.project(bounds.getSouthEast(), zoom).divideBy(SIDE_PX).floor();
  const places: NamedPlace[] = [];
  for (let x = first.x; x <= last.x; x += 1)
    for (let y = first.y; y <= last.y; y += 1) {
      const column = ((x % world) + world) % world;
      const tile = known.get(`/api/layers/context/${zoom - 1}/${column}/${y}`);
      for (const place of features(tile?.places)) {
        const [[at]] = place.loadGeometry();
        const px = L.point(x, y).add(L.point(at.x, at.y).divideBy(place.extent));
        const latlng = map.unproject(px.multiplyBy(SIDE_PX), zoom);
        const { name, name_zh = null, population } = place.properties as any;
        places.push({ name, name_zh, weight: population, latlng });
      }
    }
  return places.sort((a, b) => b.weight - a.weight);
}

/** @param draw `px` is the number of canvas pixels per map pixel */
function tiles(
  pane: string,
  draw: (pen: Pen, tile: Tile, px: number, zoom: number) => void,
): L.GridLayer {
  const create = (shown: number, coords: L.Coords, done: L.DoneCallback) => {
    const px = (Math.min(shown, LARGEST_PX) / shown) * Math.min(2, window.devicePixelRatio || 1);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.round(shown * px);
    load(coords).then(
      (tile) => {
        show(canvas, (pen) => draw(pen, tile, px, coords.z));
        done(undefined, canvas);
      },
      (error) => done(error, canvas),
    );
    return canvas;
  };
  const bounds = L.latLngBounds([-85, -540], [85, 540]);
  const options = { pane, tileSize: SIDE_PX, maxNativeZoom: DEEPEST, bounds };
  return flatTiles(create, options);
}

/**
 * Draw an image and show it on a canvas of its size. A canvas that is drawn on itself is copied for
 * every frame where no GPU composes the page, an image is not.
 */
function show(canvas: HTMLCanvasElement, draw: (pen: Pen) => void) {
  const drawing = new OffscreenCanvas(canvas.width, canvas.height);
  const pen = drawing.getContext("2d");
  if (pen) draw(pen);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(drawing.transferToImageBitmap());
}

/** The features of a layer; none where a tile has no such layer. */
const features = (layer?: Layer) =>
  Array.from({ length: layer?.length ?? 0 }, (_, at) => (layer as Layer).feature(at));

/** @param shores omit the sides of rings along the clip */
function trace(pen: Pen, layer?: Layer, shores: boolean = false) {
  const extent = layer?.extent ?? 1;
  const scale = pen.canvas.width / extent;
  const isCut = (one: number, other: number) =>
    one === other && (one === -MARGIN || one === extent + MARGIN);
  pen.beginPath();
  for (const line of features(layer).flatMap((feature) => feature.loadGeometry())) {
    let from = line[0];
    pen.moveTo(from.x * scale, from.y * scale);
    for (const to of line) {
      const isAlong = shores && (isCut(from.x, to.x) || isCut(from.y, to.y));
      if (isAlong) pen.moveTo(to.x * scale, to.y * scale);
      else pen.lineTo(to.x * scale, to.y * scale);
      from = to;
    }
  }
}

function drawGround(pen: Pen, { land, lakes }: Tile) {
  const fill = (token: string, layer: Layer) => {
    trace(pen, layer);
    pen.fillStyle = themeColour(token);
    pen.fill("evenodd");
  };
  fill("beyond", land);
  fill("sea", lakes);
}

function drawLines(
  pen: Pen,
  { land, lakes, rivers, roads, railways }: Tile,
  px: number,
  zoom: number,
) {
  const near = Math.max(0, Math.min(1, (zoom - 8) / 4));
  const stroke = (token: string, width: number, dash = [0, 0]) => {
    pen.strokeStyle = themeColour(token);
    pen.lineWidth = width * px;
    pen.setLineDash(dash[0] ? dash.map((length) => length * px) : []);
    pen.stroke();
  };
  pen.lineJoin = "round";
  pen.globalAlpha = 0.3 + 0.4 * near; // zones are the strongest lines
  trace(pen, lakes);
  pen.fillStyle = themeColour("sea");
  pen.fill("evenodd");
  stroke("context-water", 0.8);
  trace(pen, land, true);
  stroke("context-water", 0.9);
  trace(pen, rivers);
  stroke("halo", 2 + near);
  stroke("context-water", 0.8 + 0.8 * near);
  trace(pen, roads);
  stroke("halo", 1.4 + 2.2 * near);
  stroke("context-road", 0.6 + 1.2 * near);
  trace(pen, railways);
  stroke("halo", 2.2 + near);
  stroke("context-rail", 1 + 0.4 * near, [5, 3]);
  pen.globalAlpha = 1;
}
