"""Where the people of a region live, and the demand missing from the figures of regions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.plan_data import within_levels
from geo.coverage.scope import find_region
from layers.errors import MeasureError
from layers.geometry.antimeridian import point_within
from layers.runtime.arguments import checked_call


def main_place(coverage: Coverage, adcode: str) -> tuple[float, float]:
    """Return the position (lon, lat) of a region's most populous demand point.

    In a region without demand it is a point inside it.

    Raises:
        UnknownError: no region of any level has the adcode.
    """
    plan_data = coverage.plan_data
    districts = find_region(coverage.plan, adcode).districts
    points = plan_data.points_of(districts)
    if not len(points):
        [inside] = point_within(plan_data.regions[districts[0]])
        return float(inside.x), float(inside.y)
    best = points[plan_data.population[points].argmax()]
    return float(plan_data.demand.lon[best]), float(plan_data.demand.lat[best])


@checked_call(MeasureError)
def outside(coverage: Coverage) -> pd.DataFrame:
    """Return, by radius, the demand outside every region and the regions without demand.

    Both are legitimate (a ship's crew, a desert), but figures of regions then sum to less than the
    totals, and a region has no share.

    Returns:
        Columns `radius_km`; `points`, `population` and `covered_population`: demand points outside
        every region and their people, who count only in the totals; `districts_without_demand`,
        and their area, `area_without_demand_km2`; and the plan's own weights, as of people.

    >>> from geo import CoverageMeter
    >>> from geo.tables import outside
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> outside(coverage)[["radius_km", "points", "districts_without_demand"]].values.tolist()
    [[5.0, 0.0, 0.0], [10.0, 0.0, 0.0]]
    """
    plan_data = coverage.plan_data
    apart = plan_data.district == len(plan_data.regions)
    empty = np.diff(plan_data.district_start)[: len(plan_data.regions)] == 0
    count, level = len(coverage.radii_km), coverage.demand_level(range(len(coverage.reaches)))
    own = {name: amount * apart for name, amount in plan_data.weights.items()}
    return pd.DataFrame(
        {
            coverage.radius_column: np.array(coverage.radii_km),
            "points": np.full(count, apart.sum()),
            "population": np.full(count, plan_data.population[apart].sum()),
            "covered_population": coverage.figures.covered.people[:, len(plan_data.regions)],
            "districts_without_demand": np.full(count, empty.sum()),
            "area_without_demand_km2": np.full(count, plan_data.region_area_km2[empty].sum()),
        }
        | {name: np.full(count, amount.sum()) for name, amount in own.items()}
        | {f"covered_{name}": within_levels(level, own[name], count) for name in own}
    )
