"""What rules look at: the zones in question, and what of the plan they are held against."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo.rules.base import polygonal

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.plan import Plan

Shapes: TypeAlias = "NDArray[np.object_]"
Texts: TypeAlias = "NDArray[np.object_]"

_NOWHERE = shapely.MultiPolygon()
_KEPT = 2_000  # zones whose land outside their province is remembered


class BaselineZone(NamedTuple):
    """A zone as the plan has it."""

    ftz_id: str
    shape: BaseGeometry
    locked: bool


class Exchange(NamedTuple):
    """The land that an FTZ takes in and gives up against the baseline, with its areas.

    Land that passes from one of its zones to another is in neither.
    """

    added: BaseGeometry | None
    added_km2: float
    released: BaseGeometry | None
    released_km2: float


class Blocks(NamedTuple):
    """The single polygons of the zones; `zone` is each one's zone by position."""

    shapes: Shapes
    zone: Ints
    area_km2: Floats


class PreparedPlan:
    """What the rules know of a plan, worked out once: each part when a rule first needs it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ellipsoid = plan.ellipsoid
        self.outside = lru_cache(maxsize=_KEPT)(self._outside)

    @cached_property
    def baseline(self) -> dict[str, BaselineZone]:
        """Return the plan's own zones by id."""
        zones = self.plan.zones
        columns = zones["zone_id"], zones["ftz_id"], zones.geometry, zones["locked"]
        return {
            str(zone): BaselineZone(str(ftz), shape, bool(locked))
            for zone, ftz, shape, locked in zip(*columns, strict=True)
        }

    @cached_property
    def baseline_area_km2(self) -> dict[str, float]:
        """Return the area of each FTZ in the plan."""
        zones = self.plan.zones
        area = pd.Series(self.ellipsoid.area_km2(zones.geometry.to_numpy()))
        sums = area.groupby(zones["ftz_id"].to_numpy()).sum()
        return {str(ftz): float(total) for ftz, total in sums.items()}

    @cached_property
    def cap_km2(self) -> dict[str, float]:
        """Return the area cap of each FTZ that has one."""
        return _known(self.plan.ftzs, "cap_km2")

    @cached_property
    def province_of_ftz(self) -> dict[str, str]:
        """Return the adcode of the province of each FTZ whose province has districts here."""
        there = set(self.plan.regions["province_adcode"].dropna())
        provinces = _known(self.plan.ftzs, "adcode")
        return {ftz: province for ftz, province in provinces.items() if province in there}

    @cached_property
    def _districts(self) -> tuple[Shapes, STRtree, Texts]:
        """Return the districts, an index of them, and the province of each."""
        regions = self.plan.regions
        shapes = regions.geometry.to_numpy()
        return shapes, STRtree(shapes), regions["province_adcode"].to_numpy(object)

    @cached_property
    def _province_of_district(self) -> Texts:
        """Return the province of each district by the name that is shown."""
        regions = self.plan.regions
        names = regions["province_name"].fillna(regions["province_name_zh"])
        names = names.fillna(regions["province_adcode"]).fillna("another province")
        shown: Texts = names.to_numpy(object)
        return shown

    def province_name(self, province: str) -> str:
        """Return a province's name by its adcode, as it is shown."""
        _, _, of = self._districts
        return str(self._province_of_district[np.flatnonzero(of == province)[0]])

    def _outside(self, wkb: bytes, province: str) -> BaseGeometry | None:
        """Return what of a shape, given as WKB, lies in no district of a province (its adcode).

        Only the districts that meet the shape are cut from it, one by one until nothing is left:
        the province itself is never put together.
        """
        shape = shapely.from_wkb(wkb)
        shapes, tree, of = self._districts
        near = tree.query(shape)
        own = shapes[np.sort(near[of[near] == province])]
        shapely.prepare(own)
        if shapely.covers(own, shape).any():
            return None
        rest = shape
        for district in own[shapely.intersects(own, shape)]:
            rest = shapely.difference(rest, district)
            if rest.is_empty:
                return None
        return polygonal(rest)

    def provinces_under(self, shape: BaseGeometry) -> dict[str, float]:
        """Return the area of a shape in each province that it meets, km², by the shown name."""
        shapes, tree, _ = self._districts
        near = np.sort(tree.query(shape, predicate="intersects"))
        area = self.ellipsoid.area_km2(shapely.intersection(shapes[near], shape))
        sums = pd.Series(area).groupby(self._province_of_district[near], sort=False).sum()
        return {str(name): float(total) for name, total in sums.items()}


class RuleContext:
    """The zones that the rules look at, in the order of their ids, beside the prepared plan.

    `ids`, `ftzs` and `shapes` (degrees, lon/lat) are arrays of the same length. The zones frame is
    only read.
    """

    def __init__(self, prepared: PreparedPlan, zones: gpd.GeoDataFrame) -> None:
        self.prepared = prepared
        self.ellipsoid = prepared.ellipsoid
        ids = zones["zone_id"].to_numpy(object)
        order = np.argsort(ids.astype(str), kind="stable")
        self.ids: Texts = ids[order]
        self.ftzs: Texts = zones["ftz_id"].to_numpy(object)[order]
        self.shapes: Shapes = zones.geometry.to_numpy()[order]
        self._exchanges: dict[str, Exchange] = {}

    @cached_property
    def tree(self) -> STRtree:
        """Return an index of the zones by place."""
        return STRtree(self.shapes)

    @cached_property
    def wkb(self) -> list[bytes]:
        """Return each zone's shape as WKB: its key where what follows from it is remembered."""
        return list(shapely.to_wkb(self.shapes))

    @cached_property
    def area_km2(self) -> Floats:
        """Return the area of each zone."""
        return self.ellipsoid.area_km2(self.shapes)

    @cached_property
    def blocks(self) -> Blocks:
        """Return the blocks of all zones."""
        shapes, zone = shapely.get_parts(self.shapes, return_index=True)
        return Blocks(shapes, zone, self.ellipsoid.area_km2(shapes))

    @cached_property
    def shape_of(self) -> dict[str, BaseGeometry]:
        """Return the zones' shapes by id."""
        return dict(zip(self.ids, self.shapes, strict=True))

    @cached_property
    def area_of_ftz_km2(self) -> dict[str, float]:
        """Return the area of each FTZ that has a zone: the sum of its zones, by id."""
        sums = pd.Series(self.area_km2).groupby(self.ftzs, sort=True).sum()
        return {str(ftz): float(total) for ftz, total in sums.items()}

    def exchange(self, ftz_id: str) -> Exchange:
        """Return the land that an FTZ takes in and gives up against the baseline."""
        if ftz_id not in self._exchanges:
            self._exchanges[ftz_id] = self._exchange(ftz_id)
        return self._exchanges[ftz_id]

    def _exchange(self, ftz_id: str) -> Exchange:
        own = zip(self.ids[self.ftzs == ftz_id], self.shapes[self.ftzs == ftz_id], strict=True)
        after: dict[str, BaseGeometry] = dict(own)
        baseline = self.prepared.baseline.items()
        before = {zone: was.shape for zone, was in baseline if was.ftz_id == ftz_id}
        added = _taken(after, before)
        released = _taken(before, after)
        if added is None and released is None:
            return Exchange(None, 0.0, None, 0.0)
        area = self.ellipsoid.area_km2([added or _NOWHERE, released or _NOWHERE])
        return Exchange(added, float(area[0]), released, float(area[1]))


def _taken(to: dict[str, BaseGeometry], from_: dict[str, BaseGeometry]) -> BaseGeometry | None:
    """Return the land of some zones that no zone of others holds; equal zones cost nothing."""
    moved = [
        shape
        for zone, shape in to.items()
        if zone not in from_ or not shapely.equals_exact(shape, from_[zone])
    ]
    if not moved:
        return None
    held = shapely.union_all(list(from_.values()))
    return polygonal(shapely.difference(shapely.union_all(moved), held))


def _known(ftzs: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return a column of the FTZs by `ftz_id`, without its nulls."""
    known = ftzs[ftzs[column].notna()]
    return dict(zip(known["ftz_id"], known[column], strict=True))
