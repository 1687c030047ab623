"""The districts of the plan, by province: what of a zone lies outside its own.

Zones are small beside districts, and a zone that is dragged stays in one place. So the districts
are cut once to a **window** about it, the cells of an eighth of a degree that its box meets, and
everything is asked of what is in the window.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import shapely
from shapely import STRtree

from geo.rules.base import polygonal

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.rules.plane import Shapes
    from layers.ellipsoid import Ellipsoid

_CELLS_PER_DEGREE = 8

Window: TypeAlias = tuple[float, float, float, float]


class Abroad(NamedTuple):
    """What of a window is not in a province: its land, and the districts there by shown name."""

    land: BaseGeometry
    districts: Shapes
    names: list[str]

    def outside(self, shape: BaseGeometry) -> BaseGeometry | None:
        """Return what of a shape lies in no district of the province, None where nothing does."""
        if not shapely.intersects(self.land, shape):
            return None
        return polygonal(shapely.intersection(shape, self.land))

    def provinces_under(self, shape: BaseGeometry, ellipsoid: Ellipsoid) -> dict[str, float]:
        """Return the area of a shape in each other province, km², by the shown name."""
        met = np.flatnonzero(shapely.intersects(self.districts, shape))
        sums: dict[str, float] = {}
        if len(met):
            area = ellipsoid.area_km2(shapely.intersection(self.districts[met], shape))
            for row, part in zip(met, area, strict=True):
                sums[self.names[row]] = sums.get(self.names[row], 0.0) + float(part)
        return sums


class Districts:
    """The districts of a plan with an index of them, and the province of each."""

    def __init__(self, regions: gpd.GeoDataFrame) -> None:
        self._shapes = regions.geometry.to_numpy()
        self._tree = STRtree(self._shapes)
        self._province = regions["province_adcode"].to_numpy(object)
        names = regions["province_name"].fillna(regions["province_name_zh"])
        names = names.fillna(regions["province_adcode"]).fillna("another province")
        self._name = [str(name) for name in names]

    @cached_property
    def province_names(self) -> dict[str, str]:
        """Return the name of each province as it is shown, by adcode."""
        rows = zip(self._province[::-1], self._name[::-1], strict=True)
        return {province: name for province, name in rows if isinstance(province, str)}

    def abroad(self, window: Window, province: str) -> Abroad:
        """Return what of a window is not in a province (its adcode).

        Only the districts that meet the window are cut from it, one by one: the province itself is
        never put together.
        """
        land = shapely.box(*window)
        near = np.sort(self._tree.query(land))
        own = self._province[near] == province
        cut = shapely.intersection(self._shapes[near], land)
        for district in cut[own]:
            land = shapely.difference(land, district)
        others = cut[~own]
        shapely.prepare(land)
        shapely.prepare(others)
        return Abroad(land, others, [self._name[row] for row in near[~own]])


def window_about(shape: BaseGeometry) -> Window:
    """Return the window about a shape, in degrees: west, south, east, north."""
    west, south, east, north = shape.bounds
    cells = _CELLS_PER_DEGREE
    return (
        math.floor(west * cells) / cells,
        math.floor(south * cells) / cells,
        math.floor(east * cells + 1) / cells,
        math.floor(north * cells + 1) / cells,
    )
