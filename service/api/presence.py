"""Endpoints of presence: who else has a scenario open. The store holds it for all processes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from service.api.access import require_role
from service.api.dependencies import ScenarioPath, ScenariosOf

router = APIRouter(prefix="/api/scenarios/{name}/presence", dependencies=[require_role("viewer")])


class Presence(BaseModel):
    """Whether there are unsaved edits."""

    model_config = ConfigDict(extra="forbid")

    editing: bool = False


@router.post("")
def present(scenarios: ScenariosOf, name: ScenarioPath, presence: Presence) -> list[dict[str, Any]]:
    """Register, for less than a minute, that one has a scenario open; return who else has."""
    return [
        {"name": one.name, "editing": one.editing}
        for one in scenarios.others_present(name, editing=presence.editing)
    ]


@router.delete("")
def leave(scenarios: ScenariosOf, name: ScenarioPath) -> Response:
    """Unregister from a scenario."""
    scenarios.leave(name)
    return Response(status_code=204)
