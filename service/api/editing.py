"""What the page asks while a planner edits: the zones as edited, and a boundary drawn anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo.comparison.compare import compare
from geo.coverage import DEFAULT_RADII_KM
from geo.edits import write_edit
from geo.mends import mends
from geo.rules import RuleChecker
from geo.scenario.model import BASELINE
from geo.zone_outlines import outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import ID_PATTERN, SessionOf, TablesQuery, named_tables
from service.api.display import told_otherwise, zone_features
from service.api.drafts import Draft, DrawnOutline, build_draft
from service.api.geojson import feature_collection
from service.api.json_body import JsonRoute
from service.documents.coverage import COMPARED, compare_document

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.coverage import Coverage
    from service.api.session import PlannerSession

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

WHILE_DRAGGING = "zones,clusters"
_EVERY_DIGIT = 15


class EditedView(BaseModel):
    """What to show of a draft: what differs from `shown`, what changes against `against`.

    `zone` is one to have in full, changed or not.
    """

    model_config = ConfigDict(extra="forbid")

    shown: str = Field(BASELINE, pattern=ID_PATTERN)
    against: str = Field(BASELINE, pattern=ID_PATTERN)
    zone: str | None = Field(None, max_length=500)


class EditedRequest(Draft, EditedView):
    """A draft, and what to show of it."""


class MendsRequest(Draft):
    """A kept scenario by its id, or a draft; and zones that are to stay as they are."""

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.scenario and (self.edits or self.rules):
            raise ScenarioError(Message("service-scenario-or-draft").at("scenario"))
        return self


class DrawnDraft(Draft, DrawnOutline):
    """An outline that is drawn over edits."""


@router.post("/edited")
def edited(
    session: SessionOf, asked: EditedRequest, tables: TablesQuery = WHILE_DRAGGING
) -> dict[str, Any]:
    """Answer the zones that edits change, every digit kept, with the land gained and lost.

    `comparison` has the tables asked for, those of `/api/compare`.
    """
    wanted = named_tables(tables, COMPARED)
    drafted = build_draft(session, asked)
    coverage = session.measure(drafted.scenario, DEFAULT_RADII_KM)
    return edited_document(session, coverage, asked, wanted)


@router.post("/mends")
def mended(session: SessionOf, asked: MendsRequest) -> list[dict[str, Any]]:
    """Answer by rule and subject the edits by which it holds again, and what each does."""
    kept, plan_session = asked.scenario, session.plan_session
    scenario = session.scenario(kept) if kept else build_draft(session, asked).scenario
    zones = plan_session.replay_cache.replay(scenario).zones if scenario else session.plan.zones
    checker = plan_session.cached(RuleChecker, lambda: RuleChecker(session.plan))
    broken = checker.violations(zones, scenario.rules if scenario else None)
    found = mends(session.plan, zones, broken, asked.locked)
    return [
        {"rule": one.rule, "subject": one.subject, "edit": write_edit(one.edit)}
        | one.message.to_document()
        for one in found
    ]


def edited_document(
    session: PlannerSession, coverage: Coverage, view: EditedView, tables: Collection[str]
) -> dict[str, Any]:
    """Return the answer of `/api/edited` for a draft that was measured."""
    comparison = compare(session.coverage(view.against, coverage.radii_km), coverage)
    frame = coverage.zone_frame.assign(area_km2=coverage.zones["area_km2"].to_numpy())
    was = outlines(session.zone_frame(view.shown))
    same = [same_outline(was.get(zone), shape) for zone, shape in outlines(frame).items()]
    named = told_otherwise(session.zone_frame(view.shown), frame)
    asked_for = (frame["zone_id"] == view.zone).to_numpy()
    changed = frame[~np.array(same, bool) | named | asked_for]
    on_map = session.plan_session.frame_on_map
    return {
        "zones": json.loads(zone_features(session, coverage.scenario, changed, _EVERY_DIGIT)),
        "gone": [zone for zone in was if zone not in set(frame["zone_id"])],
        "land": {kind: _land(on_map(comparison.land_apart), kind) for kind in ("gained", "lost")},
        "comparison": compare_document(comparison, tables),
    }


@router.post("/redraw")
def redrawn(session: SessionOf, drawn: DrawnDraft) -> dict[str, Any]:
    """Answer the edits that a drawn outline means, for the zone and those that share its border."""
    return {"edits": [write_edit(edit) for edit in build_draft(session, drawn, drawn).drawn_edits]}


def _land(land: Any, kind: str) -> Any:  # noqa: ANN401  GeoJSON
    columns = ["zone_id", "change", "area_km2"]
    return json.loads(feature_collection(land[land["change"] == kind], columns, 6))
