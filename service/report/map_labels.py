"""Placement of names on a map, without overlaps."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.palette import COLOURS
from service.report.document import text_width
from service.report.map_strip import LABEL, SMALL
from service.report.svg import svg_text, text_at

_BOLD = 1.08  # the width factor of bold letters
_PLATE_HIGH = 1.4  # heights of a letter
_NOWHERE = shapely.Polygon()
_SIZES, _MOSTLY = (SMALL, 13.0, 11.0), 0.66  # of names in a region; the least share inside it
_SHIFTS = (0.0, -1.3, 1.3, -2.4, 2.4)  # heights of a line, from the middle of the land


class Labels:
    """The names on a map of `wide` × `high` units, and the boxes that they occupy.

    Names and callouts stay off `changed` land. A name beside its own land stays off the land of
    other `zones`. `small` is the font size of names that are not bold.
    """

    def __init__(
        self,
        wide: float,
        high: float,
        changed: BaseGeometry = _NOWHERE,
        zones: Sequence[BaseGeometry] = (),
        small: float = SMALL,
    ) -> None:
        self._changed, self._zones = changed, shapely.union_all(zones)
        self._frame = shapely.box(0, 0, wide, high)
        self._wide, self._high, self._small = wide, high, small
        self._taken: list[tuple[float, float, float, float]] = []

    def keep(self, shape: BaseGeometry) -> None:
        """Reserve the place of a drawn shape."""
        self._taken.append(shape.bounds)

    def is_free(self, shape: BaseGeometry) -> bool:
        """Return whether the place of a shape is not reserved."""
        return not any(shapely.box(*box).intersects(shape) for box in self._taken)

    def write(
        self,
        shape: BaseGeometry,
        text: str,
        *,
        bold: bool = False,
        colour: str = COLOURS["ink"],
        slight: bool = True,
    ) -> list[str]:
        """Return a name on its land, or just beside it; nothing if it does not fit.

        Unless `slight`, land smaller than half of the name's box gets no name, and positions two
        lines away or beside the land are not tried.
        """
        seen = shapely.intersection(shape, self._frame)
        if not text or seen.is_empty:
            return []
        size = LABEL if bold else self._small
        width = text_width(text, size) * (_BOLD if bold else 1.0) + 8
        if not slight and seen.area < width * size * 0.65:
            return []
        places = self._on_land(seen, width, size, _SHIFTS if slight else _SHIFTS[:3])
        if slight:
            others = shapely.difference(self._zones, shape)
            beside = self._beside_land(seen, width, size)
            places += [it for it in beside if not others.intersects(_box(*it, width, size))]
        free = (it for it in places if not self._changed.intersects(_box(*it, width, size)))
        place = next((it for it in free if self._takes(*it, width, size * 1.3)), None)
        if place is None:
            return []
        x, y = place
        weight = ' font-weight="700"' if bold else ""
        return [_written(text, (x, y), size, f'fill="{colour}"{weight}')]

    def inside(
        self, shape: BaseGeometry, text: str, at_sea: BaseGeometry = _NOWHERE, *, colour: str
    ) -> list[str]:
        """Return the name of a region inside it, or in the open sea beside it; else nothing.

        Its letters are as large as fit; a name may leave its region by a third of its box.
        """
        seen = shapely.intersection(shape, self._frame)
        if not text or seen.is_empty:
            return []
        taken = shapely.union_all([self._changed, *self._boxes])
        shapely.prepare(taken)
        for share, sizes in ((1.0, _SIZES), (_MOSTLY, _SIZES), (0.0, _SIZES[1:])):
            for size in sizes:
                room = (text_width(text, size), size, share)
                place = self._place_inside(seen, at_sea, taken, room)
                if place is not None:
                    self.keep(place)
                    at = place.centroid.x, place.centroid.y
                    return [_written(text, at, size, f'fill="{colour}"')]
        return []

    def _place_inside(
        self,
        land: BaseGeometry,
        at_sea: BaseGeometry,
        taken: BaseGeometry,
        room: tuple[float, float, float],
    ) -> BaseGeometry | None:
        """Return the free box of a name nearest to the middle of its land; None without room.

        `room` is its width, the size of its letters, and the least share inside the land; 0: it is
        in the sea beside the land.
        """
        width, size, share = room
        reach = 0.0 if share else width
        west, north, east, south = land.bounds
        if share == 1.0 and (east - west < width or south - north < size):
            return None
        columns = np.arange(west - reach, east + reach + 1, max(size / 3, (east - west) / 40))
        rows = np.arange(north - reach, south + reach + 1, max(size / 3, (south - north) / 40))
        x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
        half, high = width / 2 + 2, size * 0.65
        boxes = shapely.box(x - half, y - high, x + half, y + high)
        boxes = boxes[shapely.disjoint(taken, boxes) & shapely.covers(self._frame, boxes)]
        if share:
            shapely.prepare(land)
            fits = shapely.covers(land, boxes)
            if share < 1.0:
                parts = shapely.area(shapely.intersection(land, boxes)) / shapely.area(boxes)
                fits = parts >= share
        else:
            fits = shapely.covers(at_sea, boxes) & shapely.dwithin(land, boxes, size)
        boxes = boxes[fits]
        middle = shapely.centroid(land)
        nearest: BaseGeometry | None = (
            boxes[shapely.distance(shapely.centroid(boxes), middle).argmin()]
            if len(boxes)
            else None
        )
        return nearest

    @property
    def _boxes(self) -> list[BaseGeometry]:
        return [shapely.box(*it) for it in self._taken]

    def _on_land(
        self, land: BaseGeometry, width: float, size: float, shifts: Sequence[float]
    ) -> list[tuple[float, float]]:
        """Return the positions of a name on land, in unchanged land where there is any."""
        at = shapely.point_on_surface(land)
        unchanged = shapely.difference(land, self._changed)
        inside = land if unchanged.is_empty else unchanged
        rows = [at.y + shift * size for shift in shifts]
        return [(self._between(_middle(inside, y, at.x), width), y) for y in rows]

    def _beside_land(
        self, land: BaseGeometry, width: float, size: float
    ) -> list[tuple[float, float]]:
        """Return the positions of a name above, below and on both sides of land."""
        at = shapely.point_on_surface(land)
        part = next(it for it in shapely.get_parts(land) if it.intersects(at))
        west, north, east, south = part.bounds
        beside, x = (width + size) / 2, self._between(at.x, width)
        above = [(x, north - size), (x, south + size)]
        return [*above, (east + beside, at.y), (west - beside, at.y)]

    def callout(self, land: BaseGeometry, text: str) -> list[str]:
        """Return a text on a plate off all changed land, with a line to some land.

        It is as near to the largest visible piece of the land as it finds room: if there is none
        elsewhere on a name, or on changed land. Only land out of view has no plate.
        """
        seen = shapely.get_parts(shapely.intersection(land, self._frame))
        seen = seen[~shapely.is_empty(seen)]
        if not len(seen):
            return []
        piece = seen[shapely.area(seen).argmax()]
        width = min(text_width(text, LABEL) * _BOLD + 16, self._wide - 12)
        high = LABEL * _PLATE_HIGH + 4
        at = shapely.point_on_surface(piece)
        columns, rows = (
            np.arange(6 + side / 2, max(length - side / 2 - 5, 7 + side / 2), 12)
            for side, length in ((width, self._wide), (high, self._high))
        )
        x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
        boxes = shapely.box(x - width / 2, y - high / 2, x + width / 2, y + high / 2)
        taken = shapely.box(*np.array(self._taken).reshape(-1, 4).T)
        for others in (shapely.union_all([self._changed, *taken]), self._changed, _NOWHERE):
            free = boxes[shapely.disjoint(boxes, others)]
            if len(free):
                break
        box = free[shapely.distance(free, at).argmin()]
        self.keep(box)
        to, start = shapely.get_coordinates(shapely.shortest_line(piece, box.centroid))
        line = f"M{start[0]:.1f} {start[1]:.1f}L{to[0]:.1f} {to[1]:.1f}"
        west, north, east, south = box.bounds
        plate = f'x="{west:.1f}" y="{north:.1f}" width="{east - west:.1f}" '
        plate += f'height="{south - north:.1f}" rx="3"'
        x_at, y_at = box.centroid.x, box.centroid.y + LABEL * 0.35
        written = text_at(text, x_at, y_at, size=LABEL, weight=700, anchor="middle")
        edge = f'stroke="{COLOURS["ink"]}"'
        return [
            f'<path d="{line}" {edge} stroke-width="1.4"/>',
            f'<rect {plate} fill="{COLOURS["halo"]}" {edge}/>',
            written,
        ]

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


def _written(text: str, at: tuple[float, float], size: float, look: str) -> str:
    """Return a name whose middle is at a place, with a halo."""
    placed = f'x="{at[0]:.1f}" y="{at[1] + size * 0.35:.1f}" font-size="{size:g}"'
    halo = f'stroke="{COLOURS["halo"]}" stroke-width="4" paint-order="stroke"'
    anchor = 'text-anchor="middle" stroke-linejoin="round"'
    return f"<text {placed} {look} {anchor} {halo}>{svg_text(text)}</text>"


def _middle(land: BaseGeometry, y: float, x: float) -> float:
    """Return the middle of the longest piece of a row that is on land, or else x."""
    west, _, east, _ = land.bounds
    row = shapely.intersection(land, shapely.linestrings([(west, y), (east, y)]))
    pieces = [] if row.is_empty else shapely.get_parts(row).tolist()
    longest = max(pieces, key=shapely.length, default=None)
    return x if longest is None else float(longest.centroid.x)


def _box(x: float, y: float, width: float, size: float) -> shapely.Polygon:
    """Return the box of a name."""
    half, high = width / 2, size * _PLATE_HIGH / 2
    return shapely.box(x - half, y - high, x + half, y + high)
