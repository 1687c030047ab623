"""How far demand is from the nearest zone, and how that is distributed over people.

It is measured completely, or from that of other zones.

When zones change, the only points affected are those nearest to a removed zone and those nearer to
a new one. The points nearest to the remaining zones are kept while one zone is dragged.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.zone import ZonePolygon
from layers.geometry.edges import Floats, Ints
from layers.geometry.point_distance import Boundary
from layers.runtime.cache import Cache, cached_property
from layers.schema.figures import figures

_AT_ONCE = 100_000  # points whose distance is measured together
_SAME_KM = 1e-6  # by which two computations of a distance may differ
_KEPT_OTHERS = 8


def nearest_km(plan_data: PlanData, polygons: Sequence[ZonePolygon], points: Ints) -> Floats:
    """Return how far some demand points of the plan are from the nearest polygon, ∞ of none."""
    demand = plan_data.demand
    outside = np.ones(len(demand), bool)
    for polygon in polygons:
        near = demand.in_box(polygon.bounds)
        outside[near[polygon.boundary.contains(demand.lon[near], demand.lat[near])]] = False
    lon, lat, distance = demand.lon[points], demand.lat[points], np.zeros(len(points))
    rows = np.flatnonzero(outside[points])
    boundary = Boundary(plan_data.ellipsoid, one_shape([polygon.shape for polygon in polygons]))
    for some in np.array_split(rows, len(rows) // _AT_ONCE + 1):
        distance[some] = boundary.outside_km(lon[some], lat[some])
    return distance


def baseline_km(plan_data: PlanData) -> Floats:
    """Return how far each demand point is from the nearest zone of the baseline; computed once."""
    polygons = (ZonePolygon(plan_data.ellipsoid, shape) for shape in plan_data.plan.zones.geometry)
    every = np.arange(len(plan_data.demand))
    distance: Floats = plan_data.kept.get(
        "baseline_km", lambda: nearest_km(plan_data, [*polygons], every)
    )
    return distance


class NearestZones:
    """How far every demand point is from the nearest zone of the baseline, or of similar zones.

    `polygons` are those of the baseline.
    """

    def __init__(self, plan_data: PlanData, polygons: Sequence[ZonePolygon]) -> None:
        self._plan_data, self._polygons = plan_data, {polygon.key: polygon for polygon in polygons}
        self._others: Cache[frozenset[bytes], Floats] = Cache(_KEPT_OTHERS)

    @cached_property
    def distance_km(self) -> Floats:
        """Return it for the baseline."""
        return baseline_km(self._plan_data)

    def of(self, polygons: Sequence[ZonePolygon]) -> Floats:
        """Return it for other polygons, those of the baseline being measured already."""
        added = {polygon.key: polygon for polygon in polygons}
        gone = frozenset(self._polygons.keys() - added.keys())
        if len(gone) > len(self._polygons) / 2:
            return nearest_km(self._plan_data, polygons, np.arange(len(self._plan_data.demand)))
        distance = self._others.get(gone, lambda: self._without(gone)).copy()
        for key in added.keys() - self._polygons.keys():
            rows, own_km = self._near(added[key], distance)
            distance[rows] = np.minimum(distance[rows], own_km)
        return distance

    @cached_property
    def _places(self) -> Floats:
        demand = self._plan_data.demand
        return self._plan_data.ellipsoid.cartesian_m(demand.lon, demand.lat)

    def _without(self, gone: frozenset[bytes]) -> Floats:
        distance, left = self.distance_km.copy(), self._polygons.keys() - gone
        lost = [np.empty(0, np.int64)]
        for key in gone:
            rows, own_km = self._near(self._polygons[key], distance)
            lost.append(rows[own_km <= distance[rows] + _SAME_KM])
        points = np.unique(np.concatenate(lost))
        if len(points):
            distance[points] = nearest_km(
                self._plan_data, [self._polygons[key] for key in left], points
            )
        return distance

    def _near(self, polygon: ZonePolygon, distance_km: Floats) -> tuple[Ints, Floats]:
        """Return the points that may be as near to a polygon as that, and how far they are."""
        if polygon.shape.is_empty:
            return np.empty(0, np.int64), np.empty(0)
        least_m, _ = polygon.distance_bounds_m(self._places)
        rows = np.flatnonzero(least_m <= distance_km * 1e3)
        demand = self._plan_data.demand
        return rows, polygon.boundary.distance_km(demand.lon[rows], demand.lat[rows])


def one_shape(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return zones as one geometry: only intersecting zones are merged, because that is slow."""
    zones: NDArray[np.object_] = np.array(shapes, object)
    one, other = shapely.STRtree(zones).query(zones, predicate="intersects")
    meeting = np.unique(one[one != other])
    united = shapely.union_all(zones[meeting])
    parts = shapely.get_parts([united, *np.delete(zones, meeting)])
    return shapely.MultiPolygon(parts.tolist())


ACCESS_FIGURES = figures("mean_km:.1f median_km:.1f p90_km:.1f gini:.3f")


def access(distance_km: Floats, population: Floats) -> dict[str, float | None]:
    """Return `mean_km`, `median_km`, `p90_km` and `gini` of distance, weighted by population.

    Or by another amount. The quantile q is the smallest distance within which at least q of the
    people live. Gini is one minus twice the area under the Lorenz curve of distance over people
    (Gastwirth 1972); 0 if all are equally far. Without people, or without a zone, every figure is
    None. Where no way leads to some people, they are infinitely far: mean and Gini are None, and a
    quantile that is theirs.

    >>> access(np.array([0.0, 10.0]), np.array([1.0, 1.0]))
    {'mean_km': 5.0, 'median_km': 0.0, 'p90_km': 10.0, 'gini': 0.5}
    """
    people = population > 0
    order = np.argsort(distance_km[people], kind="stable")
    distance, weight = distance_km[people][order], population[people][order]
    if not len(distance):
        return dict.fromkeys(figure.name for figure in ACCESS_FIGURES)
    share = np.cumsum(weight) / weight.sum()

    def quantile(q: float) -> float | None:
        value = float(distance[np.searchsorted(share, q * (1 - 1e-12))])
        return value if np.isfinite(value) else None

    quantiles = {"median_km": quantile(0.5), "p90_km": quantile(0.9)}
    if not np.isfinite(distance[-1]):
        return {"mean_km": None, **quantiles, "gini": None}
    total = float(distance @ weight)
    gini = 0.0
    if total:
        lorenz = np.concatenate([[0.0], np.cumsum(distance * weight) / total])
        gini = 1 - float(((lorenz[1:] + lorenz[:-1]) * np.diff(share, prepend=0.0)).sum())
    return {"mean_km": total / float(weight.sum()), **quantiles, "gini": gini}
