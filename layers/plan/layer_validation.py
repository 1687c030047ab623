"""Normalising one layer to the schema, with a message for every problem.

Unambiguous conversions are done: ids become text, a Polygon becomes a MultiPolygon, heights are
dropped, missing columns take their default. Everything else is a problem: it names layer, column
and row, and states what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.errors import PlanError
from layers.geometry.validity import are_valid, fault
from layers.messages import Message
from layers.schema.column_types import as_kind, as_storable, brief, unwritable_cells
from layers.schema.layer_schema import LAYERS, ORIGIN_ID, Column, Geometry, Layer

_PLANE = 2  # dimensions
_SHOWN = 5  # rows of one problem that are listed
_EXPECTED: dict[Geometry, tuple[int, str]] = {
    "MultiPolygon": (6, "plan-geometry-not-polygon"),
    "MultiLineString": (5, "plan-geometry-not-line"),
    "Point": (0, "plan-geometry-not-point"),
}
"""The type id of each kind of geometry, and the message about others."""
_UNREAD = {
    "real": "plan-cell-not-number",
    "integer": "plan-cell-not-integer",
    "boolean": "plan-cell-not-boolean",
}


def empty_layer(layer: Layer, crs: CRS) -> pd.DataFrame:
    """Return the layer with no rows: every column of the schema, and its geometry column."""
    return _empty_layer(layer, crs).copy()


@lru_cache
def _empty_layer(layer: Layer, crs: CRS) -> pd.DataFrame:
    """Return the cached layer with no rows; give callers copies, because frames are mutable."""
    columns = {column.name: _dtype_of(column) for column in layer.columns}
    frame = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})
    return frame if layer.geometry is None else gpd.GeoDataFrame(frame, geometry=[], crs=crs)


def check_frames(layers: Mapping[str, pd.DataFrame]) -> None:
    """Check that layers are frames by name.

    Raises:
        PlanError: one line per layer that is not.
    """
    if not isinstance(layers, Mapping):
        expected = "dict[str, DataFrame]"
        wrong = Message("value-not-of-type", expected=expected, type=type(layers).__name__)
        raise PlanError(wrong.at("layers"))
    problems = [
        Message("value-not-of-type", expected="DataFrame", type=type(frame).__name__).at(str(name))
        for name, frame in layers.items()
        if not isinstance(frame, pd.DataFrame)
    ]
    if problems:
        raise PlanError(problems)


def normalise_layer(layer: Layer, frame: pd.DataFrame, problems: list[Message]) -> pd.DataFrame:
    """Return a copy of the frame with the schema's columns and types; append to `problems`.

    The index of the result counts rows from 0; problems count them from 1, like a table.
    """
    out = frame.reset_index(drop=True)
    out.columns = [str(column) for column in out.columns]
    # not `layers.importing.edited_layer`'s, which reads the origin too
    is_plan_schema = layer is LAYERS["zones"]
    beside = {"fid", ORIGIN_ID} if is_plan_schema else {"fid"}
    out = out[[name for name in out.columns if name.lower() not in beside]]
    if not _check_names(layer, out, problems):
        return out
    given = attribute_columns(out)
    for column in layer.columns:
        if column.name in out.columns:
            out[column.name] = _converted(layer, column, out[column.name], problems)
        elif column.required:
            there = given or Message("list-none")
            missing = Message("plan-column-missing", column=column.name, there=there)
            problems.append(missing.at(layer.name))
        else:
            filled = pd.Series([column.default] * len(out), dtype=_dtype_of(column))
            out[column.name] = filled
    out = _with_extra_columns(layer, out, problems)
    if layer.key is not None and layer.unique_keys and layer.key in out.columns:
        _check_key(layer, out[layer.key], problems)
    if layer.geometry is not None:
        return _with_geometry(layer, layer.geometry, out, problems)
    return pd.DataFrame(out)


def attribute_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of a frame's columns, without that of its geometry."""
    return tuple(str(name) for name in frame.columns if name != "geometry")


def rows_of(
    mask: np.ndarray[Any, Any] | pd.Series[bool],
    key: pd.Series[Any] | None = None,
    *,
    first: int = 0,
) -> Message:
    """Return a message with the rows where the mask is true, by number and, with `key`, id.

    `first` is the number (from 0) of the mask's first row in its table.

    >>> str(rows_of(np.array([False, True]), pd.Series(["A", "B"])))
    'row 2 (B)'
    """
    rows = np.flatnonzero(np.asarray(mask))
    named = tuple(
        Message("plan-row", row=int(first + row + 1))
        if key is None
        else Message("plan-row-of", row=int(first + row + 1), id=brief(key.iloc[row]))
        for row in rows[:_SHOWN]
    )
    return Message("plan-rows", rows=named, more=max(0, len(rows) - _SHOWN))


def _dtype_of(column: Column) -> str:
    return {"text": "object", "real": "float64", "integer": "Int64", "boolean": "bool"}[column.kind]


def _check_names(layer: Layer, frame: pd.DataFrame, problems: list[Message]) -> bool:
    """Return whether column names are unique in a GeoPackage, which ignores case."""
    seen: set[str] = set()
    before = len(problems)
    for name in frame.columns:
        if name.lower() in seen:
            problems.append(Message("plan-column-name-repeated").at(layer.name, name))
        elif name.lower() == "geom" and layer.geometry is not None:
            problems.append(Message("plan-column-name-reserved").at(layer.name, name))
        seen.add(name.lower())
    return len(problems) == before


def _with_extra_columns(layer: Layer, frame: pd.DataFrame, problems: list[Message]) -> pd.DataFrame:
    """Return the frame with columns outside the schema in types that a file can store."""
    geometry = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    if geometry is not None and layer.geometry is None:
        frame, geometry = pd.DataFrame(frame.drop(columns=geometry)), None
    for name in frame.columns:
        values = frame[name]
        if name == geometry:
            continue
        if str(values.dtype) == "geometry":
            problems.append(Message("plan-column-holds-geometry").at(layer.name, name))
            continue
        if layer.column(str(name)) is None:
            frame[name] = as_storable(values)
        wrong = unwritable_cells(frame[name])
        if wrong.any():
            unwritten = Message("plan-cell-unwritable", rows=rows_of(wrong))
            problems.append(unwritten.at(layer.name, name))
    return frame


def _converted(
    layer: Layer, column: Column, values: pd.Series[Any], problems: list[Message]
) -> pd.Series[Any]:
    """Return the column in its type, empty cells with their default."""
    out = as_kind(column.kind, values)
    faults: list[Message] = []
    unread = np.asarray(out.isna() & values.notna()) & (column.kind != "text")
    if unread.any():
        first = values[unread].iloc[0]
        example = repr(first.item() if isinstance(first, np.generic) else first)
        faults.append(Message(_UNREAD[column.kind], rows=rows_of(unread), given=example))
    if column.kind in ("real", "integer"):
        numbers = out.to_numpy(float)
        endless = np.isinf(numbers)
        below = ~endless & (numbers < (-np.inf if column.minimum is None else column.minimum))
        if endless.any():
            faults.append(Message("plan-cell-infinite", rows=rows_of(endless)))
        if below.any():
            least = column.minimum or 0.0
            faults.append(Message("plan-cell-low", rows=rows_of(below), least=least))
        if column.kind == "integer":
            out = out.where(~endless).astype("Int64")
    if column.kind == "boolean":
        out = out.where(out.notna(), bool(column.default)).astype(bool)
    if column.required and not column.nullable:
        missing = np.asarray(out.isna()) & ~unread
        if missing.any():
            faults.append(Message("plan-cell-empty", rows=rows_of(missing)))
    elif column.default is not None:
        out = out.where(out.notna(), column.default)
    problems.extend(problem.at(layer.name, column.name) for problem in faults)
    return out


def _check_key(layer: Layer, key: pd.Series[Any], problems: list[Message]) -> None:
    """Append a problem if rows share a key."""
    repeated = np.asarray(key.duplicated(keep=False) & key.notna())
    if repeated.any():
        shared = Message("plan-id-repeated", rows=rows_of(repeated, key))
        problems.append(shared.at(layer.name, str(layer.key)))


def _with_geometry(
    layer: Layer, kind: Geometry, frame: pd.DataFrame, problems: list[Message]
) -> pd.DataFrame:
    """Return the frame with geometry of one kind in its column `geometry`, without heights."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        problems.append(Message("plan-layer-without-geometry", kind=kind).at(layer.name))
        return frame
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    if frame.crs is None:
        problems.append(Message("plan-crs-missing").at(layer.name))
    shapes = frame.geometry.to_numpy()
    if kind != "Point" or (shapely.get_coordinate_dimension(shapes) > _PLANE).any():
        # copies, because the caller may have prepared the outlines
        shapes = shapely.force_2d(shapes)
    shapes = _as_kind(shapes, kind)
    key = frame[layer.key] if layer.key in frame.columns else None
    sound = np.ones(len(shapes), dtype=bool)
    for code, wrong in _geometry_faults(shapes, kind).items():
        sound &= ~wrong
        if wrong.any():
            problems.append(Message(code, rows=rows_of(wrong, key)).at(layer.name))
    if kind == "MultiPolygon":
        broken = sound.copy()
        broken[sound] = ~are_valid(shapes[sound])
        problems.extend(
            Message(
                "plan-geometry-invalid",
                rows=rows_of(np.arange(len(shapes)) == row, key),
                fault=fault(shapes[row]),
            ).at(layer.name)
            for row in np.flatnonzero(broken)
        )
    attributes = pd.DataFrame(frame.drop(columns="geometry"))
    out: pd.DataFrame = gpd.GeoDataFrame(attributes, geometry=shapes, crs=frame.crs)
    return out


def _as_kind(shapes: np.ndarray[Any, Any], kind: Geometry) -> np.ndarray[Any, Any]:
    """Return polygons and lines as multiparts, one-point MultiPoints as Points."""
    out = shapes.copy()
    types = shapely.get_type_id(shapes)
    if kind == "MultiPolygon":
        for row in np.flatnonzero(types == 3):
            out[row] = shapely.MultiPolygon([] if shapes[row].is_empty else [shapes[row]])
        return out
    if kind == "MultiLineString":
        lines = (types == 1) & ~shapely.is_empty(shapes)
        out[lines] = shapely.multilinestrings(shapes[lines], indices=np.arange(lines.sum()))
        return out
    single = (types == 4) & (shapely.get_num_geometries(shapes) == 1)
    out[single] = shapely.get_geometry(shapes[single], 0)
    return out


def _geometry_faults(
    shapes: np.ndarray[Any, Any], kind: Geometry
) -> dict[str, np.ndarray[Any, Any]]:
    """Return which rows have each geometry fault, by the code of its message."""
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    expected, code = _EXPECTED[kind]
    other = ~empty & (shapely.get_type_id(shapes) != expected)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.asarray(np.isfinite(xy).all(axis=1))
    outside = np.asarray((np.abs(xy) > [180, 90]).any(axis=1)) & finite

    def rows(vertices: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.bincount(owner[vertices], minlength=len(shapes)) > 0

    return {
        "plan-geometry-missing": empty,
        code: other,
        "plan-geometry-not-finite": rows(~finite),
        "plan-geometry-outside": rows(outside),
    }
