"""What runs of a sweep say: how each total is distributed, and which of two scenarios is better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    the share of the runs in which no other scenario has more, ties being shared; and `regret`: how
    much it lacks to the best scenario of a run, on average. Unknown totals are left out.

    Raises:
        MeasureError: `runs` is no table of runs, has none, or one twice, or without a scenario.

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
        MeasureError: `runs` is no table of runs, has none, or one twice, or without a scenario.

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


def _check_table(runs: pd.DataFrame) -> None:
    """Check that runs are a table as `Sweep.measure` gives it.

    Raises:
        MeasureError: a column is missing, there is no run, or one is there twice, or lacks a
            scenario or a radius.
    """
    radius = "radius_min" if "radius_min" in runs else "radius_km"
    keys = ["run", "scenario", radius]
    missing = tuple(name for name in keys if name not in runs)
    if not any(str(name).startswith("covered_") for name in runs):
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


def _radius_column(runs: pd.DataFrame) -> str:
    """Return the column of radii, in km or in minutes."""
    return next(str(name) for name in runs if str(name).startswith("radius_"))


def _by_total(runs: pd.DataFrame) -> Iterator[tuple[float, str, NDArray[np.object_], Floats]]:
    """Yield radius, total, scenarios, and its values: runs × scenarios; not of unknown totals."""
    for radius, at_radius in runs.groupby(_radius_column(runs), sort=True):
        by_run = at_radius.pivot(index="run", columns="scenario")  # noqa: PD010  no aggregation
        scenarios = at_radius["scenario"].unique()
        for total in (name for name in map(str, runs) if name.startswith("covered_")):
            values = by_run[total][scenarios].to_numpy(float)
            if not np.isnan(values).any():
                yield float(radius), total, scenarios, values  # type: ignore[arg-type]


def _quantiles(values: Floats) -> dict[str, Floats]:
    return {name: np.quantile(values, share, axis=0) for name, share in _QUANTILES.items()}
