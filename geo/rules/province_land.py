"""The districts of the plan by province, and the land of a zone outside its own province.

Zones are small compared with districts, and a dragged zone stays in one area. So the districts are
clipped once to a **window** about it (the cells of an eighth of a degree that its bounding box
meets), and only the clipped districts are overlaid with the zone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import shapely
from shapely import STRtree

from geo.polygons import polygonal
from layers.geometry.antimeridian import whole, wrapped
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from layers.geometry.ellipsoid import Ellipsoid
    from layers.geometry.scaled_plane import Shapes
    from layers.schema.terms import Level

_CELLS_PER_DEGREE = 8

Window: TypeAlias = tuple[float, float, float, float]


class Outside(NamedTuple):
    """Land outside a province: its area, and its area in each other province by displayed name.

    None stands for provinces without a name in the plan.
    """

    where: BaseGeometry
    area_km2: float
    in_province_km2: dict[str | None, float]


class OutsideProvince(NamedTuple):
    """The part of a window outside a province: its land, and the districts there.

    `names` has the displayed name of each district's province, None if absent.
    """

    land: BaseGeometry
    districts: Shapes
    names: list[str | None]

    def outside(self, shape: BaseGeometry, ellipsoid: Ellipsoid) -> Outside | None:
        """Return the part of a shape outside all districts of the province, if any."""
        if not shapely.intersects(self.land, shape):
            return None
        where = polygonal(shapely.intersection(shape, self.land))
        if where is None:
            return None
        met = np.flatnonzero(shapely.intersects(self.districts, where))
        parts = shapely.intersection(self.districts[met], where)
        area, *areas = ellipsoid.area_km2([where, *parts]).tolist()
        sums: dict[str | None, float] = {}
        for row, part in zip(met, areas, strict=True):
            sums[self.names[row]] = sums.get(self.names[row], 0.0) + part
        return Outside(where, area, sums)


class Districts:
    """The districts of a plan with an index, and the province of each.

    In general, districts are a plan's finest regions, provinces its coarsest.
    """

    def __init__(self, regions: gpd.GeoDataFrame, province: Level) -> None:
        self._shapes = regions.geometry.to_numpy()
        self._tree = STRtree(self._shapes)
        self._province = regions[province.column].to_numpy(object)
        names = province.shown_names(regions)
        self._name = [name if isinstance(name, str) else None for name in names]

    @cached_property
    def province_names(self) -> dict[str, str]:
        """Return the displayed name of each province, by adcode."""
        rows = zip(self._province[::-1], self._name[::-1], strict=True)
        return {code: name for code, name in rows if isinstance(code, str) and name is not None}

    def abroad(self, window: Window, province: str) -> OutsideProvince:
        """Return the part of a window outside a province (by adcode).

        Only the districts that meet the window are subtracted, one by one: the province itself is
        never dissolved.
        """
        land = wrapped(shapely.box(*window))
        near = np.sort(self._tree.query(land))
        is_inside = self._province[near] == province
        cut = shapely.intersection(self._shapes[near], land)
        for district in cut[is_inside]:
            land = shapely.difference(land, district)
        names = [self._name[row] for row in near[~is_inside]]
        # not prepared, because threads share it
        return OutsideProvince(land, cut[~is_inside], names)


def window_about(shape: BaseGeometry) -> Window:
    """Return the window about a shape, in degrees: west, south, east, north.

    East is beyond 180 if the shape crosses 180°.
    """
    west, south, east, north = whole(shape).bounds
    cells = _CELLS_PER_DEGREE
    return (
        math.floor(west * cells) / cells,
        math.floor(south * cells) / cells,
        math.floor(east * cells + 1) / cells,
        math.floor(north * cells + 1) / cells,
    )
