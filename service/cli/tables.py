"""Tables for a terminal, at most 100 columns wide: units in the heads, "—" where no figure is."""

from __future__ import annotations

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
from service.cli.language import boundary_note, sentence, visible
from service.documents.coverage import plain, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.plan.plan import Plan


class TableColumn(NamedTuple):
    """A column of a table: its head, a message or the code of one; how its cells are written.

    `form` is a format of figures, as `.2f`, or `+.2f` for a difference; `words` says that its cells
    are words of the schema, such as `draft`, that the catalogue has in each language.
    """

    head: str | Message
    form: str = ""
    words: bool = False


NO_FIGURE = "—"
_WIDEST = 100
_HEAD = 10  # a head is broken into lines of at least so many letters
_EDGES = 3  # what stands between two columns
_MOST_NAMED = 20
_WORD = 26  # a text of at most so many letters is not broken


def print_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(to_json(document) + "\n")


def print_line(text: str) -> None:
    """Print a line as it is."""
    _console().print(visible(text), markup=False, highlight=False, soft_wrap=True)


def say(message: Message) -> None:
    """Print a message as a line, in the reader's language."""
    print_line(sentence(message))


def warn(message: Message) -> None:
    """Print a message as a line on standard error, in the reader's language."""
    typer.echo(sentence(message), err=True)


def say_zones_outside(plan: Plan, zones: gpd.GeoDataFrame, *, json: bool = False) -> None:
    """Say which zones lie in no region; on standard error where none lies in any."""
    outside = plan.outside_regions(zones)
    if outside and len(outside) == len(zones):
        warn(all_elsewhere(plan, zones))
    elif outside and not json:
        say(Message("cli-zones-outside", count=len(outside), zones=outside[:_MOST_NAMED]))


def warn_of_replay(notice: Message | None) -> None:
    """Say on standard error where a scenario's record was needed, or is out of date."""
    if notice is not None:
        warn(notice)


def print_schematic_note(zones: pd.DataFrame) -> None:
    """Say what the plan says of its boundaries, and that they are schematic where any is."""
    note = boundary_note(zones)
    if note:
        print_line(note)


def print_table(title: Message, rows: pd.DataFrame, columns: Mapping[str, TableColumn]) -> None:
    """Print a table with the columns that are named; figures are right-aligned."""
    told = sentence(title)
    if rows.empty:
        say(Message("cli-none", title=title))
        return
    console, table = _console(), Table(box=box.SIMPLE)
    heads, widths, rights = [], [], []
    for name, column in columns.items():
        numeric = pd.api.types.is_numeric_dtype(rows[name]) or column.form
        widest = max(cell_len(_text(value, column)) for value in rows[name])
        head = column.head if isinstance(column.head, Message) else Message(column.head)
        heads.append(_broken(sentence(head), max(widest, _HEAD)))
        widths.append(max(widest, *map(cell_len, heads[-1].splitlines())))
        rights.append(bool(numeric) and rows[name].dtype != bool)
    whole = _whole(widths, rights, console.width)
    for broken, right, one in zip(heads, rights, whole, strict=True):
        justify: Literal["right", "left"] = "right" if right else "left"
        table.add_column(escape(broken), justify=justify, overflow="fold", no_wrap=one)
    for cells in rows[list(columns)].itertuples(index=False, name=None):
        texts = [_text(*each) for each in zip(cells, columns.values(), strict=True)]
        table.add_row(*(escape(text) for text in texts))
    console.print()
    console.print(told, style="bold", markup=False, highlight=False)
    console.print(table)


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """Return a share in percent, NaN of nothing."""
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
    """Return which columns stay in one line: short texts and figures, as far as there is room.

    What is not folded is cut where the table is too wide: then texts are, and figures at last.
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
    """Return a head in lines of about a width, words whole; in Chinese, a unit apart."""
    lines = head.replace("（", "\n（").splitlines() if cell_len(head) > width else [head]
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _console() -> Console:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(file=sys.stdout, width=width if sys.stdout.isatty() else _WIDEST)
