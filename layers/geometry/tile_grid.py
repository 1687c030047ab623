"""The grid of tiles of a web map (Web Mercator), and shapes cut into it, no finer than a pixel.

Positions are fractions of the world's width: x from 180° west, y from 85.05° north.
"""

from typing import NamedTuple, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.edges import Floats
from layers.runtime.cache import Cache

TILE_UNITS = 2048
"""Units along a tile's side of 512 pixels, for orientation: four per pixel."""

MARGIN = 32
"""How far shapes reach beyond a tile's sides: the width of the widest line."""

DEEPEST = 13
"""The last level with tiles of the context, and of simplified shapes: beyond it nothing is lost."""

TILE_PX = 512
SIMPLE_PX = 0.5
"""How far a simplified shape may depart, in pixels."""

_MOST_LATITUDE_DEG = 85.0511
_MOST_LEVELS = 16


class _Level(NamedTuple):
    """Shapes simplified for a level of the map, with their rows and their index."""

    rows: NDArray[np.int64]
    shapes: Shapes
    tree: shapely.STRtree


class Clipped(Protocol):
    """Shapes that can be cut to a tile, in fractions of the world's width."""

    def clipped(self, zoom: int, bounds: Extent) -> tuple[NDArray[np.int64], Shapes]:
        """Return the rows that a tile of a level shows, and their clipped shapes."""


class TiledShapes:
    """Shapes in degrees, simplified once per level, up to `DEEPEST`, on the first request.

    Those less than `least_px` pixels wide and high are omitted, except points.
    """

    def __init__(self, shapes: Shapes, least_px: float) -> None:
        self.shapes: Shapes = shapely.transform(shapes, projected)
        self._least_px = least_px
        self._levels: Cache[int, _Level] = Cache(_MOST_LEVELS)

    def clipped(self, zoom: int, bounds: Extent) -> tuple[NDArray[np.int64], Shapes]:
        """Return the rows that reach into a tile or its margin, and their shapes clipped to it."""
        of = min(zoom, DEEPEST + 1)
        level = self._levels.get(of, lambda: self._simplified(of))
        cut = wider(bounds)
        near = np.sort(level.tree.query(shapely.box(*cut)))
        return level.rows[near], shapely.clip_by_rect(level.shapes[near], *cut)

    def _simplified(self, zoom: int) -> _Level:
        pixel = 0.5**zoom / TILE_PX
        west, south, east, north = shapely.bounds(self.shapes).T
        size = np.maximum(east - west, north - south)
        drawn = (size >= self._least_px * pixel) | (size == 0)
        rows = np.flatnonzero(drawn)
        simple = self.shapes[rows]
        if zoom <= DEEPEST:
            simple = shapely.simplify(simple, SIMPLE_PX * pixel)
        return _Level(rows, simple, shapely.STRtree(simple))


def tile_bounds(zoom: int, x: int, y: int) -> Extent:
    """Return the bounds of a tile: west, north, east, south."""
    side = 0.5**zoom
    return x * side, y * side, (x + 1) * side, (y + 1) * side


def wider(bounds: Extent) -> Extent:
    """Return the bounds of a tile with its margin."""
    west, north, east, south = bounds
    margin = (east - west) * MARGIN / TILE_UNITS
    return west - margin, north - margin, east + margin, south + margin


def projected(lon_lat: Floats) -> Floats:
    """Return positions in degrees as fractions of the world's width."""
    latitude = np.radians(np.clip(lon_lat[:, 1], -_MOST_LATITUDE_DEG, _MOST_LATITUDE_DEG))
    y = 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)
    return np.column_stack([lon_lat[:, 0] / 360 + 0.5, y])


def in_units(xy: Floats, bounds: Extent, units: int) -> NDArray[np.int64]:
    """Return positions in a tile's units, y to the south."""
    west, north, east, _ = bounds
    return np.round((xy - [west, north]) / (east - west) * units).astype(np.int64)
