"""CSV: a table with a header line, in UTF-8 or GBK; points come from longitude and latitude."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.errors import PlanError
from layers.formats.content import read_bytes
from layers.formats.table import ReadOptions, Table
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


def read(path: Path, layer: str, options: ReadOptions) -> Table:  # noqa: ARG001  one layer
    """Return the table; a column of nothing but numbers without leading zeros is numeric.

    So `007` stays the text that it is, and an empty cell is None.

    Raises:
        SourceError: the file cannot be read.
        PlanError: it is neither UTF-8 nor GBK, or a row has more cells than the header.
    """
    lines = list(csv.reader(_text(path).splitlines(keepends=True), delimiter=",", strict=False))
    rows = [(number, row) for number, row in enumerate(lines, start=1) if any(row)]
    if not rows:
        raise PlanError(Message("file-csv-empty").in_file(path))
    header = [name.strip() for name in rows[0][1]]
    repeated = sorted({name for name in header if header.count(name) > 1})
    problems = [Message("file-csv-column-repeated", column=repr(name)) for name in repeated]
    problems += [
        Message("file-csv-line-long", line=number, cells=len(row), header_cells=len(header))
        for number, row in rows[1:]
        if len(row) > len(header)
    ]
    if problems:
        raise PlanError(problem.in_file(path) for problem in problems)
    cells = [row + [""] * (len(header) - len(row)) for _, row in rows[1:]]
    columns = {name: _column([row[nth] for row in cells]) for nth, name in enumerate(header)}
    return Table(pd.DataFrame(columns, columns=header))


def _text(path: Path) -> str:
    content = read_bytes(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError(Message("file-csv-encoding-unknown").in_file(path))


def _column(cells: list[str]) -> pd.Series[Any]:
    values = [cell.strip() or None for cell in cells]
    filled = [value for value in values if value is not None]
    if filled and all(_NUMBER.fullmatch(value) for value in filled):
        return pd.Series(pd.to_numeric(pd.Series(values, dtype="object")))
    return pd.Series(values, dtype="object")
