"""What is told of scenarios as it happens: to whom, of what, by whichever process it was saved."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.store import LOCAL, Change, Person, Remark, Store
from service.api import events
from service.api.events import Events
from service.app import create_app
from service.scenario_service import ScenarioService
from service.server.connections import BoundedConnection
from tests.own_loop import run
from tests.service.command_line import small_plan

PLAN = Plan(small_plan())
LI, WANG = Person("Li", "planner"), Person("Wang", "planner")


class Told(NamedTuple):
    event: str
    tag: str
    data: dict[str, Any]

    @property
    def names(self) -> list[str]:
        return [row["scenario"] for row in self.data["rows"]]


def told(text: str) -> Told:
    """Read an event as the format of server-sent events has it."""
    assert text.endswith("\n\n")
    fields = dict(line.split(": ", 1) for line in text.rstrip("\n").split("\n"))
    return Told(fields["event"], fields.get("id", ""), json.loads(fields["data"]))


async def next_told(stream: AsyncIterator[str]) -> Told:
    """Return the next event; a comment is none."""
    async with asyncio.timeout(30):
        async for text in stream:
            if not text.startswith(":"):
                return told(text)
    raise AssertionError


def document(name: str = "north") -> dict[str, Any]:
    return {"scenario": name, "title": name, "baseline": PLAN.baseline, "edits": []}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.scenarios.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the store again and again, not once a second."""
    monkeypatch.setattr(events, "LOOK_S", 0.01)


async def opened(kept: Events, person: Person, known: str = "") -> AsyncIterator[str]:
    await kept.look()
    return kept.stream(person, known)


def test_what_another_process_saves_is_told_with_who_when_and_why(path: Path, store: Store) -> None:
    first = store.create(document(), "Li", visibility="shared")

    async def listen() -> tuple[Told, Told]:
        stream = await opened(Events(store), WANG)
        listed = await next_told(stream)
        with Store.open(path) as another:  # as another process has it
            another.save(
                document() | {"title": "Norden"}, Change(first.hash, "Li", "Shorter, 更短")
            )
        return listed, await next_told(stream)

    listed, changed = run(listen())
    assert (listed.event, listed.names) == ("list", ["north"])
    (row,) = changed.data["rows"]
    assert changed.event == "scenarios"
    assert (row["revision"], row["updated_by"], row["kind"]) == (2, "Li", "save")
    assert (row["message"], row["title"]) == ("Shorter, 更短", "Norden")
    assert changed.data["gone"] == []
    assert changed.tag != listed.tag


def test_a_private_scenario_is_told_to_nobody_who_may_not_read_it(store: Store) -> None:
    head = store.create(document(), "Li")

    async def listen() -> list[Told]:
        kept = Events(store)
        streams = [await opened(kept, person) for person in (LI, WANG)]
        heard = [await next_told(stream) for stream in streams]
        store.save(document() | {"title": "secret"}, Change(head.hash, "Li"))
        heard.append(await next_told(streams[0]))
        latest = store.summary("north").etag
        store.share("north", "shared", Change(latest, "Li"))
        heard.append(await next_told(streams[1]))
        store.share("north", "private", Change(latest, "Li"))
        return [*heard, await next_told(streams[1])]

    of_li, of_wang, saved, shared, hidden = run(listen())
    assert (of_li.names, of_wang.names) == (["north"], [])
    assert saved.data["rows"][0]["title"] == "secret"
    assert shared.names == ["north"]  # and nothing of the save before
    assert (hidden.names, hidden.data["gone"]) == ([], ["north"])
    assert hidden.tag == of_wang.tag


def test_a_comment_is_a_change_too(store: Store) -> None:
    store.create(document(), "Li", visibility="shared")

    async def listen() -> Told:
        stream = await opened(Events(store), WANG)
        await next_told(stream)
        store.comments.add("north", "Li", Remark("why?"))
        return await next_told(stream)

    assert run(listen()).data["rows"][0]["notes"] == 2


def test_who_comes_back_is_told_no_more_than_has_changed(store: Store) -> None:
    store.create(document(), "Li", visibility="shared")
    app = create_app(PLAN, store)
    app.state.events.life_s = 0.0
    with TestClient(app) as client:
        listed = client.get("/api/scenarios")
        again = client.get("/api/scenarios", headers={"If-None-Match": listed.headers["etag"]})
        assert (again.status_code, again.headers["etag"]) == (304, listed.headers["etag"])
        answer = client.get("/api/events", params={"known": listed.headers["etag"]})
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        assert told(answer.text) == Told("known", listed.headers["etag"], {})
        whole = told(client.get("/api/events").text)
        assert (whole.event, whole.data["rows"]) == ("list", listed.json())
        store.create(document("south"), "Li", visibility="shared")
        later = told(client.get("/api/events", headers={"Last-Event-ID": whole.tag}).text)
        assert later.names == ["north", "south"]
        assert later.tag == client.get("/api/scenarios").headers["etag"]


def test_where_there_are_too_many_streams_one_is_told_to_ask_instead(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST", 2)

    async def listen() -> list[str]:
        kept = Events(store)
        streams = [await opened(kept, LI) for _ in range(3)]
        heard = [(await next_told(stream)).event for stream in streams]
        await streams[0].aclose()  # type: ignore[attr-defined]
        return [*heard, (await next_told(await opened(kept, LI))).event]

    assert run(listen()) == ["list", "list", "full", "list"]


def test_the_store_is_looked_at_only_while_somebody_listens(store: Store) -> None:
    async def listen() -> tuple[int, int, set[Any]]:
        kept = Events(store)
        kept.life_s = 0.05
        stream = await opened(kept, LI)
        await next_told(stream)
        while_open = kept.streams
        assert [text async for text in stream] in ([": here\n\n"], [])
        return while_open, kept.streams, asyncio.all_tasks() - {asyncio.current_task()}

    assert run(listen())[:2] == (1, 0)


def test_nobody_without_a_token_listens_where_there_are_tokens(store: Store) -> None:
    app = create_app(PLAN, store)
    app.state.events.life_s = 0.0
    _, secret = store.tokens.create("Li", "viewer")
    with TestClient(app) as client:
        assert client.get("/api/events").status_code == 401
        headers = {"Authorization": f"Bearer {secret}"}
        assert client.get("/api/events", headers=headers).status_code == 200
        store.tokens.revoke("Li")
        assert client.get("/api/events", headers=headers).status_code == 401


def test_a_stream_tells_nothing_more_once_its_person_is_no_longer_let_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BEAT_S", 0.05)
    first = store.create(document(), "Li", visibility="shared")
    let_in = [True]

    async def listen() -> list[str]:
        kept = Events(store)
        await kept.look()
        streams = [kept.stream(WANG, "", lambda: let_in[0]) for _ in range(2)]
        heard = [await anext(stream) for stream in streams]
        assert await anext(streams[0]) == ": here\n\n"
        let_in.clear()
        let_in.append(False)
        store.save(document() | {"title": "secret"}, Change(first.hash, "Li"))
        return heard + [text for stream in streams async for text in stream]

    assert [told(text).event for text in run(listen())] == ["list", "list"]


def test_who_is_still_let_in_is_asked_of_the_store(store: Store) -> None:
    app, asked = create_app(PLAN, store), []
    app.state.events.stream = lambda *given: asked.append(given[2]) or iter(())
    client = TestClient(app)
    client.get("/api/events")
    assert asked[0]()
    _, secret = store.tokens.create("Li", "viewer")
    assert not asked[0]()  # the local planner
    client.get("/api/events", headers={"Authorization": f"Bearer {secret}"})
    client.post("/api/session", json={"token": secret})
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


def test_what_a_save_would_meet_is_answered_before_it_is_tried(store: Store) -> None:
    service = ScenarioService(PLAN, store, LOCAL)
    move = {"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}
    widen = {"expand": {"zone": "E", "by_km": 0.1}}
    begun = service.create(Scenario.from_document(document()))
    theirs = Scenario.from_document(document() | {"edits": [move]})
    service.save("north", theirs, begun.etag, "north of it")
    with TestClient(create_app(PLAN, store)) as client:
        path, headers = "/api/scenarios/north/versions", {"If-Match": begun.etag}
        mine = document() | {"edits": [widen]}
        met = client.post(path, json=mine, headers=headers).json()
        assert (met["current"]["revision"], met["current"]["message"]) == (2, "north of it")
        assert met["merge"]["clean"]
        assert [*map(list, met["merge"]["document"]["edits"])] == [["move"], ["expand"]]
        refused = client.put("/api/scenarios/north", json=mine, headers=headers)
        assert refused.status_code == 412
        assert {key: refused.json()[key] for key in met} == met
        assert len(client.get("/api/scenarios/north/history").json()) == 2  # nothing is kept
