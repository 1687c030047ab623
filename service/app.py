"""The web service: the same calls as the command line and the script interface, over HTTP."""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from geo.coverage import DEFAULT_RADII_KM
from layers import Plan
from layers.errors import SourceError
from layers.store import Store
from service.api import (
    acknowledgements,
    basemaps,
    bounds,
    context,
    coordinates,
    display,
    editing,
    events,
    exports,
    health,
    jobs,
    measures,
    oidc,
    pages,
    plan,
    presenting,
    scenarios,
    scorecard,
    sheets,
    sign_in,
    tables,
    uploads,
    workflow,
)
from service.api.access import EVERYONE, access_table, in_turn
from service.api.address import own_path
from service.api.errors import install_error_handlers
from service.api.identity_provider import Provider
from service.api.limits import RequestLimits
from service.api.middleware import add_middleware, refuse_unknown_parameters
from service.api.observing import Metrics
from service.api.openapi import declare_statuses
from service.api.plan_session import PlanSession
from service.api.problem_document import RESPONSES
from service.api.server_paths import ServerPaths
from service.jobs import JobQueue
from service.ogc import landing
from service.ogc.documents import PREFIX
from service.settings import ServiceSettings

__all__ = ["PREPARES", "create_app", "lifespan", "prepare", "running"]

Steps = Callable[[FastAPI], Iterator[None]]
_LOG = logging.getLogger(__name__)
PREPARES = "prepare"
"""The name of the threads that prepare a plan."""

_OF_THE_PAGE_KM = (50.0,)
"""The page's initial radius: it requests one radius at a time."""
_IN_TURN = (
    plan,
    acknowledgements,
    measures,
    sheets,
    tables,
    scorecard,
    bounds,
    scenarios,
    workflow,
    editing,
    context,
    basemaps,
    coordinates,
    display,
)
"""Endpoints that are answered in a thread: a few at once per person."""
_BOUNDED = (health, sign_in, oidc, events, exports, presenting, uploads, jobs)
"""Endpoints that are answered at once, or have their own limits."""


def create_app(
    plan: Plan,
    store: Store,
    settings: ServiceSettings | None = None,
    hosts: Sequence[str] = ("*",),
    *,
    name: str = "",
) -> FastAPI:
    """Return the service for one plan and the store of its scenarios, ready for an ASGI server.

    `name` is its name among several plans (`several_plans`). It answers only requests to one of the
    host names `hosts`. Without tokens in the store and an identity provider everyone is the local
    planner: then serve it on loopback only, under loopback's names.
    """
    app = _Service(
        title="Zonewright",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `plan` answers it, with its declared role
        lifespan=lifespan,
    )
    app.state.plan = plan
    app.state.is_prepared, app.state.preparing = False, set[Steps]()
    app.state.store = store
    app.state.settings = settings = settings or ServiceSettings()
    app.state.access = access = settings.access
    app.state.limits = RequestLimits(access.rates)
    app.state.provider = Provider(access.oidc) if access.oidc else None
    app.state.session = PlanSession(plan)
    app.state.events = events.Events(store, app.state.limits.waits)
    app.state.uploads = uploads.Uploads()
    app.state.jobs = JobQueue(plan, review_number=app.state.settings.review_number)
    app.state.paths = ServerPaths.of(plan.path, store.file)
    app.state.seen = None if plan.path is None else health.Seen(plan.path, plan.baseline)
    app.state.written_at = float("-inf")
    app.state.plans = ()
    app.state.metrics = Metrics(
        partial(health.gauges, app), partial(health.figures_of_process, app), name
    )
    add_middleware(app, hosts, access, app.state.metrics)
    install_error_handlers(app)
    app.router.routes.extend(_endpoints())
    access_table(app)  # raises for an endpoint without a role
    return app


class _Ogc(APIRouter):
    """The endpoints for GIS clients, of which none is tried for another path."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether one of them answers a request."""
        return super().matches(scope) if own_path(scope).startswith(PREFIX) else (Match.NONE, {})


@cache
def _endpoints() -> Sequence[BaseRoute]:
    """Return all endpoints, built once: every service of a process has the same."""
    every, ogc = APIRouter(), _Ogc()
    for router in (landing.router, *(part.router for part in landing.OGC_PARTS)):
        ogc.include_router(router, dependencies=[Depends(in_turn)], responses=RESPONSES)
    every.include_router(ogc)  # first, because its paths are requested most
    every.include_router(pages.router)  # the query is the page's state
    every.include_router(oidc.callback)  # the query is the provider's
    checked = [Depends(refuse_unknown_parameters)]
    for module in _BOUNDED:
        every.include_router(module.router, dependencies=checked, responses=RESPONSES)
    for module in _IN_TURN:
        turn = [*checked, Depends(in_turn)]
        every.include_router(module.router, dependencies=turn, responses=RESPONSES)
    return every.routes


class _Service(FastAPI):
    """FastAPI with an OpenAPI description that lists every possible status."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description, built once."""
        if self.openapi_schema is None:
            table = access_table(self)
            everyone = {place for place, role in table.items() if role is EVERYONE}
            declare_statuses(super().openapi(), everyone)
        return super().openapi()


@asynccontextmanager
async def lifespan(*apps: FastAPI) -> AsyncIterator[None]:
    """Run services for the lifetime of their server."""
    with running(*apps):
        yield


@contextmanager
def running(*apps: FastAPI) -> Iterator[None]:
    """Prepare services in the background; stop their work at the end of the block.

    No thread computes after this ends: a thread in GEOS or PROJ during the interpreter's shutdown
    ends the process by a segmentation fault.
    """
    fresh = _fresh(apps)
    ended = threading.Event()
    threads = [
        threading.Thread(target=_prepare, args=(steps, fresh, ended), name=PREPARES, daemon=True)
        for steps in (_measuring, _displaying)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for app in apps:
            app.state.jobs.close()
            with suppress(SourceError):
                app.state.store.audit.report_left_out()
        for thread in threads:
            thread.join()


def prepare(*apps: FastAPI) -> None:
    """Prepare services one after another, in this thread."""
    fresh = _fresh(apps)
    for steps in (_measuring, _displaying):
        _prepare(steps, fresh, threading.Event())


def _fresh(apps: Sequence[FastAPI]) -> list[FastAPI]:
    """Return the services that are not prepared yet, and mark them as being prepared."""
    fresh = [app for app in apps if not app.state.is_prepared]
    for app in fresh:
        app.state.is_prepared = True
        app.state.preparing |= {_measuring, _displaying}
    return fresh


def _prepare(steps: Steps, apps: Sequence[FastAPI], ended: threading.Event) -> None:
    """Run the steps of each service until there is none, or the services have ended.

    A service whose preparation fails answers without it: a request then gets the error.
    """
    for app in apps:
        try:
            for _ in steps(app):
                if ended.is_set():
                    return
        except Exception:  # noqa: BLE001  the next service is prepared in any case
            _LOG.exception("the plan could not be prepared")
        finally:
            app.state.preparing.discard(steps)


def _measuring(app: FastAPI) -> Iterator[None]:
    yield from app.state.session.preparing(_OF_THE_PAGE_KM, DEFAULT_RADII_KM)


def _displaying(app: FastAPI) -> Iterator[None]:
    display.prepare_display(app.state.session)
    yield
