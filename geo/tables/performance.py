"""Use and yield: published figures of groups and zones, per km² of their land, and its use.

A figure is divided by the land of its place as the plan has it (published, else measured; and by
the accepted and built part of it) if it is a whole amount (`layers.schema.performance`) of a full
year, or a stock in a month, after the place was approved. Shares, growth, cumulated figures, and
those of all groups or the nation are never divided. A scenario that changes the land of the place
makes its yield **unknown**: nothing is extrapolated.

The **quantile** of a yield is the share of comparable places that yield as much or less: those of
the same kind (groups, or zones) with a figure of the same indicator, unit and year; of fewer than
three places there is none.
"""

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.land_use import zone_use
from geo.tables.named_table import NamedTable
from layers.errors import MeasureError
from layers.geometry.edges import Bools
from layers.runtime.arguments import checked_call
from layers.schema.column_types import year_of_date
from layers.schema.lists import split_list
from layers.schema.performance import MONTH, conflicts, year_of

FEWEST_PLACES = 3
"""The fewest comparable places of a quantile."""

_NO_AMOUNTS = ("percent", "km2", "times")
_BASES = ("approved", "accepted", "built")


@checked_call(MeasureError)
def yields(coverage: Coverage) -> pd.DataFrame:
    """Return each published figure of groups and zones, and its yield per km² of land.

    Returns:
        Columns `ftz_id`, `zone_id` (several separated by `;`, null: the group), `indicator`,
        `period`, `value`, `unit`, `per_km2` of approved land, `per_accepted_km2`,
        `per_built_km2`, `quantile` of the first (0–1), `places` (how many are comparable),
        `most_place` (which of them yields most), `is_disputed` (another figure says otherwise),
        `verified`, `source`. Null where unknown, or not to be divided.

    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> frame = pd.DataFrame({"zone_id": ["A"], "indicator": ["jobs"], "period": ["2023"],
    ...     "value": [428.0], "unit": ["persons"]})
    >>> plan = example_plan().with_layer("performance", frame)
    >>> yields(CoverageMeter(plan, radii_km=5).measure())["per_km2"].round(0).tolist()
    [100.0]
    """
    table = coverage.plan.performance.reset_index(drop=True)
    land = _land(coverage, table)
    may = divisible(table) & _is_after_approval(table, land["year"].to_numpy(float))
    value = table["value"].where(may)
    out = table[["ftz_id", "zone_id", "indicator", "period", "value", "unit"]].copy()
    for base in _BASES:
        name = "per_km2" if base == "approved" else f"per_{base}_km2"
        out[name] = (value / land[f"{base}_km2"].where(land[f"{base}_km2"] > 0)).astype(float)
    out = pd.concat([out, _compared(out)], axis=1)
    disputed = {row for one in conflicts(table) for row in one.rows}
    out["is_disputed"] = [row in disputed for row in range(len(out))]
    return out.assign(verified=table["verified"], source=table["source"])


def _land(coverage: Coverage, table: pd.DataFrame) -> pd.DataFrame:
    """Return the land of the place of each row by base, NaN if unknown, and its year of approval.

    A group that the scenario changes in any zone, or of which it adds or removes one, has none.
    """
    zones = zone_use(coverage).assign(year=lambda it: it["approved"].map(year_of_date))
    of_plan = dict(zip(coverage.plan.zones["zone_id"], coverage.plan.zones["ftz_id"], strict=True))
    row_of = {zone: row for row, zone in enumerate(zones["zone_id"])}
    groups = zones["ftz_id"].to_numpy(object)
    columns = zones[[*(f"{base}_km2" for base in _BASES), "year"]].to_numpy(float)
    known: dict[tuple[object, object], np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    unknown = np.full(columns.shape[1], np.nan)
    rows = []
    for ftz, zone in zip(table["ftz_id"], table["zone_id"], strict=True):
        if (ftz, zone) not in known:
            ids = split_list(zone) or [one for one, of in of_plan.items() if of == ftz]
            there = [row_of[one] for one in ids if one in row_of]
            is_whole = len(there) == len(ids) > 0 and (
                split_list(zone) or len(there) == int((groups == ftz).sum())
            )
            part = columns[there]
            known[ftz, zone] = (
                np.append(part[:, :-1].sum(axis=0), np.max(part[:, -1])) if is_whole else unknown
            )
        rows.append(known[ftz, zone])
    return pd.DataFrame(rows, columns=[*(f"{base}_km2" for base in _BASES), "year"], dtype=float)


def divisible(table: pd.DataFrame) -> Bools:
    """Return which figures are whole amounts of a full year, or stocks in a month."""
    is_dated = table["period"].astype(str).map(year_of).notna()
    units = table["unit"].fillna("").astype(str)
    whole = ~units.str.contains("_", regex=False) & ~units.str.startswith(_NO_AMOUNTS)
    amounts: Bools = (whole & ~units.str.contains("%", regex=False) & is_dated).to_numpy(bool)
    return amounts


def _is_after_approval(
    table: pd.DataFrame, year: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> Bools:
    """Return which figures are of a time when the whole place was approved already."""
    periods = table["period"].astype(str)
    of = periods.map(year_of).to_numpy(float)
    is_month = periods.str.fullmatch(MONTH).to_numpy(bool)
    after = np.isnan(year) | (of > year) | (is_month & (of >= year + 1))
    known: Bools = ~np.isnan(of) & after
    return known


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    """Return the quantile of each yield, how many places are comparable, and which yields most."""
    rows = table.assign(year=table["period"].astype(str).map(year_of))
    rows["place"] = rows["zone_id"].where(rows["zone_id"].notna(), rows["ftz_id"])
    rows["is_zone"] = rows["zone_id"].notna()
    quantile, places = np.full(len(rows), np.nan), np.zeros(len(rows), int)
    most = np.full(len(rows), None, object)
    keys = ["is_zone", "indicator", "unit", "year"]
    for _, group in rows.dropna(subset="per_km2").groupby(keys, dropna=False):
        per_km2 = group["per_km2"].to_numpy(float)
        count = group["place"].nunique()
        if count < FEWEST_PLACES:
            continue
        at = group.index.to_numpy()
        quantile[at] = [(per_km2 <= one).mean() for one in per_km2]
        places[at], most[at] = count, group["place"].iloc[int(per_km2.argmax())]
    return pd.DataFrame({"quantile": quantile, "places": places, "most_place": most})


TABLE = NamedTable(
    "performance",
    3.2,
    lambda coverage: (yields(coverage), zone_use(coverage)),
    {
        "performance": "ftz_id zone_id indicator=score-col-indicator period=cli-col-period"
        " value=cli-col-value:.6g unit=cli-col-unit per_km2=figure-per-km2:.4g"
        " per_built_km2=figure-per-built-km2:.4g quantile=figure-quantile:.0% verified",
        "use": "zone_id ftz_id area_km2 changed_km2=figure-changed-km2:.2f"
        " accepted_share=figure-accepted-share:.1% built_share=figure-built-share:.1%"
        " idle_share=figure-idle-share:.1% approved=figure-approved",
    },
    radii="none",
)
