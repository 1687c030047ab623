"""The summary of runs: the distribution of each total, and how often each scenario is first."""

from __future__ import annotations

import numpy as np
import pandas as pd

TOTALS = ("covered_population", "covered_clusters", "covered_weight")
_QUANTILES = {"p5": 0.05, "median": 0.5, "p95": 0.95}


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """Return, for each scenario, radius and total, its distribution over the runs.

    `mean`, `deviation` (standard, of the runs), `least`, `p5`, `median`, `p95`, `most`; and
    `first`: the share of the runs in which no other scenario has more, ties being shared. Unknown
    totals are left out.

    >>> runs = pd.DataFrame({
    ...     "run": [0, 0], "scenario": ["a", "b"], "radius_km": 50.0,
    ...     "covered_population": [3.0, 1.0], "covered_clusters": [1, 1], "covered_weight": 0.0})
    >>> summary(runs)[["scenario", "total", "mean", "first"]].values.tolist()[:2]
    [['a', 'covered_population', 3.0, 1.0], ['b', 'covered_population', 1.0, 0.0]]
    """
    tables = []
    for radius_km, at_radius in runs.groupby("radius_km", sort=True):
        by_run = at_radius.pivot(index="run", columns="scenario")  # noqa: PD010  no aggregation
        scenarios = at_radius["scenario"].unique()
        for total in TOTALS:
            values = by_run[total][scenarios].to_numpy(float)
            if np.isnan(values).all():
                continue
            best = values == values.max(axis=1, keepdims=True)
            first = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
            quantiles = {
                name: np.quantile(values, share, axis=0) for name, share in _QUANTILES.items()
            }
            figures = {
                "scenario": scenarios,
                "radius_km": radius_km,
                "total": total,
                "mean": values.mean(axis=0),
                "deviation": values.std(axis=0),
                "least": values.min(axis=0),
                **quantiles,
                "most": values.max(axis=0),
                "first": first,
            }
            tables.append(pd.DataFrame(figures))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
