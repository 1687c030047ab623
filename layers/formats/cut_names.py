"""Names of a plan's columns that a shapefile has cut to ten letters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.formats.table import Assumption, Table
from layers.messages import Message
from layers.schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = 10


def restored(table: Table, layer: str) -> Table:
    """Return the table with the names that its layer's columns had before they were cut.

    A name is restored where it can be that of one column alone, and the table has none of that
    name. Where several are cut to the same, programs number them: `province_n`, `province_1`.
    """
    if layer not in LAYERS:
        return table
    there = {str(name).lower() for name in table.frame.columns}
    names = {}
    for cut, whole in _cut([column.name for column in LAYERS[layer].columns], there).items():
        given = next((str(it) for it in table.frame.columns if str(it).lower() == cut), None)
        if given is not None and whole not in there:
            names[given] = whole
    said = tuple(
        Assumption("columns", whole, Message("format-column-restored", given=given, column=whole))
        for given, whole in names.items()
    )
    frame = table.frame.rename(columns=names)
    return replace(table, frame=frame, assumed=(*table.assumed, *said)) if names else table


def _cut(columns: Sequence[str], there: set[str]) -> dict[str, str]:
    """Return the columns by the names that they are cut to, without those that stay unclear."""
    long = [name for name in columns if len(name) > _LETTERS]
    counts = Counter(name[:_LETTERS] for name in columns)
    cut: dict[str, str] = {}
    for name in long:
        short = name[:_LETTERS]
        if counts[short] == 1:
            cut[short] = name
            continue
        alike = [other for other in long if other[:_LETTERS] == short]
        numbered = [short, *(f"{short[:8]}_{nth}" for nth in range(1, len(alike)))]
        if set(numbered) <= there:
            cut |= dict(zip(numbered, alike, strict=False))
    return cut
