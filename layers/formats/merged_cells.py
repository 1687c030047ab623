"""Merged cells of a sheet: heads of several rows become one row, merged cells of rows are filled.

A **head of several rows** is a header row with cells that are merged with those below it, or above
several: `人口` above `2010` and `2020`. The name of a column is its lowest cell, or all from above
if that is a number or another column has it: `人口 2020`.
"""

import re
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layers.formats.table import PLAIN_NUMBER, Assumption, GridCell, GridRow, header_at
from layers.messages import Message

_MERGED = re.compile(rb'mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK, _OVERLAP = 1 << 20, 64
_DEEPEST = 5  # rows of a head
_MOST_OF_HEAD, _MOST_FILLED = 2_000, 2_000_000


class MergedCells(NamedTuple):
    """A range of merged cells: its first and last row from 1, its columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


def merged_cells(archive: zipfile.ZipFile, member: str) -> list[MergedCells]:
    """Return the merged cells of a sheet, which is a member of a workbook."""
    found: dict[MergedCells, None] = {}
    before = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            for match in _MERGED.finditer(before + chunk):
                left, top, right, bottom = match.groups()
                found[MergedCells(int(top), int(bottom), _column(left), _column(right))] = None
            before = (before + chunk)[-_OVERLAP:]
    return list(found)


def _column(letters: bytes) -> int:
    """Return the number of a column, from 0.

    >>> _column(b"A"), _column(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def unmerged(
    rows: Sequence[GridRow], merged: Sequence[MergedCells]
) -> tuple[list[GridRow], list[Assumption]]:
    """Return the rows of a sheet with a head of one row and filled cells, and the assumptions.

    >>> rows = [(1, ["zone", "people", None]), (2, [None, "2010", "2020"]), (3, ["A", 1, 2])]
    >>> merged = [MergedCells(1, 2, 0, 0), MergedCells(1, 1, 1, 2)]
    >>> unmerged(rows, merged)[0]
    [(2, ['zone', 'people 2010', 'people 2020']), (3, ['A', 1, 2])]
    """
    if not rows or not merged:
        return list(rows), []
    at = header_at([row for _, row in rows])
    top = rows[at][0]
    cells = {number: list(row) for number, row in rows}
    numbers = [number for number, _ in rows]
    of_head = [each for each in merged if top <= each.top < top + _DEEPEST][:_MOST_OF_HEAD]
    bottom = _last_row_of_head(cells, top, of_head)
    assumed = []
    out = list(rows)
    if bottom > top:
        names = _names([*_head_rows(cells, top, bottom, of_head)])
        head = [number for number, _ in rows if top <= number <= bottom]
        out = [*rows[:at], (head[-1], names), *rows[at + len(head) :]]
        why = Message("format-header-merged", first=top, last=bottom)
        assumed.append(Assumption("header", f"{top}-{bottom}", why))
    filled = 0
    for each in merged:
        if each.top <= bottom or each.bottom == each.top or each.top not in cells:
            continue
        value = _at(cells[each.top], each.left)
        below = slice(bisect_right(numbers, each.top), bisect_right(numbers, each.bottom))
        for number in numbers[below] if value is not None and filled < _MOST_FILLED else ():
            filled += _fill(cells[number], each.left, value)
    if filled:
        why = Message("format-cells-merged", cells=filled)
        assumed.append(Assumption("text", str(filled), why))
        kept = len(out) - sum(number > bottom for number, _ in out)
        out = [*out[:kept], *((number, cells[number]) for number, _ in out[kept:])]
    return out, assumed


def _last_row_of_head(
    cells: dict[int, list[GridCell]], top: int, merged: Sequence[MergedCells]
) -> int:
    """Return the last row of the head that begins at a row."""
    bottom = top
    for _ in range(_DEEPEST):
        within = [each for each in merged if top <= each.top <= bottom]
        deeper = max([bottom, *(each.bottom for each in within)])
        parted = (each for each in within if each.bottom == deeper and each.right > each.left)
        if any(_is_parted(cells.get(deeper + 1, []), each) for each in parted):
            deeper += 1
        if deeper == bottom or deeper >= top + _DEEPEST:
            break
        bottom = deeper
    return bottom


def _is_parted(below: Sequence[GridCell], each: MergedCells) -> bool:
    """Return whether the cells below a merged one name parts of it: different texts or years."""
    names = below[each.left : each.right + 1]
    texts = [str(name).strip() for name in names if name is not None]
    whole = all(isinstance(name, str) or _is_year(name) for name in names)
    return whole and len({*texts}) == len(names) == each.right - each.left + 1


def _is_year(cell: GridCell) -> bool:
    return isinstance(cell, int) and 1900 <= cell <= 2100


def _head_rows(
    cells: dict[int, list[GridCell]], top: int, bottom: int, merged: Sequence[MergedCells]
) -> Iterator[list[GridCell]]:
    """Yield the rows of a head, each merged cell filled."""
    width = max(len(cells.get(number, [])) for number in range(top, bottom + 1))
    for number in range(top, bottom + 1):
        row = [*cells.get(number, [])]
        row += [None] * (width - len(row))
        for each in merged:
            if top <= each.top <= number <= each.bottom <= bottom:
                value = _at(cells.get(each.top, []), each.left)
                for column in range(each.left, min(each.right + 1, width)):
                    row[column] = value
        yield row


def _names(head: Sequence[Sequence[GridCell]]) -> list[GridCell]:
    """Return the name of each column of a head."""
    parts: list[list[str]] = []
    for column in zip(*head, strict=True):
        texts = [" ".join(str(cell).split()) for cell in column if cell is not None]
        parts.append([text for nth, text in enumerate(texts) if texts[:nth][-1:] != [text]])
    lowest = Counter(each[-1] for each in parts if each)
    return [
        None
        if not each
        else each[-1]
        if lowest[each[-1]] == 1 and not PLAIN_NUMBER.fullmatch(each[-1])
        else " ".join(each)
        for each in parts
    ]


def _at(row: Sequence[GridCell], column: int) -> GridCell:
    return row[column] if column < len(row) else None


def _fill(row: list[GridCell], column: int, value: GridCell) -> bool:
    """Fill an empty cell of a row; return whether it was empty."""
    row += [None] * (column + 1 - len(row))
    if row[column] is not None:
        return False
    row[column] = value
    return True
