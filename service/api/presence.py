"""Endpoints of presence: who else has a scenario open. The store holds it for all processes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from service.api.access import require_role
from service.api.dependencies import ScenarioPath, ScenariosOf

router = APIRouter(prefix="/api/scenarios/{name}/presence", dependencies=[require_role("viewer")])


class Presence(BaseModel):
    """Whether there are edits that are not saved."""

    model_config = ConfigDict(extra="forbid")

    editing: bool = False


@router.post("")
def present(scenarios: ScenariosOf, name: ScenarioPath, told: Presence) -> list[dict[str, Any]]:
    """Say that one has a scenario open, for less than a minute; answer who else has."""
    return [
        {"name": one.name, "editing": one.editing}
        for one in scenarios.others_present(name, editing=told.editing)
    ]


@router.delete("")
def leave(scenarios: ScenariosOf, name: ScenarioPath) -> Response:
    """Say that one has left a scenario."""
    scenarios.leave(name)
    return Response(status_code=204)
