"""What a report is made of: sections of sentences, tables and pictures, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from layers.messages import Language


@dataclass(frozen=True)
class Text:
    """A paragraph; `points` are listed beneath it."""

    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: `heads` and every row have as many cells; `figures` says which columns are figures.

    `note` stands beneath it.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture as SVG; `alt` tells those who do not see it what it shows."""

    svg: str
    caption: str
    alt: str


Block: TypeAlias = Text | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what stands beneath it; `level` is 1 or 2."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True)
class Report:
    """A report: `facts` are pairs of a word and what it is, such as the plan's hash.

    `notes` stand at the front and at the foot of each page: what the boundaries are, and whether
    the map was reviewed. `day` is that of the data, as `2026-11-25`.
    """

    language: Language
    title: str
    subtitle: str
    day: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())
