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

from layers.column_types import as_kind, as_storable, unwritable
from layers.schema import LAYERS, ORIGIN_ID

if TYPE_CHECKING:
    from pyproj import CRS

    from layers.schema import Column, Geometry, Layer

_SHOWN = 5  # rows of one problem that are named one by one


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
    own = layer is LAYERS["zones"]  # not one that reads a file as it was edited
    beside = {"fid", ORIGIN_ID} if own else {"fid"}
    out = out[[name for name in out.columns if name.lower() not in beside]]
    if not _check_names(layer, out, problems):
        return out
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
    out = _with_further(layer, out, problems)
    if layer.key is not None and layer.whole and layer.key in out.columns:
        _check_key(layer, out[layer.key], problems)
    if layer.geometry is not None:
        return _with_geometry(layer, layer.geometry, out, problems)
    return pd.DataFrame(out)


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


def _check_names(layer: Layer, frame: pd.DataFrame, problems: list[str]) -> bool:
    """Return whether every column has a name of its own, as a GeoPackage tells names apart."""
    seen: set[str] = set()
    before = len(problems)
    for name in frame.columns:
        if name.lower() in seen:
            problems.append(
                f"{layer.name}.{name}: another column has this name but for the case; rename one"
            )
        elif name.lower() == "geom" and layer.geometry is not None:
            problems.append(f"{layer.name}.{name}: this name is the geometry's; rename the column")
        seen.add(name.lower())
    return len(problems) == before


def _with_further(layer: Layer, frame: pd.DataFrame, problems: list[str]) -> pd.DataFrame:
    """Return the frame with the columns that the schema does not name in types a file can hold."""
    own = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    if own is not None and layer.geometry is None:
        frame, own = pd.DataFrame(frame.drop(columns=own)), None
    for name in frame.columns:
        values = frame[name]
        if name == own:
            continue
        if str(values.dtype) == "geometry":
            problems.append(
                f"{layer.name}.{name}: holds geometry, and a layer has one geometry; drop it"
            )
            continue
        if layer.column(str(name)) is None:
            frame[name] = as_storable(values)
        wrong = unwritable(frame[name])
        if wrong.any():
            problems.append(
                f"{layer.name}.{name}: {rows_of(wrong, None)} has text with a NUL or half of a "
                "character; correct it"
            )
    return frame


def _converted(
    layer: Layer, column: Column, values: pd.Series[Any], problems: list[str]
) -> pd.Series[Any]:
    out = as_kind(column.kind, values)
    where = f"{layer.name}.{column.name}"
    unread = np.asarray(out.isna() & values.notna()) & (column.kind != "text")
    if unread.any():
        wanted = {"real": "a number", "integer": "a whole number", "boolean": "true or false"}
        first = values[unread].iloc[0]
        given = repr(first.item() if isinstance(first, np.generic) else first)
        problems.append(
            f"{where}: {rows_of(unread, None)}: {given} is not {wanted[column.kind]}; correct it"
        )
    if column.kind in ("real", "integer"):
        numbers = out.to_numpy(float)
        endless = np.isinf(numbers)
        below = ~endless & (numbers < (-np.inf if column.minimum is None else column.minimum))
        for wrong, why in (
            (endless, "is infinite; give a finite number or leave it empty"),
            (below, f"is below {column.minimum or 0:g}; correct it"),
        ):
            if wrong.any():
                problems.append(f"{where}: {rows_of(wrong, None)} {why}")
        if column.kind == "integer":
            out = out.where(~endless).astype("Int64")
    if column.kind == "boolean":
        out = pd.Series([bool(column.default) if v is None else v for v in out], dtype=bool)
    if column.required:
        missing = np.asarray(out.isna()) & ~unread
        if missing.any():
            problems.append(f"{where}: {rows_of(missing, None)} is empty; fill it in")
    elif column.default is not None:
        out = out.where(out.notna(), column.default)
    return out


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
    sound = np.ones(len(shapes), dtype=bool)
    for wrong, why in _geometry_faults(shapes, kind):
        sound &= ~wrong
        if wrong.any():
            problems.append(f"{layer.name}: {rows_of(wrong, key)} {why}")
    if kind == "MultiPolygon":
        broken = sound.copy()
        broken[sound] = ~shapely.is_valid(shapes[sound])
        problems.extend(
            f"{layer.name}: {rows_of(np.arange(len(shapes)) == row, key)} is not a valid polygon: "
            f"{shapely.is_valid_reason(shapes[row])}; mend it (in QGIS: Fix geometries)"
            for row in np.flatnonzero(broken)
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
