"""One zone on the move: all that the others cover is held fast, so that a step costs little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.coverage.places import reach_box
from geo.coverage.reach import Located, districts_of, service_areas
from geo.coverage.standing import Covered, Standing, districts_of_points
from geo.coverage.star import StarEdges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.coverage.reach import Polygon, Reach, ServiceArea
    from geo.coverage.star import Origin
    from layers.edges import Floats, Ints

_MARGIN_KM = 25.0


class Rest:
    """What the zones at rest cover, made from a standing set by taking some out, putting some in.

    Only districts that a changed zone touches are worked out again; all others are as they stood.
    """

    def __init__(self, standing: Standing, reaches: Mapping[bytes, Reach]) -> None:
        self.standing, self.ground = standing, standing.ground
        self.gone = {k: v for k, v in standing.reaches.items() if k not in reaches}
        self.come = {k: v for k, v in reaches.items() if k not in standing.reaches}
        self.reaches = dict(reaches)
        land = standing.covered.land_km2.copy()
        places: list[tuple[int, int]] = []
        for r in range(len(standing.radii_km)):
            changed = [reach.met[r] for reach in (*self.gone.values(), *self.come.values())]
            districts = np.unique(np.concatenate(changed)).tolist() if changed else []
            places += [(r, district) for district in districts]
        self._measure_land(places, land)
        changed_rows = [reach.demand_row for reach in (*self.gone.values(), *self.come.values())]
        districts = districts_of_points(self.ground, changed_rows)
        people = standing.covered.people.copy()
        points = self.ground.points_of(districts)
        counts = self.counts_of(points)
        weights, owner = self.ground.population[points], self.ground.district[points]
        for r, count in enumerate(counts):
            sums = np.bincount(owner, weights * (count > 0), minlength=people.shape[1])
            people[r, districts] = sums[districts]
        self.covered = Covered(people, land)

    def counts_of(self, points: Ints) -> Ints:
        """Return how many zones at rest reach some demand points (ascending), by radius."""
        counts: Ints = self.standing.counts[:, points].astype(np.int64)
        for reaches, by in ((self.gone, -1), (self.come, 1)):
            for reach in reaches.values():
                at = np.searchsorted(points, reach.demand_row)
                at = np.minimum(at, max(len(points) - 1, 0))
                there = points[at] == reach.demand_row if len(points) else np.zeros(0, bool)
                for r, count in enumerate(counts):
                    count[at[there & (reach.demand_level <= r)]] += by
        return counts

    def filled(self, r: int, district: int) -> bool:
        """Return whether one zone at rest covers a district whole."""
        stood = self.standing.filling[r].get(district, frozenset())
        if any(key in self.reaches for key in stood):
            return True
        return any((reach.filled[r] == district).any() for reach in self.come.values())

    def areas(self, r: int, district: int) -> list[ServiceArea]:
        """Return the service areas of zones at rest that touch a district."""
        stood = self.standing.meeting[r].get(district, frozenset())
        keys = [key for key in stood if key in self.reaches]
        keys += [key for key, reach in self.come.items() if (reach.met[r] == district).any()]
        return [self.reaches[key].areas[r] for key in sorted(keys)]

    def _measure_land(self, places: list[tuple[int, int]], land_km2: Floats) -> None:
        """Measure the covered land of some districts, each at a radius."""
        whole = self.ground.region_area_km2
        cut: list[tuple[int, int]] = []
        shapes: list[BaseGeometry] = []
        for r, district in places:
            filled = self.filled(r, district)
            land_km2[r, district] = whole[district] if filled else 0.0
            areas = [] if filled else self.areas(r, district)
            if areas:
                cut.append((r, district))
                shapes.append(self.standing.land_book.land(district, areas))
        if cut:
            rows, districts = np.transpose(cut)
            area_km2 = self.ground.ellipsoid.area_km2(shapes)
            land_km2[rows, districts] = np.minimum(area_km2, whole[districts])


class Drag:
    """The surroundings of one zone, ready for its polygon to change many times.

    Held for each radius: the demand points near it that no other zone covers, and the edges of the
    districts near it, with those of the land in them that other zones cover (which counts once).
    """

    def __init__(self, rest: Rest, polygon: Polygon) -> None:
        self.rest, self.ground = rest, rest.ground
        self.radii_km = rest.standing.radii_km
        self.origin: Origin = polygon.origin
        self._holds = reach_box(polygon.bounds, _MARGIN_KM)
        self._bounds = polygon.bounds
        box = reach_box(polygon.bounds, self.radii_km[-1] + _MARGIN_KM)
        points = self.ground.demand.in_box(box)
        counts = rest.counts_of(points)
        self._free = [self._free_points(points[count == 0]) for count in counts]
        self._land = [_FreeLand(self, r) for r in range(len(self.radii_km))]

    def holds(self, polygon: Polygon) -> bool:
        """Return whether a polygon is near enough to be measured from here."""
        west, south, east, north = polygon.bounds
        left, bottom, right, top = self._holds
        return west >= left and south >= bottom and east <= right and north <= top

    def step(self, polygon: Polygon) -> tuple[Covered, tuple[ServiceArea, ...]]:
        """Return what all zones cover with this polygon among them, and its service areas."""
        areas = service_areas(polygon, self.radii_km, self.origin)
        people = self.rest.covered.people.copy()
        land = self.rest.covered.land_km2.copy()
        for r, area in enumerate(areas):
            places, weights, owner = self._free[r]
            within = area.covers(places)
            people[r] += np.bincount(owner[within], weights[within], minlength=people.shape[1])
            self._land[r].add(area, land[r])
        return Covered(people, land), areas

    def districts_near(self, radius_km: float) -> Ints:
        """Return the districts that the zone may reach within a radius."""
        west, south, east, north = reach_box(self._bounds, radius_km + _MARGIN_KM)
        boxes = [shapely.box(west + turn, south, east + turn, north) for turn in (-360, 0, 360)]
        return np.unique(self.ground.region_tree.query(boxes)[1])

    def _free_points(self, rows: Ints) -> tuple[Located, Floats, Ints]:
        places = Located(self.origin, self.ground.demand.lon[rows], self.ground.demand.lat[rows])
        return places, self.ground.population[rows], self.ground.district[rows]


class _FreeLand:
    """The land near a zone, at one radius, that no other zone covers."""

    def __init__(self, drag: Drag, r: int) -> None:
        self._rest, self._r = drag.rest, r
        ground, rest = drag.ground, drag.rest
        near = drag.districts_near(drag.radii_km[r])
        self._open = np.array([d for d in near.tolist() if not rest.filled(r, d)], np.int64)
        shared = [(d, rest.areas(r, d)) for d in self._open.tolist()]
        shared = [(d, areas) for d, areas in shared if areas]
        self._shared = np.array([d for d, _ in shared], np.int64)
        taken = [rest.standing.land_book.land(d, areas) for d, areas in shared]
        shapes = np.array([*ground.regions[self._open], *taken], dtype=object)
        self._edges = StarEdges(drag.origin, shapes)

    def add(self, area: ServiceArea, land_km2: Floats) -> None:
        """Add to each district's covered land what this service area alone covers of it."""
        whole = self._rest.ground.region_area_km2
        if area.outline is None:
            self._add_by_overlay(area, land_km2)
            return
        shared = self._edges.shared_km2(area.outline)
        land_km2[self._open] += shared[: len(self._open)]
        land_km2[self._shared] -= shared[len(self._open) :]
        land_km2[self._open] = np.minimum(land_km2[self._open], whole[self._open])

    def _add_by_overlay(self, area: ServiceArea, land_km2: Floats) -> None:
        """Do so for a service area that is not star-shaped, by cutting districts with it."""
        ground = self._rest.ground
        met, filled = districts_of(area, ground)
        for district in np.setdiff1d(met, filled).tolist():
            if not self._rest.filled(self._r, district):
                shapes = [one.shape for one in (*self._rest.areas(self._r, district), area)]
                land = shapely.intersection(ground.regions[district], shapely.union_all(shapes))
                km2 = float(ground.ellipsoid.area_km2(land)[0])
                land_km2[district] = min(km2, ground.region_area_km2[district])
        land_km2[filled] = ground.region_area_km2[filled]
