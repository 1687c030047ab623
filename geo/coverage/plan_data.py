"""The plan_data of coverage, prepared once: a plan's districts, demand, clusters and gateways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.coverage.point_index import PointIndex
from layers import Plan
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.point_location import polygon_at
from layers.geometry.radial import PolygonRings
from layers.plan.weights import weight_columns, wrong_weight
from layers.runtime.cache import Cache

_KEPT = 64


@dataclass(frozen=True)
class PlanData:
    """The data of a plan against which zones are measured; the zones are not included.

    Demand and clusters are in the order of their `PointIndex`. `district` is the row of each
    demand point's district; one past the last if it has none. The points of district d are
    `by_district[district_start[d]:district_start[d + 1]]`, in ascending order. `weights` are the
    plan's own columns of the demand, such as jobs, by name.
    """

    plan: Plan
    ellipsoid: Ellipsoid
    regions: NDArray[np.object_]
    region_tree: shapely.STRtree
    region_area_km2: Floats
    rings: PolygonRings
    demand: PointIndex
    population: Floats
    weights: dict[str, Floats]
    district: Ints
    by_district: Ints
    district_start: Ints
    clusters: PointIndex
    cluster_sector: NDArray[np.object_]
    gateway_lon: Floats
    gateway_lat: Floats
    gateway_id: NDArray[np.object_]
    gateway_kinds: list[tuple[str, Ints]]
    kept: Cache[str, Any] = field(default_factory=lambda: Cache(_KEPT), repr=False, compare=False)
    """Values that other modules compute once for the plan, each under its own name."""

    @classmethod
    def of(cls, plan: Plan) -> PlanData:
        """Prepare a plan."""
        regions = plan.regions["geometry"].to_numpy()
        tree = shapely.STRtree(regions)
        demand, clusters = PointIndex(*_degrees(plan.demand)), PointIndex(*_degrees(plan.clusters))
        district = _district_of(plan, tree)[demand.order]
        kind = plan.gateways["kind"].to_numpy()
        gateway_lon, gateway_lat = _degrees(plan.gateways)
        return cls(
            plan=plan,
            ellipsoid=plan.ellipsoid,
            regions=regions,
            region_tree=tree,
            region_area_km2=plan.ellipsoid.area_km2(regions),
            rings=PolygonRings.of(regions),
            demand=demand,
            population=plan.demand["population"].to_numpy(float)[demand.order],
            weights={
                name: amount[demand.order] for name, amount in demand_attributes(plan).items()
            },
            district=district,
            by_district=np.argsort(district, kind="stable").astype(np.int32),
            district_start=np.searchsorted(np.sort(district), np.arange(len(regions) + 2)),
            clusters=clusters,
            cluster_sector=plan.clusters["sector"].to_numpy()[clusters.order],
            gateway_lon=gateway_lon,
            gateway_lat=gateway_lat,
            gateway_id=plan.gateways["gateway_id"].to_numpy(object),
            gateway_kinds=[(str(name), np.flatnonzero(kind == name)) for name in np.unique(kind)],
        )

    def people_by_district(self, covered: NDArray[np.bool_]) -> Floats:
        """Return the covered population of each district, and last that outside all districts."""
        weights = self.population * covered
        return np.bincount(self.district, weights, minlength=len(self.regions) + 1).astype(float)

    def points_of(self, districts: Ints) -> Ints:
        """Return, in ascending order, the demand points of some districts."""
        starts, ends = self.district_start[districts], self.district_start[districts + 1]
        spans = [self.by_district[start:end] for start, end in zip(starts, ends, strict=True)]
        return np.sort(np.concatenate(spans)) if spans else np.empty(0, np.int64)


def demand_attributes(plan: Plan) -> dict[str, Floats]:
    """Return the columns of the demand that are measured beside people, in the order of the plan.

    They are numbers, of which none is missing, negative or infinite (see `weights_left_out`).
    """
    demand = plan.demand
    return {
        name: demand[name].to_numpy(float)
        for name in weight_columns(plan)
        if wrong_weight(demand, name) is None
    }


def within_levels(level: NDArray[np.integer[Any]], amount: Floats, count: int) -> Floats:
    """Return by radius, of `count`, how much lies within it: at a level of at most its number.

    Null without any point.
    """
    sums = np.bincount(level, amount, minlength=count + 1)[:count].cumsum()
    return sums if len(amount) else np.full(count, np.nan)


def _degrees(points: pd.DataFrame) -> tuple[Floats, Floats]:
    shapes = points["geometry"].to_numpy()
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _district_of(plan: Plan, tree: shapely.STRtree) -> Ints:
    """Return each demand point's district row: by adcode, else by location, else none."""
    none = len(plan.regions)
    row_of = {adcode: row for row, adcode in enumerate(plan.regions["adcode"])}
    rows: Ints = plan.demand["adcode"].map(row_of).fillna(none).to_numpy(np.int64, copy=True)
    lost = np.flatnonzero(rows == none)
    rows[lost] = polygon_at(plan.demand["geometry"].to_numpy()[lost], tree)
    return rows.astype(np.int32)
