"""Every operation keeps to /api/openapi.json, whatever is asked: held to it by schemathesis.

The questions are the same at every run. `schemathesis run` asks more (CONTRIBUTING.md).
"""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from command_line import small_plan
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from geo import Scenario
from layers import Plan
from service.api import limits
from service.app import create_app, prepare
from service.settings import AccessSettings, Rates, ServiceSettings
from tests.searching import examples

PLAN = Plan(small_plan())
NORTH = {"scenario": "north", "title": "North", "baseline": PLAN.baseline, "edits": []}
ASKED = settings(
    examples(5),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MEANT = [positive_data_acceptance]
"""What a schema cannot say, such as which scenarios there are, is refused with 422 and why."""


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    store = make_app(PLAN, Scenario.from_document(NORTH)).state.store
    access = AccessSettings(rates=Rates(1e6, 1e6))
    app = create_app(PLAN, store, ServiceSettings(access=access))
    app.state.events.life_s = 0.0  # a stream is as long as any other answer
    prepare(app)  # Python before 3.11.8 cannot parse in two threads (gh-106905)
    return app


@pytest.mark.deep
def test_every_operation_answers_as_it_is_described(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_FREE_FAILURES", 1_000_000)  # it tries wrong tokens on and on
    _, secret = app.state.store.tokens.create("Li", "admin")
    bearer = {"Authorization": f"Bearer {secret}"}
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=bearer)
    asked = 0
    failures: list[str] = []

    def check(case: Any) -> None:
        nonlocal asked
        asked += 1
        try:
            case.call_and_validate(headers=bearer, excluded_checks=MEANT)
        except FailureGroup as found:
            failures.extend(f"{case.method} {case.path}: {each}" for each in found.exceptions)

    for operation in schema.get_all_operations():

        @ASKED
        @given(case=operation.ok().as_strategy())
        def hold(case: Any) -> None:
            check(case)

        hold()
    assert asked > 200
    assert failures == []


@pytest.mark.deep
def test_the_check_finds_an_answer_that_is_not_described(app: FastAPI) -> None:
    app.openapi()["paths"]["/healthz"]["get"]["responses"].pop("200")
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    case = schema["/healthz"]["GET"].Case()
    with pytest.raises(FailureGroup):
        case.call_and_validate()
