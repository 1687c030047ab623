"""Coverage of a scenario or of edits, and what one scenario changes against another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

import shapely
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo.comparison.compare import compare as compare_coverages
from geo.comparison.consensus import MOST_SCENARIOS, Consensus, consensus
from geo.comparison.reach_land import reach_land
from geo.coverage import DEFAULT_RADII_KM
from geo.edits import write_edit
from geo.scenario.model import BASELINE
from geo.scope import Scope
from layers.errors import MeasureError
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import ID_PATTERN, ScenarioQuery, SessionOf, TablesQuery, named_tables
from service.api.drafts import MOST_EDITS, Draft, DrawnOutline, build_draft
from service.api.editing import WHILE_DRAGGING, EditedView, edited_document
from service.api.json_body import JsonRoute, json_response
from service.api.server_timing import ServerTiming
from service.documents.consensus import consensus_document
from service.documents.coverage import (
    COMPARED,
    TABLES,
    compacted,
    compare_document,
    for_others,
    measure_document,
    measure_tables,
    plain,
    records,
    rule_changes_document,
)

if TYPE_CHECKING:
    from geo.coverage import Coverage
    from geo.edits import Reshape
    from geo.scenario.model import Scenario
    from service.api.plan_session import PlanSession
    from service.api.session import PlannerSession

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_LINE_DEG = 2e-4
"""How far a line of reach may stray on a map."""


class MeasureRequest(BaseModel):
    """What to measure: a scenario by id, or edits over the baseline; and at which radii.

    `rules` are those of the edits; `drawn` is an outline that is being drawn over them; `draft` is
    a text of the asker's own that all questions about one draft have in common: what was worked out
    for its last step serves its next. `against` is the scenario whose rows are left out of an
    answer that has only what changed; `compared` is one whose broken rules those of the answer are
    held against: `rule_changes` then says which are new, worse, improved or mended. Where `edited`
    is given, the answer also has `edited`, what `/api/edited` answers of the same draft. `aim` is
    what is looked at by itself, such as `ftz:SH` (see `geo.scope`): `totals`, `sectors` and
    `regions` are of that alone.
    """

    model_config = ConfigDict(extra="forbid")

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    edits: list[dict[str, Any]] | None = Field(None, max_length=MOST_EDITS)
    rules: dict[str, Any] = Field(default_factory=dict)
    drawn: DrawnOutline | None = None
    draft: str = Field("", max_length=64)
    edited: EditedView | None = None
    radii_km: list[Annotated[float, Field(strict=True)]] = Field(  # true is no number
        list(DEFAULT_RADII_KM), min_length=1, max_length=5
    )
    aim: str | None = Field(None, max_length=200)
    against: str = Field(BASELINE, pattern=ID_PATTERN)
    compared: str | None = Field(None, pattern=ID_PATTERN)

    @model_validator(mode="after")
    def _drawn_over_edits(self) -> Self:
        if self.edits is None and (self.drawn or self.edited):
            option = "drawn" if self.drawn else "edited"
            raise MeasureError(Message("service-drawn-over-nothing").at(option))
        if self.edits is None and self.rules:
            raise MeasureError(Message("service-rules-of-nothing").at("rules"))
        return self


class AnswerForm(NamedTuple):
    """How to answer: in which tables, with changed rows alone, by column, violations for a map.

    Without `header`, the answer does not say which plan it is of.
    """

    tables: tuple[str, ...]
    changed: bool
    compact: bool
    on_map: bool
    header: bool


def _form(
    tables: TablesQuery = None,
    geometry: Literal["full", "display"] = "full",
    *,
    changed: bool = False,
    compact: bool = False,
    plan: bool = True,
) -> AnswerForm:
    """Return the form that the query asks for.

    Raises:
        MeasureError: there is no table of that name, or the answer cannot have this form.
    """
    if changed and compact:
        raise MeasureError(Message("service-compact-changed").at("compact"))
    return AnswerForm(named_tables(tables, TABLES), changed, compact, geometry == "display", plan)


@router.post("/measure")
def measure(
    session: SessionOf, question: MeasureRequest, form: Annotated[AnswerForm, Depends(_form)]
) -> Response:
    """Measure, and answer with the tables asked for (all where none is named).

    With `changed` the answer has only the rows that differ from the coverage of `against`; with
    `compact` a table is a list for each column, figures as a screen shows them, without names (a
    column in which values stand many times one after the other is a mapping with `runs` of them:
    each value with how often it comes); with `geometry=display` violations have their place as a
    map shows it, to some 5 m; with `plan=false` nothing is said of the plan, which whoever asks at
    each step of a drag knows. Where something is `drawn`, `edits` are those that it means, as
    `/api/redraw` answers. The header `Server-Timing` says how many milliseconds these (`redraw`),
    the meter and the tables took.
    """
    radii = tuple(sorted(set(question.radii_km)))
    timing = ServerTiming()
    asked, drawn_edits = asked_scenario(session, question)
    timing.end("redraw")
    coverage = session.measure(asked, radii, question.draft)
    timing.end("meter")
    before = session.coverage(question.against, radii) if form.changed else None
    shape = session.plan_session.display_shape if form.on_map else None
    write = measure_document if form.header else measure_tables
    document = write(coverage, form.tables, before=before, compact=form.compact, shape=shape)
    if question.compared is not None:
        than = session.coverage(question.compared, radii)
        document["rule_changes"] = rule_changes_document(compare_coverages(than, coverage))
    if question.aim:
        aim = Scope.parse(question.aim, session.plan)
        drafted = None if question.edits is None else f"{question.draft} {question.aim}"
        own = session.aimed(coverage, aim, drafted)
        document |= _aimed(aim, own, before and session.aimed(before, aim), form)
    if form.header:
        document = for_others(document)
    if question.drawn:
        document["edits"] = [write_edit(edit) for edit in drawn_edits]
    if question.edited:
        tables = WHILE_DRAGGING.split(",")
        document["edited"] = edited_document(session, coverage, question.edited, tables)
    timing.end("tables")
    return json_response(document, {"Server-Timing": timing.header})


def _aimed(aim: Scope, own: Coverage, before: Coverage | None, form: AnswerForm) -> dict[str, Any]:
    """Return the tables that follow what is looked at: `totals`, `sectors` and `regions`."""
    wanted = [name for name in ("totals", "sectors") if name in form.tables]
    tables = {name: getattr(aim, name)(own) for name in wanted}
    write = compacted if form.compact else records
    document: dict[str, Any] = {name: write(table) for name, table in tables.items()}
    if "regions" in form.tables:
        found = measure_tables(own, ("regions",), before=before, compact=form.compact)
        document["regions"] = found["regions"]
    return document


def asked_scenario(
    session: PlannerSession, question: MeasureRequest
) -> tuple[Scenario | str, tuple[Reshape, ...]]:
    """Return what a question is about, edits or a kept scenario's id; and what is drawn, as edits.

    Raises:
        ScenarioError: there are no such edits, or the outline that is drawn cannot be made.
    """
    if question.edits is None:
        return question.scenario or BASELINE, ()
    draft = Draft(edits=question.edits, rules=question.rules)
    drafted = build_draft(session, draft, question.drawn, question.scenario or "edited")
    return drafted.scenario, drafted.drawn_edits


@router.post("/reach")
def reach(session: SessionOf, question: MeasureRequest) -> dict[str, Any]:
    """Answer the line of reach: the land within the first radius, and what is gained and lost.

    It is against that of `against`, as GeoJSON for a map, to some 20 m.
    """
    radius_km = question.radii_km[0]
    asked, _ = asked_scenario(session, question)
    after = session.measure(asked, (radius_km,), question.draft).zone_frame
    before = session.coverage(question.against, (radius_km,)).zone_frame
    found = reach_land(before, after, lambda zone: session.plan_session.reach(zone, radius_km))
    return {
        name: plain(shapely.set_precision(shapely.simplify(shape, _LINE_DEG), _LINE_DEG / 20))
        for name, shape in found._asdict().items()
    }


@router.get("/compare")
def compare(
    session: SessionOf, a: ScenarioQuery, b: ScenarioQuery = BASELINE, tables: TablesQuery = None
) -> dict[str, Any]:
    """Answer what A changes against B, in the tables asked for (all where none is named)."""
    return compare_document(session.comparison(a, b), named_tables(tables, COMPARED))


_Scenarios = Annotated[list[str], Query(min_length=2, max_length=MOST_SCENARIOS)]


@router.get("/consensus")
def agreed(session: SessionOf, scenario: _Scenarios) -> dict[str, Any]:
    """Answer how many of some scenarios (`?scenario=a&scenario=b`) have each piece of land."""
    names = list(dict.fromkeys(scenario))
    found = consensus({name: session.coverage(name).zone_frame for name in names})
    return consensus_document(_on_map(found, session.plan_session), names)


def _on_map(found: Consensus, plan_session: PlanSession) -> Consensus:
    """Return a consensus in the map's longitudes, each block with its place as before."""
    blocks = [plan_session.on_map(shapely.get_parts(shape)) for shape in found.pieces.geometry]
    places = [
        shapely.get_coordinates(plan_session.on_map(shapely.points(own))).tolist()
        for own in found.pieces["places"]
    ]
    shapes = [shapely.MultiPolygon(list(own)) for own in blocks]
    pieces = found.pieces.set_geometry(shapes, crs=found.pieces.crs).assign(places=places)
    return replace(found, pieces=pieces)
