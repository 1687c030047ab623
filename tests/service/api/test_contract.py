"""Every operation keeps to /api/openapi.json, whatever is asked: held to it by schemathesis.

The questions are the same at every run. `schemathesis run` asks more (CONTRIBUTING.md).
"""

from typing import Any

import pytest
import schemathesis
from endpoints import bearer
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.api import limits
from service.app import create_app, prepare
from service.settings import AccessSettings, Rates, ServiceSettings
from tests.searching import examples

ASKED = settings(
    examples(5), phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
MEANT = [positive_data_acceptance]
"""What a schema cannot say, such as which scenarios there are, is refused with 422 and why."""
BUSY = [positive_data_acceptance, not_a_server_error]
"""Jobs that other questions started may take every turn: then an answer says when to ask again."""


@pytest.fixture
def app(fresh: FastAPI) -> FastAPI:
    access = AccessSettings(rates=Rates(1e6, 1e6))
    app = create_app(fresh.state.plan, fresh.state.store, ServiceSettings(access=access))
    app.state.events.life_s = 0.0  # a stream is as long as any other answer
    prepare(app)  # Python before 3.11.8 cannot parse in two threads (gh-106905)
    return app


@pytest.mark.deep
def test_operations_answer_as_described(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_FREE_FAILURES", 1_000_000)  # it tries wrong tokens on and on
    headers = bearer(app, "Li", "admin")
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=headers)
    asked: list[str] = []
    failures: list[str] = []

    def check(case: Any) -> None:
        asked.append(case.path)
        answer = case.call(headers=headers)
        is_busy = answer.status_code == 503 and "retry-after" in answer.headers
        try:
            case.validate_response(answer, excluded_checks=BUSY if is_busy else MEANT)
        except FailureGroup as found:
            failures.extend(f"{case.method} {case.path}: {each}" for each in found.exceptions)

    for operation in schema.get_all_operations():
        ASKED(given(case=operation.ok().as_strategy())(check))()
    assert len(asked) > 200
    assert failures == []


def test_every_json_answer_is_described_with_its_members(app: FastAPI) -> None:
    described = app.openapi()
    schemas = described["components"]["schemas"]

    def has_members(schema: dict[str, Any]) -> bool:
        if "$ref" in schema:
            return has_members(schemas[schema["$ref"].rsplit("/", 1)[-1]])
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return all(map(has_members, choices))
        if schema.get("type") == "array":
            return has_members(schema["items"]) if "items" in schema else "prefixItems" in schema
        of_all = schema.get("additionalProperties")
        return schema.get("type") in {"string", "number", "null"} or bool(
            schema.get("properties") or (isinstance(of_all, dict) and has_members(of_all))
        )

    answers = [
        (f"{method} {path}", media_type, content.get("schema", {}))
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for media_type, content in answer.get("content", {}).items()
        if "json" in media_type and path.startswith(("/api/", "/ogc"))  # others are files
    ]
    assert len(answers) > 70
    assert [where for where, _, schema in answers if not has_members(schema)] == []
