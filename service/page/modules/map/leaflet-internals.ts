/** What Leaflet keeps private and the page changes or reads; no other module does. */

interface Tiles {
  _map: L.Map;
  _tileZoom: number;
  _tiles: { [key: string]: { el: HTMLElement } };
  _addTile: (coords: L.Coords, container: Node) => void;
  _tileCoordsToKey: (coords: L.Coords) => string;
  _getTilePos: (coords: L.Coords) => L.Point;
  _getTiledPixelBounds: (center: L.LatLng) => { min: L.Point; max: L.Point };
  getTileSize: () => L.Point;
}

const plainTiles = () => L.TileLayer.prototype as unknown as Tiles;

/** Move an element within its pane by a 2D transform, which keeps it in the pane's layer. */
function moveFlat(element: HTMLElement | null, { x, y }: L.Point) {
  if (element) element.style.transform = `translate(${x}px, ${y}px)`;
}

/**
 * Leaflet positions each marker by a 3D transform, which makes it a separate layer: the browser
 * would compose hundreds of them for every frame of a drag. With 2D transforms a pane is one layer.
 */
export function flattenMarkers() {
  type Marker = { _icon: HTMLElement | null; _setPos: (position: L.Point) => void };
  const { _setPos } = L.Marker.prototype as unknown as Marker;
  L.Marker.include({
    _setPos(this: Marker, position: L.Point) {
      _setPos.call(this, position);
      moveFlat(this._icon, position);
    },
  });
}

/** A layer of tiles that are placed by 2D transforms too; `create` takes their side in px. */
export function flatTiles(
  create: (side: number, coords: L.Coords, done: L.DoneCallback) => HTMLElement,
  options: L.GridLayerOptions,
): L.GridLayer {
  const Layer = L.GridLayer.extend({
    createTile(this: Tiles, coords: L.Coords, done: L.DoneCallback) {
      return create(this.getTileSize().x, coords, done);
    },
    _addTile(this: Tiles, coords: L.Coords, container: Node) {
      plainTiles()._addTile.call(this, coords, container);
      const { el } = this._tiles[this._tileCoordsToKey(coords)];
      moveFlat(el, L.DomUtil.getPosition(el));
    },
  });
  return new (Layer as unknown as typeof L.GridLayer)(options);
}

/** A layer of tiles, each shifted by `offset` of its middle. */
export function shiftedTiles(
  url: string,
  options: L.TileLayerOptions,
  offset: (map: L.Map, place: L.LatLng, zoom: number) => L.Point,
): L.TileLayer {
  const Layer = L.TileLayer.extend({
    _getTilePos(this: Tiles, coords: L.Coords) {
      const size = this.getTileSize();
      const middle = this._map.unproject(coords.scaleBy(size).add(size.divideBy(2)), coords.z);
      return plainTiles()
        ._getTilePos.call(this, coords)
        .subtract(offset(this._map, middle, coords.z));
    },
    _getTiledPixelBounds(this: Tiles, center: L.LatLng) {
      const { min, max } = plainTiles()._getTiledPixelBounds.call(this, center);
      const by = offset(this._map, center, this._tileZoom);
      return L.bounds(min.add(by), max.add(by));
    },
  });
  return new (Layer as unknown as typeof L.TileLayer)(url, options);
}

/**
 * Leaflet opens a tooltip on focus too: its listeners make every shape focusable without a name,
 * and frame a clicked one. The lists beside the map have the same content.
 */
export function removeFocusListeners() {
  L.Layer.include({ _addFocusListeners: () => {} });
}

/**
 * A scale bar of its exact length, where Leaflet rounds it to a pixel, which is up to 1 % of it.
 *
 * @returns writes it again, as in another language
 */
export function addScaleBar(map: L.Map, widthPx: number, write: (text: string) => string) {
  const bar = L.control.scale({ imperial: false, maxWidth: widthPx, position: "bottomright" });
  const own = bar as unknown as {
    _updateScale: (line: HTMLElement, text: string, share: number) => void;
    _update: () => void;
  };
  own._updateScale = (line, text, share) => {
    line.style.width = `${(widthPx * share).toFixed(2)}px`;
    line.textContent = write(text);
  };
  bar.addTo(map);
  return () => own._update();
}

/** Pan a map, without the events of a move that ends. */
export const panSilently = (map: L.Map, by: L.Point) =>
  (map as unknown as { _rawPanBy: (by: L.Point) => void })._rawPanBy(by);

/** Whether a marker is being dragged. */
export function isDragged({ dragging }: L.Marker) {
  const handler = dragging as unknown as { _draggable?: { _moving: boolean } } | undefined;
  return Boolean(handler?._draggable?._moving);
}
