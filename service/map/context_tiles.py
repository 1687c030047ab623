"""Vector tiles (MVT) of the context around a plan, without detail finer than a pixel.

The page draws them, and a tile of the OGC API begins with them. For orientation only: nothing is
measured with them.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import shapely
from pandas import DataFrame

from layers.context import Context, ContextNetwork
from layers.formats.vector_tiles import TileAddress, TileLayer, encoded, row_cells
from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.edges import Ints
from layers.geometry.tile_grid import (
    SIMPLE_PX,
    TILE_PX,
    TILE_UNITS,
    Clipped,
    TiledShapes,
    projected,
    wider,
)

MOST_PLACES = 25
"""The most places in a tile."""


class _Kind(NamedTuple):
    """From which level on a layer is shown, up to which (exclusive), and how wide its least is."""

    dimension: int
    first: int = 0
    end: float = math.inf
    least_px: float = 0.0


CONTEXT_KINDS = {
    "land": _Kind(2, least_px=1.5),
    "lakes": _Kind(2, least_px=4.0),
    # accurate to about a kilometre: closer levels would mislead
    "rivers": _Kind(1, first=5, end=11, least_px=2.0),
    "roads": _Kind(1, first=7, least_px=2.0),
    "railways": _Kind(1, first=8, least_px=2.0),
    "places": _Kind(0),
}
"""The layers of a tile, the lowest first."""

_LONGEST_EDGE_KM = 60.0  # longer straight edges are ferries or errors
_LEAST_PEOPLE = ((5, math.inf), (6, 2e6), (7, 5e5), (8, 2e5), (9, 8e4), (10, 3e4), (11, 8e3))
"""By level (exclusive end), the least population of shown places."""


class ContextTiles:
    """The tiles of a context in the Web Mercator grid (EPSG:3857, x from west, y from north).

    A tile is drawn 512 pixels wide: those of a level are for the next level of a web map.

    Shapes are simplified once per level, to half a pixel, on the first request of its tiles.
    """

    def __init__(self, context: Context) -> None:
        layers = {
            name: TileLayer(_Around(TiledShapes(shapes, CONTEXT_KINDS[name].least_px)))
            for name, shapes in zip(("land", "lakes", "rivers"), context[:3], strict=True)
        }
        for name in ("roads", "railways"):
            layers[name] = TileLayer(
                _Around(_Lines(getattr(context, name), CONTEXT_KINDS[name].least_px))
            )
        cells = row_cells(context.places[["name", "name_zh", "population"]])
        layers["places"] = TileLayer(_Around(_Places(context.places)), cells)
        self._layers = layers

    def tile(self, place: TileAddress) -> bytes:
        """Return a tile: of its layers (`CONTEXT_KINDS`) those that have something there.

        A side has `TILE_UNITS`. Shapes are clipped `MARGIN` units beyond the tile: the sides of
        the clip are not coast. A place has `name`, `name_zh` and `population`.
        """
        shown = {
            name: layer
            for name, layer in self._layers.items()
            if CONTEXT_KINDS[name].first <= place[0] < CONTEXT_KINDS[name].end
        }
        return encoded(shown, place, units=TILE_UNITS)


class _Around(NamedTuple):
    """Shapes that may continue beyond 180°: a tile on the other side shows them, too."""

    shapes: Clipped

    def clipped(self, zoom: int, bounds: Extent) -> tuple[Ints, Shapes]:
        parts = [self._turned(turn, zoom, bounds) for turn in (-1, 0, 1)]
        rows, shapes = map(np.concatenate, zip(*parts, strict=True))
        return rows, shapes

    def _turned(self, turn: int, zoom: int, bounds: Extent) -> tuple[Ints, Shapes]:
        west, north, east, south = bounds
        rows, shapes = self.shapes.clipped(zoom, (west + turn, north, east + turn, south))
        return rows, shapely.transform(shapes, lambda xy: xy - [turn, 0])


class _Lines:
    """Roads or railways: one shape of all in a tile, edges joined and simplified."""

    def __init__(self, network: ContextNetwork, least_px: float) -> None:
        at = projected(np.column_stack([network.lon, network.lat]))
        drawn = network.length_km <= _LONGEST_EDGE_KM
        self._ends = np.stack([at[network.start[drawn]], at[network.end[drawn]]], axis=1)
        self._low, self._high = self._ends.min(axis=1).T, self._ends.max(axis=1).T
        self._least_px = least_px

    def clipped(self, zoom: int, bounds: Extent) -> tuple[Ints, Shapes]:
        west, north, east, south = wider(bounds)
        near = (self._low[0] <= east) & (self._high[0] >= west)
        near &= (self._low[1] <= south) & (self._high[1] >= north)
        edges = np.asarray(shapely.linestrings(self._ends[near]))
        joined = shapely.line_merge(shapely.multilinestrings(edges))
        pixel = 0.5**zoom / TILE_PX
        simple = shapely.simplify(shapely.get_parts(joined), SIMPLE_PX * pixel)
        shown = simple[shapely.length(simple) >= self._least_px * pixel]
        clipped = shapely.get_parts(shapely.clip_by_rect(shown, west, north, east, south))
        all_in_one = np.array([shapely.multilinestrings(clipped)], object)
        return np.zeros(1, np.int64), all_in_one


class _Places:
    """Named places: of a tile those that its level has room for."""

    def __init__(self, places: DataFrame) -> None:
        self._xy = projected(places[["lon", "lat"]].to_numpy(float))
        self._population = places["population"].to_numpy()
        names = zip(places["name_zh"], places["name"], strict=True)
        self._called = [called or name for called, name in names]

    def clipped(self, zoom: int, bounds: Extent) -> tuple[Ints, Shapes]:
        least = next((people for level, people in _LEAST_PEOPLE if zoom < level), 0)
        west, north, east, south = bounds
        x, y = self._xy.T
        inside = (west <= x) & (x < east) & (north <= y) & (y < south)
        shown: dict[str, int] = {}
        for row in np.flatnonzero(inside & (self._population >= least)).tolist():
            called = self._called[row]  # the most populous come first
            if any(called.startswith(other) or other.startswith(called) for other in shown):
                continue  # a town and its seat
            shown[called] = row
            if len(shown) == MOST_PLACES:
                break
        rows = np.array([*shown.values()], np.int64)
        return rows, np.asarray(shapely.points(self._xy[rows]))


class PlaceNames:
    """The names of the places of a context, in the regions of a plan.

    They are `layers.context.Context.places` with the `adcode` of a region, as
    `layers.context.places_in_regions` adds it.

    >>> import pandas as pd
    >>> places = pd.DataFrame({
    ...     "name": ["Shanghai", "Hai'an", "Haimen"], "name_zh": ["上海", "海安", None],
    ...     "population": [22315474, 77193, 105723], "lon": [121.46, 120.45, 121.17],
    ...     "lat": [31.22, 32.55, 31.87], "adcode": ["310101", "320685", "320684"]})
    >>> [place["name"] for place in PlaceNames(places).find("hai", 2)]
    ["Hai'an", 'Haimen']
    >>> [place["name"] for place in PlaceNames(places).find("海", 2)]
    ["Hai'an", 'Shanghai']
    """

    def __init__(self, places: DataFrame) -> None:
        self._places = places
        self._names = [
            np.array([str(name or "").lower() for name in places[column]], str)
            for column in ("name", "name_zh")
        ]

    def find(self, text: str, most: int) -> list[dict[str, Any]]:
        """Return at most `most` places whose name contains a text, those that begin with it first.

        Case is ignored; ties keep the table's order, by population. Each has `name`, `name_zh`
        (null if unknown), `population` (0: unknown), `lon`, `lat` in degrees and the `adcode` of
        the region that it lies in (null beyond all).
        """
        query = text.strip().lower()
        if not query:
            return []
        at = np.stack([np.char.find(names, query) for names in self._names])
        begins, has = (at == 0).any(axis=0), (at >= 0).any(axis=0)
        rows = [*np.flatnonzero(begins), *np.flatnonzero(has & ~begins)][:most]
        matches = self._places.iloc[rows]
        columns = ["name", "name_zh", "population", "lon", "lat", "adcode"]
        return [
            dict(zip(columns, row, strict=True)) for row in matches[columns].to_numpy().tolist()
        ]
