"""The scenarios of the plan: read, save, undo, branch and merge.

An answer about a scenario has an ETag, the hash of its last revision; a change sends the revision
that it is based on as `If-Match`.
"""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from geo.scenario.model import Scenario
from layers.scenario_id import ID_PATTERN
from layers.store import Summary
from layers.store.model import ShownTo, Status, Visibility
from layers.store.queries import Listing
from service.api.access import EVERYONE, require_role
from service.api.address import root_of
from service.api.answers.base import ScenarioDocument, described
from service.api.answers.scenarios import ScenarioRevision, ScenarioSummary, Versions
from service.api.bodies import JsonRoute
from service.api.dependencies import MadeOn, ScenarioPath, ScenariosOf, check_public
from service.api.events import MOST_LISTED, tag_of
from service.api.health import check_baseline
from service.documents.scenarios import history_document, summary_document

router = APIRouter(prefix="/api/scenarios", route_class=JsonRoute)

_PLANNER = [require_role("planner"), Depends(check_baseline)]
_EVERYONE = [require_role(EVERYONE)]  # the visibility of a scenario restricts them

_Document = Annotated[dict[str, Any], Body()]
_Message = Annotated[str, Query(max_length=10_000)]


class Branch(BaseModel, extra="forbid"):
    """A new scenario that branches from the last revision of another."""

    scenario: str = Field(pattern=ID_PATTERN)
    title: str | None = Field(None, max_length=500)
    message: str = Field("", max_length=10_000)


class Merge(BaseModel, extra="forbid"):
    """The id of the scenario to merge into this one."""

    other: str = Field(alias="with", pattern=ID_PATTERN)
    message: str = Field("", max_length=10_000)


def _listing(  # noqa: PLR0913, PLR0917  each is a part of the request
    scenarios: ScenariosOf,
    status: Status | None = None,
    owner: Annotated[str | None, Query(max_length=200)] = None,
    visibility: ShownTo | None = None,
    text: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=64)] = "",
) -> Listing:
    return Listing(scenarios.person, status, owner, visibility, text, after)


@router.get("", dependencies=_EVERYONE, **described(list[ScenarioSummary]))
def list_scenarios(
    request: Request,
    response: Response,
    scenarios: ScenariosOf,
    listing: Annotated[Listing, Depends(_listing)],
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
) -> Any:  # noqa: ANN401  JSON, or nothing
    """List the scenarios that one may read, by id; the baseline is not one.

    If there are more than `limit`, the header `Link` has the address of the `next` page. `text` is
    part of an id or title. Withdrawn scenarios are listed for `visibility=withdrawn` only.
    """
    rows = scenarios.store.scenarios(listing, limit + 1)
    listed = rows[:limit]
    headers = {"ETag": tag_of(listed)}
    if len(rows) > limit:
        query = urlencode({**request.query_params, "after": listed[-1].scenario})
        headers["Link"] = f'<{root_of(request)}{router.prefix}?{query}>; rel="next"'
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return [summary_document(one) for one in listed]


@router.post("", dependencies=_PLANNER, **described(ScenarioSummary, 201))
def create(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    scenarios: ScenariosOf,
    response: Response,
    document: _Document,
    message: _Message = "",
    visibility: Visibility = "private",
) -> dict[str, Any]:
    """Save a new scenario."""
    check_public(request, visibility)
    scenario = Scenario.from_document(document)
    return _begun(request, response, scenarios.create(scenario, message, visibility))


@router.get("/{name}", dependencies=_EVERYONE, **described(ScenarioDocument))
def read_scenario(
    scenarios: ScenariosOf, response: Response, name: ScenarioPath, revision: int | None = None
) -> dict[str, Any]:
    """Return a scenario's document, of its last revision or the requested one."""
    stored = scenarios.revision(name, revision)
    response.headers["ETag"] = f'"{stored.hash}"'
    return scenarios.read(stored).to_document()


@router.put("/{name}", dependencies=_PLANNER, **described(ScenarioSummary))
def save(  # noqa: PLR0913, PLR0917  each is a part of the request
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    document: _Document,
    message: _Message = "",
) -> dict[str, Any]:
    """Save a scenario's next revision."""
    return changed(response, scenarios.save(name, Scenario.from_document(document), on, message))


@router.delete("/{name}", status_code=204, dependencies=_PLANNER)
def remove(scenarios: ScenariosOf, on: MadeOn, name: ScenarioPath) -> None:
    """Withdraw a scenario: from now on only admins see it; the audit log records it."""
    scenarios.remove(name, on)


@router.post("/{name}/versions", dependencies=_PLANNER, **described(Versions))
def versions(
    scenarios: ScenariosOf, on: MadeOn, name: ScenarioPath, document: _Document
) -> dict[str, Any]:
    """Return the conflict of a save on an older revision: both versions, and the merge result."""
    return scenarios.versions(name, Scenario.from_document(document), on)


@router.get("/{name}/history", dependencies=_EVERYONE, **described(list[ScenarioRevision]))
def history(scenarios: ScenariosOf, name: ScenarioPath) -> list[dict[str, Any]]:
    """List the revisions of a scenario, newest first."""
    return history_document(scenarios.history(name))


@router.post("/{name}/undo", dependencies=_PLANNER, **described(ScenarioSummary))
def undo(
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    message: _Message = "",
) -> dict[str, Any]:
    """Go back to the previous state."""
    return changed(response, scenarios.undo(name, on, message))


@router.post("/{name}/redo", dependencies=_PLANNER, **described(ScenarioSummary))
def redo(
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    message: _Message = "",
) -> dict[str, Any]:
    """Go forward again."""
    return changed(response, scenarios.redo(name, on, message))


@router.post("/{name}/branch", dependencies=_PLANNER, **described(ScenarioSummary, 201))
def branch(
    request: Request, scenarios: ScenariosOf, response: Response, name: ScenarioPath, new: Branch
) -> dict[str, Any]:
    """Branch a new scenario from the last revision of this one."""
    branched = scenarios.branch(name, new.scenario, new.title, new.message)
    return _begun(request, response, branched)


@router.post("/{name}/merge", dependencies=_PLANNER, **described(ScenarioSummary))
def merge(
    scenarios: ScenariosOf, response: Response, on: MadeOn, name: ScenarioPath, put: Merge
) -> dict[str, Any]:
    """Merge another scenario into this one."""
    return changed(response, scenarios.merge(name, put.other, on, put.message))


def changed(response: Response, summary: Summary) -> dict[str, Any]:
    """Return the summary of a changed scenario; its ETag is set."""
    response.headers["ETag"] = f'"{summary.etag}"'
    return summary_document(summary)


def _begun(request: Request, response: Response, summary: Summary) -> dict[str, Any]:
    response.headers["Location"] = f"{root_of(request)}{router.prefix}/{summary.scenario}"
    return changed(response, summary)
