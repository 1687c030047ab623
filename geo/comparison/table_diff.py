"""The rows of a coverage's tables that differ from another's, to be redrawn after an edit.

A figure **differs** if it is off by more than a share of 1e-9 and by more than 1e-6 of its unit
(1 m², a millionth of a person): less is rounding, since two computations of a figure agree to 1e-9.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from geo.coverage import Coverage
from geo.coverage.coverage import shown_radii
from geo.coverage.travel import Travel
from geo.table_frame import Columns
from layers.errors import MeasureError
from layers.geometry.edges import Floats, Ints
from layers.messages import Message

KEYS: dict[str, list[str]] = {
    "totals": ["radius_km"],
    "ftzs": ["ftz_id"],
    "zones": ["zone_id"],
    "regions": ["adcode", "level", "radius_km"],
    "sectors": ["sector", "radius_km"],
    "access": [],
    "growth": ["ftz_id", "period"],
    "targets": ["target"],
    "violations": ["rule", "subject"],
}
"""The tables of a coverage in order, and the columns that identify a row; none: it has one row.

In minutes `radius_km` is `radius_min` (see `keys_of`).
"""

_NOT_COMPARED = frozenset({"params"})
"""Message parameters: the text contains them, without rounding errors in the last digits."""

_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


class Changed(NamedTuple):
    """Complete rows of a table that are new or differ; and the keys of missing rows.

    Both by column. If none is missing: no columns.
    """

    rows: Columns
    gone: Columns


def changed_rows(before: Coverage, after: Coverage, table: str) -> Changed:
    """Return the rows of a coverage's table that differ from an earlier coverage.

    Both are of one plan and measured at the same radii. `rule` and `subject` identify a violation.

    Raises:
        MeasureError: the radii differ.
    """
    if not same_radii(before, after):
        raise MeasureError(radii_differ(before, after))
    keys = keys_of(table, after.travel)
    return changed_between(before.columns(table), after.columns(table), keys)


def keys_of(table: str, travel: Travel) -> list[str]:
    """Return the columns that identify a row of a table."""
    return [travel.radius_column if key == "radius_km" else key for key in KEYS[table]]


def same_radii(before: Coverage, after: Coverage) -> bool:
    """Return whether two coverages were measured at the same radii, in one unit."""
    return (before.radii_km, before.unit) == (after.radii_km, after.unit)


def radii_differ(before: Coverage, after: Coverage) -> Message:
    """Return the message that two coverages were measured at different radii."""
    return Message(
        "measure-radii-differ",
        before=shown_radii(before.radii_km),
        after=shown_radii(after.radii_km),
        before_unit=before.unit,
        after_unit=after.unit,
    )


def changed_between(old: Columns, new: Columns, keys: list[str]) -> Changed:
    """Return the rows of `new` that differ from `old`, and the keys of `old` missing in `new`.

    >>> old = {"zone_id": np.array(["A", "B"]), "area_km2": np.array([1.0, 2.0])}
    >>> new = {"zone_id": np.array(["A", "C"]), "area_km2": np.array([1.5, 3.0])}
    >>> rows, gone = changed_between(old, new, ["zone_id"])
    >>> rows["zone_id"].tolist(), gone["zone_id"].tolist()
    (['A', 'C'], ['B'])
    """
    skipped = _NOT_COMPARED.union(keys)
    columns = [(old[name], new[name]) for name in new if name not in skipped]
    if _same_keys(old, new, keys):
        count = len(next(iter(new.values())))
        unlike = [_differ(was, now) for was, now in columns if was is not now]
        differs = np.logical_or.reduce([np.zeros(count, bool), *unlike])
        return Changed(_at(new, np.flatnonzero(differs)), {})
    row_of = {key: row for row, key in enumerate(_keys(old, keys))}
    at = np.array([row_of.get(key, -1) for key in _keys(new, keys)], int)
    matched = np.flatnonzero(at >= 0)
    differs = at < 0
    for was, now in columns:
        differs[matched] |= _differ(was[at[matched]], now[matched])
    is_missing = np.ones(len(old[keys[0]]), bool)
    is_missing[at[matched]] = False
    gone = {key: old[key][is_missing] for key in keys} if is_missing.any() else {}
    return Changed(_at(new, np.flatnonzero(differs)), gone)


def _at(table: Columns, rows: Ints) -> Columns:
    """Return some rows of a table."""
    if not len(rows):  # like most tables at a drag step
        return {name: column[:0] for name, column in table.items()}
    return {name: column[rows] for name, column in table.items()}


def _same_keys(old: Columns, new: Columns, keys: list[str]) -> bool:
    """Return whether both tables have the same rows in the same order, by their keys."""
    pairs = [(old[key], new[key]) for key in keys]
    return all(
        one is other or (len(one) == len(other) and bool(np.all(one == other)))
        for one, other in pairs
    )


def _keys(table: Columns, keys: list[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(table[key].tolist() for key in keys), strict=True)


def equal_or_nan(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Return which numbers do not differ, or are both NaN."""
    with np.errstate(invalid="ignore"):  # infinities are near only themselves
        apart = np.abs(one - other)
    is_near = np.isfinite(other) & (apart <= _ABSOLUTE + _RELATIVE * np.abs(other))
    return is_near | (np.isnan(one) & np.isnan(other))


def _differ(
    was: NDArray[Any] | ExtensionArray, now: NDArray[Any] | ExtensionArray
) -> NDArray[np.bool_]:
    """Return which rows of two columns differ."""
    one, other = np.asarray(was), np.asarray(now)
    if one.dtype.kind in "iuf" and other.dtype.kind in "iuf":
        unlike = np.asarray(one != other)
        at = np.flatnonzero(unlike)
        if len(at):
            unlike[at] = ~equal_or_nan(one[at].astype(float), other[at].astype(float))
        return unlike
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    unlike = np.array([a is not b and bool(a != b) for a, b in pairs], bool)
    return unlike & ~(pd.isna(one) & pd.isna(other)) if unlike.any() else unlike
