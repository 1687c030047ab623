"""What every answer has: headers, compression, the form of a refusal, and its description."""

import gzip
import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from endpoints import PLAN, PROBLEM
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import BusyError
from layers.messages import Message, catalogue
from layers.store import Store
from service.api import plan_session
from service.api.access import access_table
from service.api.problem_document import ProblemDocument, problem, request_problems
from service.app import create_app
from service.page.assets import asset_url
from tests.conftest import regions_frame, square, zones_frame

PLACES = ["/", "/api/me", "/api/layers/zones", "/api/scenarios/north/history.md", "/healthz"]
ZONES = "/api/layers/zones"


def test_no_answer_is_guessed_at_or_kept_unasked(client: TestClient) -> None:
    paths = (*PLACES, "/api/nowhere", "/api/explain?adcode=x", "/static/0/x")
    large = client.post("/api/measure", content=b" " * 12_000_000)
    assert large.status_code == 413
    for answer in (large, *map(client.get, paths)):
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        kept = headers["cache-control"]
        assert "no-cache" in kept if "etag" in headers else kept == "no-store"


def test_head_answers_what_get_does_without_a_body(client: TestClient) -> None:
    for path in PLACES:
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert whole.content
        assert head.headers.keys() == whole.headers.keys()
        differ = {name for name in head.headers if head.headers[name] != whole.headers[name]}
        assert differ == {"x-request-id"}
    assert client.head("/api/measure").status_code == 405


# ........................................................... compression


@pytest.fixture(scope="module")
def of_many(make_app: Callable[..., FastAPI]) -> TestClient:
    zones = zones_frame(*((f"Z{n}", "F", square(n)) for n in range(20)))
    regions = regions_frame(("330101", square(-5, -5, 40)))
    return TestClient(make_app(Plan({"zones": zones, "regions": regions})))


def test_an_answer_is_the_same_compressed_and_plain(of_many: TestClient) -> None:
    for path in (ZONES, "/", asset_url("modules/main.js")):
        plain, small = (
            of_many.get(path, headers={"Accept-Encoding": coding})
            for coding in ("identity", "gzip, br")
        )
        assert "content-encoding" not in plain.headers
        assert small.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["vary"]
        assert small.content == plain.content
        assert int(small.headers["content-length"]) < len(plain.content)
        for header in ("content-type", "cache-control", "etag"):
            assert small.headers.get(header) == plain.headers.get(header)
    assert "content-encoding" not in of_many.get("/healthz").headers  # too short to save bytes


def test_an_answer_that_everyone_gets_is_compressed_once_and_that_of_a_window_not_kept(
    of_many: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = plan_session.PlanSession(PLAN)
    content = "片区".encode() * 1_000
    assert gzip.decompress(session.compressed("digest", content)) == content
    of_many.get(ZONES)
    monkeypatch.setattr(plan_session.gzip, "compress", None)
    assert session.compressed("digest", content) is session.compressed("digest", content)
    again = of_many.get(ZONES, headers={"Accept-Encoding": "gzip"})
    assert len(again.json()["features"]) == 20
    monkeypatch.setattr(plan_session.PlanSession, "compressed", None)
    window = "/api/layers/regions?zoom=8&bbox=119,29,121,31"
    assert len(of_many.get(window).json()["features"]) == 1


# ........................................................... refusals


def refused(answer: Any, status: int) -> str:
    """Check that the answer is a problem document with one line; return the line."""
    assert answer.headers["content-type"] == PROBLEM
    document = answer.json()
    (found,) = ProblemDocument.model_validate(document, strict=True).problems
    assert (answer.status_code, document["status"]) == (status, status)
    assert document["detail"] == found.text
    assert "\n" not in found.text
    return str(found.text)


def test_an_unknown_parameter_is_refused_but_by_the_pages(app: FastAPI, client: TestClient) -> None:
    asked = 0
    for method, path in access_table(app):
        place = re.sub("{[^}]*}", "1", path.replace("{collection}", "zones"))
        answer = client.request(method, place, params={"colour": "red"})
        if path == "/" or path.startswith(("/maps/", "/static/", "/api/sign-in/callback")):
            assert answer.status_code != 422  # the page's address says what it shows
            continue
        line = refused(answer, 400 if path.startswith("/ogc") else 422)
        assert line.startswith("query.colour: there is no such parameter; ")
        asked += 1
    assert asked > 30
    line = refused(client.get("/api/layers/regions?zom=8"), 422)
    assert line == "query.zom: there is no such parameter; there are level, zoom, bbox"
    line = refused(client.get("/healthz?deep=1"), 422)
    assert line == "query.deep: there is no such parameter; this path takes none"
    both = client.get("/api/position?lat=30&lon=120&x=1&y=2&x=3").json()["problems"]
    named = [each["params"]["place"]["place"] for each in both]
    assert named == [["query", "x"], ["query", "y"]]


def test_what_is_not_there_and_what_is_not_possible_say_what_is(app: FastAPI) -> None:
    client = TestClient(create_app(PLAN, app.state.store, hosts=["127.0.0.1", "testserver"]))
    line = refused(client.get("/api/plan", headers={"Host": "evil.example"}), 400)
    assert line.startswith("Host 'evil.example': is not this service's name; ")
    assert client.get("/api/plan", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    line = refused(client.get("/api/nothing"), 404)
    assert line == "/api/nothing: not found; /api/openapi.json lists all paths"
    answer = client.patch("/api/scenarios/north")
    line = refused(answer, 405)
    assert line == "/api/scenarios/north: does not answer PATCH; it answers DELETE, GET, PUT"
    assert answer.headers["allow"] == "DELETE, GET, PUT"


def test_a_fault_is_a_problem_document(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise BusyError(Message("store-busy", wait_s=10))

    monkeypatch.setattr(Store, "scenarios", None)
    line = refused(client.get("/api/scenarios"), 500)
    assert line == "the service failed at this; its operator finds the error in its log"
    monkeypatch.setattr(Store, "scenarios", busy)
    answer = client.get("/api/scenarios")
    assert refused(answer, 503).endswith("; try again")
    assert answer.headers["retry-after"] == "5"


def test_a_finding_is_a_message_with_its_place_in_the_request(client: TestClient) -> None:
    long = json.dumps({"text": "x" * 10_001})
    drawn = json.dumps({"drawn": {"zone": "W", "geometry": "POINT EMPTY"}})
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
        ("POST measure", drawn, ["body", "drawn"], "service-drawn-over-nothing"),
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
    near = refused(client.post("/api/measure", json={"radii": [5]}), 422)
    assert near == "body.radii: unknown key; did you mean radii_km, radii_min?"
    wrong = {"drawn": {"zone": "W", "geometry": "POINT EMPTY", "geometri": 1}}
    deeper = refused(client.post("/api/measure", json=wrong), 422)
    assert deeper == "body.drawn.geometri: unknown key; /api/openapi.json lists the known ones"
    broken_lines = {"edits": [], "rules": {"a\nb\u2028c": "hard"}}
    line = refused(client.post("/api/measure", json=broken_lines), 422)
    assert "rules.a b c: there is no such rule" in line


def test_a_problem_is_written_in_chinese_and_as_strict_json() -> None:
    found = {"type": "string_too_long", "loc": ("body", "text"), "input": "…"}
    error = RequestValidationError([found | {"ctx": {"max_length": 500}}])
    (message,) = request_problems(error)
    assert str(message) == "body.text: must have at most 500 characters; shorten it"
    assert "最多 500 个字符；请缩短" in catalogue("zh").text(message)
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
            assert answers[code]["content"] == {PROBLEM: {"schema": shape}}
    schemas = described["components"]["schemas"]
    assert list(schemas["ProblemDocument"]["properties"]) == list(ProblemDocument.model_fields)
    items = schemas["ProblemDocument"]["properties"]["problems"]["items"]
    assert items == {"$ref": "#/components/schemas/Problem"}
    assert schemas["Problem"]["required"] == ["code", "params", "text"]
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)
