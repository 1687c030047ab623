"""No malformed request about scenarios is answered with an internal error."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from endpoints import PLAN, document
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from service.api.errors import STATUS

ANSWERS = {200, 201, 400, 405} | {status for status, _ in STATUS.values()} - {503}
DEEP = json.loads("[" * 200 + "]" * 200)
ODD: list[Any] = [None, True, -1, 10**30, math.nan, math.inf, [[]], {"a": 1}, DEEP]
ODD += ["", "\0", "\ud800", "x" * 600, "北" * 70, "baseline", "x\n# y"]
FIELDS = ("scenario", "title", "title_zh", "baseline", "parent", "edits", "recorded", "colour")
SHAPES = ("Polygon", "MultiPolygon", "GeometryCollection")


def move(**fields: Any) -> dict[str, Any]:
    return {"move": {"zone": "W", "dx_km": 0, "dy_km": 1} | fields}


def reshape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"reshape": {"zone": "W", "geometry": {"type": kind, "coordinates": coordinates}}}


DOCUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "the whole": lambda odd: [odd],
    "a field": lambda odd: [document(move(), **{name: odd}) for name in FIELDS],
    "an edit": lambda odd: [document(odd), document({"move": odd}), document({str(odd)[:90]: {}})],
    "a figure": lambda odd: [document(move(zone=odd)), document(move(dx_km=odd))],
    "a geometry": lambda odd: [document(reshape(kind, odd)) for kind in SHAPES],
    "the rules": lambda odd: [document(rules=odd), document(rules={"cap": odd})],
}
REQUESTS: dict[str, Callable[[Any], list[Any]]] = {
    "POST north/comments": lambda odd: [
        {"text": odd},
        {"text": "x", "zone_id": odd},
        {"text": "x", "place": [odd, 1]},
        {"text": "x", "reply_to": odd},
    ],
    "POST north/status": lambda odd: [{"status": odd}, {"status": "draft", "why": odd}],
    "POST north/merge": lambda odd: [{"with": odd}, {"with": "north", "message": odd}],
    "POST north/branch": lambda odd: [{"scenario": odd}, {"scenario": "b", "title": odd}],
    "PUT north/visibility": lambda odd: [{"visibility": odd}, odd],
    "POST ../session": lambda odd: [{"token": odd}, odd],
}


def send(client: TestClient, method: str, path: str, content: str | bytes) -> int:
    """Send a request about the last revision; check that the answer is one, and strict JSON."""
    app: FastAPI = client.app  # type: ignore[assignment]
    headers = {"If-Match": app.state.store.revision("north").hash}
    headers |= {"Content-Type": "application/json"}
    answer = client.request(method, f"/api/scenarios/{path}", content=content, headers=headers)
    assert answer.status_code in ANSWERS, (path, content[:200], answer.text)
    json.loads(answer.content, parse_constant=pytest.fail)
    return answer.status_code


def test_no_odd_document_or_request_is_an_internal_error(client: TestClient) -> None:
    for odd in ODD:
        for bodies in DOCUMENTS.values():
            for body in bodies(odd):
                send(client, "PUT", "north", json.dumps(body))
        for name in FIELDS[:3]:  # of what is read of the rest, creating knows nothing more
            send(client, "POST", "", json.dumps(document(move(), **{name: odd})))
        for place, bodies in REQUESTS.items():
            for body in bodies(odd):
                send(client, *place.split(), json.dumps(body))


def test_bodies_that_are_no_json_and_places_that_are_none(client: TestClient) -> None:
    deep = (b"[" * 100_000, b'{"edits": ' + b"[" * 5_000)
    for content in (b"", b"{", b"\xff\xfe", b"1e999", *deep):
        for method, path in (("POST", ""), ("PUT", "north"), ("POST", "north/comments")):
            assert send(client, method, path, content) in {400, 422}
    for name in ("a b", "%00", "x" * 65, "北", "..%2f..", "%ud800", "a%0Ab"):
        for path in ("", "/history", "/comments", "/record"):
            assert client.get(f"/api/scenarios/{name}{path}").status_code in {404, 422}
    for revision in ("0", str(10**20), "x", "-1"):
        answer = client.get(f"/api/scenarios/north?revision={revision}")
        assert answer.status_code in {404, 422}


NONE_LEFT = [{"remove": {"zone": "W"}}, {"remove": {"zone": "E"}}]


def test_a_scenario_without_zones_is_answered_as_others(make_app: Callable[..., FastAPI]) -> None:
    none = Scenario.from_document(document(*NONE_LEFT, scenario="none"))
    client = TestClient(make_app(PLAN, none))
    for path in (
        "/api/compare?a=none",
        "/api/compare?a=baseline&b=none",
        "/api/consensus?scenario=none&scenario=baseline",
        "/api/explain?adcode=330101&scenario=none",
        "/api/layers/zones?scenario=none",
        "/api/layers/lost?scenario=none",
        "/api/tables/underserved?scenario=none",
        "/api/tables/overlap?scenario=none&weight=population",
        "/maps/none",
    ):
        assert client.get(path).status_code == 200, path
    shown = client.post("/api/edited", json={"edits": NONE_LEFT}).json()
    assert (shown["zones"]["features"], shown["gone"]) == ([], ["W", "E"])
