"""The coverage state of a set of zones: computed completely, the base of incremental changes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.service_area import Reach, ServiceArea
from layers.geometry.edges import Floats, Ints
from layers.geometry.radial import RadialEdges
from layers.runtime.cache import Cache

_KEPT = 25_000


@dataclass(frozen=True)
class Covered:
    """Covered people and land of every district, one row per radius.

    `people` has an additional column: people outside every district.
    """

    people: Floats
    land_km2: Floats


class CoverageState:
    """A set of zones, by the key of each polygon, and what they cover together.

    `counts` is the number of zones that reach each demand point within each radius; `meeting` and
    `filling` the zones whose service areas touch a district, or cover it completely. Without
    `land`, as along a network, covered land is NaN.
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
        self.meeting = [_by_district(self.reaches, Reach.met, r) for r in range(len(radii_km))]
        self.filling = [_by_district(self.reaches, Reach.filled, r) for r in range(len(radii_km))]
        people = [plan_data.people_by_district(count > 0) for count in self.counts]
        unknown = np.full((len(radii_km), len(plan_data.regions)), np.nan)
        self.covered = Covered(np.array(people), self._land() if land else unknown)

    def covered_land(self, district: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""

        def make() -> BaseGeometry:
            shapes = [area.shape for area in areas]
            union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            land: BaseGeometry = shapely.intersection(self.plan_data.regions[district], union)
            return land

        keys = frozenset(area.polygon.key for area in areas)
        return self._lands.get((district, areas[0].radius_km, keys), make)

    def _land(self) -> Floats:
        """Return each district's covered land by radius.

        A district that only one zone touches needs no overlay (see `radial`).
        """
        whole = self.plan_data.region_area_km2
        land = np.zeros((len(self.radii_km), len(whole)))
        alone: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        several: list[tuple[int, int]] = []
        for r, (meeting, filling) in enumerate(zip(self.meeting, self.filling, strict=True)):
            for district, keys in meeting.items():
                if district in filling:
                    land[r, district] = whole[district]
                elif len(keys) == 1 and self._outlined(next(iter(keys)), r):
                    alone[next(iter(keys))].append((r, district))
                else:
                    several.append((r, district))
        for key, places in alone.items():
            self._cut(self.reaches[key], places, land)
        self._overlay(several, land)
        return land

    def _overlay(self, places: list[tuple[int, int]], land: Floats) -> None:
        if not places:
            return
        rows, districts = np.transpose(places)
        shapes = [
            self.covered_land(d, [self.reaches[key].areas[r] for key in sorted(self.meeting[r][d])])
            for r, d in places
        ]
        area_km2 = self.plan_data.ellipsoid.area_km2(shapes)
        land[rows, districts] = np.minimum(area_km2, self.plan_data.region_area_km2[districts])

    def _outlined(self, key: bytes, r: int) -> bool:
        return self.reaches[key].areas[r].outline is not None

    def _cut(self, reach: Reach, places: list[tuple[int, int]], land: Floats) -> None:
        districts = np.unique([district for _, district in places])
        edges = RadialEdges(reach.polygon.origin, self.plan_data.rings.part(districts))
        radii = sorted({r for r, _ in places})
        outlines = [outline for r in radii if (outline := reach.areas[r].outline) is not None]
        for r, shared in zip(radii, edges.shared_km2(outlines, [0] * len(outlines)), strict=True):
            mine = [district for at, district in places if at == r]
            shared_km2 = shared[np.searchsorted(districts, mine)]
            land[r, mine] = np.minimum(shared_km2, self.plan_data.region_area_km2[mine])


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
