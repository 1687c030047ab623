"""Several plans in one service: each answers under its own name as if alone.

`/NAME/` is the page of a plan, `/NAME/api/plan` its API, and so on; `/` redirects to the first.
Each plan has its own store, tokens, sessions, jobs and metrics. Limits of the machine hold for all
plans together: places for jobs and uploads, and the request rate of an address.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette import types
from starlette.routing import Mount, Router

from layers import Plan
from layers.errors import BusyError, UnknownError
from layers.messages import Message
from layers.store.audit import address_network
from service.api.access import EVERYONE, AskNobody, access_table, address_of
from service.api.errors import install_error_handlers
from service.api.events import MOST_STREAMS
from service.api.health import check_ready, healthz
from service.api.limits import is_loopback
from service.api.middleware import add_middleware, refuse_unknown_parameters
from service.app import lifespan
from service.jobs import Places
from service.settings import AccessSettings

_FEWEST_STREAMS = 20
_LONGEST_PATH = 500
router = APIRouter(include_in_schema=False, dependencies=[Depends(AskNobody(EVERYONE))])


class Service(NamedTuple):
    """The application, and the services of its plans."""

    app: types.ASGIApp
    plans: tuple[FastAPI, ...]


def service_of(
    plans: Mapping[str, FastAPI], access: AccessSettings, hosts: Sequence[str]
) -> Service:
    """Return the service of several plans, given by name; each was created with its name.

    `hosts` are the accepted host names of requests outside the plans.
    """
    apps = tuple(plans.values())
    _share(apps)
    links = [_link(name, app) for name, app in plans.items()]
    for name, app in plans.items():
        app.state.plans = [link | {"here": link["name"] == name} for link in links]
    router = Router(
        [Mount(f"/{name}", app) for name, app in plans.items()],
        redirect_slashes=False,
        default=_front(plans, access, hosts),
        lifespan=lambda _: lifespan(*apps),
    )
    return Service(router, apps)


def _share(apps: Sequence[FastAPI]) -> None:
    """Share the limits of one machine between services."""
    first, places = apps[0].state, Places()
    for app in apps:
        app.state.jobs.share(places)
        app.state.uploads = first.uploads
        app.state.limits.addresses = first.limits.addresses
        app.state.limits.failures = first.limits.failures
        app.state.events.most = max(MOST_STREAMS // len(apps), _FEWEST_STREAMS)


def _link(name: str, app: FastAPI) -> dict[str, Any]:
    """Return the entry of a plan in the page's list of plans."""
    plan: Plan = app.state.plan
    return {"name": name, "title": plan.title("en"), "title_zh": plan.title("zh")}


def _front(plans: Mapping[str, FastAPI], access: AccessSettings, hosts: Sequence[str]) -> FastAPI:
    """Return the application for paths outside the plans."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.plans = plans
    app.state.limits = next(iter(plans.values())).state.limits
    add_middleware(app, hosts, access, None)
    install_error_handlers(app)
    app.include_router(router)
    access_table(app)
    return app


def _counted(request: Request) -> None:
    """Count a request of an address; requests of this machine are free, as without tokens.

    Raises:
        TooManyError: it has sent too many requests.
    """
    host = address_of(request)
    if not is_loopback(host):
        request.app.state.limits.addresses.check(address_network(host))


_CHECKED = [Depends(refuse_unknown_parameters)]
router.add_api_route("/healthz", healthz, dependencies=_CHECKED)


@router.get("/readyz", dependencies=[*_CHECKED, Depends(_counted)])
def readyz(request: Request) -> dict[str, str]:
    """Answer that every plan is ready.

    Raises:
        BusyError: one is not; the error states which, and why.
    """
    refused: list[Message] = []
    for name, app in request.app.state.plans.items():
        try:
            check_ready(app)
        except BusyError as error:
            why = app.state.paths.all_hidden(error.problems)
            refused += [Message("service-plan-unready", plan=name, why=each) for each in why]
    if refused:
        raise BusyError(refused)
    return {"status": "ready"}


@router.get("/")
def first(request: Request) -> Response:
    """Redirect to the first plan."""
    return _leading_to(next(iter(request.app.state.plans)), request)


@router.api_route("/{name:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def without_slash(request: Request, name: str) -> Response:
    """Redirect to a plan that is named without the slash.

    Raises:
        UnknownError: there is no such plan.
    """
    plans = tuple(request.app.state.plans)
    if name not in plans:
        path = request.url.path[:_LONGEST_PATH]
        raise UnknownError(Message("service-plan-unknown", path=path, plans=plans))
    return _leading_to(name, request)


def _leading_to(name: str, request: Request) -> Response:
    """Redirect relative to the service's root, with the query of the page."""
    query = request.url.query
    return RedirectResponse(f"{quote(name)}/{query and f'?{query}'}", 302)
