"""What a format says of itself: its suffix, its reader and writer, where it is offered."""

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
"""What an outcome may hold beside its zones: `tables`, `figures`, `four_bounds`."""


@dataclass(frozen=True)
class Format:
    """A format by suffix; each stands in its module of `layers.formats`.

    `place` orders the formats wherever they are listed. `read` takes the path, the name of the
    layer that is wanted and what the user says of the file. `write` takes the plan, the path and
    the one outcome that the format holds, `write_all` those of all scenarios. `parts` is what it
    writes of an outcome beside the zones; one that `takes_crs` writes in any CRS. What is written
    is served as `media_type`, and called `page-download-as-SUFFIX` on the page.

    `content` is what `kind_of` finds in its files, where that is certain. Files with the suffixes
    `beside` lie next to its own and belong to it. One that `describes` may hold notes on another
    file instead of data: in an archive it counts only where nothing else is.
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

    @property
    def is_written(self) -> bool:
        """Return whether it is exported."""
        return self.write is not None or self.write_all is not None
