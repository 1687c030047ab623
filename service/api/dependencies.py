"""Dependencies of the handlers: user, session, scenarios, checked parameters, cached responses.

Those that neither compute nor read a file are `async`: they cost no hop to another thread.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request, Response

from geo.validation import shown
from layers.errors import DeniedError, MeasureError, NoRevisionError, SignInError
from layers.messages import Message
from layers.scenario_id import ID_PATTERN
from layers.store import Person
from service.api.access import WhoAsks
from service.api.bodies import compressed_response, with_etag
from service.api.kept_answers import keep
from service.api.plan_session import Encoded
from service.api.session import PlannerSession
from service.jobs import JobQueue, SharedQueue
from service.scenario_service import ScenarioService


async def _scenarios(request: Request, who: WhoAsks) -> ScenarioService:
    if who is None and not request.app.state.access.public:
        raise SignInError(Message("service-token-missing"))
    address = request.client.host if request.client else None
    state = request.app.state
    return ScenarioService(state.plan, state.store, who, address, state.session.any_meter)


ScenariosOf = Annotated[ScenarioService, Depends(_scenarios)]


async def _session(request: Request, scenarios: ScenariosOf) -> PlannerSession:
    return PlannerSession(scenarios, request.app.state.session)


async def _session_as_of(
    session: Annotated[PlannerSession, Depends(_session)],
    as_of: Annotated[int | None, Query(ge=1900, le=9999)] = None,
) -> PlannerSession:
    """Return the session to which scenarios are as of the end of the year `as_of`."""
    return replace(session, year=as_of)


async def _person(who: WhoAsks) -> Person:
    """Return the user; the role check has run already.

    Raises:
        SignInError: the user is not signed in.
    """
    if who is None:
        raise SignInError(Message("service-token-missing"))
    return who


async def _queue(request: Request) -> JobQueue | SharedQueue:
    queue: JobQueue | SharedQueue = request.app.state.jobs
    return queue


async def _bbox(bbox: str | None = None) -> tuple[float, float, float, float] | None:
    """Return (west, south, east, north) of `?bbox=w,s,e,n`, in degrees."""
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError as error:
        raise MeasureError(Message("service-bbox-invalid", given=shown(bbox))) from error
    return west, south, east, north


async def _revision(if_match: Annotated[str | None, Header(max_length=200)] = None) -> str:
    """Return the hash of the revision that a change is based on: the ETag in `If-Match`.

    A weak ETag, or several, is returned unchanged: it matches no revision.
    """
    tag = (if_match or "").strip()
    if tag in {"", "*"}:
        raise NoRevisionError(Message("service-revision-unnamed").at("If-Match"))
    return tag[1:-1] if tag[0] == tag[-1] == '"' else tag


def check_public(request: Request, visibility: str) -> None:
    """Check that a scenario may have this visibility.

    Raises:
        DeniedError: this service shows nothing to everyone.
    """
    if visibility == "public" and not request.app.state.access.public:
        raise DeniedError(Message("service-public-forbidden"))


PersonOf = Annotated[Person, Depends(_person)]
QueueOf = Annotated[JobQueue | SharedQueue, Depends(_queue)]
SessionOf = Annotated[PlannerSession, Depends(_session)]
SessionAsOf = Annotated[PlannerSession, Depends(_session_as_of)]
"""The session of a request that reports on scenarios: as of the end of its year `as_of`."""
MadeOn = Annotated[str, Depends(_revision)]
ScenarioPath = Annotated[str, Path(pattern=ID_PATTERN)]
ScenarioQuery = Annotated[str, Query(pattern=ID_PATTERN)]
TablesQuery = Annotated[str | None, Query()]
Bbox = Annotated[tuple[float, float, float, float] | None, Depends(_bbox)]


def named_tables(names: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the table names of `?tables=totals,regions`; all known ones if None.

    Raises:
        MeasureError: a table name is unknown.
    """
    if names is None:
        return known
    requested = tuple(name.strip() for name in names.split(",") if name.strip())
    unknown = [name for name in requested if name not in known]
    if unknown:
        raise MeasureError(
            Message("service-table-unknown", table=shown(name), known=known) for name in unknown
        )
    return requested


def cacheable(
    request: Request,
    body: str | Encoded,
    media_type: str = "application/json",
    *,
    is_shared: bool = True,
) -> Response:
    """Return a body with a strong ETag, or 304 if the browser has it already.

    The answer is kept (`service.api.kept_answers`), so nothing but the plan, the store and the
    request may determine it. `is_shared` is that of `compressed_response`.
    """
    keep(request)
    of = body if isinstance(body, Encoded) else with_etag(body.encode(), media_type)
    headers = {"ETag": of.etag, "Cache-Control": "no-cache", **of.headers}
    if request.method == "GET" and of.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return compressed_response(request, of.content, of.media_type, headers, is_shared=is_shared)
