"""Names and texts truncated by a shapefile: to ten characters, and to 254 bytes."""

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
_TEXT_BYTES = range(250, 255)  # a text ends between two characters, and without spaces


def restored(table: Table, layer: str) -> Table:
    """Return the table with the truncated names of its layer's columns restored.

    A name is restored if it is unambiguous and the table lacks the full name. If several are
    truncated to the same, programs number them: `province_n`, `province_1`.
    """
    if layer not in LAYERS:
        return table
    columns = [column.name for column in LAYERS[layer].columns]
    names = whole_names(columns, [str(name) for name in table.frame.columns])
    frame = table.frame.rename(columns=names)
    return replace(table, frame=frame, assumed=(*table.assumed, *restoration_notes(names)))


def whole_names(columns: Sequence[str], names_given: Sequence[str]) -> dict[str, str]:
    """Return the full column name of each truncated name of a table.

    A column with its full name in the table still counts for the numbering of others.

    >>> whole_names(["sectors_source", "published_a", "published_b"], ["SECTORS_SO", "published_"])
    {'SECTORS_SO': 'sectors_source'}
    """
    lower_names = {name.lower() for name in names_given}
    cut = lower_names | {name[:_LETTERS] for name in columns if name in lower_names}
    names = {}
    for short, whole in _cut(columns, cut).items():
        name_given = next((name for name in names_given if name.lower() == short), None)
        if name_given is not None and whole not in lower_names:
            names[name_given] = whole
    return names


def restoration_notes(names: Mapping[str, str]) -> tuple[Assumption, ...]:
    """Return the assumptions about restored names."""
    return tuple(
        Assumption(
            "columns", whole, Message("format-column-restored", given=cut_name, column=whole)
        )
        for cut_name, whole in names.items()
    )


def whole_text(text: str, known: Iterable[str]) -> str:
    """Return the full text of a truncated one, if its length fits and exactly one text matches.

    >>> whole_text("a" * 254, ["a" * 300, "b"]) == "a" * 300
    True
    >>> whole_text("a" * 20, ["a" * 300])
    'aaaaaaaaaaaaaaaaaaaa'
    """
    if not {len(text.encode()), len(text.encode("gb18030", "replace"))} & {*_TEXT_BYTES}:
        return text
    longer = {one for one in known if one.startswith(text)}
    return longer.pop() if len(longer) == 1 else text


def _cut(columns: Sequence[str], present: set[str]) -> dict[str, str]:
    """Return the columns by their truncated names, without ambiguous ones."""
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
        if set(numbered) <= present:
            cut |= dict(zip(numbered, alike, strict=False))
    return cut
