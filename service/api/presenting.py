"""A scenario as slides: a browser gets a page about the work that is done until they are ready."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from geo.coverage.travel import By
from layers.errors import UnknownError, ZonewrightError
from layers.messages import Language, Message
from layers.store import Person
from service.api.access import require_role
from service.api.address import root_of
from service.api.dependencies import PersonOf, QueueOf, ScenarioPath, SessionOf
from service.api.errors import status_of
from service.api.exports import LATER, export_file, file_headers, job_changed
from service.api.session import PlannerSession
from service.jobs import Job, JobQueue, SharedQueue
from service.jobs.export import ExportRequest
from service.jobs.work import PhaseYear
from service.page import awaited_html, security_policy
from service.report import SLIDES

router = APIRouter(dependencies=[require_role("viewer")])

_PATIENCE_S = 3.0
_NOT_KEPT = {"Cache-Control": "no-store", "Vary": "Accept"}
_HTML = "text/html"


class PresentQuery(BaseModel):
    """How slides are made; `job` is the number of the job that makes them for a browser."""

    lang: Language = "en"
    by: By = "line"
    as_of: PhaseYear = None
    job: str | None = Field(None, max_length=64)

    def address(self, job: str | None = None) -> str:
        """Return the query of the same slides, made by a job if one is given."""
        asked = {"lang": self.lang, "by": self.by, "as_of": self.as_of, "job": job}
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})


@router.get(
    "/present/{scenario}",
    response_class=Response,
    responses={
        200: {"content": {_HTML: {}}},
        202: {"description": "For a browser: a page about the work, which asks again by itself"},
        429: LATER,
        503: LATER,
    },
)
async def present(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    session: SessionOf,
    queue: QueueOf,
    who: PersonOf,
    scenario: ScenarioPath,
    query: Annotated[PresentQuery, Query()],
) -> Response:
    """Return a stored scenario as a few slides, to show in the browser and to print.

    A client that accepts `text/html`, as browsers do, waits for three seconds; then it gets a page
    (202) that says what is being done and asks again by itself, and a page with the reason if the
    slides cannot be made. Any other waits for the slides, and gets a problem document.
    """
    if _HTML not in request.headers.get("accept", ""):
        named = scenario, SLIDES[1:], query.lang
        file = await export_file(session, queue, who, *named, by=query.by, as_of=query.as_of)
        return _as_slides(file)
    visit = _Visit(session, queue, who, scenario, query)
    try:
        return await visit.answer(request)
    except ZonewrightError as error:
        return visit.refused(request, error)


@dataclass(frozen=True)
class _Visit:
    """A browser's visit to the slides of a scenario."""

    session: PlannerSession
    queue: JobQueue | SharedQueue
    who: Person
    scenario: str
    query: PresentQuery

    async def answer(self, request: Request) -> Response:
        """Return the slides if they are ready within some seconds, else the page about the work.

        Raises:
            ZonewrightError: the scenario is unknown, no job may start, or the job has failed.
        """
        job = await self._job()
        until = time.monotonic() + _PATIENCE_S
        while job.is_open and (left_s := until - time.monotonic()) > 0:
            job = await job_changed(self.queue, job, self.who, left_s)
        if job.is_open:
            return self._awaited(request, job)
        forget = partial(self.queue.forget, job.number, self.who)
        if job.error is not None:
            await to_thread.run_sync(forget)
            raise job.error
        path = await to_thread.run_sync(self.queue.file, job.number, self.who)
        return _as_slides(
            FileResponse(
                path,
                media_type=_HTML,
                headers=file_headers(path.name),
                background=BackgroundTask(forget),
            )
        )

    async def _job(self) -> Job:
        """Return the job that makes the slides: a new one if there is none, or it is forgotten."""
        if self.query.job is not None:
            try:
                return await to_thread.run_sync(self.queue.job, self.query.job, self.who)
            except UnknownError:  # the slides are loaded again
                pass
        options = self.query.model_dump(include={"lang", "by", "as_of"})
        export = ExportRequest(kind="export", suffix=SLIDES, scenarios=[self.scenario], **options)
        export.check()
        given = await to_thread.run_sync(self.session.given, self.scenario)
        start = partial(self.queue.start, export, self.who, {self.scenario: given}, export.seconds)
        job = await to_thread.run_sync(start)
        noted = self.scenario, given.revision, SLIDES
        await to_thread.run_sync(self.session.scenarios.exported, *noted)
        return job

    def _awaited(self, request: Request, job: Job) -> Response:
        """Return the page that says what is being done, and asks again in a second."""
        waits = job.state == "waiting"
        sentences = [
            Message("service-slides-waits" if waits else "service-slides-work"),
            Message("service-slides-usual", by=self.query.by),
            Message("service-slides-so-far", seconds=job.seconds),
        ]
        headers = {"Refresh": f"1; url={self.query.address(job.number)}"}
        return self._page(request, 202, Message("service-slides-awaited"), sentences, headers)

    def refused(self, request: Request, error: ZonewrightError) -> Response:
        """Return the page that says why there are no slides, with the way to try again."""
        status, _ = status_of(error)
        problems = request.app.state.paths.all_hidden(error.problems)
        return self._page(request, status, Message("service-slides-failed"), problems)

    def _page(
        self,
        request: Request,
        status: int,
        title: Message,
        sentences: Any,  # noqa: ANN401  messages
        headers: dict[str, str] | None = None,
    ) -> Response:
        say = self.session.plan.terms.speaker(self.query.lang).text
        html = awaited_html(
            self.query.lang,
            say(title),
            [say(one) for one in sentences],
            again=None if headers else (self.query.address(), say(Message("service-slides-again"))),
            back=(f"{root_of(request)}/", say(Message("service-slides-back"))),
        )
        policy = {"Content-Security-Policy": security_policy()}
        return Response(html, status, _NOT_KEPT | policy | (headers or {}), _HTML)


def _as_slides(file: FileResponse) -> FileResponse:
    """Return a file as slides to show, whose own script may run."""
    from service.report.slides_html import policy  # noqa: PLC0415  slow to load

    del file.headers["Content-Disposition"]
    file.headers["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'self'"
    file.headers["Vary"] = "Accept"
    return file
