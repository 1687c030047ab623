"""A list of names in one cell, such as the sectors of a zone: `biopharma;marine_economy`."""

import re
from collections.abc import Iterable

import pandas as pd

from layers.schema.column_types import is_missing

SEPARATOR = ";"
_SEPARATORS = re.compile("[;；]")


def split_list(cell: object) -> tuple[str, ...]:
    """Return the names in a cell, stripped, in order; empty if it is missing or blank.

    >>> split_list("biopharma ; marine_economy；; finance"), split_list(None)
    (('biopharma', 'marine_economy', 'finance'), ())
    """
    if is_missing(cell):
        return ()
    names = (name.strip() for name in _SEPARATORS.split(str(cell)))
    return tuple(name for name in names if name)


def each_listed(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table with a row for each name in a column of lists; rows without any are dropped.

    >>> each_listed(pd.DataFrame({"ftz_id": ["SH ; GD", None]}), "ftz_id")["ftz_id"].tolist()
    ['SH', 'GD']
    """
    listed = table.assign(**{column: table[column].map(split_list)}).explode(column)
    return listed.dropna(subset=column).reset_index(drop=True)


def join_list(names: Iterable[str]) -> str:
    """Return the cell of some names.

    >>> join_list(["biopharma", "finance"])
    'biopharma;finance'
    """
    return SEPARATOR.join(names)
