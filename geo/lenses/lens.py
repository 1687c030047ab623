"""The declaration of a lens: its options, and how its tables are displayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo.coverage import Coverage


class Option(NamedTuple):
    """An option of a lens besides plan, scenario and radius; `...` means no default.

    `metavar` is the placeholder in the help, `longest` the maximum length of a text or list.
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

    `place` orders lenses in lists. `answer` takes a coverage, the options and, for a lens of `one`
    radius, `radius_km`; it returns its tables, in the order of `shown`. A lens of `many` radii is
    measured at several, one of `none` takes no radius.

    `shown` has the title's code and the columns of each table on a terminal, separated by spaces; a
    column missing in the terminal's list is `name=code:format` (`lost_km=cli-col-lost:.1f`).
    """

    name: str
    place: float
    help: str
    answer: Callable[..., Any]
    shown: Mapping[str, tuple[str, str]]
    radii: Literal["one", "many", "none"] = "many"
    options: tuple[Option, ...] = ()

    def tables(self, coverage: Coverage, **options: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401
        """Return the tables of the answer, by name."""
        answer = self.answer(coverage, **options)
        several = answer if isinstance(answer, tuple) else (answer,)
        return dict(zip(self.shown, several, strict=True))
