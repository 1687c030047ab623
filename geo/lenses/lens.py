"""The declaration of a lens: its options, and how its tables are displayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from geo.coverage import Coverage
from geo.coverage.plan_data import own_weights
from geo.option import Option
from layers.messages import Message
from layers.schema.figures import Figure

WEIGHT = Option("weight", str, "population", "A column of the demand: jobs, …", "NAME", 100)
"""The option of a lens that measures any weight of the demand, people by default."""


@dataclass(frozen=True)
class Lens:
    """A lens by name, in its module of `geo.lenses`: `zonewright lens NAME`, `/api/lenses/NAME`.

    `place` orders lenses in lists. `answer` takes a coverage, the options and, for a lens of `one`
    radius, `radius_km`; it returns its tables, in the order of `shown`. A lens of `many` radii is
    measured at several, one of `none` takes no radius.

    `shown` has the columns of each table on a terminal, separated by spaces; a column missing in
    the terminal's list is `name=code:format` (`mean_km=figure-uncovered-mean:.1f`). `figures`
    declares the columns of numbers after them, by table: such a lens stands in the annex of a
    report and in a workbook too, with the defaults of its options, of people and of each of the
    plan's own weights. Its words, the title of each table too, are in `figure.ftl`.
    """

    name: str
    place: float
    help: str
    answer: Callable[..., Any]
    shown: Mapping[str, str]
    radii: Literal["one", "many", "none"] = "many"
    options: tuple[Option, ...] = ()
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)

    def key(self, table: str) -> str:
        """Return the name of a table among those of all lenses.

        >>> from geo.lenses import LENSES
        >>> [LENSES["overlap"].key(table) for table in LENSES["overlap"].shown]
        ['overlap', 'overlap_zones']
        """
        own = self.name.replace("-", "_")
        return own if table == own else f"{own}_{table}"

    def title(self, table: str) -> Message:
        """Return the title of a table."""
        return Message(f"figure-of-{self.key(table)}".replace("_", "-"))

    def tables(self, coverage: Coverage, **options: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401
        """Return the tables of the answer, by name."""
        answer = self.answer(coverage, **options)
        several = answer if isinstance(answer, tuple) else (answer,)
        return dict(zip(self.shown, several, strict=True))

    def declared(self, coverage: Coverage) -> dict[str, pd.DataFrame]:
        """Return the tables with declared figures, by default options.

        They have rows of people, then of each of the plan's own weights if the lens has the option
        `weight`, as their column `weight` says. A lens of one radius is at the middle one, in a
        column `radius_km` before it.

        Raises:
            MeasureError: the lens is by the straight line alone, and the coverage is not.
        """
        if not self.figures:
            return {}
        options = {option.name: option.default for option in self.options}
        radius_km = coverage.radii_km[len(coverage.radii_km) // 2]
        if self.radii == "one":
            options["radius_km"] = radius_km
        takes_weight = WEIGHT.name in options
        weights = (WEIGHT.default, *(own_weights(coverage.plan) if takes_weight else ()))
        every = []
        for weight in weights:
            own = {WEIGHT.name: weight} if takes_weight else {}
            every.append(self.tables(coverage, **options | own))
        tables = {
            name: pd.concat([each[name] for each in every], ignore_index=True) for name in every[0]
        }
        for name, table in tables.items():
            if not takes_weight:
                first = self.figures[name][0].name
                table.insert([*table.columns].index(first), WEIGHT.name, WEIGHT.default)
            if self.radii == "one":
                place = [*table.columns].index(WEIGHT.name)
                table.insert(place, coverage.radius_column, radius_km)
        return tables
