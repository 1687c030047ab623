"""The web service: the same calls as the command line and the script interface, over HTTP."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from geo.coverage import DEFAULT_RADII_KM
from service.api import (
    deciding,
    display,
    editing,
    lenses,
    measures,
    pages,
    people,
    places,
    plans,
    scenarios,
)
from service.api.access import access_table
from service.api.coverages import Coverages
from service.api.errors import install_error_handlers
from service.settings import MapSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from layers import Plan
    from layers.store import Store

__all__ = ["create_app"]

_LARGEST_BODY_BYTES = 5_000_000
_MODULES = (pages, people, plans, measures, lenses, scenarios, deciding, editing, places, display)


def create_app(plan: Plan, store: Store, settings: MapSettings | None = None) -> FastAPI:
    """Return the service for one plan and the store of its scenarios, ready for an ASGI server.

    Without tokens in the store everyone is one local planner: then serve it on loopback only.
    """
    app = FastAPI(
        title="Zonewright",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `plans` answers it, under the rule that it declares
        max_body_size=_LARGEST_BODY_BYTES,
        lifespan=_prepared,
    )
    app.state.plan = plan
    app.state.store = store
    app.state.settings = settings or MapSettings()
    app.state.coverages = Coverages(plan)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    install_error_handlers(app)
    for module in _MODULES:
        app.include_router(module.router)
    access_table(app)  # which refuses an endpoint without a rule
    return app


@asynccontextmanager
async def _prepared(app: FastAPI) -> AsyncIterator[None]:
    """Measure while the first page is on its way, and prepare edits while it is read."""
    coverages: Coverages = app.state.coverages
    threading.Thread(target=coverages.prepare, args=(DEFAULT_RADII_KM,), daemon=True).start()
    yield
