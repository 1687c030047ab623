"""What is wrong with a request: a message with a code and the place in the request, and OpenAPI."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from command_line import small_plan
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.testclient import TestClient

from layers import Plan
from layers.messages import Message, catalogue
from service.api.problem_document import ProblemDocument, problem
from service.api.request_validation import request_problems

PLAN = Plan(small_plan())


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN)) as client:
        yield client


def test_a_finding_is_a_message_with_its_place_in_the_request(client: TestClient) -> None:
    long = json.dumps({"text": "x" * 10_001})
    ruler = '{"places": [[1, 2], [1, "x"]]}'
    cases: tuple[tuple[str, str | None, list[str | int], str], ...] = (
        ("POST measure", '{"a', ["body"], "service-not-json"),
        ("POST measure", '{"colour": 1}', ["body", "colour"], "service-key-unknown"),
        ("POST measure", '{"scenario": "a b"}', ["body", "scenario"], "service-text-pattern"),
        ("POST scenarios/x/comments", long, ["body", "text"], "service-text-too-long"),
        ("GET scenarios/x?revision=1.5", None, ["query", "revision"], "service-whole-number"),
        ("POST measure?compact=7", "{}", ["query", "compact"], "service-true-or-false"),
        ("DELETE scenarios/x/comments/99999999999", None, ["path", "number"], "service-below"),
        ("POST measure", '{"drawn": 1}', ["body", "drawn"], "value-not-mapping"),
        ("POST ruler", ruler, ["body", "places", 1, 1], "value-not-number"),
    )
    for endpoint, body, place, code in cases:
        method, path = endpoint.split()
        headers = {"Content-Type": "application/json"}
        answer = client.request(method, f"/api/{path}", content=body, headers=headers)
        assert answer.status_code == 422
        (found,) = answer.json()["problems"]
        assert (found["code"], found["params"]["place"]) == ("at", {"place": place})
        assert found["params"]["reason"]["code"] == code


def test_what_is_drawn_over_nothing_is_told_of_its_own_place(client: TestClient) -> None:
    drawn = {"zone": "W", "geometry": "POINT EMPTY"}
    (found,) = client.post("/api/measure", json={"drawn": drawn}).json()["problems"]
    assert found["params"] == {
        "place": {"place": ["body", "drawn"]},
        "reason": {"code": "service-drawn-over-nothing", "params": {}},
    }


def test_a_finding_is_said_in_chinese() -> None:
    found = {"type": "string_too_long", "loc": ("body", "text"), "input": "…"}
    error = RequestValidationError([found | {"ctx": {"max_length": 500}}])
    (message,) = request_problems(error)
    assert str(message) == "body.text: must have at most 500 characters; shorten it"
    assert "最多 500 个字符；请缩短" in catalogue("zh").text(message)


def test_a_figure_that_json_cannot_write_is_null_in_a_problem_document() -> None:
    answer = problem(422, Message("service-title-measure"), [Message("text", text=math.nan)])
    document = json.loads(bytes(answer.body), parse_constant=pytest.fail)
    assert document["problems"] == [{"code": "text", "params": {"text": None}, "text": "NaN"}]


def test_every_endpoint_declares_problem_documents_as_they_are(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    operations: list[Any] = [each for path in described["paths"].values() for each in path.values()]
    assert len(operations) > 30
    shape = {"$ref": "#/components/schemas/ProblemDocument"}
    for operation in operations:
        answers = operation["responses"]
        refusals = [code for code in answers if code == "default" or int(code) >= 400]
        assert {"400", "401", "422", "429", "500", "503"} <= set(refusals)
        assert len(answers) > len(refusals)
        for code in refusals:
            assert answers[code]["content"] == {"application/problem+json": {"schema": shape}}
    schemas = described["components"]["schemas"]
    assert list(schemas["ProblemDocument"]["properties"]) == list(ProblemDocument.model_fields)
    items = schemas["ProblemDocument"]["properties"]["problems"]["items"]
    assert items == {"$ref": "#/components/schemas/Problem"}
    assert schemas["Problem"]["required"] == ["code", "params", "text"]
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)
