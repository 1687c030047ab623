"""A service of the small plan with a public scenario, and a private draft of its planner."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from endpoints import MOVED, NORTH, PLAN, document
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers.store import LOCAL
from service.scenario_service import ScenarioService


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    """Return a client of a service that tests only read."""
    yield from _clients(make_app)


@pytest.fixture
def editor(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    """Return a client of a service whose draft a test edits."""
    yield from _clients(make_app)


def _clients(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    app = make_app(PLAN, NORTH)
    draft: dict[str, Any] = document(MOVED, scenario="draft", title="Draft")
    scenarios = ScenarioService(PLAN, app.state.store, LOCAL)
    scenarios.create(Scenario.from_document(draft))
    app.state.is_prepared = True
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
