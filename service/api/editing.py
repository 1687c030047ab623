"""The page's requests on unsaved edits: the edited zones, and a redrawn boundary."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from fastapi import APIRouter
from geopandas import GeoDataFrame
from pandas import DataFrame
from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import to_json

from geo.comparison.compare import compare
from geo.coverage import Coverage
from geo.coverage.travel import By, Travel
from geo.edits import Edit, Reshape, write_edit
from geo.edits.recut import OutlinePart, redraw
from geo.rules import RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.target import MOST_TARGETS
from geo.suggested_fixes import safe_fixes
from geo.validation import problems_of
from geo.zone import outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message
from layers.scenario_id import BASELINE, ID_PATTERN
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.coverage import EditedDocument, Edits, Mend
from service.api.bodies import JsonRoute
from service.api.dependencies import SessionOf, TablesQuery, named_tables
from service.api.display import attributes_changed, feature_collection, zone_features
from service.api.session import PlannerSession
from service.documents.coverage import COMPARED, compare_document

MOST_EDITS = 1_000


class DrawnOutline(BaseModel, extra="forbid"):
    """A zone's drawn outline (GeoJSON or WKT), and zones that must stay unchanged.

    With `part`, `geometry` is the land that the zone adds, or that is cut out of it.
    """

    zone: str = Field(max_length=500)
    geometry: dict[str, Any] | str
    part: OutlinePart = "whole"
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    def reshape(self) -> Reshape:
        """Return the edit that gives the zone this outline and leaves its neighbours unchanged.

        Raises:
            ScenarioError: the outline is not a valid geometry.
        """
        try:
            return Reshape.model_validate({"zone": self.zone, "geometry": self.geometry})
        except ValidationError as error:
            raise ScenarioError(problems_of(error, Reshape.model_fields)) from error


class Draft(BaseModel, extra="forbid"):
    """Unsaved edits over the baseline, and the rules and targets that apply to them."""

    edits: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_EDITS)
    rules: dict[str, Any] = Field(default_factory=dict)
    targets: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_TARGETS)


@dataclass(frozen=True)
class Drafted:
    """A draft as a scenario whose edits include those of the outline drawn over it."""

    scenario: Scenario
    drawn_edits: tuple[Reshape, ...]


def build_draft(
    session: PlannerSession,
    draft: Draft,
    drawn: DrawnOutline | None = None,
    scenario: str = "edited",
) -> Drafted:
    """Return a draft as a scenario over the plan, under an id, with the drawn outline applied.

    Raises:
        ScenarioError: the edits are invalid, or the drawn outline cannot be applied.
    """
    document: dict[str, Any] = {
        "scenario": scenario,
        "title": "edited",
        "baseline": session.plan.baseline,
    }
    document |= {"edits": draft.edits, "rules": draft.rules, "targets": draft.targets}
    base = session.plan_session.drafts.get(
        hashlib.blake2b(to_json(document), digest_size=16).digest(),
        lambda: Scenario.from_document(document),
    )
    if drawn is None:
        return Drafted(base, ())
    outline, cache = drawn.reshape(), session.plan_session.replay_cache
    context = cache.context(scenario)
    drawn_edits = tuple(
        redraw(cache.replay(base).zones, outline, context, drawn.locked, drawn.part)
    )
    return Drafted(replace(base, edits=(*base.edits, *drawn_edits)), drawn_edits)


router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

WHILE_DRAGGING = "zones,clusters"
_EVERY_DIGIT = 15


class EditedView(BaseModel, extra="forbid"):
    """What to show of a draft: zones that differ from `shown`, changes against `against`.

    `zone` is returned in full, changed or not.
    """

    shown: str = Field(BASELINE, pattern=ID_PATTERN)
    against: str = Field(BASELINE, pattern=ID_PATTERN)
    zone: str | None = Field(None, max_length=500)


class EditedRequest(Draft, EditedView):
    """A draft, what to show of it, and how distances are measured."""

    by: By = "line"


class MendsRequest(Draft):
    """A stored scenario by its id, or a draft; and zones that must stay unchanged."""

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.scenario and (self.edits or self.rules):
            raise ScenarioError(Message("service-scenario-or-draft").at("scenario"))
        return self


class DrawnDraft(Draft, DrawnOutline):
    """An outline drawn over edits."""


@router.post("/edited", **described(EditedDocument))
def edited(
    session: SessionOf, request: EditedRequest, tables: TablesQuery = WHILE_DRAGGING
) -> dict[str, Any]:
    """Return the zones that edits change, in full precision, with the land gained and lost.

    `comparison` has the requested tables of `/api/compare`.
    """
    names = named_tables(tables, COMPARED)
    drafted = build_draft(session, request)
    travel = Travel.of(request.by)
    coverage = session.measure(drafted.scenario, travel.usual_radii, travel=travel)
    return edited_document(session, coverage, request, names)


@router.post("/mends", **described(list[Mend]))
def mended(session: SessionOf, request: MendsRequest) -> list[dict[str, Any]]:
    """Return, by rule and subject, the edits that fix a violation, and the effects of each.

    An edit that would break another rule, or cut land of the baseline, is omitted; so the baseline,
    whose zones have no other land, has none.
    """
    stored, plan_session = request.scenario, session.plan_session
    scenario = session.scenario(stored) if stored else build_draft(session, request).scenario
    if scenario is None:
        return []
    checker = plan_session.cached(RuleChecker, lambda: RuleChecker(session.plan))

    def checked(scenario: Scenario) -> tuple[GeoDataFrame, DataFrame]:
        zones = plan_session.replay_cache.replay(scenario).zones
        return zones, checker.violations(zones, scenario.rules_in_time)

    def after(edit: Edit) -> tuple[GeoDataFrame, DataFrame]:
        return checked(replace(scenario, edits=(*scenario.edits, edit), recorded=None))

    ways = safe_fixes(session.plan, *checked(scenario), request.locked, after=after)
    return [
        {"rule": way.rule, "subject": way.subject, "edit": write_edit(way.edit), "mends": count}
        | way.message.to_document()
        for way, count in ways
    ]


def edited_document(
    session: PlannerSession, coverage: Coverage, view: EditedView, tables: Collection[str]
) -> dict[str, Any]:
    """Return the answer of `/api/edited` for a measured draft.

    All edits of the scenario `shown` count as visible already, for any year of the draft.
    """
    comparison = compare(
        session.coverage(view.against, coverage.radii_km, coverage.travel), coverage
    )
    frame = coverage.zone_frame.assign(area_km2=coverage.zones["area_km2"].to_numpy())
    shown = replace(session, year=None).zone_frame(view.shown)
    was = outlines(shown)
    same = [same_outline(was.get(zone), shape) for zone, shape in outlines(frame).items()]
    named = attributes_changed(shown, frame)
    requested = (frame["zone_id"] == view.zone).to_numpy()
    changed = frame[~np.array(same, bool) | named | requested]
    on_map = session.plan_session.frame_on_map
    return {
        "zones": json.loads(zone_features(session, coverage.scenario, changed, _EVERY_DIGIT)),
        "gone": [zone for zone in was if zone not in set(frame["zone_id"])],
        "land": {kind: _land(on_map(comparison.land_apart), kind) for kind in ("gained", "lost")},
        "comparison": compare_document(comparison, tables),
    }


@router.post("/redraw", **described(Edits))
def redrawn(session: SessionOf, drawn: DrawnDraft) -> dict[str, Any]:
    """Return the edits of a drawn outline: for the zone and those that share its border."""
    return {"edits": [write_edit(edit) for edit in build_draft(session, drawn, drawn).drawn_edits]}


def _land(land: Any, kind: str) -> Any:  # noqa: ANN401  GeoJSON
    columns = ["zone_id", "change", "area_km2"]
    return json.loads(feature_collection(land[land["change"] == kind], columns, 6))
