"""Regions of every level as sets of districts: where people live, sums, and what these omit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.plan_data import PlanData, within_levels
from geo.coverage.scope import find_region
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.antimeridian import point_within
from layers.geometry.edges import Floats
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


def has_demand(plan_data: PlanData) -> NDArray[np.bool_]:
    """Return whether each district has demand points."""
    has: NDArray[np.bool_] = np.diff(plan_data.district_start)[: len(plan_data.regions)] > 0
    return has


def reached_tables(
    coverage: Coverage, amounts: Mapping[str, Floats], reached: Sequence[NDArray[np.bool_]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how much of amounts is reached at each step: in total, and by region.

    Each of `amounts`, by name, and of `reached` (whether a point is reached at that step) is by
    demand point, in the order of the plan. What is reached of one is in `covered_` and its name.

    Returns:
        A table with a row for each step; and one with `adcode`, `name`, `level` and `step` (its
        number) first, rows ordered as in `Coverage.regions`, null in a region without demand.
    """
    plan_data, order = coverage.plan_data, coverage.plan_data.demand.order
    none = np.nan if not len(order) else 0.0
    totals = pd.DataFrame(index=range(len(reached)))
    first = coverage.regions[coverage.radius_column] == coverage.radii_km[0]
    rows = coverage.regions.loc[first, ["adcode", "name", "level"]]
    tables = [rows.assign(step=number) for number in range(len(reached))]
    for name, amount in amounts.items():
        at_step = [(amount * step)[order] for step in reached]
        totals[name] = amount.sum() + none
        totals[f"covered_{name}"] = [each.sum() + none for each in at_step]
        whole = _of_regions(coverage.plan, rows, _by_district(plan_data, amount[order]))
        for table, each in zip(tables, at_step, strict=True):
            table[name] = whole
            part = _of_regions(coverage.plan, rows, _by_district(plan_data, each))
            table[f"covered_{name}"] = part
    return totals, pd.concat(tables, ignore_index=True)


def _by_district(plan_data: PlanData, amount: Floats) -> pd.Series[float]:
    """Return the sum of an amount of the demand points by district, null without any."""
    count = len(plan_data.regions)
    sums = np.bincount(plan_data.district, amount, minlength=count + 1)[:count]
    return pd.Series(np.where(has_demand(plan_data), sums, np.nan))


def _of_regions(plan: Plan, rows: pd.DataFrame, by_district: pd.Series[float]) -> Floats:
    """Return the sums of regions (`adcode`, `level`); null where no district has a figure."""
    out = np.full(len(rows), np.nan)
    for level in plan.levels:
        mine = (rows["level"] == level.code).to_numpy()
        groups = by_district.groupby(plan.regions[level.column].to_numpy())
        out[mine] = rows.loc[mine, "adcode"].map(groups.sum(min_count=1))
    return out


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
    >>> from geo.lenses import outside
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> outside(coverage)[["radius_km", "points", "districts_without_demand"]].values.tolist()
    [[5.0, 0.0, 0.0], [10.0, 0.0, 0.0]]
    """
    plan_data = coverage.plan_data
    apart = plan_data.district == len(plan_data.regions)
    empty = ~has_demand(plan_data)
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
