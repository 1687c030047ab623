"""Indicators of strategic regions: who is reached in each, and what land zones have there.

The row of the whole plan is of all strategic regions together: a district that belongs to several
counts once.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from geo.coverage.indicator import Indicator, LandAmounts, PointAmounts, district_of_rows
from geo.coverage.plan_data import PlanData
from geo.lenses.strategic_regions import COLUMN, strategic_members
from layers import Plan
from layers.geometry.edges import Bools, Floats
from layers.schema.figures import Figure

_NEEDS = f"regions.{COLUMN}"


def _places(plan: Plan) -> Iterator[tuple[str | None, Bools]]:
    """Yield which districts belong to any strategic region, then to each.

    A last mark stands for points outside every district, and is never set.
    """
    marks: dict[str, Bools] = {}
    for id_, rows in strategic_members(plan).items():
        marks[id_] = np.zeros(len(plan.regions) + 1, bool)
        marks[id_][rows] = True
    if marks:
        yield None, np.logical_or.reduce([*marks.values()])
    for id_, mark in marks.items():
        yield f"strategy:{id_}", mark


def _points(
    layer: str, amount: Callable[[Plan], Floats]
) -> Callable[[PlanData], Iterator[PointAmounts]]:
    def points(plan_data: PlanData) -> Iterator[PointAmounts]:
        district, amounts = district_of_rows(plan_data, layer), amount(plan_data.plan)
        for place, mark in _places(plan_data.plan):
            yield PointAmounts.of(place, layer, amounts * mark[district])

    return points


def _land(plan_data: PlanData, _: pd.DataFrame) -> Iterator[LandAmounts]:
    for place, mark in _places(plan_data.plan):
        yield LandAmounts(place, plan_data.regions, mark[:-1].astype(float))


_PEOPLE = Indicator(
    Figure("strategy_population"),
    "strategies",
    1,
    "more",
    ("demand", _NEEDS),
    "strategy",
    points=_points("demand", lambda plan: plan.demand["population"].to_numpy(float)),
)
_CLUSTERS = Indicator(
    Figure("strategy_clusters"),
    "strategies",
    2,
    "more",
    ("clusters", _NEEDS),
    "strategy",
    points=_points("clusters", lambda plan: np.ones(len(plan.clusters))),
)
_LAND = Indicator(
    Figure("strategy_land_km2", ".2f"), "strategies", 3, "more", (_NEEDS,), "strategy", land=_land
)
