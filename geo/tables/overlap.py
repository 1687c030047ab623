"""Overlap of catchments: people by the number of zones that reach them, and by their only zone."""

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.weights import amounts, share_of
from geo.tables.named_table import NamedTable
from layers.errors import MeasureError
from layers.geometry.edges import Floats, Ints
from layers.runtime.arguments import checked_call
from layers.schema.figures import figures

MOST_ZONES = 3
"""The zones that the last row of an overlap counts, or more."""


@checked_call(MeasureError)
def overlap(
    coverage: Coverage, radius_km: float, weight: str = "population"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return by how many zones a weight is reached, and what each zone alone reaches.

    Returns:
        By number of `zones` (0, 1, 2, and 3 or more): `weight` (its name), `amount` reached by so
        many, `share` of all (0–1). And by `zone_id`, the most reached alone first, with `ftz_id`:
        `covered_amount` within its radius; `sole_amount`, which no other zone reaches, and
        `sole_share` of the former; `shared_with`, the zone that reaches most of the rest, and
        `shared_amount`, how much that is. Null without demand, and a share of nothing.

    Raises:
        UnknownError: the demand has no such column.
        MeasureError: the coverage was not measured at the radius; the column is not numeric, or a
            value is missing, negative or infinite.

    >>> from geo import CoverageMeter
    >>> from geo.tables import overlap
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> people, zones = overlap(coverage, radius_km=10)
    >>> people["amount"].tolist()
    [250.0, 0.0, 1500.0, 0.0]
    >>> zones[["zone_id", "covered_amount", "sole_amount", "shared_with"]].values.tolist()
    [['A', 1500.0, 0.0, 'B'], ['B', 1500.0, 0.0, 'A']]
    """
    amount, level = amounts(coverage, weight), coverage.radius_number(radius_km)
    reached = [reach.demand_within(level) for reach in coverage.reaches]
    count = np.zeros(len(amount), np.int64)
    for rows in reached:
        count[rows] += 1
    none, ids = (0.0 if len(amount) else np.nan), coverage.zone_frame["zone_id"].to_numpy(object)
    several = np.minimum(count, MOST_ZONES)
    people = pd.DataFrame({"zones": np.arange(MOST_ZONES + 1), "weight": weight})
    people["amount"] = np.bincount(several, amount, minlength=len(people)) + none
    people["share"] = share_of(people["amount"], people["amount"].sum())
    shared = _shared(reached, amount)
    rows_of = []
    for zone, rows in enumerate(reached):
        most = int(np.argmax(shared[zone]))
        meets = shared[zone, most] > 0
        rows_of.append(
            {
                "zone_id": ids[zone],
                "ftz_id": coverage.zone_frame["ftz_id"].iloc[zone],
                "weight": weight,
                "covered_amount": amount[rows].sum() + none,
                "sole_amount": amount[rows[count[rows] == 1]].sum() + none,
                "shared_with": ids[most] if meets else None,
                "shared_amount": shared[zone, most] + none,
            }
        )
    columns = ["zone_id", "ftz_id", "weight", "covered_amount", "sole_amount"]
    zones = pd.DataFrame(rows_of, columns=[*columns, "shared_with", "shared_amount"])
    zones.insert(5, "sole_share", share_of(zones["sole_amount"], zones["covered_amount"]))
    order = ["sole_amount", "covered_amount", "zone_id"]
    return people, zones.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _shared(reached: list[Ints], amount: Floats) -> Floats:
    """Return how much each two zones both reach; 0 of a zone with itself."""
    from scipy.sparse import csr_array  # noqa: PLC0415  slow to load

    ends = np.cumsum([0, *map(len, reached)])
    points = np.concatenate([np.empty(0, np.int64), *reached])
    shape = len(reached), len(amount)
    weighed = csr_array((amount[points], points, ends), shape)
    within = csr_array((np.ones(len(points)), points, ends), shape)
    shared: Floats = (weighed @ within.T).toarray()
    np.fill_diagonal(shared, 0.0)
    return shared


TABLE = NamedTable(
    "overlap",
    2.6,
    overlap,
    {
        "overlap": "zones=cli-col-zones weight=weight",
        "zones": "zone_id ftz_id weight=weight shared_with=figure-shared-with",
    },
    "one",
    ("weight",),
    {
        "overlap": figures("amount:.0f share:.1%"),
        "zones": figures("covered_amount:.0f sole_amount:.0f sole_share:.1% shared_amount:.0f"),
    },
)
