"""A service of the small plan with the scenario `north`, for the tests of a file."""

from collections.abc import Callable, Iterator

import pytest
from endpoints import NORTH, PLAN
from fastapi import FastAPI
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    """Return the service that `client` asks; a file may have another."""
    return make_app(PLAN, NORTH)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Return a client of a service that runs, and prepares nothing ahead."""
    app.state.is_prepared = True
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def fresh(make_app: Callable[..., FastAPI]) -> FastAPI:
    """Return a service for one test, which may write to its store."""
    return make_app(PLAN, NORTH)
