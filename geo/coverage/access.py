"""The distribution of people's distance to the nearest zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.schema.figures import figures

if TYPE_CHECKING:
    from layers.geometry.edges import Floats

ACCESS_FIGURES = figures("mean_km:.1f median_km:.1f p90_km:.1f gini:.3f")


def access(distance_km: Floats, population: Floats) -> dict[str, float | None]:
    """Return `mean_km`, `median_km`, `p90_km` and `gini` of distance, weighted by population.

    The quantile q is the smallest distance within which at least q of the people live. Gini is one
    minus twice the area under the Lorenz curve of distance over people (Gastwirth 1972); 0 if all
    are equally far. Without people, or without a zone, every figure is None. Where no way leads to
    some people, they are infinitely far: mean and Gini are None, and a quantile that is theirs.

    >>> access(np.array([0.0, 10.0]), np.array([1.0, 1.0]))
    {'mean_km': 5.0, 'median_km': 0.0, 'p90_km': 10.0, 'gini': 0.5}
    """
    people = population > 0
    order = np.argsort(distance_km[people], kind="stable")
    distance, weight = distance_km[people][order], population[people][order]
    if not len(distance):
        return dict.fromkeys(figure.name for figure in ACCESS_FIGURES)
    share = np.cumsum(weight) / weight.sum()

    def quantile(q: float) -> float | None:
        value = float(distance[np.searchsorted(share, q * (1 - 1e-12))])
        return value if np.isfinite(value) else None

    quantiles = {"median_km": quantile(0.5), "p90_km": quantile(0.9)}
    if not np.isfinite(distance[-1]):
        return {"mean_km": None, **quantiles, "gini": None}
    total = float(distance @ weight)
    gini = 0.0
    if total:
        lorenz = np.concatenate([[0.0], np.cumsum(distance * weight) / total])
        gini = 1 - float(((lorenz[1:] + lorenz[:-1]) * np.diff(share, prepend=0.0)).sum())
    return {"mean_km": total / float(weight.sum()), **quantiles, "gini": gini}
