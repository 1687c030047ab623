"""Surveyed or approved boundaries of some zones, laid among the other zones of a plan."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.formats.table import ROW, row_numbers
from layers.messages import Message
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import as_text


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
    own = surveyed.set_axis(row_numbers(surveyed.index))
    own["zone_id"] = as_text(own["zone_id"]).to_numpy()
    ids = own["zone_id"]
    problems += (
        Message("import-surveyed-unknown", zone=zone, hint=suggestion(zone, known.index)).at(
            "zones"
        )
        for zone in ids[~ids.isin(known.index)].dropna()
    )
    before = known.reindex(ids).set_index(own.index).assign(boundary_source="surveyed")
    for column in zones.columns.difference(["geometry", "zone_id"]):
        given = own[column].astype(object) if column in own else before[column]
        own[column] = given.where(given.notna() & (given != ""), before[column])
    others = zones[~zones["zone_id"].isin(ids)]
    first = int(own.index.max()) + 1 if len(own) else 0
    others = others.set_index(pd.RangeIndex(first, first + len(others)))
    every = pd.concat([others, own]).rename_axis(ROW)
    order = {zone: row for row, zone in enumerate(zones["zone_id"])}
    return every.sort_values("zone_id", key=lambda each: each.map(order), kind="stable")
