"""Long work as jobs: started, asked after, cancelled; each is seen by who started it alone.

Who asks after a job by `?wait_s=20` is answered as soon as it has changed: since the ETag that
`If-None-Match` names, or since it was asked; at once where it has ended.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import anyio
from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from layers.errors import SignInError
from layers.messages import Message
from layers.store import Person
from service.api.access import WhoAsks, require_role
from service.api.problem_document import RESPONSES
from service.jobs import Job, JobAsked, JobDesk

if TYPE_CHECKING:
    from layers import Plan

router = APIRouter(prefix="/api/jobs", dependencies=[require_role("viewer")])

MOST_WAIT_S = 30.0
_LOOKED_EVERY_S = 0.05
_PLANNER = [require_role("planner")]
_LOCATED = {"description": "It waits or runs; `Location` is where to ask after it"}
_REFUSED = RESPONSES["default"]
_LATER = {**_REFUSED, "description": "Too many at once; ask again as `Retry-After` says"}
_NONE = {**_REFUSED, "description": "Whoever asks has no such job"}


def _person(who: WhoAsks) -> Person:
    """Return who asks; that they may, the role has settled.

    Raises:
        SignInError: nobody is signed in.
    """
    if who is None:
        raise SignInError(Message("service-token-missing"))
    return who


def _desk(request: Request) -> JobDesk:
    desk: JobDesk = request.app.state.jobs
    return desk


PersonOf = Annotated[Person, Depends(_person)]
DeskOf = Annotated[JobDesk, Depends(_desk)]
Number = Annotated[str, Path(max_length=64)]


@router.post(
    "", status_code=202, dependencies=_PLANNER, responses={202: _LOCATED, 429: _LATER, 503: _LATER}
)
def start(
    request: Request,
    response: Response,
    desk: DeskOf,
    who: PersonOf,
    asked: Annotated[JobAsked, Body()],
) -> dict[str, Any]:
    """Start a job."""
    job = desk.start(asked, who)
    response.headers["Location"] = f"{router.prefix}/{job.number}"
    return _document(job, request.app.state.plan)


@router.get("")
def jobs(request: Request, desk: DeskOf, who: PersonOf) -> list[dict[str, Any]]:
    """List the jobs that one started, the last first, without their results."""
    plan = request.app.state.plan
    return [_document(job, plan) | {"result": None} for job in desk.jobs(who)]


@router.get("/{number}", responses={304: {"description": "Nothing has changed"}, 404: _NONE})
async def job(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    response: Response,
    desk: DeskOf,
    who: PersonOf,
    number: Number,
    wait_s: Annotated[float, Query(ge=0, le=MOST_WAIT_S)] = 0.0,
) -> Any:  # noqa: ANN401  JSON, or nothing
    """Answer how far a job is, and once it is done what came of it."""
    found = desk.job(number, who)
    known = request.headers.get("if-none-match", "")
    end, waited_for = time.monotonic() + wait_s, known or _etag(found)
    # the job changes in a thread: nothing here could wake whoever waits
    while found.is_open and _etag(found) in waited_for and time.monotonic() < end:  # noqa: ASYNC110
        await anyio.sleep(_LOOKED_EVERY_S)
    desk.job(number, who)  # which was asked after until now
    headers = {"ETag": _etag(found), "Cache-Control": "no-cache"}
    if _etag(found) in known:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return _document(found, request.app.state.plan)


@router.delete("/{number}", status_code=202, dependencies=_PLANNER, responses={404: _NONE})
def cancel(request: Request, desk: DeskOf, who: PersonOf, number: Number) -> dict[str, Any]:
    """Cancel a job: one with an answer in hand gives it; asked a second time, it is killed."""
    return _document(desk.cancel(number, who), request.app.state.plan)


def _etag(job: Job) -> str:
    return f'"{job.number}-{job.version}"'


def _document(job: Job, plan: Plan) -> dict[str, Any]:
    """Return a job as plain values."""
    say = plan.terms.speaker("en").text
    return {
        "job": job.number,
        "kind": job.asked.kind,
        "asked": job.asked.model_dump(exclude_none=True),
        "state": job.state,
        "cancelling": job.is_open and job.cancels > 0,
        "progress": {
            "gain": job.progress.get("gain"),
            "bound": job.progress.get("bound"),
            "gap": job.progress.get("gap"),
            "seconds": job.seconds,
        },
        "problems": [one.to_document() | {"text": say(one)} for one in job.problems],
        "result": job.result,
    }
