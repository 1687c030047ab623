"""The scenarios of the plan, as they stand in their files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from layers.errors import UnknownError
from service.api.asking import DeskOf, ScenarioPath

router = APIRouter(prefix="/api/scenarios")


@router.get("")
def list_scenarios(desk: DeskOf) -> list[dict[str, Any]]:
    """List the scenarios; the baseline is not one."""
    return [
        {
            "scenario": scenario.scenario,
            "title": scenario.title,
            "title_zh": scenario.title_zh,
            "status": "draft",
            "revision": 1,
        }
        for scenario in desk.scenarios.values()
    ]


@router.get("/{name}")
def read_scenario(desk: DeskOf, name: ScenarioPath) -> dict[str, Any]:
    """Return one scenario document."""
    scenario = desk.scenario(name)
    if scenario is None:
        raise UnknownError(f"scenario {name!r}: is the unedited plan; it has no document")
    return scenario.to_document()
