"""What is decided before a handler runs: large bodies, whose turn it is, and when work ends."""

import asyncio
import gc
import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from anyio import to_thread
from anyio.lowlevel import checkpoint
from endpoints import bearer, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.errors import BudgetError, BusyError
from layers.messages import Message
from layers.runtime.budget import spend
from service.api import middleware
from service.api.bodies import JsonRequest
from service.api.middleware import Answers, Budgets, KnownSenders
from service.api.session import PlannerSession
from service.server.process import collect_seldom
from tests.own_loop import run

BIG = 6_000_000
JSON = {"Content-Type": "application/json"}
NOTHING = {"type": "http.request", "body": b"", "more_body": False}


def test_a_large_body_of_anyone_unknown_is_not_parsed(
    fresh: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, parsed, client = bearer(fresh, "Li", "viewer"), [], TestClient(fresh)
    whole = JsonRequest.json

    async def parse(self: JsonRequest) -> Any:
        parsed.append(self.url.path)
        return await whole(self)

    def sent(body: bytes, **headers: str) -> list[int]:
        """Send a body of a stated length, and in parts without one; return the statuses."""
        parts = (body[at : at + 10_000] for at in range(0, len(body), 10_000))
        return [
            client.post("/api/measure", content=content, headers=JSON | headers).status_code
            for content in (body, parts)
        ]

    monkeypatch.setattr(JsonRequest, "json", parse)
    monkeypatch.setattr(middleware, "_LONGEST_REST_S", 0.0)
    monkeypatch.setattr(middleware, "_SHORTEST_REST_S", 0.0)
    body = b'{"edits": [' + b"{}, " * 20_000 + b"{}]}"
    assert sent(body) == [401, 401]
    assert sent(body, Authorization="Bearer zw_0123456789ab_" + "x" * 43) == [401, 401]
    assert sent(body, Origin="http://evil.example") == [403, 403]
    assert sent(b" " * BIG) == [413, 413]
    assert parsed == []
    assert sent(body, **li) == [422, 422]
    assert parsed == ["/api/measure"] * 2
    rules = b'{"edits": [], "rules": {' + b'"":1,' * 200_000 + b'"":1}}'
    crowded = client.post("/api/measure", content=rules, headers=JSON | li)
    assert refusal(crowded) == (422, "service-body-entries")
    large = client.post("/api/measure", content=b" " * BIG, headers=li)
    assert large.json()["detail"] == "body: is larger than 5 MB; send less at once"
    assert parsed == ["/api/measure"] * 2
    token = (part.encode() for part in ('{"token":', f'"{li["Authorization"][7:]}"', "}"))
    assert client.post("/api/session", content=token, headers=JSON).status_code == 200


def test_one_large_body_of_a_person_is_taken_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
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

        monkeypatch.setattr(
            middleware, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": rest})
        )
        asked: list[Any] = [
            senders._in_turn(name, answer, ({"name": name, "status": status}, checkpoint, take))  # type: ignore[arg-type]
            for name, status in (("nonsense", 422), ("sense", 200)) * 5
        ]
        await asyncio.gather(*asked)

    run(ask())
    assert most == {"nonsense": 1, "sense": 1}
    assert sum(seconds > 0 for seconds in rests) == 4


def test_the_slow_questions_of_one_person_leave_the_others_answered(
    fresh: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, wu = bearer(fresh, "Li", "viewer"), bearer(fresh, "Wu", "viewer")
    begun, goes_on = threading.Semaphore(0), threading.Event()

    def measure(*_: object) -> None:
        begun.release()
        goes_on.wait(60)
        raise BusyError(Message("store-busy", wait_s=1))

    monkeypatch.setattr(PlannerSession, "measure", measure)
    with TestClient(fresh) as client, ThreadPoolExecutor(60) as asking:

        def ask() -> int:
            return client.post("/api/measure", json={"edits": []}, headers=li).status_code

        asked = [asking.submit(ask) for _ in range(60)]
        for _ in range(6):
            assert begun.acquire(timeout=60)
        assert next(as_completed(asked)).result() == 429
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/me", headers=wu).status_code == 200
        assert not begun.acquire(blocking=False)
        goes_on.set()
        counts = Counter(one.result() for one in asked)
    assert counts == {503: 26, 429: 34}


def test_what_the_server_breaks_off_as_it_ends_is_answered_if_not_begun(app: FastAPI) -> None:
    async def end(*, begun: bool) -> list[Any]:
        sent: list[Any] = []

        async def waits(_scope: Any, _receive: Any, send: Any) -> None:
            if begun:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            await asyncio.Event().wait()

        async def send(message: Any) -> None:
            await checkpoint()
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "app": app}
        asked = asyncio.create_task(Answers(waits)(scope, checkpoint, send))  # type: ignore[arg-type]
        while begun != bool(sent):
            await checkpoint()
        await checkpoint()
        asked.cancel()
        await asyncio.wait([asked])
        assert asked.cancelled() == begun
        return sent

    (started,) = run(end(begun=True))
    assert started["status"] == 200
    start, body = run(end(begun=False))
    assert start["status"] == 503
    assert b"service-ends" in body["body"]


# ........................................................... budgets

BODY = {"edits": [{"expand": {"zone": "W", "by_km": 0.1}}]}


def test_a_question_over_limits_is_refused(fresh: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise shapely.errors.GEOSException("side location conflict")

    client = TestClient(fresh)
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_VERTICES", "5")
    answer = client.post("/api/measure", json=BODY)
    assert refusal(answer) == (422, "measure-limit-vertices")
    assert answer.json()["problems"][0]["params"]["limit"] == 5
    monkeypatch.setattr(fresh.state.session, "meter", fails)
    assert refusal(client.post("/api/measure", json=BODY)) == (422, "measure-geometry-failed")


def test_work_ends_once_its_client_has_left() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            while True:
                spend()
        except BudgetError as error:
            ended.append(error.problems[0].code)

    async def works(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        await asyncio.to_thread(work)

    async def ask() -> None:
        messages = [NOTHING, {"type": "http.disconnect"}]

        async def receive() -> Any:
            return messages.pop(0)

        async def send(_message: Any) -> None: ...

        await Budgets(works)({"type": "http"}, receive, send)

    run(asyncio.wait_for(ask(), 60))
    assert ended == ["measure-limit-cancelled"]


# ........................................................... JSON


@contextmanager
def no_whole_search() -> Iterator[None]:
    """Check that no search through all objects begins, where garbage is collected as served."""
    before, found = gc.get_threshold(), []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start" and about["generation"] == 2:
            found.append(phase)

    collect_seldom()
    gc.freeze()
    gc.collect()
    gc.callbacks.append(note)
    yield
    gc.callbacks.remove(note)
    gc.set_threshold(*before)
    assert found == []


def test_a_step_of_a_large_outline_is_no_search_for_garbage(client: TestClient) -> None:
    turn = np.linspace(0, 2 * np.pi, 20_000)
    ring = [120.005, 30.005] + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    ring[-1] = ring[0]
    drawn = {"zone": "W", "geometry": json.loads(shapely.to_geojson(shapely.Polygon(ring)))}
    with no_whole_search():
        answer = client.post("/api/measure?tables=totals", json={"edits": [], "drawn": drawn})
        (edit, *_) = answer.json()["edits"]
    assert len(edit["reshape"]["geometry"]["coordinates"][0][0]) == len(ring)


def test_a_body_is_read_in_every_encoding_that_json_may_have(client: TestClient) -> None:
    text = json.dumps({"edits": [], "draft": "草稿"}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        body = text.encode(encoding)
        answer = client.post("/api/measure?tables=totals", content=body, headers=JSON)
        assert (encoding, answer.status_code) == (encoding, 200)
