"""What all kinds of jobs share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeAlias

from pydantic import BeforeValidator, Field

from geo import CoverageMeter
from geo.proposals import Stop
from layers import Plan
from layers.messages import Language
from service.scenario_service import Given

if TYPE_CHECKING:
    from service.report.maps import Maps  # slow to load

Scenarios: TypeAlias = "dict[str, Given]"
"""The scenarios that a job names, by id."""

StrictFloat = Annotated[float, Field(strict=True)]
"""A number, neither a string nor a boolean."""


Name = Annotated[str, Field(max_length=500)]
"""A text of a request: an id, a term of an objective."""


PhaseYear = Annotated[int | None, Field(ge=1900, le=9999)]
"""The year by the end of which phases of scenarios are carried out; None: all their edits hold."""


def one_or(least: int, most: int, *, or_none: bool = False) -> BeforeValidator:
    """Return the validator of a list of `least` to `most` names, which may be a single name."""
    several = Annotated[list[Name], Field(min_length=least, max_length=most)]
    return BeforeValidator(
        lambda value: [value] if isinstance(value, str) else value,
        json_schema_input_type=Name | several | None if or_none else Name | several,
    )


class Work(Protocol):
    """The caller of the work, as the work sees it: it receives progress and requests to stop.

    Files are written into `folder`, which lasts as long as the job. `review_number` is printed on
    published maps.
    """

    stop: Stop
    scenarios: Scenarios
    folder: Path
    review_number: str | None

    def report(self, land: dict[str, Any] | None = None, **figures: float) -> None:
        """Report the progress of the work, with GeoJSON of land that is found so far."""

    def maps(self, plan: Plan, language: Language) -> "Maps":
        """Return the maps of a plan in a language, created once in each process."""

    def meter(self, plan: Plan) -> CoverageMeter:
        """Return the meter of a plan at the default radii, created once in each process."""
