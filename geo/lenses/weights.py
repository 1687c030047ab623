"""Coverage of any weight of the demand, such as jobs or GDP."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.lenses.lens import Lens
from geo.lenses.region_groups import reached_tables
from geo.option import Option
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

    >>> from geo.lenses import weights_of
    >>> from layers.example import example_plan
    >>> weights_of(example_plan())
    ['population', 'jobs']
    """
    return [name for name in number_columns(plan) if name not in plan.terms.not_summed]


@checked_call(MeasureError)
def by_weight(coverage: Coverage, weight: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how much of a weight the zones cover: in total, and by region.

    Returns:
        Two tables by `radius_km`: `weight` (its name), `amount` and `covered_amount`, in the unit
        of the weight; the second with `adcode`, `name`, `level` first, the amounts null in a region
        without demand. Demand outside every region counts only in the first. For `population` the
        figures are those of `Coverage.totals` and `Coverage.regions`.

    Raises:
        UnknownError: the demand has no such column.
        MeasureError: the column is not numeric, or a value is missing, negative or infinite.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import by_weight
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> totals, regions = by_weight(coverage, "jobs")
    >>> totals["covered_amount"].tolist()
    [400.0, 700.0]
    """
    amount = checked_weight(coverage.plan, weight)
    radius = coverage.demand_radius_km
    reached = [radius <= one for one in coverage.radii_km]
    totals, regions = reached_tables(coverage, {"amount": amount}, reached)
    totals.insert(0, coverage.radius_column, np.array(coverage.radii_km))
    totals.insert(1, "weight", weight)
    regions["step"] = np.array(coverage.radii_km)[regions["step"]]
    regions.insert(4, "weight", weight)
    return totals, regions.rename(columns={"step": coverage.radius_column})


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


LENS = Lens(
    "weight",
    6,
    "Show how much of a weight of the demand the zones cover.",
    lambda coverage, name: by_weight(coverage, weight=name),
    {"totals": "", "regions": ""},
    options=(Option("name", str, ..., "A column of the demand: jobs, …", "NAME"),),
)
