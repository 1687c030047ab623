"""What every answer says of itself, and what HEAD answers."""

from collections.abc import Callable

import pytest
from command_line import scenario_text, small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan

PLAN = Plan(small_plan())
NORTH = Scenario.parse(scenario_text(PLAN.baseline, "move: {zone: W, dx_km: 0, dy_km: 1}"))
PLACES = ["/", "/api/me", "/api/layers/zones", "/api/scenarios/north/history.md", "/healthz"]


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> TestClient:
    return TestClient(make_app(PLAN, NORTH))


def test_no_answer_is_guessed_at_or_kept_unasked(client: TestClient) -> None:
    for path in (*PLACES, "/api/nowhere", "/api/explain?adcode=x", "/static/0/x"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        kept = headers["cache-control"]
        assert "no-cache" in kept if "etag" in headers else kept == "no-store"


def test_a_refusal_before_any_handler_says_the_same(client: TestClient) -> None:
    answer = client.post("/api/measure", content=b" " * 12_000_000)
    assert answer.status_code == 413
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_head_answers_what_get_does_without_a_body(client: TestClient) -> None:
    for path in PLACES:
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert whole.content
        assert head.headers.keys() == whole.headers.keys()
        differ = {name for name in head.headers if head.headers[name] != whole.headers[name]}
        assert differ == {"x-request-id"}
    assert client.head("/api/measure").status_code == 405


def test_what_is_no_number_is_no_radius(client: TestClient) -> None:
    for radius in ("true", "false", '"25"', "null"):
        answer = client.post("/api/measure", content=f'{{"radii_km": [{radius}], "edits": []}}')
        assert answer.status_code == 422
