"""Indicators of people: how many live within reach, and how far it is to the nearest zone."""

from collections.abc import Iterable, Iterator
from functools import partial

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, IndicatorsOfPlan, PointAmounts, Value
from geo.coverage.plan_data import PlanData, own_weights
from layers import Plan
from layers.schema.figures import Figure, weight_label

DISTANCE_DECIDES_KM = 0.1
"""The last digit of a mean distance: the demand is points, not addresses."""


def people(plan_data: PlanData, attribute: str = "population") -> Iterable[PointAmounts]:
    """Yield every demand point with its people, or with another attribute."""
    yield PointAmounts.of(None, "demand", plan_data.plan.demand[attribute].to_numpy(float))


def _access(coverage: Coverage, figure: str) -> Iterator[Value]:
    """Yield a distance to the nearest zone, in the unit of the coverage."""
    unit = coverage.radius_column.removeprefix("radius_")
    distance = float(coverage.access[f"{figure}_{unit}"].iloc[0])
    yield Value(None, None, distance, DISTANCE_DECIDES_KM)


def _distance(figure: str, order: float) -> Indicator:
    return Indicator(
        Figure(f"{figure}_km", ".1f"),
        "people",
        order,
        "less",
        ("demand",),
        measure=partial(_access, figure=figure),
    )


_POPULATION = Indicator(
    Figure("covered_population"), "people", 1, "more", ("demand",), points=people
)
_MEAN_DISTANCE = _distance("mean", 3)
_FAR_DISTANCE = _distance("p90", 4)


def _attributes(plan: Plan) -> Iterator[Indicator]:
    """Yield an indicator for each of the plan's own demand attributes, such as jobs."""
    for number, name in enumerate(own_weights(plan)):
        yield Indicator(
            Figure(f"covered_{name}"),
            "people",
            2 + number / 1000,
            "more",
            (f"demand.{name}",),
            points=partial(people, attribute=name),
            label=weight_label(f"covered_{name}", [name]),
        )


_ATTRIBUTES = IndicatorsOfPlan(_attributes)
