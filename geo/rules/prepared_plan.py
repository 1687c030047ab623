"""The plan prepared for checking zones, and a cache of results.

For the land of a zone outside its own province it has the plan's districts. Zones are small
compared with districts, and a dragged zone stays in one area. So the districts are clipped once to
a **window** about it (the cells of an eighth of a degree that its bounding box meets), and only the
clipped districts are overlaid with the zone.
"""

import math
from collections.abc import Hashable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.caps import area_of_ftzs_km2, caps_in
from geo.zone import PolygonCache, Zone, ZonePolygon
from layers.geometry.antimeridian import Shapes, whole, wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import polygonal
from layers.plan.plan import Plan
from layers.runtime.cache import Cache, cached_property
from layers.schema.column_types import is_missing
from layers.schema.terms import Level

_CELLS_PER_DEGREE = 8

Window: TypeAlias = tuple[float, float, float, float]


class Outside(NamedTuple):
    """Land outside a province: its area, and its area in each other province by displayed name.

    The key None is for provinces without a name in the plan.
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


_KEPT_ZONES = 1_000  # besides those of the plan
_KEPT = 2_500  # results, besides some for each zone of the plan
_KEPT_FOR_EACH_ZONE = 16


ZoneKey: TypeAlias = tuple[str, str | None, bytes]
"""Id, FTZ and the digest of the polygon."""


class PreparedLayer(NamedTuple):
    """A layer for checking zones: rows, shapes, areas and a spatial index."""

    rows: gpd.GeoDataFrame
    shapes: Shapes
    area_km2: Floats
    tree: STRtree

    def meeting(self, zone: Zone) -> Ints:
        """Return the rows that a zone intersects, in order."""
        if not len(self.shapes):
            return np.empty(0, dtype=np.int64)
        rows: Ints = np.sort(self.tree.query(zone.polygon.shape, predicate="intersects"))
        return rows


class PreparedPlan:
    """The data of a plan needed by the rules; each part is computed on first use."""

    def __init__(self, plan: Plan, polygons: PolygonCache | None = None) -> None:
        self.plan = plan
        self.ellipsoid = plan.ellipsoid
        self._polygons = polygons or PolygonCache(plan)
        self._others: Cache[ZoneKey, Zone] = Cache(_KEPT_ZONES)
        most = _KEPT + _KEPT_FOR_EACH_ZONE * len(plan.zones)
        self.cache: Cache[Hashable, Any] = Cache(most)
        """Results of functions by their arguments: `cache.call(function, *arguments)`."""

    @cached_property
    def zones(self) -> dict[ZoneKey, Zone]:
        """Return the plan's zones by id, FTZ and digest."""
        zones = self.plan.zones
        keyed = enumerate(self._keyed(zones))
        return {key: Zone(*key[:2], self._polygon(key, shape), row) for row, (key, shape) in keyed}

    def zones_of(self, frame: gpd.GeoDataFrame) -> list[Zone]:
        """Return the zones of a frame ordered by id, reusing those of the plan.

        Equal zones are one object while they are in the cache.
        """
        zones = [self._zone(key, shape) for key, shape in self._keyed(frame)]
        return sorted(zones, key=attrgetter("zone_id"))

    def _zone(self, key: ZoneKey, shape: BaseGeometry) -> Zone:
        existing = self.zones.get(key)
        if existing is not None:
            return existing
        return self._others.get(key, lambda: Zone(*key[:2], self._polygon(key, shape)))

    def _keyed(self, frame: gpd.GeoDataFrame) -> Iterator[tuple[ZoneKey, BaseGeometry]]:
        ids, ftzs = (frame[name].to_numpy(object).tolist() for name in ("zone_id", "ftz_id"))
        for zone_id, ftz_id, shape in zip(ids, ftzs, frame["geometry"].to_numpy(), strict=True):
            ftz = None if is_missing(ftz_id) else str(ftz_id)
            yield (zone_id, ftz, self._polygons.key(shape)), shape

    def _polygon(self, key: ZoneKey, shape: BaseGeometry) -> ZonePolygon:
        return self._polygons.polygon(key[-1], shape)

    @cached_property
    def zone_by_id(self) -> dict[str, Zone]:
        """Return the plan's zones by id, in order."""
        return {zone.zone_id: zone for zone in self.zones.values()}

    @cached_property
    def removed_zones(self) -> dict[str, Zone]:
        """Return, by id, each zone of the plan in its removed state: without land."""
        nothing = ZonePolygon(self.ellipsoid, shapely.MultiPolygon())
        return {
            zone_id: Zone(zone_id, zone.ftz_id, nothing)
            for zone_id, zone in self.zone_by_id.items()
        }

    @cached_property
    def zones_of_ftz(self) -> dict[str, dict[str, Zone]]:
        """Return the plan's zones of each FTZ, by id."""
        by_ftz: dict[str, dict[str, Zone]] = {}
        for zone in self.zones.values():
            if zone.ftz_id is not None:
                by_ftz.setdefault(zone.ftz_id, {})[zone.zone_id] = zone
        return by_ftz

    @cached_property
    def locked(self) -> frozenset[str]:
        """Return the ids of the zones that the plan locks."""
        zones = self.plan.zones
        return frozenset(zones.loc[zones["locked"].astype(bool), "zone_id"])

    @cached_property
    def area_of_ftz_km2(self) -> dict[str, float]:
        """Return the area of each FTZ in the plan."""
        zones = self.plan.zones
        return area_of_ftzs_km2(zones["ftz_id"], self.ellipsoid.area_km2(zones.geometry.to_numpy()))

    def cap_km2(self, year: float) -> dict[str, float]:
        """Return the area cap of each FTZ that has one, at the end of a year; 0: at any time."""
        caps: dict[str, float] = self.cache.call(caps_in, self.plan, year)
        return caps

    @cached_property
    def exclusions(self) -> PreparedLayer:
        """Return the exclusions."""
        return self._layer("exclusions")

    @cached_property
    def plan_zones(self) -> PreparedLayer:
        """Return the zones of the plan as a layer."""
        return self._layer("zones")

    @cached_property
    def waters(self) -> PreparedLayer:
        """Return the waters."""
        return self._layer("waters")

    @cached_property
    def parcels(self) -> PreparedLayer:
        """Return the parcels."""
        return self._layer("parcels")

    @cached_property
    def customs_blocks(self) -> PreparedLayer:
        """Return the customs blocks."""
        return self._layer("customs_blocks")

    def _layer(self, name: str) -> PreparedLayer:
        rows = self.plan.frame(name)
        shapes = rows.geometry.to_numpy()
        return PreparedLayer(rows, shapes, self.ellipsoid.area_km2(shapes), STRtree(shapes))

    @cached_property
    def province_of_ftz(self) -> dict[str, str]:
        """Return the code of the coarsest region of each FTZ, if the plan has that region."""
        present = set(self.plan.regions[self.plan.terms.coarsest.column].dropna())
        provinces = _known(self.plan.ftzs, "adcode")
        return {ftz: province for ftz, province in provinces.items() if province in present}

    @cached_property
    def districts(self) -> Districts:
        """Return the finest regions with the coarsest region of each."""
        return Districts(self.plan.regions, self.plan.terms.coarsest)


def _known(ftzs: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return a column of the FTZs by `ftz_id`, without its nulls."""
    rows = ftzs[ftzs[column].notna()]
    return dict(zip(rows["ftz_id"], rows[column], strict=True))
