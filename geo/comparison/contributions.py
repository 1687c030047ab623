"""The contribution of each edit of a scenario: the figures after it minus those before it.

Edits are applied in sequence, so a contribution depends on the edit's position; but in any order,
the contributions add up to the change by the scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from layers.errors import MeasureError, ScenarioError
from layers.runtime.arguments import checked_call

if TYPE_CHECKING:
    from geo.coverage import Coverage, CoverageMeter
    from geo.scenario.model import Scenario

_MOST_EDITS = 40
"""The limit of edits listed separately; later ones are combined."""

_FIGURES = ["covered_area_km2", "covered_population"]
_ROUNDING = 1e-12  # of a figure: sums in another order differ by that


@checked_call(MeasureError)
def steps(meter: CoverageMeter, scenario: Scenario, after: Coverage) -> tuple[Coverage, ...]:
    """Return the coverage after each edit; the last is `after`, that of the scenario.

    Empty if an edit cannot be applied here: the result is then that of the record.

    >>> from geo import CoverageMeter, Expand, Remove, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> both = Scenario.of(plan, [Expand(zone="B", by_km=1), Remove(zone="A")])
    >>> [len(coverage.zone_frame) for coverage in steps(meter, both, meter.measure(both))]
    [2, 1]
    """
    heads = range(1, min(len(scenario.edits), _MOST_EDITS))
    try:
        coverages = [
            meter.measure(replace(scenario, edits=scenario.edits[:count], recorded=None))
            for count in heads
        ]
    except ScenarioError:
        return ()
    return (*coverages, after) if scenario.edits else ()


@checked_call(MeasureError)
def contributions(before: Coverage, after_each: Sequence[Coverage]) -> pd.DataFrame:
    """Return the land and people that each edit adds to the coverage, by radius.

    `after_each` is the coverage after each edit, `before` that before the first.

    Returns:
        `edit` (from 1), `radius_km`, and the differences `area_km2` (land in zones, the same at
        every radius), `covered_area_km2`, `covered_population` (persons, null without demand),
        `covered_clusters` (null without clusters) and the plan's own weights, such as
        `covered_jobs`.

    >>> from geo import CoverageMeter, Expand, Remove, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> both = Scenario.of(plan, [Expand(zone="B", by_km=1), Remove(zone="A")])
    >>> each = steps(meter, both, meter.measure(both))
    >>> contributions(meter.measure(), each)["covered_population"].tolist()
    [500.0, 0.0]
    """
    every = [before, *after_each]
    tables = [
        _difference(_figures(now), _figures(was)).reset_index().assign(edit=number)
        for number, (was, now) in enumerate(pairwise(every), start=1)
    ]
    figures = [*_FIGURES, "covered_clusters", *_own(before)]
    columns = ["edit", before.radius_column, "area_km2", *figures]
    if not tables:
        return pd.DataFrame(columns=columns, dtype=float)
    return pd.concat(tables, ignore_index=True)[columns]


def _difference(now: pd.DataFrame, was: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of figures, 0 where only their rounding differs."""
    apart = now.sub(was)
    return apart.mask(apart.abs() <= _ROUNDING * now.abs(), 0.0)


def _figures(coverage: Coverage) -> pd.DataFrame:
    """Return land in zones, and land, people, own weights and clusters covered, by radius."""
    table = coverage.totals.set_index(coverage.radius_column)[[*_FIGURES, *_own(coverage)]]
    clusters = coverage.sectors.groupby(coverage.radius_column)["covered_clusters"].sum()
    return table.assign(
        area_km2=float(coverage.zones["area_km2"].sum()),
        covered_clusters=clusters.reindex(table.index).astype(float),
    )


def _own(coverage: Coverage) -> list[str]:
    """Return the columns of how much of the plan's own weights is covered."""
    return [f"covered_{name}" for name in coverage.plan_data.weights]
