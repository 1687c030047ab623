"""Bring one layer, as read or as given, to the schema; collect every problem, a line each.

What can be done without guessing is done: ids become text, a Polygon becomes a MultiPolygon,
heights are dropped, missing columns take their default. What cannot is a problem: it names layer,
column and row, and says what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyproj import CRS

    from layers.schema import Column, Geometry, Layer

_SHOWN = 5  # rows of one problem that are named one by one
_TRUE, _FALSE = {"true", "t", "yes", "1", "1.0"}, {"false", "f", "no", "0", "0.0"}


def empty_layer(layer: Layer, crs: CRS) -> pd.DataFrame:
    """Return the layer with no rows: every column of the schema, and its geometry column."""
    columns = {column.name: _dtype_of(column) for column in layer.columns}
    frame = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})
    return frame if layer.geometry is None else gpd.GeoDataFrame(frame, geometry=[], crs=crs)


def normalise_layer(layer: Layer, frame: pd.DataFrame, problems: list[str]) -> pd.DataFrame:
    """Return a copy of the frame in the schema's columns and types; append to `problems`.

    The index of the result counts rows from 0; problems count them from 1, as a table does.
    """
    out = frame.reset_index(drop=True).copy()
    out.columns = [str(column) for column in out.columns]
    for column in layer.columns:
        if column.name in out.columns:
            out[column.name] = _converted(layer, column, out[column.name], problems)
        elif column.required:
            known = ", ".join(str(name) for name in out.columns if name != "geometry") or "none"
            problems.append(
                f"{layer.name}: column {column.name} is missing (there are: {known}); add it, or "
                f"name the column that holds it with --map-column {column.name}=NAME"
            )
        else:
            filled = pd.Series([column.default] * len(out), dtype=_dtype_of(column))
            out[column.name] = filled
    if layer.key is not None and layer.key in out.columns:
        _check_key(layer, out[layer.key], problems)
    if layer.geometry is not None:
        return _with_geometry(layer, layer.geometry, out, problems)
    return pd.DataFrame(out.drop(columns="geometry", errors="ignore"))


def rows_of(mask: np.ndarray[Any, Any] | pd.Series[bool], frame_key: pd.Series[Any] | None) -> str:
    """Return "row 3 (ZONE-1), row 7 (ZONE-4) and 12 more" for the rows where the mask is true."""
    rows = np.flatnonzero(np.asarray(mask))
    names = [
        f"row {row + 1}" + (f" ({frame_key.iloc[row]})" if frame_key is not None else "")
        for row in rows[:_SHOWN]
    ]
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return ", ".join(names) + more


def _dtype_of(column: Column) -> str:
    return {"text": "object", "real": "float64", "integer": "Int64", "boolean": "bool"}[column.kind]


def _converted(
    layer: Layer, column: Column, values: pd.Series[Any], problems: list[str]
) -> pd.Series[Any]:
    convert: dict[str, Callable[[pd.Series[Any]], pd.Series[Any]]] = {
        "text": _as_text,
        "real": _as_real,
        "integer": _as_real,
        "boolean": _as_boolean,
    }
    out = convert[column.kind](values)
    where = f"{layer.name}.{column.name}"
    unread = np.asarray(out.isna() & values.notna())
    if column.kind != "text" and unread.any():
        wanted = {"real": "a number", "integer": "a whole number", "boolean": "true or false"}
        first = values[unread].iloc[0]
        problems.append(
            f"{where}: {rows_of(unread, None)}: {first!r} is not {wanted[column.kind]}; correct it"
        )
    if column.kind in ("real", "integer"):
        numbers = out.to_numpy(float)
        for wrong, why in (
            (np.isinf(numbers), "is infinite; give a finite number or leave it empty"),
            (
                numbers < (-np.inf if column.minimum is None else column.minimum),
                f"is below {column.minimum:g}; correct it" if column.minimum is not None else "",
            ),
        ):
            if wrong.any():
                problems.append(f"{where}: {rows_of(wrong, None)} {why}")
        out = out.round().astype("Int64") if column.kind == "integer" else out
    if column.kind == "boolean":
        out = out.fillna(bool(column.default)).astype(bool)
    if column.required:
        missing = np.asarray(out.isna())
        if missing.any():
            problems.append(f"{where}: {rows_of(missing, None)} is empty; fill it in")
    elif column.default is not None:
        out = out.where(out.notna(), column.default)
    return out


def _as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return text without outer space; 310115 and 310115.0 become "310115", blanks become None."""

    def text(value: Any) -> str | None:  # noqa: ANN401  cells are of any type
        if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
            return None
        if isinstance(value, float | np.floating) and float(value).is_integer():
            return str(int(value))
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat() if value == value.normalize() else value.isoformat()
        return str(value).strip() or None

    return pd.Series([text(value) for value in values], dtype="object")


def _as_real(values: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(pd.to_numeric(values, errors="coerce"), dtype="float64")


def _as_boolean(values: pd.Series[Any]) -> pd.Series[Any]:
    known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
    text = [None if pd.isna(value) else known.get(str(value).strip().lower()) for value in values]
    return pd.Series(text, dtype="object")


def _check_key(layer: Layer, key: pd.Series[Any], problems: list[str]) -> None:
    repeated = np.asarray(key.duplicated(keep=False) & key.notna())
    if repeated.any():
        problems.append(
            f"{layer.name}.{layer.key}: {rows_of(repeated, key)} share an id; "
            "give each row its own, or merge them into one multipart feature"
        )


def _with_geometry(
    layer: Layer, kind: Geometry, frame: pd.DataFrame, problems: list[str]
) -> pd.DataFrame:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        problems.append(f"{layer.name}: has no geometry; give it a {kind} layer")
        return frame
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    if frame.crs is None:
        problems.append(f"{layer.name}: has no CRS; set the layer's CRS to the one it is in")
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    shapes = _as_kind(shapes, kind)
    key = frame[layer.key] if layer.key in frame.columns else None
    before = len(problems)
    for wrong, why in _geometry_faults(shapes, kind):
        if wrong.any():
            problems.append(f"{layer.name}: {rows_of(wrong, key)} {why}")
    if len(problems) == before and kind == "MultiPolygon":
        broken = ~shapely.is_valid(shapes)
        problems.extend(
            f"{layer.name}: {rows_of(np.arange(len(shapes)) == row, key)} is not a valid polygon: "
            f"{shapely.is_valid_reason(shapes[row])}; mend it (in QGIS: Fix geometries)"
            for row in np.flatnonzero(broken)[:_SHOWN]
        )
    attributes = pd.DataFrame(frame.drop(columns="geometry"))
    out: pd.DataFrame = gpd.GeoDataFrame(attributes, geometry=shapes, crs=frame.crs)
    return out


def _as_kind(shapes: np.ndarray[Any, Any], kind: Geometry) -> np.ndarray[Any, Any]:
    """Return Polygons as MultiPolygons and one-point MultiPoints as Points; others as they are."""
    out = shapes.copy()
    types = shapely.get_type_id(shapes)
    if kind == "MultiPolygon":
        for row in np.flatnonzero(types == 3):
            out[row] = shapely.MultiPolygon([] if shapes[row].is_empty else [shapes[row]])
        return out
    single = (types == 4) & (shapely.get_num_geometries(shapes) == 1)
    out[single] = shapely.get_geometry(shapes[single], 0)
    return out


def _geometry_faults(
    shapes: np.ndarray[Any, Any], kind: Geometry
) -> list[tuple[np.ndarray[Any, Any], str]]:
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    wanted = 6 if kind == "MultiPolygon" else 0
    other = ~empty & (shapely.get_type_id(shapes) != wanted)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.asarray(np.isfinite(xy).all(axis=1))
    outside = np.asarray((np.abs(xy) > [180, 90]).any(axis=1)) & finite

    def rows(vertices: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.bincount(owner[vertices], minlength=len(shapes)) > 0

    return [
        (empty, "has no geometry; draw it or delete the row"),
        (other, f"is not a {kind}; give it that geometry"),
        (rows(~finite), "has a coordinate that is not a finite number; correct it"),
        (
            rows(outside),
            "lies outside longitude ±180, latitude ±90; check its CRS and that longitude is first",
        ),
    ]
