"""Indicators of people: how many live within reach, and how far it is to the nearest zone."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, IndicatorsOfPlan, PointAmounts, Value
from geo.coverage.nearest import ACCESS_FIGURES
from geo.coverage.plan_data import PlanData, demand_attributes
from layers import Plan
from layers.schema.figures import Figure, weight_label

DISTANCE_DECIDES_KM = 0.1
"""The last digit of a mean distance: the demand is points, not addresses."""

_MEAN, _MEDIAN, _FAR, _GINI = ACCESS_FIGURES

INDEX_DECIDES = 0.001
"""The last digit of an index that readers are shown."""


def people(plan_data: PlanData, attribute: str = "population") -> Iterable[PointAmounts]:
    """Yield every demand point with its people, or with another attribute."""
    yield PointAmounts.of(None, "demand", plan_data.plan.demand[attribute].to_numpy(float))


def _access(coverage: Coverage, figure: Figure) -> Iterator[Value]:
    """Yield a figure of the distance to the nearest zone, in the unit of the coverage."""
    unit = coverage.radius_column.removeprefix("radius_")
    value = float(coverage.access[re.sub("km$", unit, figure.name)].iloc[0])
    is_distance = figure.unit == "km"
    yield Value(None, None, value, DISTANCE_DECIDES_KM if is_distance else INDEX_DECIDES)


def _distance(figure: Figure, order: float, purpose: str = "people", weight: str = "") -> Indicator:
    """Return the indicator of a figure of distance; without a purpose it is only asked for."""
    own = Figure(f"{weight}_{figure.name}", figure.form) if weight else figure
    return Indicator(
        own,
        purpose,
        order,
        "less",
        (f"demand.{weight}" if weight else "demand",),
        measure=partial(_access, figure=own),
        instead="least:LEVEL@50" if figure is _GINI else f"{weight or 'population'}@50",
        label=weight_label(own.name, [weight]) if weight else None,
    )


_POPULATION = Indicator(
    Figure("covered_population"), "people", 1, "more", ("demand",), points=people
)
_MEAN_DISTANCE = _distance(_MEAN, 3)
_FAR_DISTANCE = _distance(_FAR, 4)
_MEDIAN_DISTANCE = _distance(_MEDIAN, 5, "")
_GINI_OF_DISTANCE = _distance(_GINI, 6, "")


def _attributes(plan: Plan) -> Iterator[Indicator]:
    """Yield the indicators of each of the plan's own demand attributes, such as jobs."""
    for number, name in enumerate(demand_attributes(plan)):
        yield Indicator(
            Figure(f"covered_{name}"),
            "people",
            2 + number / 1000,
            "more",
            (f"demand.{name}",),
            points=partial(people, attribute=name),
            label=weight_label(f"covered_{name}", [name]),
        )
        for figure in ACCESS_FIGURES:
            yield _distance(figure, 7 + number / 1000, "", name)


_ATTRIBUTES = IndicatorsOfPlan(_attributes)
