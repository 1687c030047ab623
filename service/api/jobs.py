"""Long work as jobs: start, poll, cancel; a job is visible only to the person who started it.

A poll with `?wait_s=20` is answered as soon as the job changes: since the ETag in `If-None-Match`,
or since the request; at once if the job has ended, or if twenty requests of the same person wait.
"""

import time
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import FileResponse

from layers.scenario_id import BASELINE
from service.api.access import require_role
from service.api.address import root_of
from service.api.answers.base import described
from service.api.answers.jobs import JobDocument
from service.api.bodies import JsonRoute
from service.api.dependencies import PersonOf, QueueOf, SessionOf
from service.api.exports import LATER, file_headers, job_changed
from service.api.limits import Waits
from service.api.problem_document import RESPONSES
from service.export_content import MEDIA_TYPES, suffix_of
from service.jobs import Job, JobBody
from service.jobs.proposal import ProposalRequest
from service.jobs.requests import JobRequest
from service.report import DECIDED
from service.scenario_service import Given

router = APIRouter(prefix="/api/jobs", dependencies=[require_role("viewer")], route_class=JsonRoute)

MOST_WAIT_S = 30.0
_DEPRECATED = "@1796256000"  # 2026-12-03, as RFC 9745 writes it
_PLANNER = [require_role("planner")]
_LOCATED = {"description": "It waits or runs; `Location` has its status"}
_REFUSED = RESPONSES["default"]
_NONE = {**_REFUSED, "description": "The person has no such job"}
_STARTED: dict[int | str, dict[str, Any]] = {202: _LOCATED, 429: LATER, 503: LATER}
_POLLED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed"},
    404: _NONE,
}


_Number = Annotated[str, Path(max_length=64)]


@router.post("", dependencies=_PLANNER, **described(JobDocument, 202, _STARTED))
def start(  # noqa: PLR0913, PLR0917  each is a part of the request
    http_request: Request,
    response: Response,
    queue: QueueOf,
    who: PersonOf,
    session: SessionOf,
    request: Annotated[JobBody, Body()],
) -> dict[str, Any]:
    """Start a job over the scenarios that it names, in their present state."""
    job = started(session, queue, who, request)
    response.headers["Location"] = f"{root_of(http_request)}{router.prefix}/{job.number}"
    if isinstance(request, ProposalRequest) and request.deprecated:
        response.headers["Deprecation"] = _DEPRECATED
    return _document(job, http_request)


def started(
    session: SessionOf, queue: QueueOf, who: PersonOf, request: JobRequest, *, is_raw: bool = False
) -> Job:
    """Start a job over the scenarios that it names, in their present state; note an export."""
    scenarios = {name: session.given(name) for name in request.named}
    if request.kind == "export" and request.suffix not in DECIDED:  # noted with a digest
        for name, one in (scenarios or {BASELINE: Given()}).items():
            session.scenarios.exported(name, one.revision, request.suffix)
    return queue.start(request, who, scenarios, is_raw=is_raw)


@router.get("", **described(list[JobDocument]))
def jobs(request: Request, queue: QueueOf, who: PersonOf) -> list[dict[str, Any]]:
    """List one's own jobs, newest first, without their results."""
    return [_document(job, request) | {"result": None} for job in queue.jobs(who)]


@router.get("/{number}", **described(JobDocument, others=_POLLED))
async def job(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    response: Response,
    queue: QueueOf,
    who: PersonOf,
    number: _Number,
    wait_s: Annotated[float, Query(ge=0, le=MOST_WAIT_S)] = 0.0,
) -> Any:  # noqa: ANN401  JSON, or nothing
    """Return a job's progress, and its result once it is done."""
    current = await to_thread.run_sync(queue.job, number, who)
    known = request.headers.get("if-none-match", "")
    began, waited_s, waited_for = time.monotonic(), 0.0, known or _etag(current)
    waits: Waits = request.app.state.limits.waits
    with waits.place(who) as may_wait:
        while may_wait and current.is_open and _etag(current) in waited_for and waited_s < wait_s:
            current = await job_changed(queue, current, who, wait_s - waited_s)
            waited_s = time.monotonic() - began
    headers = {"ETag": _etag(current), "Cache-Control": "no-cache"}
    if _etag(current) in known:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return _document(current, request)


@router.get("/{number}/file", response_class=FileResponse, responses={404: _NONE})
def file(session: SessionOf, queue: QueueOf, who: PersonOf, number: _Number) -> FileResponse:
    """Return the file that a job has written."""
    path = queue.file(number, who)
    done = queue.job(number, who)
    suffix = suffix_of(path)
    if suffix in DECIDED and done.result is not None:
        revision = session.scenarios.revision(done.request.named[0], done.result["revision"])
        session.scenarios.exported(revision.scenario, revision, suffix, done.result["sha256"])
    return FileResponse(path, media_type=MEDIA_TYPES[suffix], headers=file_headers(path.name))


@router.delete("/{number}", dependencies=_PLANNER, **described(JobDocument, 202, {404: _NONE}))
def cancel(request: Request, queue: QueueOf, who: PersonOf, number: _Number) -> dict[str, Any]:
    """Cancel a job: it returns the best answer so far, if any; a second request kills it."""
    return _document(queue.cancel(number, who), request)


def _etag(job: Job) -> str:
    return f'"{job.number}-{job.version}"'


def _document(job: Job, request: Request) -> dict[str, Any]:
    """Return a job as plain values."""
    state = request.app.state
    say = state.plan.terms.speaker("en").text
    problems = state.paths.all_hidden(job.problems)
    return {
        "job": job.number,
        "kind": job.request.kind,
        "asked": job.request.model_dump(exclude_none=True),
        "started": job.started.isoformat(timespec="seconds"),
        "state": job.state,
        "cancelling": job.is_open and job.cancels > 0,
        "progress": {
            "gain": job.progress.get("gain"),
            "bound": job.progress.get("bound"),
            "gap": job.progress.get("gap"),
            "share": job.progress.get("share"),
            "left_s": job.progress.get("left_s"),
            "land": job.progress.get("land"),
            "done": job.progress.get("done"),
            "of": job.progress.get("of"),
            "seconds": job.seconds,
        },
        "problems": [one.to_document() | {"text": say(one)} for one in problems],
        "result": job.result,
    }
