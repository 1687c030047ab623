"""Coverage of a scenario or of edits, and what one scenario changes against another."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from geo.coverage import DEFAULT_RADII_KM
from geo.scenario import BASELINE, Scenario
from layers.errors import MeasureError
from service.api.asking import ID_PATTERN, DeskOf, ScenarioQuery
from service.documents import COMPARED, TABLES, compare_document, measure_document

router = APIRouter(prefix="/api")

TablesQuery = Annotated[str | None, Query()]


class Question(BaseModel):
    """What to measure: a scenario by id, or edits over the baseline; and at which radii."""

    model_config = ConfigDict(extra="forbid")

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    edits: list[dict[str, Any]] | None = Field(None, max_length=1_000)
    radii_km: list[float] = Field(list(DEFAULT_RADII_KM), min_length=1, max_length=5)


@router.post("/measure")
def measure(desk: DeskOf, question: Question, tables: TablesQuery = None) -> dict[str, Any]:
    """Measure, and answer with the tables asked for (all where none is named)."""
    radii = tuple(sorted(set(question.radii_km)))
    wanted = _tables(tables, TABLES)
    if question.edits is None:
        coverage = desk.coverage(question.scenario or BASELINE, radii)
    else:
        document: dict[str, Any] = {"scenario": question.scenario or "edited", "title": "edited"}
        document |= {"baseline": desk.plan.baseline, "edits": question.edits}
        coverage = desk.measure(Scenario.from_document(document), radii)
    return measure_document(coverage, wanted)


@router.get("/compare")
def compare(
    desk: DeskOf, a: ScenarioQuery, b: ScenarioQuery = BASELINE, tables: TablesQuery = None
) -> dict[str, Any]:
    """Answer what A changes against B, in the tables asked for (all where none is named)."""
    return compare_document(desk.comparison(a, b), _tables(tables, COMPARED))


def _tables(names: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the table names of `?tables=totals,regions`; all that are known where None.

    Raises:
        MeasureError: there is no table of that name.
    """
    if names is None:
        return known
    wanted = tuple(name.strip() for name in names.split(",") if name.strip())
    unknown = [name for name in wanted if name not in known]
    if unknown:
        there = ", ".join(known)
        raise MeasureError(f"table {name!r}: there is none; there are {there}" for name in unknown)
    return wanted
