"""What a lens says of itself: its question, and how its tables are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo.coverage import Coverage


class Option(NamedTuple):
    """What may be asked of a lens beside plan, scenario and radius; `...` stands for no default.

    `metavar` stands for its value in the help, `longest` is how long a text or list may be.
    """

    name: str
    kind: Any
    default: Any
    help: str
    metavar: str | None = None
    longest: int | None = None


@dataclass(frozen=True)
class Lens:
    """A lens by name, in its module of `geo.lenses`: `zonewright lens NAME`, `/api/lenses/NAME`.

    `place` orders lenses wherever they are listed. `answer` takes a coverage, the options and, of a
    lens of `one` radius, `radius_km`; it returns its tables, in the order of `shown`. A lens of
    `many` radii is measured at several, one of `none` takes no radius.

    `shown` has the title's code and the columns of each table on a terminal, parted by blanks; one
    that is not in the terminal's own list is `name=code:format` (`lost_km=cli-col-lost:.1f`).
    """

    name: str
    place: float
    help: str
    answer: Callable[..., Any]
    shown: Mapping[str, tuple[str, str]]
    radii: Literal["one", "many", "none"] = "many"
    options: tuple[Option, ...] = ()

    def tables(self, coverage: Coverage, **given: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401
        """Return the tables of the answer, by name."""
        found = self.answer(coverage, **given)
        several = found if isinstance(found, tuple) else (found,)
        return dict(zip(self.shown, several, strict=True))
