"""Tiles of the context around a plan for a web map, without detail finer than a pixel.

For orientation only: nothing is measured with them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.geometry.tile_grid import (
    DEEPEST,
    SIMPLE_PX,
    TILE_PX,
    TiledShapes,
    in_units,
    projected,
    tile_bounds,
    wider,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from layers.context import Context, Network
    from layers.geometry.antimeridian import Extent, Shapes
    from layers.geometry.edges import Floats

MOST_PLACES = 25
"""The most places in a tile."""

_LEAST_PX = {"land": 1.5, "lakes": 4.0, "rivers": 2.0, "roads": 2.0, "railways": 2.0}
_LEVELS = {
    "land": range(DEEPEST + 1),
    "lakes": range(DEEPEST + 1),
    "rivers": range(5, 11),  # accurate to about a kilometre: closer levels would mislead
    "roads": range(7, DEEPEST + 1),
    "railways": range(8, DEEPEST + 1),
}
_LONGEST_EDGE_KM = 60.0  # longer straight edges are ferries or errors
_LEAST_PEOPLE = ((5, math.inf), (6, 2e6), (7, 5e5), (8, 2e5), (9, 8e4), (10, 3e4), (11, 8e3))
"""By level (exclusive end), the least population of shown places."""


class ContextTiles:
    """The tiles of a context in the Web Mercator grid (EPSG:3857, x from west, y from north).

    A tile is drawn 512 pixels wide: those of a level are for the next level of a web map.

    Shapes are simplified once per level, to half a pixel, on the first request of its tiles.
    """

    def __init__(self, context: Context) -> None:
        self._shapes_by_kind = {
            kind: TiledShapes(shapes, _LEAST_PX[kind])
            for kind, shapes in zip(("land", "lakes", "rivers"), context[:3], strict=True)
        }
        self._edges = {"roads": _edges(context.roads), "railways": _edges(context.railways)}
        places = context.places
        self._places = places
        self._place_xy = projected(places[["lon", "lat"]].to_numpy(float))

    def tile(self, zoom: int, x: int, y: int) -> dict[str, Any]:
        """Return a tile: rings of `land` and `lakes`; lines; `places`; empty layers are left out.

        A ring or line is a list of integers: x and y of its first position, then steps to the next;
        a tile's side is `UNITS`, y points south. Inner rings are holes. They are clipped `MARGIN`
        units beyond the tile: the sides of the clip are not coast. A place is x, y, `name`,
        `name_zh` and `population`.
        """
        moved = self._turned(tile_bounds(zoom, x, y))
        layers: dict[str, Any] = {}
        for kind in ("land", "lakes", "rivers"):
            if zoom in _LEVELS[kind]:
                layers |= self._shapes(kind, zoom, moved)
        for kind in ("roads", "railways"):
            if zoom in _LEVELS[kind]:
                layers[kind] = _steps(self._lines(kind, zoom, moved), moved)
        layers["places"] = self._named(zoom, moved)
        return {name: drawn for name, drawn in layers.items() if drawn}

    def _turned(self, bounds: Extent) -> Extent:
        """Return a tile's bounds shifted by 360° if the context lies there, across 180°."""
        west, south, east, north = bounds
        ends = [each.bounds for each in self._shapes_by_kind.values() if len(each.shapes)]
        last = max((end[2] for end in ends), default=1.0)
        first = min((end[0] for end in ends), default=0.0)
        if last > 1 and east <= first:
            return west + 1, south, east + 1, north
        return bounds

    def _shapes(self, kind: str, zoom: int, bounds: Extent) -> dict[str, list[list[int]]]:
        """Return the rings or lines of a kind in a tile."""
        _, clipped = self._shapes_by_kind[kind].clipped(zoom, wider(bounds))
        if kind == "rivers":
            return {kind: _steps(clipped, bounds)}
        return {kind: _steps(shapely.get_rings(shapely.get_parts(clipped)), bounds)}

    def _lines(self, kind: str, zoom: int, bounds: Extent) -> Shapes:
        """Return roads or railways in a tile, edges joined and simplified."""
        start, end = self._edges[kind]
        west, north, east, south = wider(bounds)
        low, high = np.minimum(start, end), np.maximum(start, end)
        near = (low[:, 0] <= east) & (high[:, 0] >= west)
        near &= (low[:, 1] <= south) & (high[:, 1] >= north)
        if not near.any():
            return np.empty(0, object)
        lines = shapely.linestrings(np.stack([start[near], end[near]], axis=1))
        joined = shapely.line_merge(shapely.multilinestrings(np.asarray(lines)))
        pixel = 0.5**zoom / TILE_PX
        simple = shapely.simplify(shapely.get_parts(joined), SIMPLE_PX * pixel)
        shown: Shapes = simple[shapely.length(simple) >= _LEAST_PX[kind] * pixel]
        return shapely.clip_by_rect(shown, west, north, east, south)

    def _named(self, zoom: int, bounds: Extent) -> list[list[Any]]:
        least = next((people for level, people in _LEAST_PEOPLE if zoom < level), 0)
        west, north, east, south = bounds
        x, y = self._place_xy.T
        inside = (west <= x) & (x < east) & (north <= y) & (y < south)
        rows = np.flatnonzero(inside & (self._places["population"].to_numpy() >= least))
        shown: dict[str, list[Any]] = {}
        for row in rows:  # the most populous come first
            place = self._places.iloc[row]
            called = place["name_zh"] or place["name"]
            if any(called.startswith(other) or other.startswith(called) for other in shown):
                continue  # a town and its seat
            at = in_units(self._place_xy[[row]], bounds)[0].tolist()
            shown[called] = [*at, place["name"], place["name_zh"], int(place["population"])]
            if len(shown) == MOST_PLACES:
                break
        return list(shown.values())


def _edges(network: Network) -> tuple[Floats, Floats]:
    """Return both ends of the drawn edges."""
    at = projected(np.column_stack([network.lon, network.lat]))
    drawn = network.length_km <= _LONGEST_EDGE_KM
    return at[network.start[drawn]], at[network.end[drawn]]


def _steps(lines: Shapes, bounds: Extent) -> list[list[int]]:
    """Return each line's first position and steps, in integer units of a tile."""
    parts = shapely.get_parts(lines)
    parts = parts[~shapely.is_empty(parts)]
    xy, line = shapely.get_coordinates(parts, return_index=True)
    at = in_units(xy, bounds)
    new = np.r_[True, np.diff(line) != 0] if len(line) else np.empty(0, bool)
    step = np.diff(at, axis=0, prepend=at[:1] * 0)
    keep = new | (step != 0).any(axis=1)  # no repeated position
    at, line, new = at[keep], line[keep], new[keep]
    step = np.where(new[:, None], at, np.diff(at, axis=0, prepend=at[:1] * 0))
    first = np.flatnonzero(new)
    lines_of_steps = (
        [part.ravel().tolist() for part in np.split(step, first[1:])] if len(step) else []
    )
    return [part for part in lines_of_steps if len(part) > 2]


class PlaceNames:
    """The names of the places of a context (`layers.context.Context.places`).

    >>> import pandas as pd
    >>> places = pd.DataFrame({
    ...     "name": ["Shanghai", "Hai'an", "Haimen"], "name_zh": ["上海", "海安", None],
    ...     "population": [22315474, 77193, 105723], "lon": [121.46, 120.45, 121.17],
    ...     "lat": [31.22, 32.55, 31.87]})
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
        (null if unknown), `population` (0: unknown), `lon`, `lat` in degrees.
        """
        query = text.strip().lower()
        if not query:
            return []
        at = np.stack([np.char.find(names, query) for names in self._names])
        begins, has = (at == 0).any(axis=0), (at >= 0).any(axis=0)
        rows = [*np.flatnonzero(begins), *np.flatnonzero(has & ~begins)][:most]
        matches = self._places.iloc[rows]
        columns = ["name", "name_zh", "population", "lon", "lat"]
        return [
            dict(zip(columns, row, strict=True)) for row in matches[columns].to_numpy().tolist()
        ]
