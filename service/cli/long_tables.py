"""How many rows of a table a command prints: the first ones, or with `--all-rows` every row."""

from contextvars import ContextVar
from typing import Annotated

import typer

MOST_ROWS = 100
_most_rows: ContextVar[int | None] = ContextVar("most_rows", default=None)


def _choose(all_rows: bool) -> bool:  # noqa: FBT001  Typer calls it so
    _most_rows.set(None if all_rows else MOST_ROWS)
    return all_rows


AllRows = Annotated[
    bool,
    typer.Option(
        "--all-rows",
        callback=_choose,
        expose_value=False,
        help="Print every row of long tables, not only the first ones.",
    ),
]
"""The option of a command with long tables; without it, a command prints every row."""


def print_every_row() -> None:
    """Begin a command that prints tables whole, unless it has the option."""
    _most_rows.set(None)


def printed_rows(rows: int, most: int = MOST_ROWS) -> int:
    """Return how many of a table's rows are printed; `most` is the table's own limit.

    >>> printed_rows(3_235)
    3235
    """
    limit = _most_rows.get()
    return rows if limit is None else min(rows, most, limit)
