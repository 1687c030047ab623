"""What the page asks while a planner edits: the zones as edited, and a boundary drawn anew."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from geo.comparison.compare import compare
from geo.coverage import DEFAULT_RADII_KM
from geo.edits import Reshape, find_edits, write_edit
from geo.scenario.model import BASELINE, Scenario
from geo.zone_outlines import outlines, same_outline
from layers.errors import ScenarioError
from service.api.access import least
from service.api.dependencies import ID_PATTERN, SessionOf, TablesQuery, named_tables
from service.api.display import zone_features
from service.api.geojson import feature_collection
from service.documents.coverage import COMPARED, compare_document

router = APIRouter(prefix="/api", dependencies=[least("viewer")])

_WHILE_DRAGGING = "zones,clusters"
_EVERY_DIGIT = 15


class Draft(BaseModel):
    """Edits over the baseline that are not saved, and the rules that hold for them."""

    model_config = ConfigDict(extra="forbid")

    edits: list[dict[str, Any]] = Field(default_factory=list, max_length=1_000)
    rules: dict[str, Any] = Field(default_factory=dict)

    def scenario(self, baseline: str) -> Scenario:
        """Return the edits as a scenario over this baseline.

        Raises:
            ScenarioError: an edit is not one.
        """
        document = {"scenario": "edited", "title": "edited", "baseline": baseline}
        return Scenario.from_document(document | {"edits": self.edits, "rules": self.rules})


class EditedRequest(Draft):
    """What to show of a draft: what differs from `shown`, what changes against `against`.

    `zone` is one to have in full, changed or not.
    """

    shown: str = Field(BASELINE, pattern=ID_PATTERN)
    against: str = Field(BASELINE, pattern=ID_PATTERN)
    zone: str | None = Field(None, max_length=500)


class DrawnOutline(BaseModel):
    """A zone's outline as it is drawn (GeoJSON or WKT), and zones that are to stay as they are."""

    model_config = ConfigDict(extra="forbid")

    zone: str = Field(max_length=500)
    geometry: dict[str, Any] | str
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    def reshape(self) -> Reshape:
        """Return the edit that gives the zone this outline and minds no neighbour.

        Raises:
            ScenarioError: the outline is none.
        """
        found, problems = find_edits([{"reshape": {"zone": self.zone, "geometry": self.geometry}}])
        if problems:
            raise ScenarioError(problem.reason for problem in problems)
        (reshape,) = (edit for edit in found if isinstance(edit, Reshape))
        return reshape


class DrawnDraft(Draft, DrawnOutline):
    """An outline that is drawn over edits."""


@router.post("/edited")
def edited(
    session: SessionOf, asked: EditedRequest, tables: TablesQuery = _WHILE_DRAGGING
) -> dict[str, Any]:
    """Answer the zones that edits change, every digit kept, with the land gained and lost.

    `comparison` has the tables asked for, those of `/api/compare`.
    """
    wanted = named_tables(tables, COMPARED)
    coverage = session.measure(asked.scenario(session.plan.baseline), DEFAULT_RADII_KM)
    comparison = compare(session.coverage(asked.against), coverage)
    frame = coverage.zone_frame.assign(area_km2=coverage.zones["area_km2"].to_numpy())
    was = outlines(session.coverage(asked.shown).zone_frame)
    same = [same_outline(was.get(zone), shape) for zone, shape in outlines(frame).items()]
    changed = frame[~np.array(same, bool) | (frame["zone_id"] == asked.zone).to_numpy()]
    return {
        "zones": json.loads(zone_features(changed, _EVERY_DIGIT)),
        "gone": [zone for zone in was if zone not in set(frame["zone_id"])],
        "land": {kind: _land(comparison.land, kind) for kind in ("gained", "lost")},
        "comparison": compare_document(comparison, wanted),
    }


@router.post("/redraw")
def redrawn(session: SessionOf, drawn: DrawnDraft) -> dict[str, Any]:
    """Answer the edits that a drawn outline means, for the zone and those that share its border."""
    edits = session.redrawn(drawn.scenario(session.plan.baseline), drawn.reshape(), drawn.locked)
    return {"edits": [write_edit(edit) for edit in edits]}


def _land(land: Any, kind: str) -> Any:  # noqa: ANN401  GeoJSON
    columns = ["zone_id", "change", "area_km2"]
    return json.loads(feature_collection(land[land["change"] == kind], columns, 6))
