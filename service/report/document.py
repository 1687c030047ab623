"""The elements of a report: sections of sentences, tables and pictures, in one language."""

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self, TypeAlias

from layers.messages import Language
from layers.runtime.cache import cached_property

_SHORT, _LEAST, _WIDEST = 11.0, 9.0, 34.0  # letters of a column of text
_SHORT_HEAD, _BOLD = 6.0, 1.1  # letters of a header on one line; the width factor of bold letters
_LEAST_SHARE = 0.3  # of the letters of all columns beside each other
_LONGEST_GROUP = 20  # rows that are kept on one page
_SHORT_ROWS, _SHORT_LETTERS = 12, 800  # of a table that is kept on one page
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WIDE_FROM = "\u2e80"
"""The first letter of a width equal to its height."""


def printable(text: str) -> str:
    r"""Return a text with forbidden characters, such as controls, replaced by a mark.

    >>> printable("a\x01b")
    'a\ufffdb'
    """
    return _UNWRITABLE.sub("\ufffd", text)


def text_width(text: str, size: float = 1.0) -> float:
    """Return the approximate width of a text; a Chinese character is square.

    >>> text_width("片区", 10), text_width("", 10)
    (20, 0)
    """
    return sum(size if letter >= WIDE_FROM else 0.56 * size for letter in text)


def _head_width(head: str) -> float:
    """Return the width that a header needs: its longest word, and half of it if it is long."""
    width = text_width(head)
    words = [text_width(word) for word in head.split() if word[0] < WIDE_FROM]
    return _BOLD * max([width if width <= _SHORT_HEAD else width / 2, *words])


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
    def is_short(self) -> bool:
        """Return whether it is kept on one page: it has few rows, and not much text."""
        letters = sum(text_width(cell) for row in self.rows for cell in row)
        return len(self.rows) <= _SHORT_ROWS and letters <= _SHORT_LETTERS

    @property
    def spans(self) -> tuple[int, ...]:
        """Return how many rows the first cell of each row spans; 0 if it belongs to the cell above.

        >>> ReportTable("", ("Of",), (("a",), ("a",), ("b",)), (False,), grouped=True).spans
        (2, 0, 1)
        """
        if not self.grouped:
            return (1,) * len(self.rows)
        runs = (len([*run]) for _, run in itertools.groupby(self.rows, operator.itemgetter(0)))
        return tuple(
            count
            for run in runs
            for count in ((run, *[0] * (run - 1)) if run <= _LONGEST_GROUP else [1] * run)
        )

    @property
    def letters(self) -> tuple[float, ...]:
        """Return the width of each column: of its header, and of its longest cell."""
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
        """Return the column widths of a table of a total width, where a format must state them.

        Figures and short text get the width that they need, so that they do not wrap; columns of
        long text share the rest. If no text is long, the first column gets the rest.

        >>> rows = (("A zone", "2024M01-M02"),)
        >>> table = ReportTable("", ("Zone", "Period"), rows, (False, False))
        >>> table.widths(20, 1, 1)
        (12.84, 7.16)
        """
        needed = [letter * letters + margin for letters in self.letters]
        fixed = [*map(operator.or_, self.figures, self.short)]
        fixed[0] &= not all(fixed)
        shares = [
            0.0 if is_fixed else min(letters, _WIDEST)
            for letters, is_fixed in zip(self.letters, fixed, strict=True)
        ]
        left = whole - sum(itertools.compress(needed, fixed))
        least, part = letter * _LEAST + margin, left / (sum(shares) or 1.0)
        widths = [
            need if is_fixed else max(part * share, min(need, least))
            for need, share, is_fixed in zip(needed, shares, fixed, strict=True)
        ]
        return tuple(round(width * min(1.0, whole / sum(widths)), 2) for width in widths)


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, with its alternative text; it is drawn when first asked for.

    `width` is its share of the page's width. `draw` takes the greatest height, in shares of the
    picture's width, for a page that has only so much room; it is ignored unless `can_be_lower`.
    """

    draw: Callable[[float], str] = field(compare=False)
    caption: str
    alt: str
    width: float = 1.0
    can_be_lower: bool = False

    @cached_property
    def svg(self) -> str:
        """Return the picture at its full height."""
        return self.draw(math.inf)

    def at_height(self, high: float) -> Self:
        """Return the picture at most so high, if it can be lower, in shares of its width."""
        if not self.can_be_lower:
            return self
        return replace(self, draw=lambda _most: self.draw(high))


class BannerEntry(NamedTuple):
    """A statement of a banner: its mark, its heading, and sentences beneath."""

    mark: str
    heading: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportBanner:
    """The statements at the top of the first page; `is_stop`: no decision can be made."""

    entries: tuple[BannerEntry, ...]
    is_stop: bool = False


SingleBlock: TypeAlias = ReportText | ReportTable | Picture | ReportBanner


@dataclass(frozen=True)
class BesideEachOther:
    """Blocks in columns, where there is room; else one column after the other."""

    columns: tuple[tuple[SingleBlock, ...], ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """Return the share of the width of each column: long texts have more, none too little.

        >>> short, long = (ReportText(letter * count) for letter, count in (("a", 20), ("b", 200)))
        >>> BesideEachOther(((short,), (long,))).shares
        (0.25, 0.75)
        """
        letters = [
            sum(text_width(text) for it in column for text in _texts(it)) for column in self.columns
        ]
        least = sum(letters) * _LEAST_SHARE
        wide = [max(it, least, 1.0) for it in letters]
        return tuple(round(it / sum(wide), 2) for it in wide)


def _texts(block: SingleBlock) -> tuple[str, ...]:
    return (block.text, *block.points) if isinstance(block, ReportText) else ()


ReportBlock: TypeAlias = SingleBlock | BesideEachOther


@dataclass(frozen=True)
class ReportSection:
    """A heading and its content, on a new page if `on_new_page`."""

    heading: str
    blocks: tuple[ReportBlock, ...]
    on_new_page: bool = False

    @property
    def single_blocks(self) -> Iterator[SingleBlock]:
        """Yield its blocks, those of columns one after the other."""
        for block in self.blocks:
            if isinstance(block, BesideEachOther):
                yield from itertools.chain(*block.columns)
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
