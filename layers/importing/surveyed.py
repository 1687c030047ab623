"""Surveyed or approved boundaries of some zones, laid among the other zones of a plan."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.formats.table import ROW, row_numbers
from layers.messages import Message
from layers.runtime.suggestions import suggestion


def among_others(
    surveyed: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, problems: list[Message]
) -> gpd.GeoDataFrame:
    """Return the zones of a plan, in its order, with the boundaries of those that are surveyed.

    Columns that the file lacks stay, but `boundary_source`, which is `surveyed` then.
    Rows of the file keep their numbers. A zone that the plan lacks is
    added to `problems`.

    >>> from layers.example import example_plan
    >>> zones = example_plan().zones
    >>> one = zones[["zone_id", "geometry"]].iloc[1:]
    >>> among_others(one, zones, [])[["zone_id", "ftz_id", "boundary_source"]].values.tolist()
    [['A', 'F', 'imported'], ['B', 'F', 'surveyed']]
    """
    known = zones.set_index("zone_id", drop=False)
    ids = surveyed["zone_id"].astype(object)
    problems += (
        Message("import-surveyed-unknown", zone=str(zone), hint=suggestion(zone, known.index)).at(
            "zones"
        )
        for zone in ids[~ids.isin(known.index)].dropna()
    )
    own = surveyed.set_axis(row_numbers(surveyed.index))
    source = own["boundary_source"] if "boundary_source" in own else pd.Series(None, own.index)
    own["boundary_source"] = source.astype(object).fillna("surveyed")
    before = known.reindex(ids).set_index(own.index)
    for column in zones.columns.difference(["geometry", "zone_id", "boundary_source"]):
        kept = before[column]
        own[column] = own[column].where(own[column].notna(), kept) if column in own else kept
    others = zones[~zones["zone_id"].isin(ids)]
    first = int(own.index.max()) + 1 if len(own) else 0
    others = others.set_index(pd.RangeIndex(first, first + len(others)))
    every = pd.concat([others, own]).rename_axis(ROW)
    order = {zone: row for row, zone in enumerate(zones["zone_id"])}
    return every.sort_values("zone_id", key=lambda each: each.map(order), kind="stable")
