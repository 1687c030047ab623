"""Coordinate reference systems on the wire: their URIs, their order of axes, and boxes in them.

Within the service x (east, longitude) always comes first. On the wire the order is that of the CRS:
longitude first in CRS84, latitude first in EPSG:4326 and EPSG:4490.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from fastapi.exceptions import RequestValidationError
from pyproj import CRS

from geo.validation import shown
from layers import Plan
from layers.errors import CrsError
from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.reproject import authority, same_degrees, transform_geometry
from layers.messages import Message

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_WEB_MERCATOR = f"{_EPSG}3857"
_EDGE_M, _EDGE_DEG = 20_037_508.342789244, 180.0
_MOST_LATITUDE_DEG = 85.06


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
        result: Shapes = self.read(shapes)
        return result

    def read(self, shape: Any) -> Any:  # noqa: ANN401  one geometry or an array
        """Return shapes whose axes are those of this CRS with x first; and the other way round."""
        return shapely.transform(shape, lambda xy: xy[:, ::-1]) if self.swaps else shape

    def boxes(self, numbers: Sequence[float], plan_crs: CRS) -> list[Extent]:
        """Return the area of a box of four or six numbers, as boxes in the plan's CRS.

        Its west may exceed its east, and it may continue beyond an edge of the world.

        Raises:
            ValueError: the box is not valid.
            CrsError: no exact transformation is known.
        """
        half, order = len(numbers) // 2, slice(1, None, -1) if self.swaps else slice(2)
        (west, south), (east, north) = numbers[:2][order], numbers[half : half + 2][order]
        if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)) or south > north:
            raise ValueError(numbers)
        edge = _EDGE_DEG if self.crs.is_geographic else _EDGE_M
        south, north = np.clip([south, north], -edge, edge).tolist()
        east += 2 * edge * (west > east)
        if east - west >= 2 * edge:
            west, east = -edge, edge
        turned = [
            (max(west + turn, -edge), south, min(east + turn, edge), north)
            for turn in (-2 * edge, 0, 2 * edge)
        ]
        return [self._moved(each, plan_crs) for each in turned if each[0] <= each[2]]

    def _moved(self, box: Extent, plan_crs: CRS) -> Extent:
        if same_degrees(plan_crs, self.crs):
            return box
        moved = transform_geometry(shapely.box(*box), self.crs, plan_crs).shapes
        xy = shapely.get_coordinates(moved)
        xy = xy[np.isfinite(xy).all(axis=1)]
        if not len(xy):
            return -180.0, -90.0, 180.0, 90.0
        return (*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist())


def storage_crs(plan_crs: CRS) -> str:
    """Return the URI of the plan's own CRS; of CRS84 if no authority lists it."""
    known = offered_crs(plan_crs).values()
    return next((each.uri for each in known if each.crs == plan_crs and each.swaps), CRS84)


@lru_cache(maxsize=8)
def offered_crs(plan_crs: CRS) -> dict[str, WireCrs]:
    """Return the CRSs that a plan's features can be had in, by URI; CRS84 comes first."""
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
    known = offered_crs(plan.crs)
    if uri is None:
        return known[CRS84]
    if uri not in known:
        unknown = Message("ogc-crs-unknown", given=shown(uri), known=tuple(known))
        raise RequestValidationError([unknown.at(where, parameter)])
    return known[uri]


def boxes_of(text: str, plan: Plan, crs: WireCrs) -> list[Extent]:
    """Return the boxes, in the plan's CRS, of a parameter `bbox` of four or six numbers.

    Raises:
        RequestValidationError: the box is not valid.
    """
    try:
        return crs.boxes([float(part) for part in text.split(",")], plan.crs)
    except CrsError as error:
        problems = [each.at("query", "bbox") for each in error.problems]
        raise RequestValidationError(problems) from error
    except ValueError as error:
        wrong = Message("ogc-bbox", given=shown(text))
        raise RequestValidationError([wrong.at("query", "bbox")]) from error
