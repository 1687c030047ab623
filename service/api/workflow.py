"""Endpoints of a scenario's review: comments, status, visibility, record, and who is present."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from layers.store import Remark
from layers.store.model import Status, Visibility
from service.api.access import EVERYONE, require_role
from service.api.answers.base import described
from service.api.answers.scenarios import (
    PresentPerson,
    ScenarioComment,
    ScenarioRecord,
    ScenarioSummary,
)
from service.api.coordinates import Degrees
from service.api.dependencies import MadeOn, ScenarioPath, ScenariosOf, check_public
from service.api.scenarios import changed
from service.documents.coverage import to_json
from service.documents.scenarios import record_text

router = APIRouter(prefix="/api/scenarios")

_PLANNER = [require_role("planner")]
_VIEWER = [require_role("viewer")]
_EVERYONE = [require_role(EVERYONE)]  # the visibility of a scenario restricts them
_Number = Annotated[int, Field(ge=1, lt=2**31)]
_OfComment = Annotated[int, Path(ge=1, lt=2**31)]


class CommentRequest(BaseModel, extra="forbid"):
    """A comment: on the scenario, on a zone, or on a place (lon, lat)."""

    text: str = Field(max_length=10_000)
    zone_id: str | None = Field(None, max_length=200)
    place: tuple[Degrees, Degrees] | None = None
    reply_to: _Number | None = None


class StatusRequest(BaseModel, extra="forbid"):
    """The new status of a scenario, and why."""

    status: Status
    why: str = Field("", max_length=10_000)


class VisibilityRequest(BaseModel, extra="forbid"):
    """Who may read a scenario: its owner; everyone with a token; everyone."""

    visibility: Visibility


class Presence(BaseModel, extra="forbid"):
    """Whether there are unsaved edits."""

    editing: bool = False


@router.get("/{name}/comments", dependencies=_EVERYONE, **described(list[ScenarioComment]))
def comments(scenarios: ScenariosOf, name: ScenarioPath) -> list[dict[str, Any]]:
    """List the comments on a scenario, oldest first."""
    return [each.to_document() for each in scenarios.comments(name)]


@router.post("/{name}/comments", dependencies=_PLANNER, **described(ScenarioComment, 201))
def comment(scenarios: ScenariosOf, name: ScenarioPath, remark: CommentRequest) -> dict[str, Any]:
    """Comment on a scenario, on a zone or on a place."""
    new = Remark(remark.text, remark.zone_id, remark.place, remark.reply_to)
    return scenarios.comment(name, new).to_document()


@router.delete("/{name}/comments/{number}", dependencies=_PLANNER, **described(ScenarioComment))
def withdraw(scenarios: ScenariosOf, name: ScenarioPath, number: _OfComment) -> dict[str, Any]:
    """Withdraw a comment: it stays, marked."""
    return scenarios.withdraw(name, number).to_document()


@router.put(
    "/{name}/comments/{number}/settled", dependencies=_PLANNER, **described(ScenarioComment)
)
def settle(scenarios: ScenariosOf, name: ScenarioPath, number: _OfComment) -> dict[str, Any]:
    """Mark a comment as settled."""
    return scenarios.settle(name, number, settled=True).to_document()


@router.delete(
    "/{name}/comments/{number}/settled", dependencies=_PLANNER, **described(ScenarioComment)
)
def reopen(scenarios: ScenariosOf, name: ScenarioPath, number: _OfComment) -> dict[str, Any]:
    """Open a settled comment again."""
    return scenarios.settle(name, number, settled=False).to_document()


@router.post("/{name}/status", dependencies=_PLANNER, **described(ScenarioSummary))
def set_status(
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    decision: StatusRequest,
) -> dict[str, Any]:
    """Propose a scenario or take it back; approve or reject it, which takes an approver."""
    return changed(response, scenarios.set_status(name, decision.status, on, decision.why))


@router.put("/{name}/visibility", dependencies=_PLANNER, **described(ScenarioSummary))
def share(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    scenarios: ScenariosOf,
    response: Response,
    on: MadeOn,
    name: ScenarioPath,
    sharing: VisibilityRequest,
) -> dict[str, Any]:
    """Choose who may read a scenario."""
    check_public(request, sharing.visibility)
    return changed(response, scenarios.share(name, sharing.visibility, on))


@router.get("/{name}/record", dependencies=_EVERYONE, **described(ScenarioRecord))
def record(
    scenarios: ScenariosOf,
    name: ScenarioPath,
    form: Annotated[Literal["json", "md"], Query(alias="as")] = "json",
) -> Response:
    """Return all that is stored of a scenario as one document, or as text (`?as=md`)."""
    record_ = scenarios.record(name)
    if form == "md":
        return Response(record_text(record_, scenarios.plan), media_type="text/markdown")
    return Response(to_json(record_), media_type="application/json")


@router.post("/{name}/presence", dependencies=_VIEWER, **described(list[PresentPerson]))
def present(scenarios: ScenariosOf, name: ScenarioPath, presence: Presence) -> list[dict[str, Any]]:
    """Register, for less than a minute, that one has a scenario open; return who else has."""
    return [
        {"name": one.name, "editing": one.editing}
        for one in scenarios.others_present(name, editing=presence.editing)
    ]


@router.delete("/{name}/presence", status_code=204, dependencies=_VIEWER)
def leave(scenarios: ScenariosOf, name: ScenarioPath) -> None:
    """Unregister from a scenario."""
    scenarios.leave(name)
