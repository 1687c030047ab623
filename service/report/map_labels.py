"""Placement of names on a map, without overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import shapely

from layers.palette import COLOURS
from service.report.document import text_width
from service.report.map_strip import LABEL, SMALL

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_BOLD = 1.08  # the width factor of bold letters
_PLATE_HIGH = 1.4  # heights of a letter
_PLATES = 6.0  # land as large as this many plates has its name on it
_SHIFTS = (0.0, -1.3, 1.3, -2.4, 2.4)  # heights of a line, from the middle of the land


class Labels:
    """The names on a map of `wide` × `high` units, and the boxes that they occupy.

    A name on `hatched` land gets a plate as background, so that pattern lines do not cross it. If
    the plate would hide much of the land, the name goes above or below it if there is room.
    """

    def __init__(self, wide: float, high: float, hatched: BaseGeometry) -> None:
        self._hatched = hatched
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
        """Return a name on its land, or just above or below; nothing if there is no room.

        Unless `slight`, land smaller than half of the name's box gets no name, and positions two
        lines away are not tried.
        """
        seen = shapely.intersection(shape, self._frame)
        if not text or seen.is_empty:
            return []
        size = LABEL if bold else SMALL
        width = text_width(text, size) * (_BOLD if bold else 1.0) + 8
        if not slight and seen.area < width * size * 0.65:
            return []
        at = shapely.point_on_surface(seen)
        x = min(max(at.x, width / 2 + 5), self._wide - width / 2 - 5)
        shifts = _SHIFTS if slight else _SHIFTS[:3]
        places = [at.y + shift * size for shift in shifts]
        part = next(it for it in shapely.get_parts(seen) if it.intersects(at))
        is_small = part.area < _PLATES * width * size * _PLATE_HIGH
        if is_small and self._hatched.intersects(part):
            _, north, _, south = part.bounds
            places[:0] = [north - size, south + size]
        y = next((y for y in places if self._takes(x, y, width, size * 1.3)), None)
        if y is None:
            return []
        weight = ' font-weight="700"' if bold else ""
        text_at = f'x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:g}"{weight}'
        halo = f'stroke="{COLOURS["halo"]}" stroke-width="4" paint-order="stroke"'
        look = f'text-anchor="middle" fill="{colour}" {halo} stroke-linejoin="round"'
        return [*self._plate(x, y, width, size), f"<text {text_at} {look}>{escape(text)}</text>"]

    def _plate(self, x: float, y: float, width: float, size: float) -> list[str]:
        """Return a plate behind a name on hatched land."""
        high = size * _PLATE_HIGH
        west, north = x - width / 2, y - high / 2
        if not self._hatched.intersects(shapely.box(west, north, west + width, north + high)):
            return []
        box = f'x="{west:.1f}" y="{north:.1f}" width="{width:.1f}" height="{high:.1f}"'
        return [f'<rect {box} rx="3" fill="{COLOURS["halo"]}"/>']

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
