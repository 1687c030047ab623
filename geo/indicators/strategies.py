"""Indicators of strategic regions: who is reached in each, and what land zones have there.

A district belongs to the strategic regions listed in its `strategies` column (ids separated by
semicolons), and may belong to several. The plan's layer `strategies` describes the ids.
The row of the whole plan is of all strategic regions together: a district that belongs to several
counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from geo.coverage.indicator import Indicator, LandAmounts, PointAmounts, district_of_rows
from geo.coverage.plan_data import PlanData
from layers import Plan
from layers.geometry.edges import Bools, Floats, Ints
from layers.schema.figures import Figure
from layers.schema.lists import split_list

COLUMN = "strategies"
"""The column of `regions` with the strategic regions of a district."""

_NEEDS = f"regions.{COLUMN}"


def _places(plan: Plan) -> Iterator[tuple[str | None, Bools]]:
    """Yield which districts belong to any strategic region, then to each.

    A last mark, never set, is for points outside every district.
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


PEOPLE = Indicator(
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


def strategy_districts(plan: Plan, name: str) -> Bools:
    """Return which districts belong to a strategic region, given by its id or name."""
    inside: Bools = np.zeros(len(plan.regions), bool)
    members, layer = strategic_members(plan), plan.frame("strategies")
    named = (layer[["name", "name_zh"]] == name).any(axis=1)
    for id_ in {name, *layer.loc[named, "strategy_id"]} & members.keys():
        inside[members[id_]] = True
    return inside


def strategies_of(plan: Plan) -> pd.DataFrame:
    """Return `strategy_id`, `name` and `name_zh` of the strategic regions of districts."""
    ids = sorted(strategic_members(plan))
    names = plan.frame("strategies")[["strategy_id", "name", "name_zh"]]
    return pd.DataFrame({"strategy_id": ids}, dtype=object).merge(names, how="left")


def strategic_members(plan: Plan) -> dict[str, Ints]:
    """Return the rows of the districts of each strategic region by id, in the order of the layer.

    Ids that the layer lacks come last; empty without the column.
    """
    members = _members(plan.regions[COLUMN]) if COLUMN in plan.regions.columns else {}
    listed = [id_ for id_ in plan.frame("strategies")["strategy_id"] if id_ in members]
    return {id_: members[id_] for id_ in [*listed, *sorted(members.keys() - set(listed))]}


def _members(ids: pd.Series[str]) -> dict[str, Ints]:
    """Return the rows of the districts of each strategic region."""
    split = ids.reset_index(drop=True).map(split_list).explode().dropna()
    return {str(id_): np.unique(part.index) for id_, part in split.groupby(split)}
