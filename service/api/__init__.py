"""The web service: the same calls as the command line and the script interface, over HTTP."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from service.api import display, editing, lenses, measures, pages, plans, scenarios
from service.api.desk import Desk
from service.api.errors import install_error_handlers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from geo.scenario import Scenario
    from layers import Plan

__all__ = ["create_app"]

_LARGEST_BODY_BYTES = 5_000_000


def create_app(plan: Plan, scenarios_by_id: Mapping[str, Scenario]) -> FastAPI:
    """Return the service for one plan and its scenarios, ready for an ASGI server."""
    app = FastAPI(
        title="Zonewright",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=_LARGEST_BODY_BYTES,
        lifespan=_prepared,
    )
    app.state.desk = Desk(plan, scenarios_by_id)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    install_error_handlers(app)
    for module in (pages, plans, measures, lenses, scenarios, editing, display):
        app.include_router(module.router)
    return app


@asynccontextmanager
async def _prepared(app: FastAPI) -> AsyncIterator[None]:
    """Measure the baseline while the first page is on its way, not when it asks."""
    desk: Desk = app.state.desk
    threading.Thread(target=desk.coverage, args=("baseline",), daemon=True).start()
    yield
