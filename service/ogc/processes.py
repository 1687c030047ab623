"""OGC API Processes: the kinds of jobs as processes, and the jobs that run them.

A process is a kind of `service.jobs.requests`: its inputs are the options of the request. The jobs
are those of `/api/jobs`, started there or here. All run asynchronously; a file is
returned by reference, every other result by value.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Body, Request, Response
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from geo.validation import shown
from layers.errors import JobError, UnknownError
from layers.messages import Message
from service.api.access import require_role
from service.api.address import root_of
from service.api.answers import ogc as answers
from service.api.answers.base import schema_of
from service.api.answers.jobs import Proposed, SweepSummary
from service.api.bodies import JsonRoute
from service.api.dependencies import PersonOf, QueueOf, SessionOf
from service.api.jobs import started
from service.export_content import MEDIA_TYPES, suffix_of
from service.jobs import Job, JobBody
from service.jobs.requests import JobRequest
from service.ogc.collections import Collection
from service.ogc.documents import JSON_TYPE, Link, Reply, ReplyOf, answer_of, classes
from service.ogc.items import CHECKED

router = APIRouter(
    prefix="/ogc",
    dependencies=[require_role("viewer"), *CHECKED],
    default_response_class=Response,
    route_class=JsonRoute,
)
CONFORMANCE = classes(
    "ogcapi-processes-1/1.0", "core ogc-process-description json html oas30 job-list dismiss"
)

_REL = "http://www.opengis.net/def/rel/ogc/1.0"
_EXCEPTION = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
_VERSION = "1.0.0"
_PLANNER = [require_role("planner")]
_OUTPUT = "result"
_REQUESTS: Mapping[str, type[BaseModel]] = {
    get_args(each.model_fields["kind"].annotation)[0]: each for each in get_args(JobRequest)
}
_STATES = {"waiting": "accepted", "done": "successful", "cancelled": "dismissed"}
_STARTED: dict[int | str, dict[str, Any]] = {
    201: {
        "description": "It waits or runs; `Location` has its status",
        "content": {JSON_TYPE: {"schema": schema_of(answers.StatusInfo)}},
    }
}
_ALONE = [schema_of(each) for each in (answers.Results, Proposed, SweepSummary)]
_RESULTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON_TYPE: {"schema": {"anyOf": _ALONE}}}},
    204: {"description": "`Link` is where the file is"},
}
_ProcessPath = Annotated[str, InPath(max_length=64)]
_JobPath = Annotated[str, InPath(max_length=64)]


class Output(BaseModel, extra="forbid", alias_generator=to_camel):
    """How an output is to be returned; without it, as its process returns it."""

    transmission_mode: Literal["value", "reference"] | None = None


class Execution(BaseModel):
    """A request to run a process: its inputs by name, and how its result is to be returned."""

    model_config = ConfigDict(extra="forbid")

    inputs: Annotated[dict[str, Any], Field(max_length=100)] = Field(default_factory=dict)
    outputs: dict[Literal["result"], Output] = Field(default_factory=dict)
    response: Literal["raw", "document"] = "raw"


def links_to_processes(reply: Reply) -> list[Link]:
    """Return the links of the landing page to processes and jobs."""
    return [
        reply.link(f"{_REL}/processes", JSON_TYPE, "processes", title="Processes"),
        reply.link(f"{_REL}/job-list", JSON_TYPE, "jobs", title="Jobs"),
    ]


def links_of(_reply: Reply, _found: Collection) -> list[Link]:
    """Return no link: processes take a whole plan."""
    return []


@router.get("/processes", responses=answer_of(answers.Processes))
def processes(reply: ReplyOf) -> Response:
    """List the processes."""
    return reply.answer({"processes": [_summary(reply, each) for each in _REQUESTS], "links": []})


@router.get("/processes/{process}", responses=answer_of(answers.Process))
def process(reply: ReplyOf, process: _ProcessPath) -> Response:
    """Return the description of a process: its inputs and its output."""
    schema = _request_of(process).model_json_schema()
    definitions = schema.get("$defs", {})
    needed = schema.get("required", ())
    inputs = {
        name: {
            "title": one.pop("title", name),
            "minOccurs": int(name in needed),
            "maxOccurs": 1,
            "schema": one | ({"$defs": definitions} if definitions else {}),
        }
        for name, one in schema["properties"].items()
        if name != "kind"
    }
    result = {"title": "The result", "schema": {"type": "object"}}
    document = _summary(reply, process) | {"inputs": inputs, "outputs": {_OUTPUT: result}}
    execute = reply.link(f"{_REL}/execute", JSON_TYPE, "processes", process, "execution")
    return reply.answer(document | {"links": [execute]})


@router.post(
    "/processes/{process}/execution",
    status_code=201,
    dependencies=_PLANNER,
    responses=_STARTED,
)
def execution(  # noqa: PLR0913, PLR0917  each is a part of the request
    reply: ReplyOf,
    queue: QueueOf,
    who: PersonOf,
    session: SessionOf,
    process: _ProcessPath,
    request: Annotated[Execution, Body()],
) -> Response:
    """Start a job that runs a process, over the scenarios that it names in their present state."""
    _request_of(process)
    mode = request.outputs["result"].transmission_mode if request.outputs else None
    if mode not in {None, _transmission(process)}:
        wrong = Message("value-not-allowed", expected=_transmission(process), given=shown(mode))
        place = ("body", "outputs", _OUTPUT, "transmissionMode")
        raise RequestValidationError([wrong.at(*place)])
    try:
        body = TypeAdapter[JobRequest](JobBody).validate_python(request.inputs | {"kind": process})
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", "inputs", *one["loc"][1:])} for one in error.errors()]
        ) from error
    job = started(session, queue, who, body, is_raw=request.response == "raw")
    answer = _answer(reply, _status(reply, job), 201)
    answer.headers["Location"] = reply.address("jobs", job.number)
    return answer


@router.get("/jobs", responses=answer_of(answers.Jobs))
def jobs(reply: ReplyOf, queue: QueueOf, who: PersonOf) -> Response:
    """List one's own jobs, newest first."""
    listed = [_status(reply, each) for each in queue.jobs(who)]
    return _answer(reply, {"jobs": listed, "links": []})


@router.get("/jobs/{job}", responses=answer_of(answers.StatusInfo))
def job(reply: ReplyOf, queue: QueueOf, who: PersonOf, job: _JobPath) -> Response:
    """Return the status of a job."""
    return _answer(reply, _status(reply, _own(queue, job, who)))


@router.get("/jobs/{job}/results", responses=_RESULTS)
def results(
    request: Request, reply: ReplyOf, queue: QueueOf, who: PersonOf, job: _JobPath
) -> Response:
    """Return the result of a job that is done."""
    found = _own(queue, job, who)
    if found.is_open:
        error = Message("ogc-job-not-ready", job=job)
        raise UnknownError(error, details={"type": f"{_EXCEPTION}/result-not-ready"})
    if found.result is None:
        raise JobError(found.problems or Message("ogc-job-dismissed", job=job))
    if found.request.kind != "export":
        return _answer(reply, found.result if found.is_raw else {_OUTPUT: found.result})
    name = Path(found.result["file"])
    address = f"{root_of(request)}/api/jobs/{found.number}/file"
    media_type = MEDIA_TYPES[suffix_of(name)]
    if found.is_raw:
        to_file = f'<{address}>; rel="{_OUTPUT}"; type="{media_type}"'
        return Response(status_code=204, headers={"Link": to_file, "Cache-Control": "no-cache"})
    return _answer(reply, {_OUTPUT: {"href": address, "type": media_type, "title": name.name}})


@router.delete("/jobs/{job}", dependencies=_PLANNER, responses=answer_of(answers.StatusInfo))
def dismiss(reply: ReplyOf, queue: QueueOf, who: PersonOf, job: _JobPath) -> Response:
    """Cancel a job that waits or runs; delete one that has ended."""
    found = _own(queue, job, who)
    if found.is_open:
        found = queue.cancel(job, who)
    else:
        queue.forget(job, who)
    return _answer(reply, _status(reply, found) | {"status": "dismissed"})


def _request_of(process: str) -> type[BaseModel]:
    """Return the request that describes a process.

    Raises:
        UnknownError: there is no such process.
    """
    if process not in _REQUESTS:
        known = tuple(_REQUESTS)
        unknown = Message("ogc-process-unknown", given=shown(process), known=known)
        raise UnknownError(unknown, details={"type": f"{_EXCEPTION}/no-such-process"})
    return _REQUESTS[process]


def _own(queue: QueueOf, number: str, who: PersonOf) -> Job:
    """Return a job that a person started.

    Raises:
        UnknownError: the person has none of that number.
    """
    try:
        return queue.job(number, who)
    except UnknownError as error:
        raise UnknownError(error.problems, details={"type": f"{_EXCEPTION}/no-such-job"}) from error


def _transmission(process: str) -> Literal["value", "reference"]:
    return "reference" if process == "export" else "value"


def _summary(reply: Reply, process: str) -> dict[str, Any]:
    description = " ".join((_REQUESTS[process].__doc__ or "").split())
    title, _, _ = description.partition(":")
    return {
        "id": process,
        "version": _VERSION,
        "title": title,
        "description": description,
        "jobControlOptions": ["async-execute", "dismiss"],
        "outputTransmission": [_transmission(process)],
        "links": [reply.link("self", JSON_TYPE, "processes", process, title=title)],
    }


def _status(reply: Reply, job: Job) -> dict[str, Any]:
    """Return the status of a job; one that is being cancelled is dismissed."""
    is_dismissed = job.cancels and job.result is None
    status = "dismissed" if is_dismissed else _STATES.get(job.state, job.state)
    title = "The result"
    links = [reply.link("self", JSON_TYPE, "jobs", job.number)]
    if job.result is not None:
        links.append(
            reply.link(f"{_REL}/results", JSON_TYPE, "jobs", job.number, "results", title=title)
        )
    share, done, of = (job.progress.get(name) for name in ("share", "done", "of"))
    if share is None and done is not None and of:
        share = done / of
    document: dict[str, Any] = {
        "jobID": job.number,
        "processID": job.request.kind,
        "type": "process",
        "status": status,
        "links": links,
    }
    if job.problems:
        document["message"] = str(job.problems[0])
    if share is not None:
        document["progress"] = int(100 * min(max(share, 0.0), 1.0))
    return document


def _answer(reply: Reply, document: Mapping[str, Any], status: int = 200) -> Response:
    """Return a document that changes as its job does, and is not kept."""
    encoded = reply.encoded(document)
    headers = {**encoded.headers, "Cache-Control": "no-cache"}
    return Response(encoded.content, status, headers, encoded.media_type)
