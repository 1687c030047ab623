"""What every kind of job has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol, TypeAlias

from pydantic import Field

if TYPE_CHECKING:
    from pathlib import Path

    from geo import CoverageMeter
    from geo.proposals import Stop
    from layers import Plan
    from service.export_content import Given


Scenarios: TypeAlias = "dict[str, Given]"
"""The scenarios that a job names, by id."""

Figure = Annotated[float, Field(strict=True)]
"""A number: neither a text nor true."""


class Work(Protocol):
    """Who asked for the work, as the work sees it: told how far it is, and heard when to stop.

    What it writes goes into `folder`, which lasts as long as the job. `review_number` is that of
    maps which are published.
    """

    stop: Stop
    scenarios: Scenarios
    folder: Path
    review_number: str | None

    def tell(self, **figures: float) -> None:
        """Say how far the work is."""

    def meter(self, plan: Plan) -> CoverageMeter:
        """Return the meter of a plan at the default radii, made once in each process."""
