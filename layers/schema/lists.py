"""A list of names in one cell, such as the sectors of a zone: `biopharma;marine_economy`."""

import re
from collections.abc import Iterable

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


def join_list(names: Iterable[str]) -> str:
    """Return the cell of some names.

    >>> join_list(["biopharma", "finance"])
    'biopharma;finance'
    """
    return SEPARATOR.join(names)
