"""Names and texts that a shapefile has cut: to ten letters, and to 254 bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.formats.table import Assumption, Table
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LETTERS = 10
_TEXT_BYTES = range(250, 255)  # a text ends between two letters, and without spaces


def restored(table: Table, layer: str) -> Table:
    """Return the table with the names that its layer's columns had before they were cut.

    A name is restored where it can be that of one column alone, and the table has none of that
    name. Where several are cut to the same, programs number them: `province_n`, `province_1`.
    """
    if layer not in LAYERS:
        return table
    columns = [column.name for column in LAYERS[layer].columns]
    names = whole_names(columns, [str(name) for name in table.frame.columns])
    frame = table.frame.rename(columns=names)
    return replace(table, frame=frame, assumed=(*table.assumed, *said_of(names)))


def whole_names(columns: Sequence[str], given: Sequence[str]) -> dict[str, str]:
    """Return the names that a table gives, by the longer name of the column that each stands for.

    A column that the table has under its whole name counts as cut, where others are numbered by it.

    >>> whole_names(["sectors_source", "published_a", "published_b"], ["SECTORS_SO", "published_"])
    {'SECTORS_SO': 'sectors_source'}
    """
    there = {name.lower() for name in given}
    cut = there | {name[:_LETTERS] for name in columns if name in there}
    names = {}
    for short, whole in _cut(columns, cut).items():
        found = next((name for name in given if name.lower() == short), None)
        if found is not None and whole not in there:
            names[found] = whole
    return names


def said_of(names: Mapping[str, str]) -> tuple[Assumption, ...]:
    """Return what is to be said of names that were restored."""
    return tuple(
        Assumption("columns", whole, Message("format-column-restored", given=given, column=whole))
        for given, whole in names.items()
    )


def whole_text(text: str, known: Iterable[str]) -> str:
    """Return the text that one was cut from, if it has the length of one and just one begins so.

    >>> whole_text("a" * 254, ["a" * 300, "b"]) == "a" * 300
    True
    >>> whole_text("a" * 20, ["a" * 300])
    'aaaaaaaaaaaaaaaaaaaa'
    """
    if not {len(text.encode()), len(text.encode("gb18030", "replace"))} & {*_TEXT_BYTES}:
        return text
    longer = {one for one in known if one.startswith(text)}
    return longer.pop() if len(longer) == 1 else text


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
