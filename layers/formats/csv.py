"""CSV: a table with a header line, in UTF-8 or GBK; points come from longitude and latitude."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.errors import PlanError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


def read(path: Path, layer: str) -> pd.DataFrame:  # noqa: ARG001  a file is one layer
    """Return the table; a column of nothing but numbers without leading zeros is numeric.

    So `007` stays the text that it is, and an empty cell is None.

    Raises:
        SourceError: the file cannot be read.
        PlanError: it is neither UTF-8 nor GBK, or a row has more cells than the header.
    """
    lines = list(csv.reader(_text(path).splitlines(keepends=True), delimiter=",", strict=False))
    rows = [(number, row) for number, row in enumerate(lines, start=1) if any(row)]
    if not rows:
        raise PlanError(f"{path}: is empty; give a table with a header line")
    header = [name.strip() for name in rows[0][1]]
    repeated = sorted({name for name in header if header.count(name) > 1})
    problems = [f"{path}: column {name!r} is there twice; rename one" for name in repeated]
    problems += [
        f"{path}: line {number} has {len(row)} cells, the header {len(header)}; correct it"
        for number, row in rows[1:]
        if len(row) > len(header)
    ]
    if problems:
        raise PlanError(problems)
    cells = [row + [""] * (len(header) - len(row)) for _, row in rows[1:]]
    columns = {name: _column([row[nth] for row in cells]) for nth, name in enumerate(header)}
    return pd.DataFrame(columns, columns=header)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check it") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError(f"{path}: is neither UTF-8 nor GBK; save it as UTF-8")


def _column(cells: list[str]) -> pd.Series[Any]:
    values = [cell.strip() or None for cell in cells]
    filled = [value for value in values if value is not None]
    if filled and all(_NUMBER.fullmatch(value) for value in filled):
        return pd.Series(pd.to_numeric(pd.Series(values, dtype="object")))
    return pd.Series(values, dtype="object")
