"""The coverage state of a set of zones: computed completely, the base of incremental changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.service_area import Reach, ServiceArea
from layers.geometry.edges import Floats, Ints
from layers.geometry.radial import RadialEdges
from layers.runtime.cache import Cache, cached_property

_KEPT = 25_000


class Covered:
    """Covered people and land of every district, one row per radius.

    `people` has an additional column: people outside every district. Land may be given by a
    function that measures it.
    """

    def __init__(self, people: Floats, land_km2: Floats | Callable[[], Floats]) -> None:
        self.people, self._land = people, land_km2

    @cached_property
    def land_km2(self) -> Floats:
        """Return the covered land, measured on first use; that function is then freed."""
        land_km2 = self._land() if callable(self._land) else self._land
        del self._land
        return land_km2

    def measure_land(self) -> None:
        """Measure the land, if that is still to be done."""
        _ = self.land_km2

    def __reduce__(self) -> tuple[type[Self], tuple[Floats, Floats]]:
        """Return how to unpickle it: measured."""
        return type(self), (self.people, self.land_km2)


class CoveringZones(ABC):
    """Zones whose covered land is measured, by district and radius."""

    plan_data: PlanData
    covered: Covered

    def __getstate__(self) -> dict[str, object]:
        """Return the attributes to pickle, the land measured: pickling must not change them."""
        self.covered.measure_land()
        return dict(vars(self))

    @abstractmethod
    def filled(self, r: int, district: int) -> bool:
        """Return whether one of these zones covers a district completely, at a radius."""

    @abstractmethod
    def areas(self, r: int, district: int) -> list[ServiceArea]:
        """Return the service areas of these zones that touch a district."""

    @abstractmethod
    def covered_land(self, district: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""

    def _measure_land(self, places: Iterable[tuple[int, int]], land_km2: Floats) -> None:
        """Measure the covered land of districts, each at a radius.

        A district that only one zone touches needs no overlay (see `radial`).
        """
        whole = self.plan_data.region_area_km2
        alone: dict[bytes, list[tuple[int, int, ServiceArea]]] = defaultdict(list)
        several: list[tuple[int, int]] = []
        shapes: list[BaseGeometry] = []
        for r, district in places:
            filled = self.filled(r, district)
            land_km2[r, district] = whole[district] if filled else 0.0
            areas = [] if filled else self.areas(r, district)
            if len(areas) == 1 and areas[0].outline is not None:
                alone[areas[0].polygon.key].append((r, district, areas[0]))
            elif areas:
                several.append((r, district))
                shapes.append(self.covered_land(district, areas))
        for cut in alone.values():
            self._cut(cut, land_km2)
        if several:
            rows, districts = np.transpose(several)
            area_km2 = self.plan_data.ellipsoid.area_km2(shapes)
            land_km2[rows, districts] = np.minimum(area_km2, whole[districts])

    def _cut(self, places: list[tuple[int, int, ServiceArea]], land_km2: Floats) -> None:
        """Measure the land and people in the service areas of one zone."""
        area_of = {r: area for r, _, area in places}
        radii = sorted(area_of)
        districts = np.unique([district for _, district, _ in places])
        origin = area_of[radii[0]].origin
        edges = RadialEdges(origin, self.plan_data.rings.part(districts))
        outlines = [outline for r in radii if (outline := area_of[r].outline) is not None]
        for r, shared in zip(radii, edges.shared_km2(outlines, [0] * len(outlines)), strict=True):
            mine = [district for at, district, _ in places if at == r]
            shared_km2 = shared[np.searchsorted(districts, mine)]
            land_km2[r, mine] = np.minimum(shared_km2, self.plan_data.region_area_km2[mine])


class CoverageState(CoveringZones):
    """A set of zones, by the key of each polygon, and their joint coverage.

    `counts` is the number of zones that reach each demand point within each radius. Without `land`,
    as along a network, covered land is NaN.
    """

    def __init__(
        self,
        plan_data: PlanData,
        reaches: Mapping[bytes, Reach],
        radii_km: tuple[float, ...],
        *,
        land: bool = True,
    ) -> None:
        self.plan_data, self.reaches, self.radii_km = plan_data, dict(reaches), radii_km
        self._lands: Cache[Hashable, BaseGeometry] = Cache(_KEPT)
        self.counts = np.zeros((len(radii_km), len(plan_data.demand)), np.uint16)
        for reach in self.reaches.values():
            rows, level = reach.demand()
            for r, count in enumerate(self.counts):
                count[rows[level <= r]] += 1
        people = [plan_data.people_by_district(count > 0) for count in self.counts]
        self._has_land = land
        self.covered = Covered(np.array(people), self._land_km2)

    @cached_property
    def meeting(self) -> list[dict[int, frozenset[bytes]]]:
        """Return for each radius the zones whose service areas touch each district."""
        return [_by_district(self.reaches, Reach.met, r) for r in range(len(self.radii_km))]

    @cached_property
    def filling(self) -> list[dict[int, frozenset[bytes]]]:
        """Return for each radius the zones whose service areas cover each district completely."""
        return [_by_district(self.reaches, Reach.filled, r) for r in range(len(self.radii_km))]

    def _land_km2(self) -> Floats:
        """Return the covered land of every district, one row per radius."""
        shape = len(self.radii_km), len(self.plan_data.regions)
        land_km2 = np.full(shape, 0.0 if self._has_land else np.nan)
        if self._has_land:
            places = ((r, district) for r, met in enumerate(self.meeting) for district in met)
            self._measure_land(places, land_km2)
        return land_km2

    def filled(self, r: int, district: int) -> bool:
        """Return whether a zone covers a district completely."""
        return district in self.filling[r]

    def areas(self, r: int, district: int) -> list[ServiceArea]:
        """Return the service areas that touch a district."""
        return [self.reaches[key].areas[r] for key in sorted(self.meeting[r][district])]

    def covered_land(self, district: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""

        def make() -> BaseGeometry:
            shapes = [area.shape for area in areas]
            union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            land: BaseGeometry = shapely.intersection(self.plan_data.regions[district], union)
            return land

        keys = frozenset(area.polygon.key for area in areas)
        return self._lands.get((district, areas[0].radius_km, keys), make)


def _by_district(
    reaches: Mapping[bytes, Reach], districts_of: Callable[[Reach, int], Ints], r: int
) -> dict[int, frozenset[bytes]]:
    """Return the keys of the zones that meet (or fill) each district at a radius."""
    keys_of: dict[int, set[bytes]] = defaultdict(set)
    for key, reach in reaches.items():
        for district in districts_of(reach, r).tolist():
            keys_of[district].add(key)
    return {district: frozenset(keys) for district, keys in keys_of.items()}


def districts_of_points(plan_data: PlanData, rows: Iterable[Ints]) -> Ints:
    """Return the districts of the demand points."""
    every = [plan_data.district[some] for some in rows]
    return np.unique(np.concatenate(every)) if every else np.empty(0, np.int64)
