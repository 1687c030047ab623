"""As of which year a command reports on scenarios: `--as-of`, else all edits hold."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

from layers.messages import Message
from service.cli.tables import warn

if TYPE_CHECKING:
    from geo.scenario.model import Scenario
    from service.scenario_service import Given

_year: ContextVar[int | None] = ContextVar("year", default=None)


def _choose(as_of: int | None) -> int | None:
    _year.set(as_of)
    return as_of


AsOf = Annotated[
    int | None,
    typer.Option(
        "--as-of",
        metavar="YEAR",
        min=1900,
        max=9999,
        callback=_choose,
        expose_value=False,
        help="Report scenarios as of the end of a year, by their phases.",
    ),
]
"""The option of a command that reports on scenarios."""


def hold_every_edit() -> None:
    """Begin a command to which all edits of a scenario hold, unless it has the option."""
    _year.set(None)


def is_of_a_year() -> bool:
    """Return whether a year was chosen."""
    return _year.get() is not None


def as_of_year(scenario: Scenario | None) -> Scenario | None:
    """Return the scenario as of the year that was chosen, and say how many edits that has."""
    year = _year.get()
    if scenario is None or year is None:
        return scenario
    held, name, text = scenario.as_of(year), scenario.scenario, str(year)
    if scenario.phases:
        counts = {"count": len(held.edits), "of": len(scenario.edits)}
        warn(Message("cli-as-of", scenario=name, year=text, **counts))
    else:
        warn(Message("cli-as-of-without-phases", scenario=name, year=text))
    return held


def given_as_of_year(given: Given) -> Given:
    """Return a scenario with its record in the store, as `as_of_year`."""
    as_of_year(given.scenario)
    return given.as_of(_year.get())
