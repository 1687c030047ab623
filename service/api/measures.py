"""Coverage of a scenario or of edits, and the comparison of two scenarios."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
import shapely
from fastapi import APIRouter, Depends, Query, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field, model_validator

from geo.comparison.compare import compare as compare_coverages
from geo.comparison.consensus import MOST_SCENARIOS, Consensus, consensus
from geo.comparison.reach_land import reach_land
from geo.coverage import Coverage
from geo.coverage.scope import Scope
from geo.coverage.travel import By, Travel, radii_and_travel
from geo.edits import Reshape, write_edit
from geo.rules.settings import in_year
from geo.scenario.model import Scenario
from geo.scenario.target import MOST_TARGETS
from geo.validation import as_several
from layers.errors import MeasureError
from layers.geometry.antimeridian import point_within
from layers.messages import Message
from layers.scenario_id import BASELINE, ID_PATTERN
from service.api.access import require_role
from service.api.answers import coverage as answers
from service.api.answers.base import described
from service.api.bodies import JsonRoute, json_response
from service.api.dependencies import (
    Bbox,
    ScenarioQuery,
    SessionAsOf,
    TablesQuery,
    named_tables,
)
from service.api.display import demand_points
from service.api.editing import (
    MOST_EDITS,
    WHILE_DRAGGING,
    Draft,
    DrawnOutline,
    EditedView,
    build_draft,
    edited_document,
)
from service.api.plan_session import PlanSession, Radii
from service.api.session import PlannerSession
from service.documents.coverage import (
    COMPARED,
    TABLES,
    compacted,
    compare_document,
    consensus_document,
    for_others,
    measure_document,
    plain,
    records,
    rule_changes_document,
)


class ServerTiming:
    """Times the parts of an answer, one after another, from its creation on.

    >>> timing = ServerTiming()
    >>> timing.end("meter")
    >>> timing.header.startswith("meter;dur=")
    True
    """

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._parts: list[str] = []

    def end(self, part: str) -> None:
        """End a part; the next begins."""
        now = time.perf_counter()
        self._parts.append(f"{part};dur={(now - self._began) * 1e3:.2f}")
        self._began = now

    @property
    def header(self) -> str:
        """Return the parts with their milliseconds, as `Server-Timing` has them."""
        return ", ".join(self._parts)


router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_LINE_DEG = 2e-4
"""The tolerance of a reach line on a map."""


# `true` is not a number
_Radii = Annotated[list[Annotated[float, Field(strict=True)]], Field(min_length=1, max_length=5)]


class MeasureRequest(BaseModel, extra="forbid"):
    """What to measure: a scenario by id or edits over the baseline, and the radii.

    `rules` and `targets` are those of the edits; `drawn` is an outline being drawn over them;
    `draft` is a key, chosen by the client, that all requests about one draft share: results of its
    last step serve the next. `by` says how distances are measured: straight, or along roads, by
    which covered land is null; with `radii_min` (or by `road_min`) in minutes. `against` is the
    scenario whose equal rows are omitted from an answer with changes only;
    `compared` is the scenario whose violations are compared with those of the answer:
    `rule_changes` then states which are new, worse, improved or mended. With `edited`, the answer
    also has `edited`, the answer of `/api/edited` for the same draft. `aim` is a scope, such as
    `ftz:SH` (see `geo.coverage.scope`), to which `totals`, `sectors` and `regions` are limited.
    """

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    edits: list[dict[str, Any]] | None = Field(None, max_length=MOST_EDITS)
    rules: dict[str, Any] = Field(default_factory=dict)
    targets: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_TARGETS)
    drawn: DrawnOutline | None = None
    draft: str = Field("", max_length=64)
    edited: EditedView | None = None
    radii_km: _Radii | None = None
    radii_min: _Radii | None = None
    by: By = "line"
    aim: str | None = Field(None, max_length=200)
    against: str = Field(BASELINE, pattern=ID_PATTERN)
    compared: str | None = Field(None, pattern=ID_PATTERN)

    @property
    def radii(self) -> tuple[float, ...]:
        """Return the radii, ascending: in km, or in minutes if `travel` measures in these."""
        radii, _ = self._radii_and_travel
        return tuple(sorted(set(as_several(radii))))

    @property
    def travel(self) -> Travel:
        """Return how distances are measured: in minutes if radii are given in these."""
        return self._radii_and_travel[1]

    @property
    def _radii_and_travel(self) -> tuple[Sequence[float] | float, Travel]:
        return radii_and_travel(self.radii_km, self.radii_min, self.by)

    @model_validator(mode="after")
    def _of_one_unit(self) -> Self:
        _ = self._radii_and_travel
        return self

    @model_validator(mode="after")
    def _drawn_over_edits(self) -> Self:
        if self.edits is None and (self.drawn or self.edited):
            option = "drawn" if self.drawn else "edited"
            raise MeasureError(Message("service-drawn-over-nothing").at(option))
        if self.edits is None and (self.rules or self.targets):
            option = "rules" if self.rules else "targets"
            raise MeasureError(Message("service-rules-of-nothing").at(option))
        return self


class AnswerForm(NamedTuple):
    """The form of an answer: tables, changed rows only, by column, violations for a map.

    Without `header`, the answer does not describe its plan.
    """

    tables: tuple[str, ...]
    changed: bool
    compact: bool
    on_map: bool
    header: bool


async def _form(
    tables: TablesQuery = None,
    geometry: Literal["full", "display"] = "full",
    *,
    changed: bool = False,
    compact: bool = False,
    plan: bool = True,
) -> AnswerForm:
    """Return the form that the query requests.

    Raises:
        MeasureError: a table name is unknown, or the answer cannot have this form.
    """
    if changed and compact:
        raise MeasureError(Message("service-compact-changed").at("compact"))
    return AnswerForm(named_tables(tables, TABLES), changed, compact, geometry == "display", plan)


@router.post("/measure", **described(answers.MeasureDocument))
def measure(
    session: SessionAsOf, question: MeasureRequest, form: Annotated[AnswerForm, Depends(_form)]
) -> Response:
    """Measure, and return the requested tables (all if none is named).

    With `changed` the answer has only the rows that differ from the coverage of `against`. With
    `compact` a table is a list for each column, with display precision and without names (a column
    of repeated values is a mapping with `runs`: each value with its count). With `geometry=display`
    the geometry of violations is simplified to some 5 m. With `plan=false` the description of the
    plan is omitted, which a client that asks at each step of a drag knows. If something is `drawn`,
    `edits` are those of the outline, as `/api/redraw` returns them. The header `Server-Timing`
    gives the milliseconds of these (`redraw`), the meter and the tables.
    """
    radii, travel = question.radii, question.travel
    timing = ServerTiming()
    scenario, drawn_edits = requested_scenario(session, question)
    timing.end("redraw")
    coverage = session.measure(scenario, radii, question.draft, travel)
    timing.end("meter")
    before = session.coverage(question.against, radii, travel) if form.changed else None
    shape = session.plan_session.display_shape if form.on_map else None
    document = measure_document(
        coverage,
        form.tables,
        before=before,
        compact=form.compact,
        shape=shape,
        head=form.header,
    )
    if question.compared is not None:
        than = session.coverage(question.compared, radii, travel)
        document["rule_changes"] = rule_changes_document(compare_coverages(than, coverage))
    if question.aim:
        scope = Scope.parse(question.aim, session.plan)
        drafted = None if question.edits is None else f"{question.draft} {question.aim}"
        within = session.within(coverage, scope, drafted)
        document |= _within(scope, within, before and session.within(before, scope), form)
    if form.header:
        document = for_others(document)
    if question.drawn:
        document["edits"] = [write_edit(edit) for edit in drawn_edits]
    if question.edited:
        tables = WHILE_DRAGGING.split(",")
        document["edited"] = edited_document(session, coverage, question.edited, tables)
    timing.end("tables")
    return json_response(document, {"Server-Timing": timing.header})


def _within(
    scope: Scope, coverage: Coverage, before: Coverage | None, form: AnswerForm
) -> dict[str, Any]:
    """Return the tables that are limited to a scope: `totals`, `sectors` and `regions`."""
    names = [name for name in ("totals", "sectors") if name in form.tables]
    tables = {name: getattr(scope, name)(coverage) for name in names}
    write = compacted if form.compact else records
    document: dict[str, Any] = {name: write(table) for name, table in tables.items()}
    if "regions" in form.tables:
        rows = measure_document(
            coverage, ("regions",), before=before, compact=form.compact, head=False
        )
        document["regions"] = rows["regions"]
    return document


def requested_scenario(
    session: PlannerSession, question: MeasureRequest
) -> tuple[Scenario | str, tuple[Reshape, ...]]:
    """Return the subject of a request, a draft or a stored scenario's id, and the drawn edits.

    Raises:
        ScenarioError: the edits are invalid, or the drawn outline cannot be applied.
    """
    if question.edits is None:
        return question.scenario or BASELINE, ()
    draft = Draft(edits=question.edits, rules=question.rules, targets=question.targets)
    drafted = build_draft(session, draft, question.drawn, question.scenario or "edited")
    scenario = drafted.scenario
    if session.year is not None:
        scenario = replace(scenario, rules=in_year(scenario.rules, session.year))
    return scenario, drafted.drawn_edits


def measured(
    session: PlannerSession,
    question: MeasureRequest,
    radii: Radii = (),
    travel: Travel | None = None,
) -> Coverage:
    """Return the coverage for a request, at its own radii if no others are given.

    Raises:
        ScenarioError, UnknownError, MeasureError
    """
    scenario, _ = requested_scenario(session, question)
    travel = travel or question.travel
    return session.measure(scenario, radii or question.radii, question.draft, travel)


@router.post("/reach", **described(answers.ReachLines))
def reach(session: SessionAsOf, question: MeasureRequest) -> dict[str, Any]:
    """Return the reach line: the land within the first radius, with the gained and lost parts.

    It is compared with that of `against`, as GeoJSON for a map, with a tolerance of some 20 m.
    """
    if question.travel.mode != "line":
        alone = Message("measure-by-line-alone")
        raise MeasureError(alone.at("by"))
    radius_km = question.radii[0]
    after = measured(session, question, (radius_km,)).zone_frame
    before = session.coverage(question.against, (radius_km,)).zone_frame
    land = reach_land(before, after, lambda zone: session.plan_session.reach(zone, radius_km))
    return {
        name: plain(shapely.set_precision(shapely.simplify(shape, _LINE_DEG), _LINE_DEG / 20))
        for name, shape in land._asdict().items()
    }


@router.post("/reached", **described(list[answers.ReachedPoint]))
def reached(
    session: SessionAsOf, question: MeasureRequest, bbox: Bbox, b_by: By | None = None
) -> list[list[float]]:
    """Return the people within a bbox as the layer `demand`: longitude, latitude, persons, reached.

    `reached` is 1 within the first radius, −1 within it only by the other way `b_by`, else 0.
    """
    radius = question.radii[0]
    points, rows = demand_points(session.plan_session, bbox)

    def within(travel: Travel) -> NDArray[np.bool_]:
        return measured(session, question, (radius,), travel).demand_radius_km[rows] <= radius

    other = None if b_by is None else Travel.of(b_by)
    if other is not None and other.unit != question.travel.unit:
        raise MeasureError(Message("measure-radii-mixed").at("b_by"))
    is_reached = within(question.travel).astype(float)
    if other is not None:
        is_reached[within(other) & (is_reached == 0)] = -1
    rows_of_points: list[list[float]] = np.column_stack([points, is_reached]).tolist()
    return rows_of_points


class Ways(NamedTuple):
    """How the distances of A are measured, and those of B: None if as A's."""

    travel: Travel
    b_travel: Travel | None


async def _ways(by: By = "line", b_by: By | None = None) -> Ways:
    return Ways(Travel.of(by), None if b_by is None else Travel.of(b_by))


@router.get("/compare", **described(answers.CompareDocument))
def compare(
    session: SessionAsOf,
    a: ScenarioQuery,
    b: ScenarioQuery = BASELINE,
    tables: TablesQuery = None,
    *,
    ways: Annotated[Ways, Depends(_ways)],
) -> dict[str, Any]:
    """Return the changes of A against B, in the requested tables (all if none is named).

    `by` says how distances are measured, `b_by` those of B if by another way: of one scenario, by
    `road` and by `line`, `over_counted` then has the people that the straight line over-counts.
    """
    return compare_document(session.comparison(a, b, *ways), named_tables(tables, COMPARED))


_Scenarios = Annotated[list[str], Query(min_length=2, max_length=MOST_SCENARIOS)]


@router.get("/consensus", **described(answers.Consensus))
def agreed(session: SessionAsOf, scenario: _Scenarios) -> dict[str, Any]:
    """Return how many of the scenarios (`?scenario=a&scenario=b`) hold each piece of land."""
    names = list(dict.fromkeys(scenario))
    agreement = consensus({name: session.coverage(name).zone_frame for name in names})
    return consensus_document(_on_map(agreement, session.plan_session), names)


def _on_map(agreement: Consensus, plan_session: PlanSession) -> Consensus:
    """Return a consensus in the map's longitudes, with a place in each block there, in order."""
    pieces = plan_session.frame_on_map(agreement.pieces)
    points = [plan_session.on_map(point_within(shapely.get_parts(it))) for it in pieces.geometry]
    pieces = pieces.assign(places=[shapely.get_coordinates(each).tolist() for each in points])
    return replace(agreement, pieces=pieces)
