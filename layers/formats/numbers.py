"""Formatted numbers: `82,345`, `1.614.232,0`, `1 614 232`, `８２３４５`.

A cell may be ambiguous (`82,345`); a column is read in the convention that fits all its cells. If
two fit, a comma before three digits separates thousands, except in degrees, where it is a decimal
comma. Numbers with leading zeros are codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from layers.formats.table import PLAIN_NUMBER, Assumption
from layers.messages import Message
from layers.schema.column_types import brief

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0x2212: "-", 0x2019: "'",
}  # fmt: skip
_SPACE = re.compile(r"(?<=\d)[\s'](?=\d{3}(?!\d))")
_COMMA_GROUPS = re.compile(r"[+-]?([1-9]\d{0,2}(,\d{3})+|0|[1-9]\d*)(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|0|[1-9]\d*)(,\d+)?")


class Numbers(NamedTuple):
    """The numbers of cells; the first formatted cell, None if there is none."""

    numbers: list[float]
    unusual: str | None


def read_numbers(texts: Sequence[str], *, degrees: bool = False) -> Numbers | None:
    """Return the numbers of texts, None if no convention fits all.

    >>> read_numbers(["82,345", "1,200,000"])
    Numbers(numbers=[82345.0, 1200000.0], unusual='82,345')
    >>> read_numbers(["1.614.232,0", "５"]).numbers, read_numbers(["120,050"], degrees=True).numbers
    ([1614232.0, 5.0], [120.05])
    >>> read_numbers(["007"]) is read_numbers(["1,5", "2.5"]) is None
    True
    """
    cells = [_SPACE.sub("", half_width(text)) for text in texts]
    ways = (_COMMA_GROUPS, _DECIMAL_COMMA)
    for way in (PLAIN_NUMBER, *(reversed(ways) if degrees else ways)):
        if all(map(way.fullmatch, cells)):
            signs = {",": None} if way is _COMMA_GROUPS else {".": None, ",": "."}
            plain = {} if way is PLAIN_NUMBER else str.maketrans(signs)
            numbers = [float(text.translate(plain)) for text in cells]
            pairs = zip(texts, cells, strict=True)
            odd = (text for text, cell in pairs if text.strip() != cell or "," in cell)
            unusual = next(odd, None)
            return Numbers(numbers, unusual if way is PLAIN_NUMBER or unusual else texts[0])
    return None


class NumberColumn(NamedTuple):
    """A column as numbers, NaN for empty cells, and the assumptions."""

    numbers: pd.Series[Any]
    assumed: tuple[Assumption, ...]


def numbers_of(
    values: pd.Series[Any], column: str, *, degrees: bool = False
) -> NumberColumn | None:
    """Return a column of texts and numbers as numbers; None if a cell is invalid, or all are empty.

    >>> import pandas as pd
    >>> column = numbers_of(pd.Series(["82,345", None, 7]), "people")
    >>> column.numbers.tolist(), str(column.assumed[0].why)[:48]
    ([82345.0, nan, 7.0], 'the cells of people are read as numbers: 82,345 ')
    """
    if pd.api.types.is_numeric_dtype(values):
        return None
    texts = {nth: cell for nth, cell in enumerate(values) if isinstance(cell, str) and cell.strip()}
    read = read_numbers(list(texts.values()), degrees=degrees) if texts else None
    if read is None:
        return None
    if any(isinstance(cell, bool) for cell in values):
        return None
    of_texts = dict(zip(texts, read.numbers, strict=True))
    cells = [
        of_texts.get(nth, None if isinstance(it, str) else it) for nth, it in enumerate(values)
    ]
    numbers = pd.to_numeric(pd.Series(cells, index=values.index, dtype="object"), errors="coerce")
    numbers = numbers.astype("float64")
    if read.unusual is None:
        return NumberColumn(numbers, ())
    number = f"{read.numbers[list(texts.values()).index(read.unusual)]:.15g}"
    why = Message("format-numbers-read", column=column, text=brief(read.unusual), number=number)
    return NumberColumn(numbers, (Assumption("numbers", column, why),))


def half_width(text: str) -> str:
    """Return a stripped text with half-width characters.

    >>> half_width("　１２０．５")
    '120.5'
    """
    return text.translate(_FULL_WIDTH).strip()
