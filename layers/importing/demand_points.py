"""Point layers given without points: as polygons, or as a table of people by region.

A polygon of people, a cluster or a gateway is represented by one point: its centroid, or if that
lies outside, a point within. A table is joined to the regions by the column with their codes or
names; its people are counted at such a point of their region. The distribution within a polygon is
unknown: for short distances a table of places or finer polygons is more accurate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.formats.table import Assumption, row_numbers
from layers.geometry.antimeridian import unwrapped, whole
from layers.importing.columns import name_columns, restored_codes
from layers.messages import Message
from layers.schema.column_types import as_text, brief
from layers.schema.layer_schema import LAYERS

_CODES = "adcode"
_NAMES = ("name", "name_zh")
_LEAST_SHARE = 0.5  # of the rows, for a column to be treated as regions
_SHOWN = 5


def of_polygons(layer: str, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Assumption]]:
    """Return a layer with points instead of polygons, and the assumptions."""
    shapes = frame.geometry.to_numpy()
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if not polygonal.any():
        return frame, []
    points = shapes.copy()
    points[polygonal] = _points_within(shapes[polygonal])
    code = "import-demand-of-polygons" if layer == "demand" else "import-points-of-polygons"
    why = Message(code, rows=int(polygonal.sum()))
    assumption = Assumption("geometry", str(int(polygonal.sum())), why)
    return frame.set_geometry(points, crs=frame.crs), [assumption]


def people_of_regions(regions: gpd.GeoDataFrame) -> list[Assumption]:
    """Return the note that regions have people, which are not demand unless given as such."""
    named = name_columns(LAYERS["demand"], regions, {}, fill_in=False)
    column = named.taken.get("population")
    if column is None:
        return []
    return [Assumption("columns", column, Message("import-people-of-regions", column=column))]


def of_regions(
    table: pd.DataFrame,
    regions: gpd.GeoDataFrame,
    columns: Mapping[str, str],
    problems: list[Message],
) -> tuple[pd.DataFrame, list[Assumption]]:
    """Return a table of people by region as points, and the assumptions; append problems.

    `columns` maps the plan's columns to the file's. The table is returned unchanged if no column
    names regions.
    """
    codes = as_text(regions[_CODES])
    lookups = {_CODES: codes} | {it: as_text(regions[it]) for it in _NAMES if it in regions}
    best, rows = None, np.empty(0, dtype=int)
    for column in table.columns:
        cells = as_text(table[column])
        for of, values in lookups.items():
            candidate_rows = _row_of(
                restored_codes(cells, values) if of == _CODES else cells, values
            )
            if (candidate_rows >= 0).sum() > max(
                (rows >= 0).sum(), _LEAST_SHARE * len(table) - 1e-9
            ):
                best, rows = (str(column), of), candidate_rows
    if best is None:
        return table, []
    column, of = best
    heading = columns.get(column, column)
    lost = np.flatnonzero(rows < 0)
    if len(lost):
        numbers = row_numbers(table.index)
        shown = tuple(f"{numbers[nth]} ({brief(table[column].iloc[nth])})" for nth in lost[:_SHOWN])
        problems.append(
            Message("import-demand-no-region", rows=shown, count=len(lost)).at("demand", heading)
        )
        return table, []
    points = _points_within(regions.geometry.to_numpy()[rows])
    out = table.assign(adcode=codes.to_numpy()[rows])
    by = "code" if of == _CODES else "name"
    joined = Message("import-demand-of-regions", column=heading, by=by)
    assumptions = [Assumption("geometry", heading, joined)]
    count = int((as_text(table[column]).to_numpy() != out["adcode"].to_numpy()).sum())
    if by == "code" and count:
        zeros = Message("import-codes-restored", column=heading, count=count, layer="regions")
        assumptions.append(Assumption("codes", heading, zeros))
    return gpd.GeoDataFrame(out, geometry=points, crs=regions.crs), assumptions


def _row_of(cells: pd.Series[Any], values: pd.Series[Any]) -> NDArray[np.intp]:
    """Return the row of the region that each cell names; -1 if none, or ambiguous."""
    counts = Counter(values.dropna())
    row = {value: nth for nth, value in enumerate(values) if counts[value] == 1}
    return np.array([row.get(cell, -1) for cell in cells], dtype=np.intp)


def _points_within(shapes: NDArray[Any]) -> NDArray[Any]:
    lands = np.array([whole(shape) for shape in shapes], dtype=object)
    points = shapely.centroid(lands)
    outside = ~shapely.contains(lands, points)
    points[outside] = shapely.point_on_surface(lands[outside])
    return unwrapped(points, 0.0)
