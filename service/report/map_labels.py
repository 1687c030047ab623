"""Placement of names on a map, without overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import shapely

from layers.palette import COLOURS
from service.report.document import text_width
from service.report.map_strip import LABEL, SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

_BOLD = 1.08  # the width factor of bold letters
_PLATE_HIGH = 1.4  # heights of a letter
_SHIFTS = (0.0, -1.3, 1.3, -2.4, 2.4)  # heights of a line, from the middle of the land


class Labels:
    """The names on a map of `wide` × `high` units, and the boxes that they occupy.

    A name stands off `hatched` land. A bold one that finds no other place is written on it, on a
    plate, so that pattern lines do not cross it. Beside its own land a name is not on that of
    another of the `zones`.
    """

    def __init__(
        self, wide: float, high: float, hatched: BaseGeometry, zones: Sequence[BaseGeometry] = ()
    ) -> None:
        self._hatched, self._zones = hatched, shapely.union_all(zones)
        self._frame = shapely.box(0, 0, wide, high)
        self._wide, self._high = wide, high
        self._taken: list[tuple[float, float, float, float]] = []

    def keep(self, shape: BaseGeometry) -> None:
        """Reserve the place of a drawn shape."""
        self._taken.append(shape.bounds)

    def write(
        self,
        shape: BaseGeometry,
        text: str,
        *,
        bold: bool = False,
        colour: str = COLOURS["ink"],
        slight: bool = True,
    ) -> list[str]:
        """Return a name on its land, or just beside it; nothing if there is no room.

        Unless `slight`, land smaller than half of the name's box gets no name, and positions two
        lines away or beside the land are not tried.
        """
        seen = shapely.intersection(shape, self._frame)
        if not text or seen.is_empty:
            return []
        size = LABEL if bold else SMALL
        width = text_width(text, size) * (_BOLD if bold else 1.0) + 8
        if not slight and seen.area < width * size * 0.65:
            return []
        at = shapely.point_on_surface(seen)
        shifts = _SHIFTS if slight else _SHIFTS[:3]
        rows = [at.y + shift * size for shift in shifts]
        inside = shapely.difference(seen, self._hatched)
        inside = seen if inside.is_empty else inside
        places = [(self._between(_middle(inside, y, at.x), width), y) for y in rows]
        if slight:
            part = next(it for it in shapely.get_parts(seen) if it.intersects(at))
            west, north, east, south = part.bounds
            beside = (width + size) / 2
            x = self._between(at.x, width)
            off = [(x, north - size), (x, south + size)]
            off += [(east + beside, at.y), (west - beside, at.y)]
            others = shapely.difference(self._zones, shape)
            places += [it for it in off if not others.intersects(_box(*it, width, size))]
        hidden = {it: self._hatched.intersects(_box(*it, width, size)) for it in places}
        allowed = sorted((it for it in places if bold or not hidden[it]), key=hidden.__getitem__)
        place = next((it for it in allowed if self._takes(*it, width, size * 1.3)), None)
        if place is None:
            return []
        x, y = place
        weight = ' font-weight="700"' if bold else ""
        text_at = f'x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:g}"{weight}'
        halo = f'stroke="{COLOURS["halo"]}" stroke-width="4" paint-order="stroke"'
        look = f'text-anchor="middle" fill="{colour}" {halo} stroke-linejoin="round"'
        plate = [_plate(x, y, width, size)] if hidden[place] else []
        return [*plate, f"<text {text_at} {look}>{escape(text)}</text>"]

    def _between(self, x: float, width: float) -> float:
        """Return the nearest position at which a name is inside the map."""
        return min(max(x, width / 2 + 5), self._wide - width / 2 - 5)

    def _takes(self, x: float, y: float, width: float, height: float) -> bool:
        """Return whether a box around a position is free and inside the map; reserve it."""
        box = x - width / 2, y - height / 2, x + width / 2, y + height / 2
        if box[0] < 4 or box[1] < 4 or box[2] > self._wide - 4 or box[3] > self._high - 4:
            return False
        for west, north, east, south in self._taken:
            if box[0] < east and box[2] > west and box[1] < south and box[3] > north:
                return False
        self._taken.append(box)
        return True


def _middle(land: BaseGeometry, y: float, x: float) -> float:
    """Return the middle of the longest piece of a row that is on land, or else x."""
    west, _, east, _ = land.bounds
    row = shapely.intersection(land, shapely.linestrings([(west, y), (east, y)]))
    pieces = [] if row.is_empty else shapely.get_parts(row).tolist()
    longest = max(pieces, key=shapely.length, default=None)
    return x if longest is None else float(longest.centroid.x)


def _box(x: float, y: float, width: float, size: float) -> shapely.Polygon:
    """Return the box of a name's plate."""
    half, high = width / 2, size * _PLATE_HIGH / 2
    return shapely.box(x - half, y - high, x + half, y + high)


def _plate(x: float, y: float, width: float, size: float) -> str:
    """Return a plate behind a name."""
    west, north, east, south = _box(x, y, width, size).bounds
    box = f'x="{west:.1f}" y="{north:.1f}" width="{east - west:.1f}" height="{south - north:.1f}"'
    return f'<rect {box} rx="3" fill="{COLOURS["halo"]}"/>'
