"""A scenario as slides: a browser gets a page about the work that is done until they are ready.

Slides of a draft are started by `POST /api/present` and shown at the address that it answers.
"""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from geo.coverage.travel import By
from geo.scenario.phase import MOST_PHASES, find_phases
from layers.errors import ScenarioError, SignInError, UnknownError, ZonewrightError
from layers.messages import Language, Message
from layers.messages.languages import in_language
from layers.scenario_id import ID_PATTERN
from layers.store import Person
from service.api.access import require_role
from service.api.address import root_of
from service.api.bodies import JsonRoute
from service.api.dependencies import PersonOf, QueueOf, ScenarioPath, SessionOf
from service.api.editing import Draft, build_draft
from service.api.errors import status_of
from service.api.exports import LATER, export_file, file_headers, job_changed
from service.api.session import PlannerSession
from service.jobs import Job, JobQueue, SharedQueue
from service.jobs.export import ExportRequest
from service.jobs.work import PhaseYear
from service.page import awaited_html, security_policy
from service.report import SLIDES
from service.scenario_service import Given

_PATIENCE_S = 3.0
_DRAFT = "draft"
"""How the address names the slides of a draft of no stored scenario."""
_NOT_KEPT = {"Cache-Control": "no-store", "Vary": "Accept"}
_HTML = "text/html"


class _PageRoute(APIRoute):
    """A page of the service: a browser without a session is led to the page that asks for one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which leads to the map of the scenario, where people sign in."""
        answer = super().get_route_handler()

        async def page(request: Request) -> Response:
            try:
                return await answer(request)
            except SignInError:
                if not _is_browser(request):
                    raise
                named = urlencode({"scenario": request.path_params["scenario"]})
                return RedirectResponse(f"{root_of(request)}/?{named}", 303, _NOT_KEPT)

        return page


router = APIRouter(dependencies=[require_role("viewer")])
_pages = APIRouter(route_class=_PageRoute)
_drafts = APIRouter(prefix="/api", route_class=JsonRoute)


def _is_browser(request: Request) -> bool:
    return _HTML in request.headers.get("accept", "")


class PresentQuery(BaseModel):
    """How slides are made; `job` is the number of the job that makes them for a browser.

    Those of a `draft` have no other origin than their job.
    """

    lang: Language = "en"
    by: By = "line"
    as_of: PhaseYear = None
    draft: bool = False
    job: str | None = Field(default=None, max_length=64)

    def address(self, job: str | None = None) -> str:
        """Return the query of the same slides, made by a job if one is given."""
        draft = "true" if self.draft else None
        asked = {"lang": self.lang, "by": self.by, "as_of": self.as_of, "draft": draft, "job": job}
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def export(self, scenario: str) -> ExportRequest:
        """Return the job that makes the slides of a scenario."""
        return ExportRequest(
            kind="export",
            suffix=SLIDES,
            scenarios=[scenario],
            lang=self.lang,
            by=self.by,
            as_of=self.as_of,
        )


class DraftSlidesRequest(Draft):
    """A draft with its phases, the stored scenario that it changes, and how slides are made.

    `as_of` is the year by the end of which the phases are carried out.
    """

    scenario: str | None = Field(None, pattern=ID_PATTERN)
    phases: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_PHASES)
    title: str = Field("", max_length=200)
    lang: Language = "en"
    by: By = "line"
    as_of: PhaseYear = None

    def given(self, session: PlannerSession) -> Given:
        """Return the draft as a scenario.

        Raises:
            ScenarioError: its edits, rules, targets or phases are invalid.
            UnknownError: the scenario that it changes is unknown, or not for this person to read.
        """
        if self.scenario is not None:
            session.given(self.scenario)
        scenario = build_draft(session, self, scenario=self.scenario or "edited").scenario
        phases, problems = find_phases(self.phases, len(scenario.edits))
        if problems:
            raise ScenarioError(problems)
        title = self.title.strip()
        titled = replace(scenario, title=title, title_zh=title) if title else scenario
        return Given(replace(titled, phases=phases))


@_drafts.post(
    "/present",
    status_code=202,
    response_class=Response,
    responses={202: {"description": "`Location` has the slides, once they are made"}, 429: LATER},
)
def present_draft(
    request: Request,
    session: SessionOf,
    queue: QueueOf,
    who: PersonOf,
    question: DraftSlidesRequest,
) -> Response:
    """Start the slides of unsaved edits, each marked as those of a draft.

    `Location` is the address at which a browser waits for them and shows them, for as long as the
    service keeps the job.
    """
    name = question.scenario or _DRAFT
    query = PresentQuery(lang=question.lang, by=question.by, as_of=question.as_of, draft=True)
    export = query.export(name)
    job = queue.start(export, who, {name: question.given(session)}, export.seconds)
    address = f"{root_of(request)}/present/{name}{query.address(job.number)}"
    return Response(status_code=202, headers={"Location": address} | _NOT_KEPT)


@_pages.get(
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
    (202) that states the progress and asks again automatically, and a page with the reason if the
    slides cannot be made. Any other waits for the slides, and gets a problem document.
    """
    if not _is_browser(request):
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
        if job.error is not None and not self.query.draft:
            await to_thread.run_sync(forget)
        if job.error is not None:
            raise job.error
        path = await to_thread.run_sync(self.queue.file, job.number, self.who)
        return _as_slides(
            FileResponse(
                path,
                media_type=_HTML,
                headers=file_headers(path.name),
                background=None if self.query.draft else BackgroundTask(forget),
            )
        )

    async def _job(self) -> Job:
        """Return the job that makes the slides: a new one if there is none, or it is forgotten."""
        if self.query.job is not None:
            try:
                return await to_thread.run_sync(self.queue.job, self.query.job, self.who)
            except UnknownError:  # the slides are loaded again
                pass
        if self.query.draft:
            raise UnknownError(Message("service-slides-draft-gone"))
        export = self.query.export(self.scenario)
        export.check()
        given = await to_thread.run_sync(self.session.given, self.scenario)
        start = partial(self.queue.start, export, self.who, {self.scenario: given}, export.seconds)
        job = await to_thread.run_sync(start)
        noted = self.scenario, given.revision, SLIDES
        await to_thread.run_sync(self.session.scenarios.exported, *noted)
        return job

    def _awaited(self, request: Request, job: Job) -> Response:
        """Return the page that states the progress, and asks again in a second."""
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
        title = Message("service-slides-failed", title=self._title())
        return self._page(request, status, title, problems)

    def _title(self) -> str:
        """Return the title of the scenario in the language of the slides, else its id."""
        try:
            if self.query.draft and self.query.job is not None:
                given = self.queue.job(self.query.job, self.who).scenarios[self.scenario]
            else:
                given = self.session.given(self.scenario)
        except ZonewrightError:
            return self.scenario
        if given.scenario is None:
            return self.scenario
        titles = {"title": given.scenario.title, "title_zh": given.scenario.title_zh}
        return in_language(titles, "title", self.query.lang) or self.scenario

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
            again=None
            if headers or self.query.draft
            else (self.query.address(), say(Message("service-slides-again"))),
            is_open=headers is not None,
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


router.include_router(_pages)
router.include_router(_drafts)
