"""What others do with scenarios as it happens: events, and who has a scenario open."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from endpoints import PLAN, bearer, document
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers.store import Change, Person, Remark, Store, queries
from layers.store.presences import HOLDS_S
from service.api import events
from service.api.events import Events
from service.app import create_app
from service.server.connections import BoundedConnection
from tests.own_loop import run

LI, WANG = Person("Li", "planner"), Person("Wang", "planner")
PRESENCE = "/api/scenarios/north/presence"


class Event(NamedTuple):
    name: str
    tag: str
    data: dict[str, Any]

    @property
    def scenarios(self) -> list[str]:
        return [row["scenario"] for row in self.data["rows"]]


def read(text: str) -> Event:
    """Read an event as the format of server-sent events has it."""
    assert text.endswith("\n\n")
    fields = dict(line.split(": ", 1) for line in text.rstrip("\n").split("\n"))
    return Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))


async def next_of(stream: AsyncIterator[str]) -> Event:
    """Return the next event; a comment is none."""
    async with asyncio.timeout(30):
        async for text in stream:
            if not text.startswith(":"):
                return read(text)
    raise AssertionError


async def opened(live: Events, person: Person) -> AsyncIterator[str]:
    await live.look()
    return live.stream(person, "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "plan.scenarios.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the store again and again, not once a second."""
    monkeypatch.setattr(events, "LOOK_S", 0.01)


def test_what_another_process_saves_is_announced(store: Store, tmp_path: Path) -> None:
    first = store.create(document(), "Li", visibility="shared")

    async def listen() -> list[Event]:
        stream = await opened(Events(store), WANG)
        heard = [await next_of(stream)]
        with Store.open(tmp_path / "plan.scenarios.db") as another:  # as another process has it
            another.save(document(title="Norden"), Change(first.hash, "Li", "Shorter, 更短"))
        heard.append(await next_of(stream))
        store.comments.add("north", "Li", Remark("why?"))
        return [*heard, await next_of(stream)]

    listed, changed, remarked = run(listen())
    assert (listed.name, listed.scenarios) == ("list", ["north"])
    (row,) = changed.data["rows"]
    assert (changed.name, changed.data["gone"]) == ("scenarios", [])
    assert (row["revision"], row["updated_by"], row["kind"]) == (2, "Li", "save")
    assert (row["message"], row["title"]) == ("Shorter, 更短", "Norden")
    assert changed.tag != listed.tag
    assert remarked.data["rows"][0]["notes"] == row["notes"] + 1


def test_a_private_scenario_is_announced_to_nobody_who_may_not_read_it(store: Store) -> None:
    head = store.create(document(), "Li")

    async def listen() -> list[Event]:
        live = Events(store)
        streams = [await opened(live, person) for person in (LI, WANG)]
        heard = [await next_of(stream) for stream in streams]
        store.save(document(title="secret"), Change(head.hash, "Li"))
        heard.append(await next_of(streams[0]))
        latest = store.summary("north").etag
        for visibility in ("shared", "private"):
            store.share("north", visibility, Change(latest, "Li"))
            heard.append(await next_of(streams[1]))
        return heard

    of_li, of_wang, saved, shared, hidden = run(listen())
    assert (of_li.scenarios, of_wang.scenarios) == (["north"], [])
    assert saved.data["rows"][0]["title"] == "secret"
    assert shared.scenarios == ["north"]  # and nothing of the save before
    assert (hidden.scenarios, hidden.data["gone"]) == ([], ["north"])
    assert hidden.tag == of_wang.tag


def test_whoever_comes_back_gets_no_more_than_has_changed(store: Store) -> None:
    store.create(document(), "Li", visibility="shared")
    app = create_app(PLAN, store)
    app.state.events.life_s = 0.0
    client = TestClient(app)
    listed = client.get("/api/scenarios")
    etag = listed.headers["etag"]
    again = client.get("/api/scenarios", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["etag"]) == (304, etag)
    answer = client.get("/api/events", params={"known": etag})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-accel-buffering"] == "no"
    assert read(answer.text) == Event("known", etag, {})
    whole = read(client.get("/api/events").text)
    assert (whole.name, whole.data["rows"]) == ("list", listed.json())
    store.create(document(scenario="south"), "Li", visibility="shared")
    later = read(client.get("/api/events", headers={"Last-Event-ID": whole.tag}).text)
    assert later.scenarios == ["north", "south"]
    assert later.tag == client.get("/api/scenarios").headers["etag"]


def test_of_too_many_streams_the_last_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_STREAMS", 2)

    async def listen() -> list[str]:
        live = Events(store)
        streams = [await opened(live, LI) for _ in range(3)]
        heard = [(await next_of(stream)).name for stream in streams]
        await streams[0].aclose()  # type: ignore[attr-defined]
        return [*heard, (await next_of(await opened(live, LI))).name]

    async def end() -> tuple[int, int, set[Any]]:
        live = Events(store)
        live.life_s = 0.05
        stream = await opened(live, LI)
        await next_of(stream)
        while_open = live.streams
        assert [text async for text in stream] in ([": here\n\n"], [])
        return while_open, live.streams, asyncio.all_tasks() - {asyncio.current_task()}

    assert run(listen()) == ["list", "list", "full", "list"]
    assert run(end())[:2] == (1, 0)


def test_a_stream_ends_with_ones_access(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BEAT_S", 0.05)
    first = store.create(document(), "Li", visibility="shared")
    has_access = [True]

    async def listen() -> list[str]:
        live = Events(store)
        await live.look()
        streams = [live.stream(WANG, "", lambda: has_access[0]) for _ in range(2)]
        heard = [await anext(stream) for stream in streams]
        assert await anext(streams[0]) == ": here\n\n"
        has_access[0] = False
        store.save(document(title="secret"), Change(first.hash, "Li"))
        return heard + [text for stream in streams async for text in stream]

    assert [read(text).name for text in run(listen())] == ["list", "list"]


def test_whether_somebody_still_has_access_is_looked_up_in_the_store(store: Store) -> None:
    app, asked = create_app(PLAN, store), []
    app.state.events.stream = lambda *given: asked.append(given[2]) or iter(())
    client = TestClient(app)
    client.get("/api/events")
    assert asked[0]()
    headers = bearer(app, "Li", "viewer")
    assert not asked[0]()  # the local planner
    assert client.get("/api/events").status_code == 401
    client.get("/api/events", headers=headers)
    client.post("/api/session", json={"token": headers["Authorization"][7:]})
    client.get("/api/events")
    assert [still() for still in asked] == [False, True, True]
    store.sessions.end_of("Li")
    assert [still() for still in asked] == [False, True, False]
    store.tokens.revoke("Li")
    assert [still() for still in asked] == [False, False, False]


@pytest.mark.deep
def test_a_service_that_ends_ends_its_streams(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(PLAN, Scenario.from_document(document()))
    server = uvicorn.Server(uvicorn.Config(app, http=BoundedConnection, log_level="critical"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answering = threading.Thread(target=server.run, args=([listener],))
        answering.start()
        with socket.create_connection(listener.getsockname(), timeout=30) as connection:
            connection.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            heard = b""
            while b"event: list" not in heard:
                heard += connection.recv(10_000)
            server.should_exit = True  # with no time for what is under way: it would wait for ever
            while part := connection.recv(10_000):
                heard += part
        answering.join(30)
    assert not answering.is_alive()
    assert heard.endswith(b"0\r\n\r\n")  # as an answer that is whole
    assert app.state.events.streams == 0


# ........................................................... presence


def here(client: TestClient, **about: Any) -> Any:
    """Register that one has the scenario open; return who else has."""
    return client.post(PRESENCE, json=about).json()


def test_who_has_a_scenario_open_is_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(document(), "Li", visibility="shared")
    now = queries.now()
    monkeypatch.setattr(queries, "now", lambda: now)
    local = TestClient(create_app(PLAN, store))
    assert here(local, editing=True) == here(local) == []  # another window of one's own
    assert store.presences.of("north") == []
    assert local.post("/api/scenarios/nowhere/presence", json={}).status_code == 404
    apps = [create_app(PLAN, store) for _ in range(2)]  # as two processes
    names = ("Li", "王 <b>")
    li, wang = (TestClient(app, headers=bearer(app, n)) for app, n in zip(apps, names, strict=True))
    assert here(li) == []
    assert here(wang, editing=True) == [{"name": "Li", "editing": False}]
    assert here(li) == [{"name": "王 <b>", "editing": True}]
    assert here(wang) == [{"name": "Li", "editing": False}]
    assert here(li) == [{"name": "王 <b>", "editing": False}]
    assert wang.delete(PRESENCE).status_code == 204
    assert here(li) == []
    here(wang)
    store.share("north", "private", Change(store.summary("north").etag, "Li"))
    assert wang.post(PRESENCE, json={}).status_code == 404
    assert here(li) == [{"name": "王 <b>", "editing": False}]  # until that time is over
    later = now + timedelta(seconds=HOLDS_S)
    monkeypatch.setattr(queries, "now", lambda: later)
    assert here(li) == []
    assert HOLDS_S < 60
