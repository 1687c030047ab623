"""Inequality between regions: how unequally their people are covered.

Over the regions of a level with people, of which pᵢ is the part of all people (Σpᵢ = 1), xᵢ the
covered share of the region and μ = Σpᵢxᵢ the mean, the indices between groups, weighted by people,
are

- **Gini** = Σᵢ Σⱼ pᵢ pⱼ |xᵢ − xⱼ| / 2μ: 0 where all shares are equal, near 1 where one small region
  has everything (Gini 1912; weighted between regions as by Milanovic, *Worlds Apart*, 2005);
- **Theil** T = Σᵢ pᵢ (xᵢ / μ) ln(xᵢ / μ), with 0 ln 0 = 0: 0 where all are equal (Theil, *Economics
  and Information Theory*, 1967).
"""

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.weights import amounts
from geo.tables.named_table import NamedTable
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.runtime.arguments import checked_call
from layers.schema.figures import figures


@checked_call(MeasureError)
def inequality(
    coverage: Coverage, level: str | None = None, weight: str = "population"
) -> pd.DataFrame:
    """Return how unequally the regions of a level are covered, by radius.

    The default level is the plan's coarsest. Regions without any of the weight are omitted.

    Returns:
        Columns `radius_km`, `level`, `weight` (its name), `regions` (their number), `mean_share`
        (of all of them, 0–1), `gini` and `theil` as above, `least_share` and `least` (the code of
        its region, the first of equals), `most_share` and `most`. Null without regions,
        the indices also where nothing is covered.

    Raises:
        UnknownError: there is no such level, or column of the demand.
        MeasureError: the column is not numeric, or a value is missing, negative or infinite.

    >>> from geo import CoverageMeter
    >>> from geo.tables import inequality
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> table = inequality(coverage, level="district")
    >>> table[["radius_km", "gini", "theil", "least"]].round(3).values.tolist()
    [[5.0, 0.429, 0.56, '330102'], [10.0, 0.095, 0.019, '330102']]
    """
    plan = coverage.plan
    chosen = plan.levels[-1] if level is None else plan.level(level)
    reached, points = coverage.demand_level(range(len(coverage.reaches))), amounts(coverage, weight)
    codes = pd.Series([*plan.regions[chosen.column], None], dtype=object)
    by_region = pd.DataFrame(
        {"amount": points}
        | {f"{number}": points * (reached <= number) for number in range(len(coverage.radii_km))}
    )
    sums = by_region.groupby(codes.to_numpy()[coverage.plan_data.district]).sum()
    own = sums[sums["amount"] > 0]
    amount, names, rows = own["amount"].to_numpy(float), own.index.to_numpy(object), []
    for number, radius_km in enumerate(coverage.radii_km):
        share = own[f"{number}"].to_numpy(float) / amount
        rows.append(
            {
                coverage.radius_column: radius_km,
                "level": chosen.code,
                "weight": weight,
                "regions": len(own),
            }
            | indices(amount, share)
            | (_end(share, names, "least", -1) | _end(share, names, "most", 1))
        )
    return pd.DataFrame(rows)


def indices(amount: Floats, share: Floats) -> dict[str, float]:
    """Return the mean of shares, weighted by amounts above 0, and their Gini and Theil indices."""
    if not len(amount):
        return dict.fromkeys(("mean_share", "gini", "theil"), np.nan)
    order = np.argsort(share, kind="stable")
    part, share = amount[order] / amount.sum(), share[order]
    mean = float(part @ share)
    if mean <= 0:
        return {"mean_share": mean, "gini": np.nan, "theil": np.nan}
    below = np.cumsum(part) - part / 2  # of the people, the half of its own among them
    ratio = share / mean
    logs = np.log(ratio, where=ratio > 0, out=np.zeros(len(ratio)))
    gini = float(part * ratio @ (2 * below - 1))
    return {"mean_share": mean, "gini": max(gini, 0.0), "theil": float(part * ratio @ logs)}


def _end(share: Floats, names: Floats, end: str, sign: int) -> dict[str, object]:
    if not len(share):
        return {f"{end}_share": np.nan, end: None}
    row = int(np.argmax(sign * share))
    return {f"{end}_share": float(share[row]), end: names[row]}


TABLE = NamedTable(
    "inequality",
    3.5,
    inequality,
    {"inequality": "radius_km regions=figure-regions least=figure-least most=figure-most"},
    options=("level", "weight"),
    figures={
        "inequality": figures("mean_share:.1% gini:.3f theil:.3f least_share:.1% most_share:.1%")
    },
)
