"""Convert a column to the kind given by the schema, or to a type that a file can store.

A missing cell is None in text and NaN in numbers; blank text is missing if the schema has the
column. Columns outside the schema keep their values, in the few types that a file returns
unchanged.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from layers.schema.layer_schema import Kind

_TRUE, _FALSE = {"true", "t", "yes", "1", "1.0"}, {"false", "f", "no", "0", "0.0"}
_LARGEST = 2**63  # integers below it stay integers
_MOST_CHARACTERS = 60  # of a value in a message


def is_missing(value: Any) -> bool:  # noqa: ANN401  cells are of any type
    """Return whether a cell is empty: None, NaN, NaT or NA."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and bool(np.isnan(value)))
    )


def as_kind(kind: Kind, values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the column as text, numbers or True, False, None; invalid cells become missing."""
    if kind == "text":
        return as_text(values)
    if kind == "boolean":
        if values.dtype == bool:
            return values
        known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
        cells = [
            None if is_missing(cell) else known.get(str(cell).strip().lower()) for cell in values
        ]
        return pd.Series(cells, dtype="object")
    numbers = pd.Series(pd.to_numeric(values, errors="coerce"), dtype="float64")
    whole = numbers.isna() | np.isinf(numbers) | (numbers == numbers.round())
    return numbers if kind == "real" else numbers.where(whole)


def as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return stripped text; 310115 and 310115.0 become "310115", blanks become None."""

    def text(value: Any) -> str | None:  # noqa: ANN401  cells are of any type
        if is_missing(value):
            return None
        if isinstance(value, float | np.floating) and float(value).is_integer():
            return str(int(value))
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat() if value == value.normalize() else value.isoformat()
        return str(value).strip() or None

    if values.isna().all():
        return pd.Series([None] * len(values), dtype="object")
    cells = [(it.strip() or None) if type(it) is str else text(it) for it in values.tolist()]
    return pd.Series(cells, dtype="object")


def as_storable(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column outside the schema as booleans, integers, floats, UTC times or text.

    Booleans and integers with missing cells become floats, times are cut to milliseconds, lists and
    mappings become JSON: a GeoPackage returns these unchanged.
    """
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    missing = bool(values.isna().any())
    if inferred in ("boolean", "integer", "floating", "mixed-integer-float"):
        if inferred == "floating" or missing or inferred == "mixed-integer-float":
            return values.astype("float64")
        if inferred == "boolean":
            return values.astype(bool)
        if all(-_LARGEST <= int(value) < _LARGEST for value in values):
            return values.astype("int64")
    if inferred in ("datetime64", "datetime"):
        times = pd.to_datetime(values, utc=True, errors="coerce")
        if not (times.isna() & values.notna()).any():
            return times.dt.floor("ms").astype("datetime64[ms, UTC]")
    return pd.Series([_as_cell(value) for value in values], dtype="object")


def unwritable_cells(values: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which cells are text that no file can store: with a NUL or a lone surrogate."""
    cells = [] if values.dtype.kind in "biufM" else values.tolist()
    whole = "".join([cell for cell in cells if isinstance(cell, str)])
    if "\x00" not in whole and whole.encode(errors="replace") == whole.encode(
        errors="surrogatepass"
    ):
        return np.zeros(len(values), dtype=bool)

    def wrong(value: Any) -> bool:  # noqa: ANN401  cells are of any type
        return isinstance(value, str) and (
            "\x00" in value
            or value.encode(errors="replace") != value.encode(errors="surrogatepass")
        )

    return np.asarray([wrong(cell) for cell in cells], dtype=bool)


def _as_cell(value: Any) -> str | None:  # noqa: ANN401  cells are of any type
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return None if is_missing(value) else str(value)


def brief(value: object) -> str:
    """Return a value of a file for a message: cut if it is long."""
    text = str(value)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"


def year_of_date(date: object) -> float:
    """Return the year at the beginning of a date, NaN if there is none.

    >>> year_of_date("2019-08-06"), year_of_date(None)
    (2019.0, nan)
    """
    text = str(date or "")[:4]
    return float(text) if text.isdecimal() and len(text) == 4 else float("nan")
