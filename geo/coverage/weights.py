"""The weights of the demand, such as jobs or GDP, by demand point."""

from __future__ import annotations

import pandas as pd

from geo.coverage import Coverage
from geo.validation import shown
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.plan.weights import is_number, number_columns, wrong_weight
from layers.runtime.arguments import checked_call


@checked_call(MeasureError)
def weights_of(plan: Plan) -> list[str]:
    """Return the names of the weights of a plan's demand: its columns of numbers that are summed.

    >>> from geo.coverage.weights import weights_of
    >>> from layers.example import example_plan
    >>> weights_of(example_plan())
    ['population', 'jobs']
    """
    return [name for name in number_columns(plan) if name not in plan.terms.not_summed]


def checked_weight(plan: Plan, weight: str) -> Floats:
    """Return a weight by demand point, checked to be finite and not negative."""
    demand = plan.demand
    available = tuple(weights_of(plan))
    if weight not in demand.columns:
        raise UnknownError(Message("measure-weight-unknown", given=shown(weight), known=available))
    if not is_number(demand[weight]):
        raise MeasureError(
            Message("measure-weight-not-number", given=shown(weight), known=available)
        )
    if weight in plan.terms.not_summed:
        raise MeasureError(Message("measure-weight-not-summed", column=weight, known=available))
    if (wrong := wrong_weight(demand, weight)) is not None:
        raise MeasureError(wrong)
    amount: Floats = demand[weight].to_numpy(float)
    return amount


def amounts(coverage: Coverage, weight: str) -> Floats:
    """Return a weight by demand point of `PlanData`, checked as by `checked_weight`."""
    return checked_weight(coverage.plan, weight)[coverage.plan_data.demand.order]


def share_of(part: pd.Series[float], whole: pd.Series[float] | float) -> pd.Series[float]:
    """Return the share of a whole, null where there is nothing of it."""
    return part / pd.Series(whole, index=part.index, dtype=float).where(lambda sums: sums > 0)
