"""A scenario as a file to download, in every format that `export` writes."""

import time
from functools import cache, partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from fastapi import Path as PathParam
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask
from starlette.convertors import Convertor, register_url_convertor

from geo.coverage.travel import By
from layers.errors import BusyError, UnknownError
from layers.messages import Language, Message
from layers.runtime.budget import spend
from layers.scenario_id import ID
from layers.store import Person
from service.api.access import require_role
from service.api.dependencies import PersonOf, QueueOf, ScenarioPath, SessionOf
from service.api.middleware import LIMIT_S
from service.api.problem_document import RESPONSES
from service.budget import budget_of_environment
from service.export_content import MEDIA_TYPES, digest_of
from service.jobs import Job, JobQueue, SharedQueue
from service.jobs.export import ExportRequest
from service.jobs.work import PhaseYear
from service.report import DECISION
from service.report.html import POLICY

router = APIRouter(dependencies=[require_role("viewer")])

_TURN_S = 20.0
_LOOKED_EVERY_S = 0.5  # whether the client has left
_LONGEST_WAIT_S = 10.0
_MOST_WAITING = 256
LATER = {**RESPONSES["default"], "description": "Too many at once; ask again as `Retry-After` says"}


class _ScenarioId(Convertor[str]):
    """A scenario's id in a path, which ends at the first dot: `north.shp.zip`."""

    regex = ID

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("scenario_id", _ScenarioId())

Suffix = Annotated[
    str, PathParam(max_length=20, json_schema_extra={"enum": [one[1:] for one in MEDIA_TYPES]})
]


@router.get(
    "/exports/{scenario:scenario_id}.{suffix}",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in dict.fromkeys(MEDIA_TYPES.values())}},
        429: LATER,
        503: LATER,
    },
)
async def export_file(  # noqa: PLR0913, PLR0917  each is a part of the request
    session: SessionOf,
    queue: QueueOf,
    who: PersonOf,
    scenario: str,
    suffix: Suffix,
    lang: Language = "en",
    *,
    by: By = "line",
    annex: bool = False,
    as_of: PhaseYear = None,
) -> FileResponse:
    """Return a file of the stored scenario, or of `baseline`, in the suffix's format.

    It is what `zonewright export` writes: `.gpkg` has the whole plan and the measures, `.xlsx` the
    zones and every figure, `.pdf`, `.html` and `.docx` are a report in the language `lang` (with
    `annex` also of the whole plan), `.decision.html` is one with what measures it again,
    `.slides.html` a few slides, `.dossier.zip` the files of an application, each other format has
    the zones. A report and a workbook are `by` road, if asked for. `as_of` is the year by
    the end of which the phases of the scenario are carried out. A separate process writes it, a few
    at a time.
    """
    export = ExportRequest(
        kind="export",
        suffix=f".{suffix}",
        scenarios=[scenario],
        lang=lang,
        by=by,
        annex=annex,
        as_of=as_of,
    )
    export.check()
    scenarios = {scenario: await to_thread.run_sync(session.given, scenario)}
    start = partial(queue.start, export, who, scenarios, budget_of_environment(LIMIT_S).seconds)
    job = await to_thread.run_sync(start)
    path = await file_written(queue, job, who)
    noted = scenario, scenarios[scenario].revision, export.suffix
    sha256 = await to_thread.run_sync(digest_of, path, export.suffix)
    await to_thread.run_sync(session.scenarios.exported, *noted, sha256)
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[export.suffix],
        headers=file_headers(path.name),
        background=BackgroundTask(queue.forget, job.number, who),
    )


@router.get(
    "/api/scenarios/{scenario}/decision",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPES[DECISION]: {}}}, 429: LATER, 503: LATER},
)
async def decision_file(  # noqa: PLR0913  each is a part of the request
    session: SessionOf,
    queue: QueueOf,
    who: PersonOf,
    scenario: ScenarioPath,
    lang: Language = "en",
    *,
    as_of: PhaseYear = None,
) -> FileResponse:
    """Return the decision file of a stored scenario: a report with what measures it again."""
    return await export_file(session, queue, who, scenario, DECISION[1:], lang, as_of=as_of)


async def file_written(queue: JobQueue | SharedQueue, job: Job, who: Person) -> Path:
    """Return the file of a job once it is written; cancel the job if the client leaves.

    Raises:
        BusyError: it waits too long for its turn, or the process that held it has ended.
        ZonewrightError: the job's error.
    """
    began, path = time.monotonic(), None
    try:
        while job.is_open:
            spend()
            if job.state == "waiting" and time.monotonic() - began > _TURN_S:
                raise BusyError(Message("service-jobs-busy"))
            job = await job_changed(queue, job, who, _LOOKED_EVERY_S)
        if job.error is not None:
            raise job.error
        path = await to_thread.run_sync(queue.file, job.number, who)
    except UnknownError as error:  # the process that held it has ended since
        raise BusyError(Message("service-export-lost")) from error
    finally:
        if path is None:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(queue.forget, job.number, who)
    return path


async def job_changed(queue: JobQueue | SharedQueue, job: Job, who: Person, seconds: float) -> Job:
    """Return a job once it has changed, else after some seconds; another thread waits for it.

    Raises:
        ZonewrightError: it is no longer there, or the process that has the queue has ended.
    """
    wait = partial(queue.wait, job.number, who, job.version, min(seconds, _LONGEST_WAIT_S))
    return await to_thread.run_sync(wait, abandon_on_cancel=True, limiter=_waiting())


@cache
def _waiting() -> CapacityLimiter:
    """Return the threads that wait for jobs: apart from those that answer requests."""
    return CapacityLimiter(_MOST_WAITING)


def file_headers(name: str) -> dict[str, str]:
    """Return the headers of a file to download, by its name; an HTML file may run no script."""
    headers = {
        "Content-Disposition": _attached(name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
    }
    if name.endswith(".html"):
        headers["Content-Security-Policy"] = f"{POLICY}; sandbox"
    return headers


def _attached(name: str) -> str:
    r"""Return the `Content-Disposition` of a file name, with an ASCII fallback.

    >>> _attached("片区-north.csv")
    'attachment; filename="__-north.csv"; filename*=UTF-8\'\'%E7%89%87%E5%8C%BA-north.csv'
    """
    plain = "".join(sign if sign.isascii() and sign not in '"\\\\' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
