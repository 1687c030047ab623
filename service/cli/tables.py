"""Tables for a terminal, at most 100 columns wide: units in the heads, "—" where no figure is."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from layers.schema import SCHEMATIC_NOTE
from service.documents.coverage import plain, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_FIGURE = "—"
_WIDEST = 100
_HEAD = 10  # a head is broken into lines of at least so many letters
_WORD = 26  # a text of at most so many letters is not broken


def print_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(to_json(document) + "\n")


def print_line(text: str) -> None:
    """Print a line as it is."""
    _console().print(text, markup=False, highlight=False, soft_wrap=True)


def count_of(count: int, one: str) -> str:
    """Return a count of things, whose plural takes an s.

    >>> count_of(1, "edit"), count_of(2_000, "zone")
    ('1 edit', '2,000 zones')
    """
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def print_schematic_note(zones: pd.DataFrame) -> None:
    """Say that boundaries are schematic, where any of the zones' is."""
    if (zones["boundary_source"] == "schematic").any():
        print_line(SCHEMATIC_NOTE)


def print_table(title: str, rows: pd.DataFrame, columns: Mapping[str, str]) -> None:
    """Print a table: `columns` maps a column to its head, figures are right-aligned.

    A head may end with a format: `Area, km²|.2f`, or `|+.2f` for a difference.
    """
    if rows.empty:
        print_line(f"{title}: none")
        return
    table = Table(box=box.SIMPLE)
    for name, head in columns.items():
        numeric = pd.api.types.is_numeric_dtype(rows[name]) or "|" in head
        right = numeric and rows[name].dtype != bool
        widest = max(len(_text(value, head)) for value in rows[name])
        table.add_column(
            escape(_broken(head.split("|")[0], max(widest, _HEAD))),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=right or widest <= _WORD,
        )
    heads = list(columns.values())
    for cells in rows[list(columns)].itertuples(index=False, name=None):
        texts = [_text(cell, head) for cell, head in zip(cells, heads, strict=True)]
        table.add_row(*(escape(text) for text in texts))
    console = _console()
    console.print()
    console.print(title, style="bold", markup=False, highlight=False)
    console.print(table)


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """Return a share in percent, NaN of nothing."""
    return 100 * part / whole.where(whole > 0)


def _text(value: Any, head: str) -> str:  # noqa: ANN401  cells are of any type
    cell = plain(value)
    if cell is None or cell == "":
        return NO_FIGURE
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        form = head.partition("|")[2] or ("d" if isinstance(cell, int) else "g")
        text = f"{cell:,{form.removeprefix('+')}}"
        is_zero = not text.strip("-0.")
        return text.lstrip("-") if is_zero else ("+" if form[0] == "+" and cell > 0 else "") + text
    return str(cell)


def _broken(head: str, width: int) -> str:
    """Return a head in lines of about a width, words whole."""
    return textwrap.fill(head, width, break_long_words=False, break_on_hyphens=False)


def _console() -> Console:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(file=sys.stdout, width=width if sys.stdout.isatty() else _WIDEST)
