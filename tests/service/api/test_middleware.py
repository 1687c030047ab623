"""What the service refuses before a handler is asked: one problem document for each kind."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest
from anyio import to_thread
from anyio.lowlevel import checkpoint
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import BusyError
from layers.messages import Message
from layers.store import Store
from service.api import middleware
from service.api.access import access_table
from service.api.json_body import JsonRequest
from service.api.middleware import Answers, KnownSenders
from service.api.problem_document import ProblemDocument
from service.api.session import PlannerSession
from service.app import create_app
from tests.own_loop import run

PLAN = Plan(small_plan())
BIG = 6_000_000


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def refused(answer: Any, status: int) -> str:
    """Check that the answer is a problem document with one line; return the line."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    line = ProblemDocument.model_validate(document, strict=True).problems[0].text
    assert len(document["problems"]) == 1
    assert (document["status"], document["detail"]) == (status, line)
    assert "\n" not in line
    return str(line)


def test_every_endpoint_but_the_pages_refuses_a_parameter_that_it_does_not_have(
    app: FastAPI, client: TestClient
) -> None:
    asked = 0
    for method, path in access_table(app):
        answer = client.request(method, re.sub("{[^}]*}", "1", path), params={"colour": "red"})
        if path == "/" or path.startswith(("/maps/", "/static/", "/api/sign-in/callback")):
            assert answer.status_code != 422  # the page's address says what it shows
            continue
        told = refused(answer, 422)
        assert told.startswith("query.colour: there is no such parameter; ")
        asked += 1
    assert asked > 30


def test_the_refusal_of_a_parameter_names_those_that_there_are(client: TestClient) -> None:
    told = refused(client.get("/api/layers/regions?zom=8"), 422)
    assert told == "query.zom: there is no such parameter; there are level, zoom, bbox"
    told = refused(client.get("/healthz?deep=1"), 422)
    assert told == "query.deep: there is no such parameter; this path takes none"
    both = client.get("/api/position?lat=30&lon=120&x=1&y=2&x=3").json()["problems"]
    named = [each["params"]["place"]["place"] for each in both]
    assert named == [["query", "x"], ["query", "y"]]


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_how_large_it_is(
    client: TestClient,
) -> None:
    whole = client.post("/api/measure", content=b" " * BIG)
    pieces = client.post("/api/measure", content=(b" " * 100_000 for _ in range(BIG // 100_000)))
    for answer in (whole, pieces):
        assert refused(answer, 413) == "body: is larger than 5 MB; send less at once"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer zw_0123456789ab_" + "x" * 43}, 401),
        ({"Origin": "http://evil.example"}, 403),
    ],
)
def test_of_whom_nobody_knows_no_large_body_is_parsed(
    make_app: Callable[..., FastAPI],
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    status: int,
) -> None:
    app, parsed = make_app(PLAN), []
    _, secret = app.state.store.tokens.create("Li", "viewer")
    client = TestClient(app)
    whole = JsonRequest.json

    async def json(self: JsonRequest) -> Any:
        parsed.append(self.url.path)
        return await whole(self)

    monkeypatch.setattr(JsonRequest, "json", json)
    monkeypatch.setattr(middleware, "_LONGEST_REST_S", 0.0)
    monkeypatch.setattr(middleware, "_SHORTEST_REST_S", 0.0)
    body = b'{"edits": [' + b"{}, " * 20_000 + b"{}]}"
    sent = headers | {"Content-Type": "application/json"}
    pieces = (body[at : at + 1_000] for at in range(0, len(body), 1_000))
    for content in (body, pieces):
        assert client.post("/api/measure", content=content, headers=sent).status_code == status
    assert parsed == []
    known = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    assert client.post("/api/measure", content=body, headers=known).status_code == 422
    assert parsed == ["/api/measure"]
    pieces = (body[at : at + 1_000] for at in range(0, len(body), 1_000))
    assert client.post("/api/measure", content=pieces, headers=known).status_code == 422
    assert parsed == ["/api/measure"] * 2
    rules = b'{"edits": [], "rules": {' + b'"":1,' * 200_000 + b'"":1}}'
    crowded = client.post("/api/measure", content=rules, headers=known)
    assert refused(crowded, 422) == "body: has more than 200,000 entries in all; send fewer"
    assert parsed == ["/api/measure"] * 2
    large = client.post("/api/measure", content=b" " * BIG, headers=headers)
    assert large.status_code == 413
    token = (part.encode() for part in ('{"token":', f'"{secret}"', "}"))
    sent = {"Content-Type": "application/json"}
    assert client.post("/api/session", content=token, headers=sent).status_code == 200


def test_the_slow_questions_of_one_person_leave_the_others_answered(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PLAN)
    li, wu = (
        {"Authorization": f"Bearer {app.state.store.tokens.create(name, 'viewer')[1]}"}
        for name in ("Li", "Wu")
    )
    begun, goes_on = threading.Semaphore(0), threading.Event()

    def measure(*_: object) -> None:
        begun.release()
        goes_on.wait(60)
        raise BusyError(Message("store-busy", wait_s=1))

    monkeypatch.setattr(PlannerSession, "measure", measure)
    with TestClient(app) as client, ThreadPoolExecutor(60) as asking:

        def ask() -> int:
            return client.post("/api/measure", json={"edits": []}, headers=li).status_code

        asked = [asking.submit(ask) for _ in range(60)]
        for _ in range(6):
            assert begun.acquire(timeout=60)
        refused_ones = [next(as_completed(asked)).result()]
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/me", headers=wu).status_code == 200
        assert not begun.acquire(blocking=False)
        goes_on.set()
        counts = Counter(one.result() for one in asked)
    assert refused_ones == [429]
    assert counts == {503: 26, 429: 34}


def test_a_name_that_is_not_this_services_is_refused(make_app: Callable[..., FastAPI]) -> None:
    store = make_app(PLAN).state.store
    with TestClient(create_app(PLAN, store, hosts=["127.0.0.1"])) as client:
        told = refused(client.get("/api/plan", headers={"Host": "evil.example"}), 400)
        assert told.startswith("Host 'evil.example': is not this service's name; ")
        assert client.get("/api/plan", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_what_is_not_there_and_what_is_not_possible_say_what_is(client: TestClient) -> None:
    told = refused(client.get("/api/nothing"), 404)
    assert told == "/api/nothing: not found; /api/openapi.json lists all paths"
    answer = client.patch("/api/scenarios/north")
    told = refused(answer, 405)
    assert told == "/api/scenarios/north: does not answer PATCH; it answers DELETE, GET, PUT"
    assert answer.headers["allow"] == "DELETE, GET, PUT"


def test_an_error_of_our_own_making_is_a_problem_document_without_its_traceback(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "scenarios", None)
    with TestClient(app, raise_server_exceptions=False) as client:
        told = refused(client.get("/api/scenarios"), 500)
    assert told == "the service failed; its log has the error: report it"


def test_a_refusal_that_quotes_a_line_break_is_still_one_line(client: TestClient) -> None:
    draft = {"edits": [], "rules": {"a\nb\u2028c": "hard"}}
    told = refused(client.post("/api/measure", json=draft), 422)
    assert "rules.a b c: there is no such rule" in told


def test_a_busy_store_is_a_problem_that_says_when_to_ask_again(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PLAN)

    def busy(*_: object) -> None:
        raise BusyError(Message("store-busy", wait_s=10))

    monkeypatch.setattr(Store, "scenarios", busy)
    with TestClient(app) as client:
        answer = client.get("/api/scenarios")
    assert refused(answer, 503).endswith("; try again")
    assert answer.headers["retry-after"] == "5"


def test_of_one_person_one_large_body_is_taken_at_a_time_and_nonsense_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two people send five each; the sleeps between those that are refused are not slept."""
    going, most, rests = Counter[str](), Counter[str](), list[float]()

    async def answer(scope: Any, _receive: Any, send: Any) -> None:
        name = scope["name"]
        going[name] += 1
        most[name] = max(most[name], going[name])
        await to_thread.run_sync(lambda: None)
        going[name] -= 1
        await send({"type": "http.response.start", "status": scope["status"], "headers": []})

    async def ask() -> None:
        senders = KnownSenders(answer)

        async def rest(seconds: float) -> None:
            rests.append(seconds)
            await checkpoint()

        async def take(_message: Any) -> None:
            await checkpoint()

        monkeypatch.setattr(middleware.asyncio, "sleep", rest)
        asked: list[Any] = [
            senders._in_turn(name, answer, ({"name": name, "status": status}, checkpoint, take))  # type: ignore[arg-type]
            for name, status in (("nonsense", 422), ("sense", 200)) * 5
        ]
        await asyncio.gather(*asked)

    run(ask())
    assert most == {"nonsense": 1, "sense": 1}
    assert sum(seconds > 0 for seconds in rests) == 4


@pytest.mark.parametrize("begun", ["", "begun"])
def test_what_the_server_breaks_off_as_it_ends_is_answered_unless_its_answer_has_begun(
    app: FastAPI, begun: str
) -> None:
    sent: list[Any] = []

    async def waits(_scope: Any, _receive: Any, send: Any) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        await checkpoint()
        sent.append(message)

    async def end() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "app": app}
        asked = asyncio.create_task(Answers(waits)(scope, checkpoint, send))  # type: ignore[arg-type]
        while bool(begun) != bool(sent):
            await checkpoint()
        await checkpoint()
        asked.cancel()
        await asyncio.wait([asked])
        assert asked.cancelled() == bool(begun)

    run(end())
    assert sent[0]["status"] == (200 if begun else 503)
    assert begun or b"service-ends" in sent[1]["body"]
