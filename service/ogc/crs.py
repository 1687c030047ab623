"""Coordinate reference systems on the wire: their URIs, their order of axes, and boxes in them.

Within the service x (east, longitude) always comes first. On the wire the order is that of the CRS:
longitude first in CRS84, latitude first in EPSG:4326 and EPSG:4490.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from fastapi.exceptions import RequestValidationError
from pyproj import CRS

from geo.validation import shown
from layers.errors import CrsError
from layers.geometry.reproject import authority, same_degrees, transform_geometry
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Plan
    from layers.geometry.antimeridian import Extent, Shapes
    from layers.geometry.edges import Floats

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_WEB_MERCATOR = f"{_EPSG}3857"
_MOST_MERCATOR_M = 20_037_508.342789244
_MOST_LATITUDE_DEG = 85.06
_SIDES = 16  # parts of a box's side, as it is bent by a transformation


@dataclass(frozen=True)
class WireCrs:
    """A CRS that a client may name: `swaps` if north (latitude) comes first on the wire."""

    uri: str
    crs: CRS
    swaps: bool

    def written(self, shapes: Shapes, plan_crs: CRS) -> Shapes:
        """Return shapes of the plan in this CRS, in its order of axes."""
        if not same_degrees(plan_crs, self.crs):
            if self.uri == _WEB_MERCATOR:  # it is infinite at the poles
                world = -180, -_MOST_LATITUDE_DEG, 180, _MOST_LATITUDE_DEG
                shapes = shapely.clip_by_rect(shapes, *world)
            shapes = transform_geometry(shapes, plan_crs, self.crs).shapes
        return shapely.transform(shapes, _swapped) if self.swaps else shapes

    def boxes(self, box: Extent, plan_crs: CRS) -> Iterator[Extent]:
        """Yield what a box, whose west may exceed its east, covers, as boxes in the plan's CRS.

        Longitudes may continue beyond ±180.
        """
        west, south, east, north = box
        if self.crs.is_geographic:
            east += 360 * (west > east)
            turns = (-360, 0, 360) if east - west < 360 else (0,)
            if len(turns) == 1:
                west, east = -180, 180
            for turn in turns:
                part = max(west + turn, -180), south, min(east + turn, 180), north
                if part[0] <= part[2]:
                    yield self._moved(part, plan_crs)
            return
        limits = np.clip([west, south, east, north], -_MOST_MERCATOR_M, _MOST_MERCATOR_M)
        west, south, east, north = limits.tolist()
        spans = [(west, east)]
        if west > east:
            spans = [(west, _MOST_MERCATOR_M), (-_MOST_MERCATOR_M, east)]
        for low, high in spans:
            yield self._moved((low, south, high, north), plan_crs)

    def _moved(self, box: Extent, plan_crs: CRS) -> Extent:
        if same_degrees(plan_crs, self.crs):
            return box
        west, south, east, north = box
        side = max(east - west, north - south) / _SIDES
        outline = shapely.box(*box)
        dense = shapely.segmentize(outline, side) if side > 0 else outline
        moved = transform_geometry(dense, self.crs, plan_crs).shapes
        xy = shapely.get_coordinates(moved)
        xy = xy[np.isfinite(xy).all(axis=1)]
        if not len(xy):
            return -180.0, -90.0, 180.0, 90.0
        return (*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist())


def _swapped(xy: Floats) -> Floats:
    return xy[:, ::-1]


def known_crs(plan: Plan) -> dict[str, WireCrs]:
    """Return the CRSs that a plan's features can be had in, by URI; CRS84 comes first."""
    return _known(plan.crs)


def storage_crs(plan: Plan) -> str:
    """Return the URI of the plan's own CRS; of CRS84 if no authority lists it."""
    known = [each.uri for each in known_crs(plan).values() if each.crs == plan.crs and each.swaps]
    return known[0] if known else CRS84


@lru_cache(maxsize=8)
def _known(plan_crs: CRS) -> dict[str, WireCrs]:
    found = {CRS84: WireCrs(CRS84, CRS.from_epsg(4326), swaps=False)}
    own = authority(plan_crs)
    for code in dict.fromkeys(["4326", "3857", *([own[1]] if own and own[0] == "EPSG" else ())]):
        crs = CRS.from_epsg(code)
        swaps = crs.axis_info[0].direction.lower() == "north"
        found[f"{_EPSG}{code}"] = WireCrs(f"{_EPSG}{code}", crs, swaps)
    return found


def crs_of(uri: str | None, plan: Plan, parameter: str, where: str = "query") -> WireCrs:
    """Return the CRS that a parameter names, CRS84 if it names none.

    Raises:
        RequestValidationError: features cannot be had in it.
    """
    known = known_crs(plan)
    if uri is None:
        return known[CRS84]
    if uri not in known:
        unknown = Message("ogc-crs-unknown", given=shown(uri), known=tuple(known))
        raise RequestValidationError([unknown.at(where, parameter)])
    return known[uri]


def boxes_of(text: str, plan: Plan, crs: WireCrs) -> list[Extent]:
    """Return the boxes, in the plan's CRS, of a parameter `bbox` of four or six numbers.

    Raises:
        RequestValidationError: it is no box.
    """
    invalid = RequestValidationError([Message("ogc-bbox", given=shown(text)).at("query", "bbox")])
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise invalid from error
    if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)):
        raise invalid
    half = len(numbers) // 2
    low, high = numbers[:2], numbers[half : half + 2]
    if crs.swaps:
        low, high = low[::-1], high[::-1]
    if low[1] > high[1]:
        raise invalid
    try:
        return list(crs.boxes((low[0], low[1], high[0], high[1]), plan.crs))
    except CrsError as error:
        raise RequestValidationError(
            [each.at("query", "bbox") for each in error.problems]
        ) from error
