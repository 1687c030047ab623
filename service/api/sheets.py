"""A map as a sheet to print or a picture, of a scenario or of edits."""

from typing import Annotated, Literal

import geopandas as gpd
from fastapi import APIRouter, Request, Response
from pydantic import Field

from geo.coverage.scope import Scope
from layers.errors import MeasureError
from layers.geometry.antimeridian import Extent, smallest_extent
from layers.messages import Language, Message
from layers.runtime.extras import require
from service.api.access import require_role
from service.api.bodies import JsonRoute
from service.api.dependencies import SessionAsOf
from service.api.exports import file_headers
from service.api.measures import MeasureRequest, requested_scenario
from service.api.session import PlannerSession
from service.report import REPORTS
from service.scenario_service import Given

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_LEAST_DEG = 0.005
_MARGIN = 0.12
_MEDIA_TYPES = {"pdf": REPORTS[".pdf"], "png": "image/png"}
_Degrees = Annotated[float, Field(ge=-720, le=720, allow_inf_nan=False)]


class SheetRequest(MeasureRequest):
    """What a sheet shows: a scenario or edits as `/api/measure` takes them, at the first radius.

    `bbox` is its extent in degrees (west, south, east, north); without it, it is that of the zones
    of `aim`, else of the plan. It is compared with `against`: then land gained and lost, and whom
    more or less is reached. `title` replaces that of the scenario. The regions are tinted by the
    people or the land that is reached, of a scenario by its `change`, unless that is false;
    `layers` are shown above the zones.
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
    responses={200: {"content": {kind: {} for kind in _MEDIA_TYPES.values()}}},
)
def sheet(request: Request, session: SessionAsOf, question: SheetRequest) -> Response:
    """Return the map of a scenario or of edits, to print (`pdf`) or as a picture (`png`).

    It is drawn as the maps of a report are: in an equal-area projection chosen by its extent, with
    a scale bar that holds at its middle, and a legend of what it shows.
    """
    require("reports", "typst")
    from service.report.maps import Maps  # noqa: PLC0415
    from service.report.measured import Measured  # noqa: PLC0415
    from service.report.render import day_of  # noqa: PLC0415
    from service.report.sheet import sheet as drawn  # noqa: PLC0415  slow to load
    from service.report.writer import Edition  # noqa: PLC0415

    plan, about = session.plan, session.plan_session
    scenario, _ = requested_scenario(session, question)
    radii = (question.radii[0],)
    after = session.measure(scenario, radii, question.draft, question.way)
    before = session.coverage(question.against, radii, question.way)
    given = session.given(scenario) if isinstance(scenario, str) else Given(scenario)
    one = None
    if given.scenario is not None:
        one = Measured(given.scenario, about.compared(before, after), given.record)
    number = request.app.state.settings.review_number
    content = drawn(
        plan,
        before if one is not None else after,
        one,
        f".{question.format}",
        Edition(question.lang, day_of(plan), number),
        extent=_extent(session, question, after.zone_frame),
        paper=question.paper,
        title=question.title.strip(),
        layers=question.layers,
        tint=question.tint,
        is_change=question.change,
        maps=about.cached(("maps", question.lang), lambda: Maps(plan, question.lang)),
    )
    kind = _MEDIA_TYPES[question.format]
    name = f"{plan.name}-{after.scenario}.{question.format}"
    return Response(content, media_type=kind, headers=file_headers(name))


def _extent(
    session: PlannerSession, question: SheetRequest, zones: gpd.GeoDataFrame
) -> Extent | None:
    """Return the extent of a sheet in the map's longitudes, None for the whole plan.

    Raises:
        MeasureError: it holds nothing of the plan.
    """
    if question.bbox is None and not question.aim:
        return None
    if question.bbox is None:
        own = Scope.parse(question.aim or "", session.plan).zones(zones)
        west, south, east, north = smallest_extent([own.geometry.to_numpy()])
        margin = _MARGIN * max(east - west, north - south)
        return west - margin, south - margin, east + margin, north + margin
    around = session.plan_session.around
    west, south, east, north = question.bbox
    turn = 360 * round((around[0] + around[2] - west - east) / 720)
    west, east = max(west + turn, around[0]), min(east + turn, around[2])
    south, north = max(south, around[1]), min(north, around[3])
    if west > east or south > north:
        raise MeasureError(Message("service-sheet-nothing").at("bbox"))
    return west, south, max(east, west + _LEAST_DEG), max(north, south + _LEAST_DEG)
