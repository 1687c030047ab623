"""Tables for a terminal, at most 100 columns wide: units in headers, "—" for missing figures."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd
import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from layers.messages import Message
from layers.plan.plan import all_elsewhere
from layers.schema.figures import Figure
from service.cli.language import boundary_note, sentence, visible
from service.documents.coverage import plain, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.plan.plan import Plan


class TableColumn(NamedTuple):
    """A column of a table: its header, a message or the code of one, and the format of its cells.

    `form` is a number format such as `.2f`, or `+.2f` for a difference; with `words` the cells are
    schema words, such as `draft`, which the catalogue translates.
    """

    head: str | Message
    form: str = ""
    words: bool = False

    @property
    def message(self) -> Message:
        """Return its header."""
        return self.head if isinstance(self.head, Message) else Message(self.head)


NO_FIGURE = "—"
_WIDEST = 100
_HEAD = 10  # a header is wrapped into lines of at least this many letters
_EDGES = 3  # the separator between two columns
_MOST_NAMED = 20
_WORD = 26  # a text of at most this many letters is not wrapped


def print_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(to_json(document) + "\n")


def print_line(text: str) -> None:
    """Print a line unchanged."""
    _console().print(visible(text), markup=False, highlight=False, soft_wrap=True)


def say(message: Message) -> None:
    """Print a message as a line, in the reader's language."""
    print_line(sentence(message))


def warn(message: Message) -> None:
    """Print a message as a line on standard error, in the reader's language."""
    typer.echo(sentence(message), err=True)


def say_zones_outside(plan: Plan, zones: gpd.GeoDataFrame, *, json: bool = False) -> None:
    """Print which zones lie in no region; on standard error if all zones do."""
    outside = plan.outside_regions(zones)
    if outside and len(outside) == len(zones):
        warn(all_elsewhere(plan, zones))
    elif outside and not json:
        say(Message("cli-zones-outside", count=len(outside), zones=outside[:_MOST_NAMED]))


def warn_of_replay(notice: Message | None) -> None:
    """Warn on standard error if a scenario's record was needed, or is out of date."""
    if notice is not None:
        warn(notice)


def print_schematic_note(zones: pd.DataFrame) -> None:
    """Print the plan's note on boundaries, and that they are schematic if any is."""
    note = boundary_note(zones)
    if note:
        print_line(note)


def print_table(title: Message, rows: pd.DataFrame, columns: Mapping[str, TableColumn]) -> None:
    """Print a table with the given columns; figures are right-aligned.

    Where a table has distances in minutes, `radius_min`, that is printed for `radius_km`.
    """
    title_text = sentence(title)
    if rows.empty:
        say(Message("cli-none", title=title))
        return
    columns = dict(_in_unit_of(rows, name, column) for name, column in columns.items())
    console, table = _console(), Table(box=box.SIMPLE)
    heads, widths, rights = [], [], []
    for name, column in columns.items():
        numeric = pd.api.types.is_numeric_dtype(rows[name]) or column.form
        widest = max(cell_len(_text(value, column)) for value in rows[name])
        heads.append(_broken(sentence(column.message), max(widest, _HEAD)))
        widths.append(max(widest, *map(cell_len, heads[-1].splitlines())))
        rights.append(bool(numeric) and rows[name].dtype != bool)
    unbroken = _whole(widths, rights, console.width)
    for broken, right, one in zip(heads, rights, unbroken, strict=True):
        justify: Literal["right", "left"] = "right" if right else "left"
        table.add_column(escape(broken), justify=justify, overflow="fold", no_wrap=one)
    for cells in rows[list(columns)].itertuples(index=False, name=None):
        texts = [_text(*each) for each in zip(cells, columns.values(), strict=True)]
        table.add_row(*(escape(text) for text in texts))
    console.print()
    console.print(title_text, style="bold", markup=False, highlight=False)
    console.print(table)


def _in_unit_of(rows: pd.DataFrame, name: str, column: TableColumn) -> tuple[str, TableColumn]:
    in_minutes = re.sub("_km$", "_min", name)
    if name in rows or in_minutes not in rows:
        return name, column
    if isinstance(column.head, str):
        return in_minutes, column._replace(head=f"{column.head}-min")
    return in_minutes, column._replace(head=Figure(in_minutes, column.form).head)


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """Return a share in percent; NaN if the whole is zero."""
    return 100 * part / whole.where(whole > 0)


def _text(value: Any, column: TableColumn) -> str:  # noqa: ANN401  cells are of any type
    cell = plain(value)
    if cell is None or cell == "":
        return NO_FIGURE
    if isinstance(cell, bool):
        return sentence(Message("cli-yes" if cell else "cli-no"))
    if isinstance(cell, int | float):
        form = column.form or ("d" if isinstance(cell, int) else "g")
        text = f"{cell:,{form.removeprefix('+')}}"
        is_zero = not text.strip("-0.")
        return text.lstrip("-") if is_zero else ("+" if form[0] == "+" and cell > 0 else "") + text
    return sentence(Message("cli-word", word=cell)) if column.words else visible(str(cell))


def _whole(widths: list[int], rights: list[bool], room: int) -> list[bool]:
    """Return which columns stay on one line: short texts and figures, if there is room.

    Columns that are not wrapped are cut if the table is too wide: texts first, figures last.
    """
    short = [right or width <= _WORD for width, right in zip(widths, rights, strict=True)]
    for whole in (short, rights):
        least = [
            width if one else min(width, _HEAD) for width, one in zip(widths, whole, strict=True)
        ]
        if sum(least) + _EDGES * len(widths) + 1 <= room:
            return whole
    return [False] * len(widths)


def _broken(head: str, width: int) -> str:
    """Return a header wrapped between words to about a width; in Chinese, before a unit."""
    lines = head.replace("（", "\n（").splitlines() if cell_len(head) > width else [head]
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _console() -> Console:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(file=sys.stdout, width=width if sys.stdout.isatty() else _WIDEST)
