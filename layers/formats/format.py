"""The declaration of a format: its suffix, its reader and writer, where it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from layers.formats.outcome import Outcome
    from layers.formats.table import ReadOptions, Table
    from layers.plan.plan import Plan

    Reader: TypeAlias = Callable[[Path, str, ReadOptions], Table]

Part: TypeAlias = Literal["layers", "figures", "four_bounds"]
"""The parts of an outcome besides its zones: `tables`, `figures`, `four_bounds`."""


@dataclass(frozen=True)
class Format:
    """A format by suffix, each in its module of `layers.formats`.

    `place` orders the formats in lists. `read` takes the path, the name of the wanted layer and the
    user's options. `write` takes the plan, the path and the format's one outcome, `write_all` those
    of all scenarios. `parts` are the parts of an outcome that it writes besides the zones; one that
    `takes_crs` writes in any CRS. Output is served as `media_type`, and labelled
    `page-download-as-SUFFIX` on the page.

    One that is `styled` is a single layer with the plan's columns, beside which a style for QGIS is
    written.

    `content` is the result of `kind_of` for its files, if certain. Files with the suffixes `beside`
    accompany its own. One that `describes` may hold notes on another file instead of data: in an
    archive it counts only if there is nothing else.
    """

    suffix: str
    place: float
    read: Reader | None = None
    write: Callable[[Plan, Path, Outcome], None] | None = None
    write_all: Callable[[Plan, Path, Sequence[Outcome]], None] | None = None
    media_type: str = ""
    parts: tuple[Part, ...] = ()
    content: str | None = None
    beside: tuple[str, ...] = ()
    is_folder: bool = False
    is_archive: bool = False
    describes: bool = False
    takes_crs: bool = False
    styled: bool = False

    @property
    def is_written(self) -> bool:
        """Return whether it is an export format."""
        return self.write is not None or self.write_all is not None
