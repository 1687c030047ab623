"""The weights of a plan: columns of numbers of the demand that are summed beside people.

Such as jobs or GDP. A column named as a figure is none, because tables have its name; nor is one
whose term `not_summed` the plan has, such as a year (`layers.importing.summed_columns` decides that
as files are read). Plans of earlier versions have no such terms, and still sum the same columns.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.messages import Message
from layers.plan.plan import Plan
from layers.schema.layer_schema import LAYERS
from layers.schema.number_kinds import NumberKind, number_kind

_SHOWN = 5  # points of one problem that are listed
_TAKEN = {
    *("population", "clusters", "weight", "amount", "share", "area_km2", "geometry", "title"),
    *("adcode", "name", "level", "zone_id", "ftz_id", "strategy_id", "gateway_id", "source"),
    *("districts", "points", "zones", "minutes", "step", "edit", "verified", "places", "regions"),
    *("nearest_zone_id", "shared_with", "gateways", "blocks", "polsby_popper", "reock", "gini"),
    *("theil", "least", "most", "total", "within", "subject", "kind", "covered", "run", "change"),
    *("target", "code", "params", "measure", "place", "by", "value", "at_least", "at_most", "unit"),
    *("met", "missed_by", "title_zh", "name_zh", "rule", "message", "limit", "period", "sector"),
    *("cap_km2", "headroom_km2", "added_km2", "added_per_km2", "area_without_demand_km2"),
    *("clearance_hours", "mean_clearance_hours", "clearance_known", "matched_clusters"),
    *("growth_pct", "national_growth_pct", "difference_pct", "radius_from"),
    *("districts_without_demand", "least_share", "mean_share", "most_share", "within_share"),
    *("own_share", "own_amount", "other_amount", "elsewhere_amount", "added_amount"),
    *("accepted_km2", "approved", "approved_km2", "built_km2", "changed_km2", "idle_km2"),
    *("indicator", "is_disputed", "most_place", "per_km2", "per_accepted_km2", "per_built_km2"),
    *("quantile", "same_customs_amount", "across_customs_amount", "shared_amount"),
}
_TAKEN_ENDS = ("_km", "_min", "_gini", "_share")
_TAKEN_STARTS = (
    *("covered_", "uncovered_", "sole_", "share_of_", "entering_", "leaving_"),
    *("over_counted_", "line_", "way_"),
)
"""Columns of tables of figures, which no weight of the demand can have as its name.

Those of a weight, `covered_jobs` or `jobs_mean_km`, and of distances start or end in one way.
"""


def is_number(values: pd.Series[Any]) -> bool:
    """Return whether a column has numbers."""
    kinds = pd.api.types
    return kinds.is_numeric_dtype(values) and not kinds.is_bool_dtype(values)


def number_columns(plan: Plan) -> list[str]:
    """Return the columns of numbers of a plan's demand."""
    return [str(name) for name in plan.demand.columns if is_number(plan.demand[name])]


def weight_columns(plan: Plan) -> list[str]:
    """Return the columns of a plan's demand that are to be measured beside people, such as jobs."""
    left = plan.terms.not_summed
    return [name for name in number_columns(plan) if name not in left and not named_as_figure(name)]


def named_as_figure(name: str) -> bool:
    """Return whether a column has the name of a figure, as `covered_jobs` and `level` have."""
    return name in _TAKEN or name.startswith(_TAKEN_STARTS) or name.endswith(_TAKEN_ENDS)


def wrong_weight(demand: pd.DataFrame, column: str) -> Message | None:
    """Return which points lack a valid amount in a column of numbers; None if none does."""
    amount = demand[column].to_numpy(float)
    wrong = np.flatnonzero(~(np.isfinite(amount) & (amount >= 0)))
    if not len(wrong):
        return None
    points = tuple(map(str, demand["demand_id"].iloc[wrong[:_SHOWN]]))
    more = max(len(wrong) - _SHOWN, 0)
    return Message("measure-weight-value-wrong", column=column, points=points, more=more)


def is_measurable(demand: pd.DataFrame, column: str) -> bool:
    """Return whether a column of numbers can be a weight: by its name, and in every row."""
    return not named_as_figure(column) and wrong_weight(demand, column) is None


def weights_left_out(plan: Plan) -> dict[str, Message]:
    """Return the columns of a plan's demand that cannot be measured beside people, and why.

    >>> from layers.example import example_plan
    >>> demand = example_plan().demand.assign(gdp=[0.0, 1.0, -1.0])
    >>> plan = example_plan().with_layer("demand", demand)
    >>> [str(why).split(" has ")[0] for why in weights_left_out(plan).values()]
    ['Not measured: demand.gdp: 3']
    """
    found = {name: wrong_weight(plan.demand, name) for name in weight_columns(plan)}
    for name in number_columns(plan):
        if named_as_figure(name) and LAYERS["demand"].column(name) is None:
            found[name] = Message("measure-weight-named-as-figure", column=name)
    return {
        name: Message("measure-weight-left-out", why=why)
        for name, why in found.items()
        if why is not None
    }


def doubtful_weights(plan: Plan) -> dict[str, Message]:
    """Return the weights of a plan that look like ids, years or rates, and what to do.

    A column that the user has asked to sum is not among them.

    >>> from layers.example import example_plan
    >>> demand = example_plan().demand.assign(year=2020)
    >>> list(doubtful_weights(example_plan().with_layer("demand", demand)))
    ['year']
    """
    kinds = {
        name: kind_of_column(plan.demand, name, plan.regions["adcode"].tolist())
        for name in weight_columns(plan)
        if name not in plan.terms.summed and wrong_weight(plan.demand, name) is None
    }
    return {
        name: Message("measure-weight-doubtful", column=name, kind=kind)
        for name, kind in kinds.items()
        if kind is not None
    }


def kind_of_column(demand: pd.DataFrame, column: str, codes: Collection[str]) -> NumberKind | None:
    """Return the kind of a column of numbers of the demand if it is not an amount (`number_kind`).

    `codes` are those of the regions.
    """
    points = demand["geometry"].to_numpy() if "geometry" in demand else np.empty(0, object)
    of_points = shapely.get_type_id(points) == 0
    positions = (shapely.get_x(points), shapely.get_y(points)) if of_points.all() else ()
    return number_kind(column, demand[column], codes, positions)
