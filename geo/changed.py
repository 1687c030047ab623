"""The rows of a coverage's tables that differ from another's: what to draw anew after an edit.

A figure **differs** where it is off by more than 1e-9 of itself and by more than 1e-6 of its unit
(1 m², a millionth of a person): less is rounding, since two ways to one figure agree to 1e-9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from layers.errors import MeasureError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.coverage import Coverage

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
"""The columns by which a row of each table is known again; none: the table has one row."""

_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


class Changed(NamedTuple):
    """Rows of a table that are new or differ, whole; and the keys of rows that are no more."""

    rows: pd.DataFrame
    gone: pd.DataFrame


def changed_rows(before: Coverage, after: Coverage, table: str) -> Changed:
    """Return what one coverage's table has other than an earlier one's.

    Both are of one plan and measured at the same radii. A violation is known again by its `rule`
    and `subject`.

    Raises:
        MeasureError: the radii differ.
    """
    if before.radii_km != after.radii_km:
        raise MeasureError(
            f"radii {before.radii_km} and {after.radii_km} km differ; measure both at the same"
        )
    return changed_between(getattr(before, table), getattr(after, table), KEYS[table])


def changed_between(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> Changed:
    """Return the rows of `new` that `old` has not or has otherwise, and the keys it lost.

    >>> old = pd.DataFrame({"zone_id": ["A", "B"], "area_km2": [1.0, 2.0]})
    >>> new = pd.DataFrame({"zone_id": ["A", "C"], "area_km2": [1.5, 3.0]})
    >>> rows, gone = changed_between(old, new, ["zone_id"])
    >>> rows["zone_id"].tolist(), gone["zone_id"].tolist()
    (['A', 'C'], ['B'])
    """
    was, now = _keys(old, keys), _keys(new, keys)
    at = np.arange(len(new)) if was.equals(now) else was.get_indexer(now)
    known = np.flatnonzero(at >= 0)
    differs = at < 0
    for column in new.columns.drop(keys):
        one, other = old[column].to_numpy()[at[known]], new[column].to_numpy()[known]
        differs[known] |= _differ(one, other)
    lost = ~was.isin(now) if len(was) != len(known) else np.zeros(len(was), bool)
    return Changed(new[differs], old.loc[lost, keys])


def _keys(table: pd.DataFrame, keys: list[str]) -> pd.Index:
    if not keys:
        return pd.RangeIndex(len(table))
    return pd.Index(table[keys[0]]) if len(keys) == 1 else pd.MultiIndex.from_frame(table[keys])


def _differ(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.bool_]:
    if one.dtype.kind in "iuf" and other.dtype.kind in "iuf":
        near = np.isclose(one, other, rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True)
        return ~np.asarray(near)
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    unlike = np.array([a is not b and bool(a != b) for a, b in pairs], bool)
    return unlike & ~(pd.isna(one) & pd.isna(other))
