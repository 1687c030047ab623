"""The declaration of a lens: its options, and how its tables are displayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from geo.coverage import Coverage
from geo.option import Option
from layers.schema.figures import Figure

WEIGHT = Option("weight", str, "population", "A column of the demand: jobs, …", "NAME", 100)
"""The option of a lens that measures any weight of the demand, people by default."""


@dataclass(frozen=True)
class Lens:
    """A lens by name, in its module of `geo.lenses`: `zonewright lens NAME`, `/api/lenses/NAME`.

    `place` orders lenses in lists. `answer` takes a coverage, the options and, for a lens of `one`
    radius, `radius_km`; it returns its tables, in the order of `shown`. A lens of `many` radii is
    measured at several, one of `none` takes no radius.

    `shown` has the title's code and the columns of each table on a terminal, separated by spaces; a
    column missing in the terminal's list is `name=code:format` (`lost_km=cli-col-lost:.1f`).
    `figures` declares the columns of numbers after them, by table: such a lens stands in the annex
    of a report, in a workbook and on the page too, with the defaults of its options.
    """

    name: str
    place: float
    help: str
    answer: Callable[..., Any]
    shown: Mapping[str, tuple[str, str]]
    radii: Literal["one", "many", "none"] = "many"
    options: tuple[Option, ...] = ()
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)

    def tables(self, coverage: Coverage, **options: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401
        """Return the tables of the answer, by name."""
        answer = self.answer(coverage, **options)
        several = answer if isinstance(answer, tuple) else (answer,)
        return dict(zip(self.shown, several, strict=True))

    def declared(self, coverage: Coverage) -> dict[str, pd.DataFrame]:
        """Return the tables with declared figures, at the middle radius and by default options.

        Raises:
            MeasureError: the lens is by the straight line alone, and the coverage is not.
        """
        options = {option.name: option.default for option in self.options}
        if self.radii == "one":
            options["radius_km"] = coverage.radii_km[len(coverage.radii_km) // 2]
        return self.tables(coverage, **options) if self.figures else {}
