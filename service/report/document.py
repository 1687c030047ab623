"""The elements of a report: sections of sentences, tables and pictures, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.messages import Language


_SHORT, _LEAST, _WIDEST = 11.0, 9.0, 34.0  # letters of a column of text
_SHORT_HEAD, _BOLD = 6.0, 1.1  # letters of a header on one line; the width factor of bold letters
_TWO_LINES = 4.5  # letters of a Chinese word of a header
_TWO_LINES_MOST = 6.0  # letters of a header that is wrapped into two lines rather than more
_LONGEST_GROUP = 20  # rows that are kept on one page
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDE_FROM = "\u2e80"  # letters from here on are as wide as they are high


def printable(text: str) -> str:
    r"""Return a text with forbidden characters, such as controls, replaced by a mark.

    >>> printable("a\x01b")
    'a\ufffdb'
    """
    return _UNWRITABLE.sub("\ufffd", text)


def text_width(text: str, size: float = 1.0) -> float:
    """Return the approximate width of a text; Chinese letters are as wide as they are high.

    >>> text_width("片区", 10), text_width("", 10)
    (20, 0)
    """
    return sum(size if letter >= _WIDE_FROM else 0.56 * size for letter in text)


def _head_width(head: str) -> float:
    """Return the width that a header needs: for two lines if it has many words, else for one.

    >>> round(_head_width("of all, %"), 2), round(_head_width("Land of zones, km²"), 2)
    (5.54, 6.16)
    """
    width = text_width(head)
    words = head.split(" ")
    least = width if width <= _SHORT_HEAD else max(map(_word_width, words))
    if len(words) > 2:  # otherwise it would need three lines or more
        least = max(least, min(_width_in(head, 2), _TWO_LINES_MOST))
    return _BOLD * least


def _width_in(head: str, lines: int) -> float:
    """Return the width of a header on one line, or wrapped into two between its words.

    >>> round(_width_in("Area, km²", 1), 2), round(_width_in("Area, km²", 2), 2)
    (5.04, 2.8)
    """
    words = head.split(" ")
    if lines == 1 or len(words) == 1:
        return text_width(head) if lines == 1 else _head_width(head) / _BOLD
    breaks = range(1, len(words))
    return min(
        max(text_width(" ".join(words[:at])), text_width(" ".join(words[at:]))) for at in breaks
    )


def _word_width(word: str) -> float:
    """Return the width of a word of a header; a long Chinese one is wrapped into two lines."""
    width = text_width(word)
    is_broken = width > _TWO_LINES and word[0] >= _WIDE_FROM
    return max(width / 2 + 0.5, _TWO_LINES) if is_broken else width


@dataclass(frozen=True)
class ReportText:
    """A paragraph; `points` are listed beneath it."""

    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportTable:
    """A table: `heads` and every row have equally many cells; `figures` marks columns of figures.

    `note` is printed below it. If `grouped`, equal neighbours of the first column are one cell.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    note: str = ""
    grouped: bool = False

    @property
    def spans(self) -> tuple[int, ...]:
        """Return how many rows the first cell of each row spans; 0 if it belongs to the cell above.

        >>> ReportTable("", ("Of",), (("a",), ("a",), ("b",)), (False,), grouped=True).spans
        (2, 0, 1)
        """
        if not self.grouped:
            return (1,) * len(self.rows)
        runs = (len([*run]) for _, run in groupby(self.rows, itemgetter(0)))
        return tuple(
            count
            for run in runs
            for count in ((run, *[0] * (run - 1)) if run <= _LONGEST_GROUP else [1] * run)
        )

    @property
    def letters(self) -> tuple[float, ...]:
        """Return the width of the longest header word and the longest cell of each column."""
        words = [_head_width(head) for head in self.heads]
        columns = list(zip(*self.rows, strict=True))
        cells = [max(map(text_width, column)) for column in columns] or [0.0] * len(words)
        return tuple(map(max, words, cells))

    @property
    def short(self) -> tuple[bool, ...]:
        """Return which columns have neither figures nor text that may wrap."""
        return tuple(
            not is_figure and letters <= _SHORT
            for letters, is_figure in zip(self.letters, self.figures, strict=True)
        )

    def widths(self, whole: float, letter: float, margin: float) -> tuple[float, ...]:
        """Return the column widths of a table of a total width.

        Figures and short text get the width that they need, so that they do not wrap; columns of
        long text share the rest. If no text is long, the first column gets the rest. Spare width of
        text columns goes to headers, so that they fit on one or two lines.

        >>> rows = (("A zone", "2024M01-M02"),)
        >>> table = ReportTable("", ("Zone", "Period"), rows, (False, False))
        >>> table.widths(20, 1, 1)
        (12.84, 7.16)
        """
        needed = [letter * letters + margin for letters in self.letters]
        is_long = [
            not (is_figure or is_short)
            for is_figure, is_short in zip(self.figures, self.short, strict=True)
        ]
        if not any(is_long):
            is_long[0] = True
        shares = [
            min(letters, _WIDEST) if long else 0.0
            for letters, long in zip(self.letters, is_long, strict=True)
        ]
        left = whole - sum(need for need, long in zip(needed, is_long, strict=True) if not long)
        widths = [
            max(left * share / (sum(shares) or 1.0), min(need, letter * _LEAST + margin))
            if long
            else need
            for need, share, long in zip(needed, shares, is_long, strict=True)
        ]
        widths = self._with_whole_heads(widths, needed, is_long, letter, margin)
        most = min(1.0, whole / sum(widths))
        return tuple(round(most * width, 2) for width in widths)

    def _with_whole_heads(
        self,
        widths: Sequence[float],
        needed: Sequence[float],
        is_long: Sequence[bool],
        letter: float,
        margin: float,
    ) -> list[float]:
        """Return widths at which headers wrap less, as far as text columns have spare width."""
        result = list(widths)
        for lines in (2, 1):
            heads = [letter * _BOLD * _width_in(head, lines) + margin for head in self.heads]
            for column in sorted(range(len(result)), key=lambda it: heads[it] - result[it]):
                more = heads[column] - result[column]
                spare = [
                    max(width - need, 0.0) if long and at != column else 0.0
                    for at, (width, need, long) in enumerate(
                        zip(result, needed, is_long, strict=True)
                    )
                ]
                if 0 < more <= sum(spare):
                    result = [
                        width - more * each / sum(spare)
                        for width, each in zip(result, spare, strict=True)
                    ]
                    result[column] += more
        return result


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, with its alternative text.

    `width` is its share of the page's width.
    """

    svg: str
    caption: str
    alt: str
    width: float = 1.0


@dataclass(frozen=True)
class BesideEachOther:
    """Blocks in two columns, where there is room; else one column after the other."""

    left: tuple[ReportText | ReportTable | Picture, ...]
    right: tuple[ReportText | ReportTable | Picture, ...]


ReportBlock: TypeAlias = ReportText | ReportTable | Picture | BesideEachOther


@dataclass(frozen=True)
class ReportSection:
    """A heading and its content, on a new page if `on_new_page`."""

    heading: str
    blocks: tuple[ReportBlock, ...]
    on_new_page: bool = False

    @property
    def single_blocks(self) -> Iterator[ReportText | ReportTable | Picture]:
        """Yield its blocks, those of columns one after the other."""
        for block in self.blocks:
            if isinstance(block, BesideEachOther):
                yield from (*block.left, *block.right)
            else:
                yield block


@dataclass(frozen=True)
class Report:
    """A report: `facts` are pairs of a label and a value, such as the plan's hash.

    `notes` are printed at the front and in the footer: the status of the boundaries, and whether
    the map was reviewed. `day` is the date of the data, as `2026-11-25`.
    """

    language: Language
    title: str
    subtitle: str
    day: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...] = field(default=())

    @property
    def foot(self) -> str:
        """Return the text of the footer."""
        return " · ".join(part.rstrip(".。") for part in (self.subtitle, *self.notes))
