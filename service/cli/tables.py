"""Tables for a terminal, at most 100 columns wide: units in the heads, "—" where no figure is."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from layers.schema import SCHEMATIC_NOTE
from service.documents import plain, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_FIGURE = "—"
_WIDEST = 100


def print_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(to_json(document) + "\n")


def print_line(text: str) -> None:
    """Print a line as it is."""
    _console().print(text, markup=False, highlight=False, soft_wrap=True)


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
    table = Table(title=escape(title), title_justify="left", title_style="bold", box=box.SIMPLE)
    for name, head in columns.items():
        numeric = pd.api.types.is_numeric_dtype(rows[name]) or "|" in head
        right = numeric and rows[name].dtype != bool
        title_of = escape(head.split("|")[0])
        table.add_column(title_of, justify="right" if right else "left", overflow="fold")
    heads = list(columns.values())
    for cells in rows[list(columns)].itertuples(index=False, name=None):
        texts = [_text(cell, head) for cell, head in zip(cells, heads, strict=True)]
        table.add_row(*(escape(text) for text in texts))
    console = _console()
    console.print()
    console.print(table)


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """Return a share in percent, NaN of nothing."""
    return 100 * part / whole.where(whole > 0)


def radii(radii_km: Sequence[float]) -> str:
    """Return radii as a person reads them: `25, 50, 100 km`."""
    return ", ".join(f"{radius:g}" for radius in radii_km) + " km"


def _text(value: Any, head: str) -> str:  # noqa: ANN401  cells are of any type
    cell = plain(value)
    if cell is None or cell == "":
        return NO_FIGURE
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        form = head.partition("|")[2] or (",d" if isinstance(cell, int) else ",g")
        sign = "+" if form.startswith("+") else ""
        return f"{cell:{sign},{form.lstrip('+,')}}"
    return str(cell)


def _console() -> Console:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(file=sys.stdout, width=width if sys.stdout.isatty() else _WIDEST)
