"""The rows of a zones frame: read, rewritten, removed and added, with types preserved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import pandas as pd

from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

ZoneRow: TypeAlias = "Mapping[str, Any]"
"""A zone's values by column."""


def row_values(zones: gpd.GeoDataFrame, position: int) -> dict[str, Any]:
    """Return a zone's values by column."""
    return {name: zones[name].iloc[position] for name in zones.columns}


def of_two_ftzs(ftzs: Mapping[str, str | None], code: str, code_of_none: str) -> Message:
    """Return the message that two zones have different FTZs, or one has none."""
    sorted_ftzs = sorted(ftzs.items(), key=lambda pair: pair[1] is None)
    (zone, ftz), (other, other_ftz) = sorted_ftzs
    if other_ftz is None:
        return Message(code_of_none, zone=zone, ftz=str(ftz), other=other)
    (zone, ftz), (other, other_ftz) = ftzs.items()
    return Message(code, zone=zone, ftz=str(ftz), other=other, other_ftz=str(other_ftz))


def figures_of(zones: gpd.GeoDataFrame) -> frozenset[str]:
    """Return the numeric columns: their figures describe a whole zone, not a part of it."""
    return frozenset(name for name in zones.columns if zones[name].dtype.kind in "iuf")


def rewritten(zones: gpd.GeoDataFrame, changes: Mapping[int, ZoneRow | None]) -> gpd.GeoDataFrame:
    """Return the zones with other rows at some positions; None drops the row.

    Positions from the number of zones on are added rows, in order. The index counts from 0. A
    column missing in a row is null, but a flag is false (a GeoPackage has no null flags). Types are
    preserved; only plain integers become nullable if one is null, because 0 would be an invented
    figure.
    """
    count = len(zones)
    rows = {position: row for position, row in sorted(changes.items()) if row is not None}
    places = {position: count + number for number, position in enumerate(rows)}
    order = [places.get(i, i) for i in range(count) if i not in changes or i in rows]
    order += [place for position, place in places.items() if position >= count]
    columns = {}
    for name in zones.columns:
        column = zones[name].reset_index(drop=True)
        if name == zones.geometry.name:
            shapes = pd.Series([*column, *(row[name] for row in rows.values())], dtype=object)
            columns[name] = gpd.GeoSeries(shapes.take(order).reset_index(drop=True), crs=zones.crs)
            continue
        absent = False if column.dtype.kind == "b" else None
        values = [row.get(name, absent) for row in rows.values()]
        if column.dtype.kind in "iu" and any(pd.isna(value) for value in values):
            column = column.convert_dtypes()
        added = pd.Series(values, dtype=column.dtype)
        columns[name] = pd.concat([column, added], ignore_index=True).take(order)
        columns[name] = columns[name].reset_index(drop=True)
    return gpd.GeoDataFrame(columns, geometry=zones.geometry.name, crs=zones.crs)
