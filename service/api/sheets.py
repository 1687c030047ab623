"""A map as a sheet to print or a picture, of a scenario or of edits."""

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from pydantic import Field
from starlette.background import BackgroundTask

from layers.errors import MeasureError
from layers.geometry.antimeridian import Extent
from layers.messages import Language, Message
from layers.store import Person
from service.api.access import require_role
from service.api.bodies import JsonRoute
from service.api.dependencies import PersonOf, QueueOf, SessionAsOf
from service.api.exports import LATER, file_headers, file_written
from service.api.measures import MeasureRequest, requested_scenario
from service.api.middleware import LIMIT_S
from service.api.session import PlannerSession
from service.budget import budget_of_environment
from service.jobs import Job, JobQueue, SharedQueue
from service.jobs.sheet import AGAINST, SHOWN, SheetJob
from service.report import REPORTS
from service.scenario_service import Given

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_LEAST_DEG = 0.005
_MEDIA_TYPES = {"pdf": REPORTS[".pdf"], "png": "image/png"}
_Degrees = Annotated[float, Field(ge=-720, le=720, allow_inf_nan=False)]


class SheetRequest(MeasureRequest):
    """The content of a sheet: a scenario or edits as in `/api/measure`, at the first radius.

    `bbox` is its extent in degrees (west, south, east, north); without it, it is that of the zones
    of `aim`, else of the plan. Compared with `against`, it shows land gained and lost, and the
    people newly or no longer within reach. `title` replaces that of the scenario. The regions are
    tinted by the people or the land within reach, for a scenario by their `change`, unless that is
    false; `layers` are shown above the zones.
    """

    bbox: tuple[_Degrees, _Degrees, _Degrees, _Degrees] | None = None
    title: str = Field("", max_length=200)
    tint: Literal["people", "land"] = "people"
    change: bool = True
    layers: list[Literal["clusters", "gateways", "violations"]] = Field([], max_length=3)
    paper: Literal["a4", "a3"] = "a4"
    format: Literal["pdf", "png"] = "pdf"
    lang: Language = "en"


@router.post(
    "/sheet",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in _MEDIA_TYPES.values()}},
        429: LATER,
        503: LATER,
    },
)
async def sheet(
    session: SessionAsOf, queue: QueueOf, who: PersonOf, question: SheetRequest
) -> FileResponse:
    """Return the map of a scenario or of edits, to print (`pdf`) or as a picture (`png`).

    It is drawn as the maps of a report are: in an equal-area projection chosen by its extent, with
    a scale bar that holds at its middle, and a legend of its signs. A separate process draws it, a
    few at a time.
    """
    job = await to_thread.run_sync(_started, session, queue, who, question)
    path = await file_written(queue, job, who)
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[question.format],
        headers=file_headers(path.name),
        background=BackgroundTask(queue.forget, job.number, who),
    )


def _started(
    session: PlannerSession, queue: JobQueue | SharedQueue, who: Person, question: SheetRequest
) -> Job:
    """Return the job that draws the sheet.

    Raises:
        ZonewrightError: a scenario is unknown, edits are invalid, or the extent holds nothing.
    """
    scenario, _ = requested_scenario(session, question)
    shown = session.given(scenario) if isinstance(scenario, str) else Given(scenario)
    work = SheetJob(
        suffix=f".{question.format}",
        lang=question.lang,
        radius=question.radii[0],
        travel=question.travel,
        extent=_extent(session, question),
        aim=question.aim or "",
        paper=question.paper,
        title=question.title.strip(),
        layers=tuple(question.layers),
        tint=question.tint,
        change=question.change,
    )
    scenarios = {SHOWN: shown, AGAINST: session.given(question.against)}
    return queue.start(work, who, scenarios, budget_of_environment(LIMIT_S).seconds)


def _extent(session: PlannerSession, question: SheetRequest) -> Extent | None:
    """Return the extent that is asked for in the map's longitudes, None if none is.

    Raises:
        MeasureError: it holds nothing of the plan.
    """
    if question.bbox is None:
        return None
    around = session.plan_session.around
    west, south, east, north = question.bbox
    turn = 360 * round((around[0] + around[2] - west - east) / 720)
    west, east = max(west + turn, around[0]), min(east + turn, around[2])
    south, north = max(south, around[1]), min(north, around[3])
    if west > east or south > north:
        raise MeasureError(Message("service-sheet-nothing").at("bbox"))
    return west, south, max(east, west + _LEAST_DEG), max(north, south + _LEAST_DEG)
