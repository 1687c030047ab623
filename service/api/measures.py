"""Coverage of a scenario or of edits, and what one scenario changes against another."""

from __future__ import annotations

import time
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from geo.consensus import MOST_SCENARIOS, consensus
from geo.coverage import DEFAULT_RADII_KM, Coverage
from geo.scenario import BASELINE, Scenario
from layers.errors import MeasureError
from service.api.access import least
from service.api.asking import ID_PATTERN, DeskOf, ScenarioQuery, TablesQuery, named_tables
from service.consensus_document import consensus_document
from service.documents import (
    COMPARED,
    TABLES,
    changed_document,
    compare_document,
    measure_document,
)

router = APIRouter(prefix="/api", dependencies=[least("viewer")])


class Question(BaseModel):
    """What to measure: a scenario by id, or edits over the baseline; and at which radii.

    `rules` are those of the edits; `against` is the scenario whose rows are left out of an answer
    that has only what changed.
    """

    model_config = ConfigDict(extra="forbid")

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    edits: list[dict[str, Any]] | None = Field(None, max_length=1_000)
    rules: dict[str, Any] = Field(default_factory=dict)
    radii_km: list[float] = Field(list(DEFAULT_RADII_KM), min_length=1, max_length=5)
    against: str = Field(BASELINE, pattern=ID_PATTERN)


class Form(NamedTuple):
    """How to answer: in which tables, with changed rows alone, by column for a screen."""

    tables: tuple[str, ...]
    changed: bool
    compact: bool


def _form(tables: TablesQuery = None, *, changed: bool = False, compact: bool = False) -> Form:
    """Return the form that the query asks for.

    Raises:
        MeasureError: there is no table of that name, or the answer cannot have this form.
    """
    if changed and compact:
        raise MeasureError("compact: for whole tables alone; leave it out, or `changed`")
    return Form(named_tables(tables, TABLES), changed, compact)


@router.post("/measure")
def measure(
    desk: DeskOf, question: Question, form: Annotated[Form, Depends(_form)], response: Response
) -> dict[str, Any]:
    """Measure, and answer with the tables asked for (all where none is named).

    With `changed` the answer has only the rows that differ from the coverage of `against`; with
    `compact` a table is a list for each column, figures as a screen shows them, without names. The
    header `Server-Timing` says how long the meter took, in milliseconds.
    """
    radii = tuple(sorted(set(question.radii_km)))
    began = time.perf_counter()
    coverage = asked_coverage(desk, question, radii)
    response.headers["Server-Timing"] = f"meter;dur={(time.perf_counter() - began) * 1e3:.2f}"
    if form.changed:
        return changed_document(desk.coverage(question.against, radii), coverage, form.tables)
    return measure_document(coverage, form.tables, compact=form.compact)


def asked_coverage(desk: DeskOf, question: Question, radii_km: tuple[float, ...]) -> Coverage:
    """Return the coverage of what a question is about.

    Raises:
        UnknownError, ScenarioError, MeasureError
    """
    if question.edits is None:
        return desk.coverage(question.scenario or BASELINE, radii_km)
    document: dict[str, Any] = {"scenario": question.scenario or "edited", "title": "edited"}
    document |= {"baseline": desk.plan.baseline, "edits": question.edits, "rules": question.rules}
    return desk.measure(Scenario.from_document(document), radii_km)


@router.get("/compare")
def compare(
    desk: DeskOf, a: ScenarioQuery, b: ScenarioQuery = BASELINE, tables: TablesQuery = None
) -> dict[str, Any]:
    """Answer what A changes against B, in the tables asked for (all where none is named)."""
    return compare_document(desk.comparison(a, b), named_tables(tables, COMPARED))


_Scenarios = Annotated[list[str], Query(min_length=2, max_length=MOST_SCENARIOS)]


@router.get("/consensus")
def agreed(desk: DeskOf, scenario: _Scenarios) -> dict[str, Any]:
    """Answer how many of some scenarios (`?scenario=a&scenario=b`) have each piece of land."""
    names = list(dict.fromkeys(scenario))
    found = consensus({name: desk.coverage(name).zone_frame for name in names})
    return consensus_document(found, names)
