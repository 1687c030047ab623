"""Incremental coverage: while one zone moves, the coverage of all others is computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import reach_box
from geo.coverage.service_area import (
    LocalPoints,
    Reach,
    ServiceArea,
    clusters_near,
    districts_of,
    level_of_all,
    levels_of_clusters,
    nearest_gateways,
    service_areas,
)
from geo.coverage.state import CoverageState, Covered, CoveringZones, districts_of_points
from geo.zone import ZonePolygon
from layers.geometry import kernel
from layers.geometry.edges import Floats, Ints
from layers.geometry.radial import LocalOrigin, PolygonRings, RadialEdges
from layers.runtime.cache import cached_property

_MARGIN_KM = 25.0


class OtherZones(CoveringZones):
    """The coverage of the zones other than the moving one: a state with zones removed and added.

    Only districts that a removed or added zone reaches are measured again.
    """

    def __init__(self, state: CoverageState, reaches: Mapping[bytes, Reach]) -> None:
        self.state, self.plan_data = state, state.plan_data
        self.removed = {k: v for k, v in state.reaches.items() if k not in reaches}
        self.added = {k: v for k, v in reaches.items() if k not in state.reaches}
        self.reaches = dict(reaches)
        changed_rows = [
            reach.demand()[0] for reach in (*self.removed.values(), *self.added.values())
        ]
        districts = districts_of_points(self.plan_data, changed_rows)
        people = state.covered.people.copy()
        points = self.plan_data.points_of(districts)
        counts = self.counts_of(points)
        weights, owner = self.plan_data.population[points], self.plan_data.district[points]
        for r, count in enumerate(counts):
            sums = np.bincount(owner, weights * (count > 0), minlength=people.shape[1])
            people[r, districts] = sums[districts]
        self.covered = Covered(people, self._land_km2)

    def _land_km2(self) -> Floats:
        """Return the covered land of every district, one row per radius."""
        land = self.state.covered.land_km2.copy()
        places: list[tuple[int, int]] = []
        for r in range(len(self.state.radii_km)):
            changed = [reach.met(r) for reach in (*self.removed.values(), *self.added.values())]
            districts = np.unique(np.concatenate(changed)).tolist() if changed else []
            places += [(r, district) for district in districts]
        self._measure_land(places, land)
        return land

    @cached_property
    def cluster_level(self) -> NDArray[np.int8]:
        """Return the level at which these zones together cover each cluster."""
        levels = (reach.cluster_level for reach in self.reaches.values())
        return level_of_all(levels, self.plan_data, self.state.radii_km)

    def counts_of(self, points: Ints) -> Ints:
        """Return how many of these zones reach demand points (ascending), by radius."""
        counts: Ints = self.state.counts[:, points].astype(np.int64)
        if not len(points):
            return counts
        for reaches, by in ((self.removed, -1), (self.added, 1)):
            for reach in reaches.values():
                rows, level = reach.demand()
                at = np.searchsorted(points, rows)
                at = np.minimum(at, len(points) - 1)
                reached = points[at] == rows
                for r, count in enumerate(counts):
                    count[at[reached & (level <= r)]] += by
        return counts

    def filled(self, r: int, district: int) -> bool:
        """Return whether one of these zones covers a district completely."""
        before = self.state.filling[r].get(district, frozenset())
        if any(key in self.reaches for key in before):
            return True
        return any((reach.filled(r) == district).any() for reach in self.added.values())

    def areas(self, r: int, district: int) -> list[ServiceArea]:
        """Return the service areas of these zones that touch a district."""
        before = self.state.meeting[r].get(district, frozenset())
        keys = [key for key in before if key in self.reaches]
        keys += [key for key, reach in self.added.items() if (reach.met(r) == district).any()]
        return [self.reaches[key].areas[r] for key in sorted(keys)]

    def covered_land(self, district: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""
        return self.state.covered_land(district, areas)


class MovingZone:
    """One zone whose polygon changes many times, with its surroundings prepared.

    For each radius: the demand points near it that no other zone covers; the edges of the districts
    near it, and of the land in them that other zones cover (which counts once).
    """

    def __init__(self, others: OtherZones, polygon: ZonePolygon) -> None:
        self.others, self.plan_data = others, others.plan_data
        self.radii_km = others.state.radii_km
        self.origin: LocalOrigin = polygon.origin
        self._holds = reach_box(polygon.bounds, _MARGIN_KM)
        self._bounds = polygon.bounds
        box = reach_box(polygon.bounds, self.radii_km[-1] + _MARGIN_KM)
        points = self.plan_data.demand.in_box(box)
        places = LocalPoints(
            self.origin, self.plan_data.demand.lon[points], self.plan_data.demand.lat[points]
        )
        free = others.counts_of(points) == 0
        self._free = [
            _UncoveredPoints(self.plan_data, places.part(one), points[one])
            for one in map(np.flatnonzero, free)
        ]
        self._clusters = clusters_near(polygon, self.radii_km[-1] + _MARGIN_KM, self.plan_data)

    @cached_property
    def _land(self) -> _UncoveredLand:
        return _UncoveredLand(self.others, self.origin, self._districts_near())

    def holds(self, polygon: ZonePolygon) -> bool:
        """Return whether a polygon is near enough to be measured from here."""
        west, south, east, north = polygon.bounds
        left, bottom, right, top = self._holds
        return west >= left and south >= bottom and east <= right and north <= top

    def step(self, polygon: ZonePolygon) -> tuple[Covered, tuple[ServiceArea, ...]]:
        """Return the coverage of all zones including this polygon, and its service areas."""
        areas = service_areas(polygon, self.radii_km, self.origin)
        people = self.others.covered.people.copy()
        for area, free, row in zip(areas, self._free, people, strict=True):
            free.add_people(area, row)
        return Covered(people, partial(self._land_km2, areas)), areas

    def _land_km2(self, areas: Sequence[ServiceArea]) -> Floats:
        """Return the covered land of every district, these service areas included."""
        land = self.others.covered.land_km2.copy()
        self._land.add(areas, land)
        return land

    def measured(self, polygon: ZonePolygon) -> tuple[Covered, Reach]:
        """Return the coverage of all zones including this polygon, and the polygon's own reach."""
        covered, areas = self.step(polygon)
        gateways = nearest_gateways(polygon, self.plan_data)
        count = len(self.plan_data.clusters)
        levels = levels_of_clusters(polygon, areas, self._clusters, count)
        return covered, Reach(polygon, self.plan_data, levels, gateways, areas)

    def _districts_near(self) -> Ints:
        """Return the districts that the zone may reach."""
        west, south, east, north = reach_box(self._bounds, self.radii_km[-1] + _MARGIN_KM)
        boxes = [shapely.box(west + turn, south, east + turn, north) for turn in (-360, 0, 360)]
        return np.unique(self.plan_data.region_tree.query(boxes)[1])


class _UncoveredPoints:
    """The demand points near a zone that no other zone covers at a radius."""

    def __init__(self, plan_data: PlanData, places: LocalPoints, points: Ints) -> None:
        self._places = places
        self._people, self._district = plan_data.population[points], plan_data.district[points]
        self._compiled: kernel.Points | None = None
        if kernel.is_on():
            angle = np.arctan2(places.y, places.x)
            self._compiled = kernel.Points(
                places.x, places.y, places.distance, angle, (self._people, self._district)
            )

    def add_people(self, area: ServiceArea, people: Floats) -> None:
        """Add the people that a service area covers to those of their districts."""
        if self._compiled is None or area.outline is None:
            self._add(np.flatnonzero(area.covers(self._places)), people)
            return
        unsure = self._compiled.add_weights(area.outline, area.band(area.outline), people)
        if len(unsure):
            self._add(unsure[area.covers_exactly(self._places.part(unsure))], people)

    def _add(self, rows: Ints, people: Floats) -> None:
        people += np.bincount(self._district[rows], self._people[rows], minlength=len(people))


class _UncoveredLand:
    """The land near a zone that no other zone covers, by radius.

    It is the land of the open districts (those that no other zone covers completely), minus the
    land that other zones cover, `taken`.
    """

    def __init__(self, others: OtherZones, origin: LocalOrigin, near: Ints) -> None:
        self._others, self._near = others, near
        radii = range(len(others.state.radii_km))
        open_ = np.array([[not others.filled(r, d) for d in near.tolist()] for r in radii], bool)
        self._open = open_.reshape(len(radii), len(near))
        shared = [(r, d, others.areas(r, d)) for r in radii for d in near[self._open[r]].tolist()]
        shared = [(r, d, areas) for r, d, areas in shared if areas]
        taken = [others.covered_land(d, areas) for _, d, areas in shared]
        self._taken_r = np.array([r for r, _, _ in shared], int)
        self._taken_district = np.array([d for _, d, _ in shared], int)
        wanted = np.concatenate(
            [self._open, self._taken_r == np.arange(len(radii))[:, None]], axis=1
        )
        self._origin, self._wanted, self._taken = origin, wanted, np.array(taken, dtype=object)

    @cached_property
    def _edges(self) -> RadialEdges:
        """Return the edges of the districts and of the taken land, prepared for outlines."""
        rings = [self._others.plan_data.rings.part(self._near), PolygonRings.of(self._taken)]
        return RadialEdges(self._origin, PolygonRings.joined(rings), self._wanted)

    def add(self, areas: Sequence[ServiceArea], land_km2: Floats) -> None:
        """Add to each district's covered land what only these service areas cover."""
        outlined = [(r, area.outline) for r, area in enumerate(areas) if area.outline is not None]
        for r, area in enumerate(areas):
            if area.outline is None:
                self._add_by_overlay(r, area, land_km2[r])
        if outlined:
            radii = [r for r, _ in outlined]
            shared = self._edges.shared_km2([outline for _, outline in outlined], radii)
            for r, row in zip(radii, shared, strict=True):
                self._add(r, row, land_km2[r])

    def _add(self, r: int, shared_km2: Floats, land_km2: Floats) -> None:
        mine, count = np.flatnonzero(self._taken_r == r), len(self._near)
        land_km2[self._near] += shared_km2[:count]
        land_km2[self._taken_district[mine]] -= shared_km2[count + mine]
        most = self._others.plan_data.region_area_km2[self._near]
        land_km2[self._near] = np.minimum(land_km2[self._near], most)

    def _add_by_overlay(self, r: int, area: ServiceArea, land_km2: Floats) -> None:
        """Do the same for a service area that is not star-shaped, by overlay with districts."""
        plan_data = self._others.plan_data
        met, filled = districts_of(area, plan_data)
        for district in np.setdiff1d(met, filled).tolist():
            if not self._others.filled(r, district):
                shapes = [one.shape for one in (*self._others.areas(r, district), area)]
                land = shapely.intersection(plan_data.regions[district], shapely.union_all(shapes))
                km2 = float(plan_data.ellipsoid.area_km2(land)[0])
                land_km2[district] = min(km2, plan_data.region_area_km2[district])
        land_km2[filled] = plan_data.region_area_km2[filled]
