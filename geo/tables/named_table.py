"""The declaration of a table that is asked for by name: its options, and how it is displayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from geo.coverage import Coverage
from geo.coverage.plan_data import demand_attributes
from layers.errors import MeasureError
from layers.messages import Message
from layers.schema.figures import Figure

_WEIGHT = "weight"


@dataclass(frozen=True)
class NamedTable:
    """A table by name, in its module of `geo.tables`; it may come with further ones.

    `place` orders tables in lists. `answer` takes a coverage, those `options` that are given
    and, for a table of `one` radius, `radius_km`; it returns its tables, in the order of `shown`. A
    table of `many` radii is measured at several, one of `none` takes no radius.

    `shown` has the columns of each table on a terminal, separated by spaces; a column missing in
    the terminal's list is `name=code:format` (`mean_km=figure-uncovered-mean:.1f`). `figures`
    declares the columns of numbers after them, by table: such a table is also in the annex of a
    report and in a workbook, with default options, for people and each of the plan's own weights.
    Its words, the title of each table too, are in `figure.ftl`.
    """

    name: str
    place: float
    answer: Callable[..., Any]
    shown: Mapping[str, str]
    radii: Literal["one", "many", "none"] = "many"
    options: tuple[str, ...] = ()
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)

    def taken(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that are given.

        Raises:
            MeasureError: one of them is none of this table's, or it takes no radius.
        """
        options = {name: value for name, value in given.items() if value is not None}
        own = {*self.options, *(() if self.radii == "none" else ("radius_km", "radius_min"))}
        if other := [name for name in options if name not in own]:
            raise MeasureError(
                Message("measure-table-option", table=self.name, option=name.replace("_", "-"))
                for name in other
            )
        return options

    def key(self, table: str) -> str:
        """Return the name of one of its tables among those of all.

        >>> from geo.tables import NAMED_TABLES
        >>> [NAMED_TABLES["overlap"].key(table) for table in NAMED_TABLES["overlap"].shown]
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
        """Return the tables with declared figures, without options.

        They have rows of people, then of each of the plan's own weights if the table has the option
        `weight`, as their column `weight` says. A table of one radius is at the middle one, in a
        column `radius_km` before it.

        Raises:
            MeasureError: the table is by the straight line alone, and the coverage is not.
        """
        if not self.figures:
            return {}
        radius_km = coverage.radii_km[len(coverage.radii_km) // 2]
        options = {"radius_km": radius_km} if self.radii == "one" else {}
        own: list[dict[str, Any]] = [options]
        if _WEIGHT in self.options:
            own += [options | {_WEIGHT: weight} for weight in demand_attributes(coverage.plan)]
        every = [self.tables(coverage, **each) for each in own]
        tables = {
            name: pd.concat([each[name] for each in every], ignore_index=True) for name in every[0]
        }
        for name, table in tables.items():
            if _WEIGHT not in self.options:
                first = self.figures[name][0].name
                table.insert([*table.columns].index(first), _WEIGHT, "population")
            if self.radii == "one":
                place = [*table.columns].index(_WEIGHT)
                table.insert(place, coverage.radius_column, radius_km)
        return tables
