"""Signs above the zones of a sheet: clusters by sector, gateways by kind, areas of broken rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import Plan
from layers.messages import Language, Message
from layers.palette import COLOURS, LEVELS, Mark, gateway_marks, sector_marks
from service.report.document import printable
from service.report.map_strip import Key
from service.report.map_view import View
from service.report.surroundings import seen
from service.report.svg import circle, path, symbol_at, text_at

_MOST_SEPARATE = 1_000  # points of a layer in a view; of more, near ones are one, with their number
_CELL, _DISC = 56.0, 15.0  # in units: a cell of near points; the radius of a number's disc
_FAR, _NEAR = 0.6, 1.1  # the size of a symbol, in boxes of 16 units
_SPECK_UNITS2 = 120.0  # a smaller area of a broken rule is marked by a triangle
_BREAKS = {"hard": "report-map-hard", "soft": "report-map-soft"}
_TRIANGLE = "M8 2L14.4 13H1.6z"


class Signs(NamedTuple):
    """The signs above the zones of a view: as SVG, their legend, and where names may not go."""

    svg: str = ""
    keys: tuple[Key, ...] = ()
    places: tuple[BaseGeometry, ...] = ()

    def __add__(self, other: object) -> Signs:
        """Return both, the other one above."""
        if not isinstance(other, Signs):
            return NotImplemented
        return Signs(self.svg + other.svg, self.keys + other.keys, self.places + other.places)


NO_SIGNS = Signs()


def signs(
    plan: Plan,
    view: View,
    layers: Collection[str],
    violations: pd.DataFrame,
    language: Language,
) -> Signs:
    """Return the signs of some layers in a view: `clusters`, `gateways`, `violations`.

    `violations` are those of a coverage. Of more than a thousand points near ones are one disc with
    their number.
    """
    say = plan.terms.speaker(language).text
    found = Signs()
    if "violations" in layers:
        words = {level: say(Message(code)) for level, code in _BREAKS.items()}
        found += _broken(view, violations, words)
    together = say(Message("report-map-together"))
    for layer, column, marks, symbol in (
        ("gateways", "kind", gateway_marks, _gateway),
        ("clusters", "sector", sector_marks, _cluster),
    ):
        if layer not in layers or not plan.has(layer):
            continue
        rows, points = seen(view, plan.frame(layer))
        inside = shapely.intersects(points, view.frame)
        values, points = rows[column].astype(str).to_numpy(object)[inside], points[inside]
        if len(points) > _MOST_SEPARATE:
            found += _numbered(points, together)
            continue
        size = _NEAR if view.is_near else _FAR
        for mark in marks(sorted({*values})):
            own = points[values == mark.value]
            drawn = symbol(mark)
            key = Key(printable(mark.text(language)), symbol=drawn)
            svg = "".join(symbol_at(drawn, at.x, at.y, size) for at in own)
            kept = tuple(shapely.buffer(own, 8 * size)) if view.is_near else ()
            found += Signs(svg, (key,), kept)
    return found


def _broken(view: View, violations: pd.DataFrame, words: Mapping[str, str]) -> Signs:
    """Return the areas of broken rules in a view, those of soft rules first."""
    found = Signs()
    placed = violations[violations["geometry"].notna()]
    for mark in reversed(LEVELS):
        shapes = view.drawn(placed.loc[placed["level"] == mark.value, "geometry"])
        shapes = shapes[shapely.intersects(shapes, view.frame)]
        if not len(shapes):
            continue
        pattern = f"url(#{mark.value})"
        specks = shapely.point_on_surface(shapes[shapely.area(shapes) < _SPECK_UNITS2])
        symbol = f'<path d="{_TRIANGLE}" fill="{mark.colour}" stroke="{COLOURS["halo"]}"/>'
        svg = path(shapes, pattern, COLOURS["halo"], 4.4) + path(shapes, "none", mark.colour, 1.8)
        svg += "".join(symbol_at(symbol, at.x, at.y, _NEAR) for at in specks)
        found += Signs(svg, (Key(words[mark.value], fill=pattern, edge=mark.colour),))
    return found


def _cluster(mark: Mark) -> str:
    return f'<path d="{mark.path}" fill="{mark.colour}" stroke="{COLOURS["ink"]}"/>'


def _gateway(mark: Mark) -> str:
    ink = f'stroke="{COLOURS["ink"]}"'
    disc = f'<circle cx="8" cy="8" r="8" fill="{COLOURS["sheet"]}" {ink}/>'
    return f'{disc}<path d="{mark.path}" fill="none" {ink} stroke-width="1.4"/>'


def _numbered(points: NDArray[np.object_], words: str) -> Signs:
    """Return points by squares of a view, each at its middle, with their number."""
    xy = shapely.get_coordinates(points)
    table = pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "points": 1})
    cells = [np.floor_divide(xy[:, axis], _CELL) for axis in (0, 1)]
    squares = table.groupby(cells).agg({"x": "mean", "y": "mean", "points": "sum"})
    svg = "".join(
        circle(shapely.Point(x, y), _DISC, COLOURS["sheet"])
        + text_at(f"{count:,}", x, y + 4.5, size=12, anchor="middle")
        for x, y, count in squares.itertuples(index=False)
    )
    return Signs(svg, (Key(words, dot=COLOURS["sheet"]),))
