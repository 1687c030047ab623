"""The parts of a picture as SVG: polygons, lines, text."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.palette import COLOURS
from service.report.document import printable
from service.report.map_view import View

_APOSTROPHE = re.compile("(?<=[A-Za-z])[’ʼ](?=[A-Za-z])")
_LINE = shapely.GeometryType.LINESTRING
LEAST_UNITS2 = 0.6
"""Land smaller than this, in units of a picture, is not drawn."""


def background(view: View) -> str:
    """Return the ground of a map, which is sea where no land is drawn on it."""
    return f'<rect width="{view.wide:g}" height="{view.high:g}" fill="{COLOURS["sea"]}"/>'


def path(  # noqa: PLR0913  attributes of SVG
    shapes: Iterable[BaseGeometry],
    fill: str,
    edge: str,
    width: float,
    *,
    dash: str = "",
    least: float = LEAST_UNITS2,
) -> str:
    """Return one path of all polygons of at least the area `least`; nothing without any."""
    polygons = [
        part
        for polygon in shapely.get_parts(np.asarray(list(shapes), dtype=object))
        for part in shapely.get_parts(polygon)
        if part.geom_type == "Polygon" and part.area >= least
    ]
    rings = [_points(ring) + "Z" for it in polygons for ring in (it.exterior, *it.interiors)]
    if not rings:
        return ""
    more = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{"".join(rings)}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{more}/>'
    )


def lines_path(lines: Iterable[BaseGeometry], colour: str, width: float, dash: str = "") -> str:
    """Return one path of all lines; nothing without any."""
    parts = shapely.get_parts(np.asarray(list(lines), dtype=object))
    parts = parts[(shapely.get_type_id(parts) == _LINE) & ~shapely.is_empty(parts)]
    data = "".join(_points(line, closed=False) for line in parts)
    more = f' stroke-dasharray="{dash}"' if dash else ""
    look = f'fill="none" stroke="{colour}" stroke-width="{width:g}"{more}'
    return f'<path d="{data}" {look}/>' if data else ""


def circle(at: BaseGeometry, radius: float, fill: str, edge: str = COLOURS["ink"]) -> str:
    """Return a dot at a point of a picture."""
    ((x, y),) = shapely.get_coordinates(at)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.2"/>'
    )


def symbol_at(symbol: str, x: float, y: float, size: float) -> str:
    """Return a symbol, designed in a box of 16 units, with its middle at a place."""
    at = f"translate({x - 8 * size:.1f} {y - 8 * size:.1f}) scale({size:g})"
    return f'<g transform="{at}">{symbol}</g>'


def _points(line: BaseGeometry, *, closed: bool = True) -> str:
    every = shapely.get_coordinates(line)
    points = np.round(every[:-1] if closed else every, 1)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def text_at(  # noqa: PLR0913  attributes of SVG
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    weight: int = 400,
    anchor: str = "start",
    colour: str = COLOURS["ink"],
) -> str:
    """Return a line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{svg_text(text)}</text>'
    )


def svg_text(text: str) -> str:
    """Return a text as SVG has it; an apostrophe within a word is one that every font has.

    >>> svg_text("Lu’an < Ma’anshan") == "Lu'an &lt; Ma'anshan"
    True
    """
    return escape(_APOSTROPHE.sub("'", printable(text)))
