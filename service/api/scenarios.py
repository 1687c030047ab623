"""The scenarios of the plan: read, kept, taken back, branched and merged.

An answer about a scenario carries its ETag, the hash of its last revision; a change names in
`If-Match` the revision that it is made on.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from geo.scenario.model import Scenario
from layers.store import Summary
from service.api.access import EVERYONE, require_role
from service.api.address import root_of
from service.api.dependencies import ID_PATTERN, MadeOn, ScenarioPath, ScenariosOf
from service.api.events import tag_of
from service.documents.scenarios import history_document, summary_document

router = APIRouter(prefix="/api/scenarios")

_PLANNER = [require_role("planner")]
_EVERYONE = [require_role(EVERYONE)]  # what a scenario's visibility shows them

Document = Annotated[dict[str, Any], Body()]
Message = Annotated[str, Query(max_length=10_000)]
Visibility = Literal["private", "shared", "public"]


class Branch(BaseModel):
    """The new scenario that branches from the last revision of another."""

    model_config = ConfigDict(extra="forbid")

    scenario: str = Field(pattern=ID_PATTERN)
    title: str | None = Field(None, max_length=500)
    message: str = Field("", max_length=10_000)


class Merge(BaseModel):
    """The other scenario that is put into one, by id."""

    model_config = ConfigDict(extra="forbid")

    other: str = Field(alias="with", pattern=ID_PATTERN)
    message: str = Field("", max_length=10_000)


@router.get("", dependencies=_EVERYONE)
def list_scenarios(request: Request, response: Response, scenarios: ScenariosOf) -> Any:  # noqa: ANN401
    """List the scenarios that one may read, by id; the baseline is not one."""
    found = scenarios.scenarios()
    response.headers["ETag"] = tag = tag_of(found)
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return [summary_document(one) for one in found]


@router.post("", status_code=201, dependencies=_PLANNER)
def create(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    scenarios: ScenariosOf,
    response: Response,
    document: Document,
    message: Message = "",
    visibility: Visibility = "private",
) -> dict[str, Any]:
    """Keep a new scenario."""
    scenario = Scenario.from_document(document)
    return _begun(request, response, scenarios.create(scenario, message, visibility))


@router.get("/{name}", dependencies=_EVERYONE)
def read_scenario(
    scenarios: ScenariosOf, response: Response, name: ScenarioPath, revision: int | None = None
) -> dict[str, Any]:
    """Return a scenario's document, of its last revision or of the one asked for."""
    found = scenarios.revision(name, revision)
    response.headers["ETag"] = f'"{found.hash}"'
    return scenarios.read(found).to_document()


@router.put("/{name}", dependencies=_PLANNER)
def save(  # noqa: PLR0913, PLR0917  each is a part of the request
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    document: Document,
    message: Message = "",
) -> dict[str, Any]:
    """Keep a scenario's next state."""
    return _changed(response, scenarios.save(name, Scenario.from_document(document), on, message))


@router.post("/{name}/versions", dependencies=_PLANNER)
def versions(
    scenarios: ScenariosOf, on: MadeOn, name: ScenarioPath, document: Document
) -> dict[str, Any]:
    """Answer what a save on an older revision would meet: both versions, and what a merge gives."""
    return scenarios.versions(name, Scenario.from_document(document), on)


@router.get("/{name}/history", dependencies=_EVERYONE)
def history(scenarios: ScenariosOf, name: ScenarioPath) -> list[dict[str, Any]]:
    """List the revisions of a scenario, newest first."""
    return history_document(scenarios.history(name))


@router.post("/{name}/undo", dependencies=_PLANNER)
def undo(
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    message: Message = "",
) -> dict[str, Any]:
    """Go back to the state before."""
    return _changed(response, scenarios.undo(name, on, message))


@router.post("/{name}/redo", dependencies=_PLANNER)
def redo(
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    message: Message = "",
) -> dict[str, Any]:
    """Go forward again."""
    return _changed(response, scenarios.redo(name, on, message))


@router.post("/{name}/branch", status_code=201, dependencies=_PLANNER)
def branch(
    request: Request, scenarios: ScenariosOf, response: Response, name: ScenarioPath, new: Branch
) -> dict[str, Any]:
    """Branch a new scenario from the last revision of this one."""
    branched = scenarios.branch(name, new.scenario, new.title, new.message)
    return _begun(request, response, branched)


@router.post("/{name}/merge", dependencies=_PLANNER)
def merge(
    scenarios: ScenariosOf, response: Response, on: MadeOn, name: ScenarioPath, put: Merge
) -> dict[str, Any]:
    """Merge another scenario into this one."""
    return _changed(response, scenarios.merge(name, put.other, on, put.message))


def _changed(response: Response, summary: Summary) -> dict[str, Any]:
    response.headers["ETag"] = f'"{summary.etag}"'
    return summary_document(summary)


def _begun(request: Request, response: Response, summary: Summary) -> dict[str, Any]:
    response.headers["Location"] = f"{root_of(request)}{router.prefix}/{summary.scenario}"
    return _changed(response, summary)
