"""What tables of regions omit: people outside every region, regions without demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.lenses.region_groups import has_demand

if TYPE_CHECKING:
    from geo.coverage import Coverage


def outside(coverage: Coverage) -> pd.DataFrame:
    """Return, by radius, the demand outside every region and the regions without demand.

    Both are legitimate (a ship's crew, a desert), but figures of regions then sum to less than the
    totals, and a region has no share.

    Returns:
        Columns `radius_km`; `points`, `population` and `covered_population`: demand points outside
        every region and their people, who count only in the totals; `districts_without_demand`,
        and their area, `area_without_demand_km2`.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import outside
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> outside(coverage)[["radius_km", "points", "districts_without_demand"]].values.tolist()
    [[5.0, 0.0, 0.0], [10.0, 0.0, 0.0]]
    """
    plan_data = coverage.plan_data
    apart = plan_data.district == len(plan_data.regions)
    empty = ~has_demand(plan_data)
    count = len(coverage.radii_km)
    return pd.DataFrame(
        {
            coverage.radius_column: np.array(coverage.radii_km),
            "points": np.full(count, apart.sum()),
            "population": np.full(count, plan_data.population[apart].sum()),
            "covered_population": coverage.figures.covered.people[:, len(plan_data.regions)],
            "districts_without_demand": np.full(count, empty.sum()),
            "area_without_demand_km2": np.full(count, plan_data.region_area_km2[empty].sum()),
        }
    )
