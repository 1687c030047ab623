"""A question ends when its budget is spent, or when nobody waits for its answer any more."""

import asyncio
from collections.abc import Callable

import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette import types

from layers import Plan
from layers.errors import BudgetError
from layers.runtime.budget import spend
from service.api.middleware import Budgets
from tests.own_loop import run

BODY = {"edits": [{"expand": {"zone": "W", "by_km": 0.1}}]}


def test_a_question_over_its_limit_is_refused_with_the_limit(
    two_zones: Plan, make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_VERTICES", "5")
    answer = TestClient(make_app(two_zones)).post("/api/measure", json=BODY)
    assert answer.status_code == 422
    problem = answer.json()["problems"][0]
    assert problem["code"] == "measure-limit-vertices"
    assert problem["params"]["limit"] == 5


def test_what_the_geometry_library_fails_at_is_a_problem_document(
    two_zones: Plan, make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise shapely.errors.GEOSException("side location conflict")

    app = make_app(two_zones)
    monkeypatch.setattr(app.state.session, "meter", fails)
    answer = TestClient(app).post("/api/measure", json=BODY)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "measure-geometry-failed"


def test_who_leaves_ends_the_work() -> None:
    ended: list[str] = []

    async def works(_scope: types.Scope, receive: types.Receive, _send: types.Send) -> None:
        await receive()

        def work() -> None:
            try:
                while True:
                    spend()
            except BudgetError as error:
                ended.append(error.problems[0].code)

        await asyncio.to_thread(work)

    async def ask() -> None:
        messages = [
            {"type": "http.request", "body": b"", "more_body": False},
            {"type": "http.disconnect"},
        ]

        async def receive() -> types.Message:
            return messages.pop(0)

        async def send(_message: types.Message) -> None: ...

        await Budgets(works)({"type": "http"}, receive, send)

    run(asyncio.wait_for(ask(), 10))
    assert ended == ["measure-limit-cancelled"]
