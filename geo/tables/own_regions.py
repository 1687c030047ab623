"""Coverage that counts: by a region's own groups, and without a customs border between.

A group **counts** the regions that its `counts_regions` names in `ftzs` (codes of any level,
separated by semicolons); where it names none, the region of its `adcode`. `customs_area` of
`regions` names the customs area of a district; where it names none, that of the rest of the plan. A
zone's is that of the district in which a point on its surface lies, if any.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.plan_data import within_levels
from geo.coverage.scope import find_region
from geo.coverage.weights import amounts
from geo.tables.named_table import NamedTable
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.antimeridian import point_within
from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.point_location import polygon_at
from layers.runtime.arguments import checked_call
from layers.schema.figures import Figure, figures
from layers.schema.lists import split_list

COUNTS, CUSTOMS = "counts_regions", "customs_area"
"""The columns of `ftzs` and of `regions` that decide what counts; either may be missing."""


@checked_call(MeasureError)
def own_regions(
    coverage: Coverage, weight: str = "population"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how much of a weight counts as covered: in all, and by group of zones.

    **Own** is what lies within the radius of a zone whose group counts its region, **other** what
    only zones of other groups reach. **Same customs** is what a zone in its own customs area
    reaches, **across customs** what only zones beyond a customs border reach. What lies in no
    region is other and across.

    Returns:
        By `radius_km`, with `weight` (its name) and `amount`: `covered_amount`, `own_amount`,
        `own_share` (0–1, of the amount), `other_amount`, `same_customs_amount`,
        `across_customs_amount`. And by `ftz_id` and `radius_km`: `amount`, of the regions that the
        group counts, `own_amount` and `own_share` of it within reach of its zones, `other_amount`
        of it that only zones of other groups reach; and `elsewhere_amount`, which its zones reach
        in other regions. Null without demand; own, other and elsewhere where no group (or not this
        one) counts a region of the plan, customs where regions have no areas.

    Raises:
        UnknownError: `counts_regions` names no region of the plan; the demand has no such column.
        MeasureError: the column is not numeric, or a value is missing, negative or infinite.

    >>> from geo import CoverageMeter
    >>> from geo.tables import own_regions
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> totals, groups = own_regions(coverage)
    >>> totals[["covered_amount", "own_amount", "other_amount"]].values.tolist()
    [[1000.0, 1000.0, 0.0], [1500.0, 1500.0, 0.0]]
    >>> groups[["ftz_id", "own_share"]].round(2).values.tolist()
    [['F', 0.57], ['F', 0.86]]
    """
    plan, district = coverage.plan, coverage.plan_data.district
    amount = amounts(coverage, weight)
    count, ftz_of = len(coverage.radii_km), coverage.zone_frame["ftz_id"]
    keys = {coverage.radius_column: np.array(coverage.radii_km), "weight": weight}
    own, any_counts = np.full(len(amount), count), False
    every = coverage.demand_level(range(len(ftz_of)))
    groups = [pd.DataFrame(columns=["ftz_id", *keys, *_OWN, _ELSEWHERE])]
    for ftz in plan.ftzs["ftz_id"]:
        level = coverage.demand_level(np.flatnonzero(ftz_of == ftz))
        mine = counted_districts(plan, ftz)[district]
        any_counts |= bool(mine.any())
        in_own = np.where(mine, level, count)
        own = np.minimum(own, in_own)
        its = amount * mine
        table = pd.DataFrame(
            {"ftz_id": ftz} | keys | _parts(its, within_levels(every, its, count), in_own)
        )
        table[_ELSEWHERE] = within_levels(level, amount - its, count)
        if not mine.any():
            table[[*_OWN, _ELSEWHERE]] = np.nan
        groups.append(table[groups[0].columns])
    covered = within_levels(every, amount, count)
    totals = pd.DataFrame(keys | _parts(amount, covered, own))
    if not any_counts:
        totals[_OWN[1:]] = np.nan
    has_areas = CUSTOMS in plan.regions.columns
    same = within_levels(_same_customs(coverage), amount, count) if has_areas else np.nan
    totals["same_customs_amount"] = same
    totals["across_customs_amount"] = totals["covered_amount"] - totals["same_customs_amount"]
    return totals, pd.concat(groups[1:] or groups, ignore_index=True)


def _same_customs(coverage: Coverage) -> Ints:
    """Return the level at which each demand point is reached from its own customs area."""
    of_district, of_zone = customs_areas(coverage)
    district = coverage.plan_data.district
    same = np.full(len(district), len(coverage.radii_km))
    for area in {*of_zone} - {None}:
        level = coverage.demand_level(np.flatnonzero(of_zone == area))
        same = np.minimum(same, np.where((of_district == area)[district], level, same))
    return same


def counted_districts(plan: Plan, ftz_id: str) -> Bools:
    """Return which districts a group counts; the last entry, for no district, is False.

    Raises:
        UnknownError: it names a region that the plan lacks.
    """
    row = plan.ftzs[plan.ftzs["ftz_id"] == ftz_id]
    named = row[COUNTS].dropna() if COUNTS in row else ()
    codes = [code for cell in named for code in split_list(cell)]
    counts = np.zeros(len(plan.regions) + 1, bool)
    for code in codes:
        counts[find_region(plan, code).districts] = True
    for code in () if codes else row["adcode"].dropna():  # which need be no region of the plan
        for level in plan.levels:
            counts[:-1] |= (plan.regions[level.column] == code).to_numpy(bool)
    return counts


def _parts(amount: Floats, covered: Floats, own: Ints) -> dict[str, Floats | float]:
    """Return the amount, how much is covered, and how much of it counts, by its level."""
    whole, counts = float(amount.sum()), within_levels(own, amount, len(covered))
    return {
        "amount": whole if len(amount) else np.nan,
        "covered_amount": covered,
        "own_amount": counts,
        "own_share": counts / whole if whole > 0 else np.nan,
        "other_amount": covered - counts,
    }


def customs_areas(coverage: Coverage) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the customs area of each district, None for none, and of each zone."""
    plan, plan_data = coverage.plan, coverage.plan_data
    areas = np.full(len(plan.regions) + 1, None, object)  # last that of no district
    areas[:-1] = ""
    if CUSTOMS in plan.regions.columns:
        areas[:-1] = plan.regions[CUSTOMS].fillna("").astype(str).str.strip()
    inside = point_within(coverage.zone_frame.geometry.to_numpy())
    return areas, areas[polygon_at(inside, plan_data.region_tree)]


_OWN, _ELSEWHERE = ["amount", "own_amount", "own_share", "other_amount"], "elsewhere_amount"
_TOTALS = figures("covered_amount:.0f own_amount:.0f own_share:.1% other_amount:.0f")
_CUSTOMS = figures("same_customs_amount:.0f across_customs_amount:.0f")
TABLE = NamedTable(
    "own-regions",
    2.5,
    own_regions,
    {
        "own_regions": "radius_km weight=weight",
        "groups": "ftz_id radius_km weight=weight",
    },
    options=("weight",),
    figures={
        "own_regions": (*_TOTALS, *_CUSTOMS),
        "groups": (Figure("amount", ".0f"), *_TOTALS[1:], Figure(_ELSEWHERE, ".0f")),
    },
)
