"""The web service: the same calls as the command line and the script interface, over HTTP."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from geo.coverage import DEFAULT_RADII_KM
from service.api import (
    coordinates,
    display,
    editing,
    exports,
    jobs,
    lenses,
    measures,
    pages,
    plan,
    scenarios,
    sign_in,
    uploads,
    workflow,
)
from service.api.access import access_table
from service.api.compression import QUICKLY, SMALLEST_BYTES
from service.api.errors import install_error_handlers
from service.api.middleware import BodyLimits, Budgets, ProblemMiddleware, refuse_unknown_parameters
from service.api.plan_session import PlanSession
from service.api.problem_document import RESPONSES, problem_schemas
from service.jobs import JobDesk
from service.settings import MapSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from layers import Plan
    from layers.store import Store

__all__ = ["create_app", "prepare"]

_OF_THE_PAGE_KM = (50.0,)
"""The radius that the page opens with: it asks at one radius."""
_MODULES = (
    sign_in,
    plan,
    measures,
    lenses,
    scenarios,
    workflow,
    editing,
    coordinates,
    display,
    exports,
    uploads,
    jobs,
)


def create_app(
    plan: Plan, store: Store, settings: MapSettings | None = None, hosts: Sequence[str] = ("*",)
) -> FastAPI:
    """Return the service for one plan and the store of its scenarios, ready for an ASGI server.

    It answers only where it is asked by one of the names `hosts`. Without tokens in the store
    everyone is one local planner: then serve it on loopback only, under loopback's names.
    """
    app = _Service(
        title="Zonewright",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `plan` answers it, under the rule that it declares
        lifespan=_prepared,
    )
    app.state.plan = plan
    app.state.store = store
    app.state.settings = settings or MapSettings()
    app.state.session = PlanSession(plan)
    app.state.uploads = uploads.UploadDesk()
    app.state.exports = CapacityLimiter(exports.MOST_AT_ONCE)
    app.state.jobs = JobDesk(plan)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_BYTES, compresslevel=QUICKLY)
    app.add_middleware(BodyLimits)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(ProblemMiddleware)
    app.add_middleware(Budgets)  # the outermost: it hears the server itself
    install_error_handlers(app)
    app.include_router(pages.router)  # whose query is the page's own: what it shows
    checked = [Depends(refuse_unknown_parameters)]
    for module in _MODULES:
        app.include_router(module.router, dependencies=checked, responses=RESPONSES)
    access_table(app)  # which refuses an endpoint without a rule
    return app


class _Service(FastAPI):
    """FastAPI, whose description in OpenAPI has the schemas of problem documents."""

    def openapi(self) -> dict[str, Any]:
        """Return the description in OpenAPI, made once."""
        described = super().openapi()
        described["components"]["schemas"] |= problem_schemas()
        return described


@asynccontextmanager
async def _prepared(app: FastAPI) -> AsyncIterator[None]:
    prepare(app)
    try:
        yield
    finally:
        app.state.jobs.close()


def prepare(app: FastAPI) -> None:
    """Measure while the first page is on its way, and prepare edits while it is read."""
    session: PlanSession = app.state.session
    asked_km = DEFAULT_RADII_KM, _OF_THE_PAGE_KM
    threading.Thread(target=session.prepare, args=asked_km, daemon=True).start()
    threading.Thread(target=display.prepare, args=(session,), daemon=True).start()
