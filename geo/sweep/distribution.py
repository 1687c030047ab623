"""What runs of a sweep say: how totals are distributed, and which scenario is better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.indicators.acceptability import Acceptability, acceptability
from geo.indicators.scorecard import Scorecard, ScoreRow, worths
from geo.sweep.sweep import COLUMNS
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.runtime.arguments import checked_call

_QUANTILES = {"p5": 0.05, "median": 0.5, "p95": 0.95}


@checked_call(MeasureError)
def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """Return, for each scenario, radius and total, its distribution over the runs.

    `mean`, `deviation` (standard, of the runs), `least`, `p5`, `median`, `p95`, `most`; `first`:
    the share of the runs in which no other scenario has more, ties being shared; and `regret`: its
    average shortfall from the best scenario of a run. Unknown totals are omitted.

    Raises:
        MeasureError: `runs` is not a table of runs, has none, or one twice, or without a scenario.

    >>> runs = pd.DataFrame({
    ...     "run": [0, 0], "scenario": ["a", "b"], "radius_km": 50.0,
    ...     "covered_population": [3.0, 1.0], "covered_clusters": [1, 1], "covered_weight": 0.0})
    >>> summary(runs)[["scenario", "total", "mean", "first", "regret"]].values.tolist()[:2]
    [['a', 'covered_population', 3.0, 1.0, 0.0], ['b', 'covered_population', 1.0, 0.0, 2.0]]
    """
    _check_table(runs)
    tables = []
    for radius, total, scenarios, values in _by_total(runs):
        most = values.max(axis=1, keepdims=True)
        best = values == most
        figures = {
            "scenario": scenarios,
            _radius_column(runs): radius,
            "total": total,
            "mean": values.mean(axis=0),
            "deviation": values.std(axis=0),
            "least": values.min(axis=0),
            **_quantiles(values),
            "most": values.max(axis=0),
            "first": (best / best.sum(axis=1, keepdims=True)).mean(axis=0),
            "regret": (most - values).mean(axis=0),
        }
        tables.append(pd.DataFrame(figures))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


@checked_call(MeasureError)
def pairs(runs: pd.DataFrame) -> pd.DataFrame:
    """Return, for each two scenarios, radius and total, in how many runs one is better.

    A run samples the same for all scenarios: the difference of two in it is due to them alone.
    `scenario` and `against` (of two, the one that the runs have first); `better`, `equal` and
    `worse`: shares of the runs; `mean`, `p5`, `median` and `p95` of the difference.

    Raises:
        MeasureError: `runs` is not a table of runs, has none, or one twice, or without a scenario.

    >>> runs = pd.DataFrame({
    ...     "run": [0, 0, 1, 1], "scenario": ["a", "b"] * 2, "radius_km": 50.0,
    ...     "covered_population": [3.0, 1.0, 2.0, 2.0],
    ...     "covered_clusters": 1, "covered_weight": 0.0})
    >>> pairs(runs)[["scenario", "against", "better", "equal", "worse", "mean"]].values.tolist()[0]
    ['b', 'a', 0.0, 0.5, 0.5, -1.0]
    """
    _check_table(runs)
    rows = []
    for radius, total, scenarios, values in _by_total(runs):
        for against, scenario in combinations(range(len(scenarios)), 2):
            difference = values[:, scenario] - values[:, against]
            rows.append(
                {
                    "scenario": scenarios[scenario],
                    "against": scenarios[against],
                    _radius_column(runs): radius,
                    "total": total,
                    "better": (difference > 0).mean(),
                    "equal": (difference == 0).mean(),
                    "worse": (difference < 0).mean(),
                    "mean": difference.mean(),
                    **_quantiles(difference),
                }
            )
    return pd.DataFrame(rows)


@checked_call(MeasureError)
def acceptability_in(runs: pd.DataFrame, card: Scorecard) -> tuple[Acceptability, ...]:
    """Return how each scenario of the runs fares under all views, its inputs being uncertain.

    `card` is the scorecard of the same scenarios at the same radii, measured by the same way.
    Figures that the runs do not have, such as land, are taken from it. Each run has its share of
    the views (see `geo.indicators.acceptability`).

    Raises:
        MeasureError: `runs` is not a table of runs, has none, or one twice, or without a scenario.

    >>> from geo import Expand, Scenario
    >>> from geo.indicators import scorecard
    >>> from geo.sweep import Spreads, Sweep
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> runs = Sweep(plan, [None, wider], Spreads(boundary=0.5), radii_km=5).measure(range(20))
    >>> [one.scenario for one in acceptability_in(runs, scorecard(plan, wider, radii_km=5))]
    ['baseline', 'wider']
    """
    _check_table(runs)
    names, radius = [*runs["scenario"].unique()], _radius_column(runs)
    count = runs["run"].nunique()
    order = runs["scenario"].map({name: number for number, name in enumerate(names)})
    ordered = runs.assign(order=order).sort_values(["run", "order"])
    by_radius = {at: ordered[ordered[radius] == at] for at in card.radii}

    def values(row: ScoreRow) -> Floats:
        column = ":".join([row.indicator.key, *([] if row.place is None else [row.place])])
        table = (
            by_radius.get(row.radius)
            if row.radius is not None and row.travel == card.travel
            else None
        )
        if table is not None and column in table:
            found = table[column].to_numpy(float).reshape(count, len(names))
            if not np.isnan(found).any():
                return found
        return np.array([[row.by_scenario[name] for name in names]], float)

    keys = [purpose.key for purpose in card.purposes]
    return acceptability(names, keys, worths(keys, card.rows, names, values))


def _check_table(runs: pd.DataFrame) -> None:
    """Check that runs are a table as `Sweep.measure` gives it.

    Raises:
        MeasureError: a column is missing, there is no run, or one is repeated, or lacks a
            scenario or a radius.
    """
    radius = "radius_min" if "radius_min" in runs else "radius_km"
    keys = ["run", "scenario", radius]
    missing = tuple(name for name in keys if name not in runs)
    if not totals_in(runs):
        missing += COLUMNS[3:4]
    if missing:
        raise MeasureError(Message("sweep-columns-missing", columns=missing).at("runs"))
    if runs.empty:
        raise MeasureError(Message("sweep-no-run").at("runs"))
    twice = runs[runs.duplicated(keys)]
    if len(twice):
        raise MeasureError(Message("sweep-run-twice", run=str(twice["run"].iloc[0])).at("runs"))
    values = [runs[name].unique() for name in keys]
    if math.prod(map(len, values)) > len(runs):
        every = pd.MultiIndex.from_product(values, names=keys)
        run, scenario, _ = every.difference(pd.MultiIndex.from_frame(runs[keys]))[0]
        raise MeasureError(Message("sweep-run-lacking", run=str(run), scenario=str(scenario)))


def totals_in(runs: pd.DataFrame) -> tuple[str, ...]:
    """Return the totals of the whole plan in a table of runs, by their columns."""
    keys = ("run", "scenario", "radius_km", "radius_min")
    return tuple(name for name in map(str, runs) if name not in keys and ":" not in name)


def _radius_column(runs: pd.DataFrame) -> str:
    """Return the column of radii, in km or in minutes."""
    return next(str(name) for name in runs if str(name).startswith("radius_"))


def _by_total(runs: pd.DataFrame) -> Iterator[tuple[float, str, NDArray[np.object_], Floats]]:
    """Yield radius, total, scenarios, and its values: runs × scenarios; not of unknown totals."""
    for radius, at_radius in runs.groupby(_radius_column(runs), sort=True):
        by_run = at_radius.pivot(index="run", columns="scenario")  # noqa: PD010  no aggregation
        scenarios = at_radius["scenario"].unique()
        for total in totals_in(runs):
            values = by_run[total][scenarios].to_numpy(float)
            if not np.isnan(values).any():
                yield float(radius), total, scenarios, values  # type: ignore[arg-type]


def _quantiles(values: Floats) -> dict[str, Floats]:
    return {name: np.quantile(values, share, axis=0) for name, share in _QUANTILES.items()}
