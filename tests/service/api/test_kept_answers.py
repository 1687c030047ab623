"""An answer is sent again from memory to the same request, for as long as nothing has changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import anyio.to_thread
import pytest
from endpoints import MOVED, NORTH, PLAN, bearer, document
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.store import Store, queries
from service.api.limits import RequestLimits
from service.api.plan_session import PlanSession
from service.app import create_app
from service.settings import AccessSettings, Rates, ServiceSettings

ITEMS = "/ogc/collections/zones/items"
TILE = "/ogc/tiles/WebMercatorQuad/0/0/0"
PATHS = (ITEMS, f"{ITEMS}?f=html", f"{ITEMS}/W", "/ogc", TILE, "/api/layers/zones", "/api/plan")


class Hops:
    """Counts the threads that requests take."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, run = 0, anyio.to_thread.run_sync

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            return run(*args, **kwargs)

        monkeypatch.setattr(anyio.to_thread, "run_sync", counted)

    def of(self, client: TestClient, path: str, **headers: str) -> tuple[int, int]:
        """Return the status of a request, and how many threads it takes."""
        before = self.count
        return client.get(path, headers=headers).status_code, self.count - before


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> Hops:
    return Hops(monkeypatch)


@pytest.mark.parametrize("path", PATHS)
def test_a_kept_answer_takes_no_thread_and_is_the_same(
    client: TestClient, hops: Hops, path: str
) -> None:
    headers = {"Accept-Encoding": "gzip", "X-Of": "this test"}
    first = client.get(path, headers=headers)
    assert hops.count > 0
    for method in (client.get, client.head):
        method(path, headers=headers)
        before, again = hops.count, method(path, headers=headers)
        own = "x-request-id"
        assert [(name, value) for name, value in again.headers.items() if name != own] == [
            (name, value) for name, value in first.headers.items() if name != own
        ]
        assert again.headers[own] != first.headers[own]
        assert again.content == (first.content if method == client.get else b"")
        assert hops.count == before
    known = headers | {"If-None-Match": first.headers["etag"]}
    assert [hops.of(client, path, **known)[0] for _ in range(2)] == [304, 304]
    assert hops.of(client, path, **known, Host="elsewhere")[1] > 0  # another request


def test_no_answer_is_kept_over_a_change_of_anything(
    fresh: FastAPI, hops: Hops, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = TestClient(fresh), "/ogc/collections/north.zones/items"
    before = client.get(path)
    assert hops.of(client, path) == (200, 0)
    etag = client.get("/api/scenarios/north").headers["etag"]
    undone = document(scenario="north", title="North")
    saved = client.put("/api/scenarios/north", json=undone, headers={"If-Match": etag})
    assert saved.status_code == 200, saved.text
    after = client.get(path)
    assert after.json()["features"] != before.json()["features"]
    encoded = PlanSession.encoded

    def changed_meanwhile(*args: Any) -> Any:
        answer = encoded(*args)
        fresh.state.store.presences.report("", "")
        return answer

    monkeypatch.setattr(PlanSession, "encoded", changed_meanwhile)
    client.get(f"{path}?limit=1")
    assert hops.of(client, f"{path}?limit=1")[1] > 0
    with Store.open(fresh.state.store.file) as other:  # as another process
        assert hops.of(client, "/ogc") == (200, 2)
        assert hops.of(client, "/ogc") == (200, 0)
        other.tokens.create("Li", "viewer")
    assert client.get("/ogc").status_code == 401


def test_each_persons_answers_are_theirs_and_end_with_their_right(
    fresh: FastAPI, hops: Hops, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, store = TestClient(fresh), fresh.state.store
    li, wu, boss = bearer(fresh, "Li"), bearer(fresh, "Wu"), bearer(fresh, "Boss", "admin")
    draft = document(MOVED, scenario="mine", title="Mine")
    made = client.post("/api/scenarios", json=draft, headers=li)
    name, etag = made.json()["scenario"], made.headers["etag"]
    path = f"/ogc/collections/{name}.zones/items"
    for _ in range(2):  # the first also notes the use of the token
        client.get(path, headers=li)
    assert hops.of(client, path, **li) == (200, 0)
    assert hops.of(client, path, **wu)[0] == hops.of(client, path, **wu)[0] == 404
    for _ in range(3):
        client.get(path, headers=boss)
    assert hops.of(client, path, **boss)[1] > 0  # each reading by an admin is counted
    for visibility, status in (("shared", 200), ("private", 404)):
        place = f"/api/scenarios/{name}/visibility"
        sent = {"visibility": visibility}
        shared = client.put(place, json=sent, headers=li | {"If-Match": etag})
        assert shared.status_code == 200, shared.text
        etag = shared.headers["etag"]
        assert [client.get(path, headers=wu).status_code for _ in range(2)] == [status] * 2
    client.get(path, headers=li)
    assert hops.of(client, path, **li) == (200, 0)
    now = queries.now()
    monkeypatch.setattr(queries, "now", lambda: now + timedelta(minutes=2))
    assert hops.of(client, path, **li) == (200, 2)  # the use of a token is noted by the minute
    assert [hops.of(client, path, **li) for _ in range(2)][1] == (200, 0)
    store.tokens.revoke("Li")
    assert client.get(path, headers=li).status_code == 401
    assert client.get(path).status_code == 401


def test_a_session_or_token_that_is_over_gets_no_kept_answer(
    fresh: FastAPI, hops: Hops, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = TestClient(fresh), queries.now()
    _, secret = fresh.state.store.tokens.create("Li", "viewer", now + timedelta(seconds=30))
    token = {"Authorization": f"Bearer {secret}"}
    assert client.post("/api/session", json={"token": secret}).status_code == 200
    for headers in (token, {}):
        client.get(ITEMS, headers=headers)
    for headers in (token, {}):
        assert [hops.of(client, ITEMS, **headers) for _ in range(2)][1] == (200, 0)
    monkeypatch.setattr(queries, "now", lambda: now + timedelta(seconds=30))
    for headers in (token, {}):
        assert client.get(ITEMS, headers=headers).status_code == 401


def test_a_kept_answer_is_counted_and_refused_like_any(
    make_app: Callable[..., FastAPI], hops: Hops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.app.RequestLimits", lambda of: RequestLimits(of, lambda: 0.0))
    rates = AccessSettings(rates=Rates(person_per_s=0.6, address_per_s=1_000.0))
    store = make_app(PLAN, NORTH).state.store
    app = create_app(PLAN, store, ServiceSettings(access=rates))
    client, headers = TestClient(app), bearer(app, "Li")
    answers = [hops.of(client, ITEMS, **headers) for _ in range(7)]
    assert [status for status, _ in answers] == [200] * 6 + [429]
    assert [taken for _, taken in answers[2:6]] == [0] * 4
    counted = client.get("/metrics", headers=bearer(app, "Boss", "admin")).text
    assert f'route="{ITEMS.replace("zones", "{collection}")}",status="200"}} 6.0' in counted
