"""The rows of a coverage's tables that differ from another's: what to redraw after an edit.

A figure **differs** where it is off by more than 1e-9 of itself and by more than 1e-6 of its unit
(1 m², a millionth of a person): less is rounding, since two ways to one figure agree to 1e-9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.coverage.coverage import shown_radii
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from geo.coverage import Coverage
    from geo.table_frame import Columns
    from layers.geometry.edges import Floats, Ints

KEYS: dict[str, list[str]] = {
    "totals": ["radius_km"],
    "ftzs": ["ftz_id"],
    "zones": ["zone_id"],
    "regions": ["adcode", "level", "radius_km"],
    "sectors": ["sector", "radius_km"],
    "access": [],
    "growth": ["ftz_id", "period"],
    "violations": ["rule", "subject"],
}
"""The columns that identify a row of each table; none: the table has one row."""

_NOT_COMPARED = frozenset({"params"})
"""Parameters of a message: its text has them, without the rounding errors of their last digits."""

_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


class Changed(NamedTuple):
    """Whole rows of a table that are new or differ; and the keys of rows that are gone.

    Both by column. Nothing is gone: no column.
    """

    rows: Columns
    gone: Columns


def changed_rows(before: Coverage, after: Coverage, table: str) -> Changed:
    """Return the rows of a coverage's table that are not so in an earlier coverage.

    Both are of one plan and measured at the same radii. `rule` and `subject` identify a violation.

    Raises:
        MeasureError: the radii differ.
    """
    if before.radii_km != after.radii_km:
        raise MeasureError(radii_differ(before, after))
    return changed_between(before.columns(table), after.columns(table), KEYS[table])


def radii_differ(before: Coverage, after: Coverage) -> Message:
    """Return the message that two coverages were measured at different radii."""
    return Message(
        "measure-radii-differ",
        before=shown_radii(before.radii_km),
        after=shown_radii(after.radii_km),
    )


def changed_between(old: Columns, new: Columns, keys: list[str]) -> Changed:
    """Return the rows of `new` that are not so in `old`, and the keys of `old` missing in `new`.

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
    at = _row_numbers(old, new, keys)
    known = np.flatnonzero(at >= 0)
    differs = at < 0
    for was, now in columns:
        differs[known] |= _differ(was[at[known]], now[known])
    lost = np.ones(len(old[keys[0]]), bool)
    lost[at[known]] = False
    gone = {key: old[key][lost] for key in keys} if lost.any() else {}
    return Changed(_at(new, np.flatnonzero(differs)), gone)


def _at(table: Columns, rows: Ints) -> Columns:
    """Return some rows of a table."""
    if not len(rows):  # as of most tables at a step of a drag
        return {name: column[:0] for name, column in table.items()}
    return {name: column[rows] for name, column in table.items()}


def _same_keys(old: Columns, new: Columns, keys: list[str]) -> bool:
    """Return whether both tables have the same rows in the same order, by their keys."""
    pairs = [(old[key], new[key]) for key in keys]
    return all(
        one is other or (len(one) == len(other) and bool(np.all(one == other)))
        for one, other in pairs
    )


def _row_numbers(old: Columns, new: Columns, keys: list[str]) -> Ints:
    """Return the row number in the old table of each row of the new one; -1 where it has none."""
    row_of = {key: row for row, key in enumerate(_keys(old, keys))}
    return np.array([row_of.get(key, -1) for key in _keys(new, keys)], int)


def _keys(table: Columns, keys: list[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(table[key].tolist() for key in keys), strict=True)


def near(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Return where numbers do not differ, or are both unknown."""
    with np.errstate(invalid="ignore"):  # of infinities, which are near none but themselves
        apart = np.abs(one - other)
    is_near = np.isfinite(other) & (apart <= _ABSOLUTE + _RELATIVE * np.abs(other))
    return is_near | (np.isnan(one) & np.isnan(other))


def _differ(
    was: NDArray[Any] | ExtensionArray, now: NDArray[Any] | ExtensionArray
) -> NDArray[np.bool_]:
    """Return where two columns differ, row by row."""
    one, other = np.asarray(was), np.asarray(now)
    if one.dtype.kind in "iuf" and other.dtype.kind in "iuf":
        unlike = np.asarray(one != other)
        at = np.flatnonzero(unlike)
        if len(at):
            unlike[at] = ~near(one[at].astype(float), other[at].astype(float))
        return unlike
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    unlike = np.array([a is not b and bool(a != b) for a, b in pairs], bool)
    return unlike & ~(pd.isna(one) & pd.isna(other)) if unlike.any() else unlike
