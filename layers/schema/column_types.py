"""Bring the cells of one column to the kind that the schema names, or to one a file can hold.

A missing cell is None in text and NaN in numbers; blank text is missing where the schema names the
column. Columns that the schema does not name keep their values, in the few types that come back
from a file as they went in.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from layers.schema.layer_schema import Kind

_TRUE, _FALSE = {"true", "t", "yes", "1", "1.0"}, {"false", "f", "no", "0", "0.0"}
_LARGEST = 2**63  # integers below it are kept as such
_LONGEST_TOLD = 60  # letters of a value that a line tells


def is_missing(value: Any) -> bool:  # noqa: ANN401  cells are of any type
    """Return whether a cell holds nothing: None, NaN, NaT or NA."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and bool(np.isnan(value)))
    )


def as_kind(kind: Kind, values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the column as text, numbers or objects True, False, None; unread cells are missing."""
    if kind == "text":
        return as_text(values)
    if kind == "boolean":
        known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
        cells = [
            None if is_missing(cell) else known.get(str(cell).strip().lower()) for cell in values
        ]
        return pd.Series(cells, dtype="object")
    numbers = pd.Series(pd.to_numeric(values, errors="coerce"), dtype="float64")
    whole = numbers.isna() | np.isinf(numbers) | (numbers == numbers.round())
    return numbers if kind == "real" else numbers.where(whole)


def as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return text without outer space; 310115 and 310115.0 become "310115", blanks become None."""

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
    """Return a further column as booleans, integers, floats, UTC times or text.

    Booleans and integers with missing cells become floats, times are cut to milliseconds, lists and
    mappings become JSON: so a GeoPackage gives them back.
    """
    found = pd.api.types.infer_dtype(values, skipna=True)
    missing = bool(values.isna().any())
    if found in ("boolean", "integer", "floating", "mixed-integer-float"):
        if found == "floating" or missing or found == "mixed-integer-float":
            return values.astype("float64")
        if found == "boolean":
            return values.astype(bool)
        if all(-_LARGEST <= int(value) < _LARGEST for value in values):
            return values.astype("int64")
    if found in ("datetime64", "datetime"):
        times = pd.to_datetime(values, utc=True, errors="coerce")
        if not (times.isna() & values.notna()).any():
            return times.dt.floor("ms").astype("datetime64[ms, UTC]")
    return pd.Series([_as_cell(value) for value in values], dtype="object")


def unwritable(values: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which cells are text that no file can hold: a NUL, or half of a character."""
    cells = values.tolist()
    whole = "".join(cell for cell in cells if isinstance(cell, str))
    if "\x00" not in whole and whole.encode(errors="replace") == whole.encode(
        errors="surrogatepass"
    ):
        return np.zeros(len(cells), dtype=bool)

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
    """Return a value of a file as it stands in a line: cut where it is long."""
    text = str(value)
    return text if len(text) <= _LONGEST_TOLD else f"{text[: _LONGEST_TOLD - 1]}…"
