"""Tables as arrays by column name, and their conversion to a frame when one is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from pandas.api.internals import (  # type: ignore[import-not-found]
    create_dataframe_from_blocks,
)
from pandas.arrays import NumpyExtensionArray

Columns: TypeAlias = "dict[str, NDArray[Any] | ExtensionArray]"
"""The columns of a table as arrays, by name. Tables share equal columns."""


def frame_of(columns: Mapping[str, NDArray[Any] | ExtensionArray]) -> pd.DataFrame:
    """Return a frame of columns, without sharing memory; faster than `pd.DataFrame`.

    Texts must be pandas arrays: NumPy object arrays stay objects.

    >>> frame_of({"km": np.array([1.0, 2.0]), "blocks": np.array([3, 4])}).dtypes.tolist()
    [dtype('float64'), dtype('int64')]
    """
    blocks: list[tuple[Any, NDArray[np.int64]]] = []
    plain: dict[np.dtype[Any], list[tuple[int, NDArray[Any]]]] = {}
    rows = 0
    for number, column in enumerate(columns.values()):
        rows = len(column)
        array = column.to_numpy() if isinstance(column, NumpyExtensionArray) else column
        if isinstance(array, np.ndarray):
            plain.setdefault(array.dtype, []).append((number, array))
        else:
            blocks.append((array.copy(), np.array([number])))
    for numbered in plain.values():
        numbers, arrays = zip(*numbered, strict=True)
        blocks.append((np.stack(arrays), np.array(numbers)))
    names = _index_of(
        tuple(columns)
    ).view()  # a view: if a reader names it, the cached index stays unnamed
    frame: pd.DataFrame = create_dataframe_from_blocks(
        blocks, index=pd.RangeIndex(rows), columns=names
    )
    return frame


@cache
def _index_of(names: tuple[str, ...]) -> pd.Index[str]:
    return pd.Index(names)
