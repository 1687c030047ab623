"""What breaks under the service: what is answered, what stays kept, and that it goes on after."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from command_line import saved_plan
from fastapi.testclient import TestClient
from forwarding import Forwarder
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from layers import Plan
from layers.store import Store, queries
from service.api import uploads
from service.api.errors import OUTAGES
from service.app import create_app

HERE = Path(__file__).parent


def code(answer: Any) -> str:
    """Return the code of the first problem of an answer, without the file that it is about."""
    problem = answer.json()["problems"][0]
    while "code" in problem["params"].get("reason", ()):
        problem = problem["params"]["reason"]
    return str(problem["code"])


class Served:
    """A service over a small plan and a store, with a scenario that is saved again and again."""

    def __init__(self, plan: Path, place: str) -> None:
        self.path = plan
        self.plan = Plan.open(plan)
        self.store = Store.open(place)
        self.client = TestClient(create_app(self.plan, self.store), raise_server_exceptions=False)
        move = {"move": {"zone": "W", "dx_km": 0, "dy_km": 0.1}}
        self.document: dict[str, Any] = {"scenario": "south", "title": "t", "edits": [move]}
        self.document["baseline"] = self.plan.baseline
        made = self.client.post("/api/scenarios", json=self.document)
        assert made.status_code == 201, made.text
        self.etag = made.headers["ETag"]

    @property
    def engine(self) -> Engine:
        return self.store._database._engine

    def save(self, **more: Any) -> list[Any]:
        """Save, and return the status, and the title and the code of a problem."""
        answer = self.client.put(
            "/api/scenarios/south",
            json=self.document | {"title": uuid4().hex, **more},
            headers={"If-Match": self.etag},
        )
        if answer.status_code == 200:
            self.etag = answer.headers["ETag"]
            return [200]
        return [answer.status_code, answer.json()["title"], code(answer)]

    def is_as_it_was(self, revisions: int) -> None:
        """Check that so many revisions are kept, all whole."""
        assert self.store.verify() == []
        history = self.store.history("south")
        assert len(history) == revisions
        assert f'"{history[0].hash}"' == self.etag


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(saved_plan(tmp_path), str(tmp_path / "p.scenarios.db"))
    yield found
    found.store.close()


def setting(engine: Engine, pragma: str) -> Callable[[], None]:
    """Give every further connection of a store a setting; return what takes it back."""

    def connect(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", connect)
    engine.dispose()

    def back() -> None:
        event.remove(engine, "connect", connect)
        engine.dispose()

    return back


def test_a_store_that_cannot_grow_keeps_what_it_has_and_says_that_the_disk_is_full(
    served: Served,
) -> None:
    assert served.save() == [200]
    with served.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    back = setting(served.engine, f"max_page_count={pages}")
    move = served.document["edits"][0]
    refused = [503, "The disk is full", "store-full"]
    assert served.save(edits=[move] * 200) == refused
    served.is_as_it_was(2)
    assert served.client.get("/api/scenarios/south").status_code == 200
    back()
    assert served.save(edits=[move] * 200) == [200]
    served.is_as_it_was(3)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system for itself")
def test_a_disk_that_is_full_is_called_so_and_all_goes_on_once_there_is_room(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("disk")  # a short name: a socket's may have 107 letters
    saved_plan(folder)
    command = [sys.executable, str(HERE / "on_a_full_disk.py"), str(folder)]
    places = [str(HERE.parent.parent), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(  # noqa: S603  our own
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    for name, (code, lines, left) in said.pop("commands").items():
        assert (code, len(lines), left) == (2, 1, []), (name, lines)
        assert ": the disk" in lines[0], name
        assert "full" in lines[0], name
    assert said["saved"] == [503, "The disk is full", "store-full"]
    assert said["uploaded"] == [503, "The disk is full", "file-disk-full"]
    assert said["ready"] == [503, "service-store-unready"]
    assert (said["read"], said["measured"]) == ([200], [200])
    assert said["saved again"] == [200]
    assert said["uploaded again"] == [422, "The file cannot be read", "file-text-empty"]
    assert (said["faults"], said["left"]) == ([], [])


def test_a_store_that_may_only_be_read_is_read(served: Served) -> None:
    back = setting(served.engine, "query_only=ON")
    assert served.save()[::2] == [503, "store-read-only"]
    unready = served.client.get("/readyz")
    assert (unready.status_code, code(unready)) == (503, "service-store-unready")
    assert served.client.get("/api/scenarios/south").status_code == 200
    assert served.client.post("/api/measure", json={"scenario": "south"}).status_code == 200
    back()
    assert served.client.get("/readyz").status_code == 200
    assert served.save() == [200]
    served.is_as_it_was(2)


def test_a_database_that_does_not_answer_is_in_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("the server went away"))

    event.listen(served.engine, "before_cursor_execute", fail)
    assert served.client.get("/api/scenarios/south").status_code == 503
    assert served.client.get("/readyz").status_code == 503
    logged = [one.getMessage() for one in caplog.records if one.name == OUTAGES]
    assert len(logged) == 2
    assert all("the server went away" in line for line in logged)
    event.remove(served.engine, "before_cursor_execute", fail)
    assert served.client.get("/readyz").status_code == 200


@pytest.mark.parametrize("replaced", ["", "by another"])
def test_nothing_is_saved_in_a_store_that_is_gone_or_replaced(
    served: Served, replaced: str, tmp_path: Path
) -> None:
    store = Path(served.store._database.name)
    served.engine.dispose()  # as when nobody asks: its journal is in the file
    away = store.with_suffix(".away")
    store.rename(away)
    if replaced:
        with Store.open(tmp_path / "other.db") as other:
            other.create(served.document, "Wu")
        shutil.move(tmp_path / "other.db", store)
        before = store.read_bytes()
    assert served.save()[::2] == [503, "store-moved"]
    assert served.client.get("/readyz").status_code == 503
    assert served.client.get("/healthz").status_code == 200
    assert served.client.post("/api/measure", json={"edits": []}).status_code == 503  # who asks?
    if replaced:
        assert store.read_bytes() == before
    away.replace(store)
    assert served.client.get("/readyz").status_code == 200
    assert served.save() == [200]
    served.is_as_it_was(2)


def test_a_plan_that_is_replaced_is_seen_and_read_and_takes_no_saves_until_it_is_back(
    served: Served,
) -> None:
    before = served.client.get("/api/plan").json()
    whole = served.path.read_bytes()
    shutil.copy(served.path, kept := served.path.with_suffix(".kept"))
    served.path.unlink()
    served.path.write_bytes(b"something else")
    ready = served.client.get("/readyz")
    assert ready.status_code == 503
    assert code(ready) == "service-plan-changed"
    assert served.client.get("/api/plan").json() == before
    assert served.save()[::2] == [503, "service-baseline-gone"]
    assert served.path.read_bytes() == b"something else"
    served.is_as_it_was(1)
    kept.replace(served.path)
    assert served.path.read_bytes() == whole
    assert served.save() == [200]
    served.is_as_it_was(2)
    with Store.open(served.store._database.name) as again:  # as after a new start
        service = TestClient(create_app(Plan.open(served.path), again))
        assert service.get("/readyz").status_code == 200
        assert service.get("/api/scenarios/south").json()["baseline"] == served.plan.baseline


def test_a_clock_that_is_set_back_puts_no_revision_before_another(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served.save() == [200]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    monkeypatch.setattr(queries, "now", lambda: yesterday)
    assert served.save() == [200]
    comment = served.client.post("/api/scenarios/south/comments", json={"text": "late"})
    assert comment.status_code == 201
    monkeypatch.undo()
    assert served.save() == [200]
    served.is_as_it_was(4)
    history = served.client.get("/api/scenarios/south/history").json()
    assert [row["revision"] for row in history] == [4, 3, 2, 1]


@pytest.mark.deep  # else it would be this process that is killed
def test_a_worker_that_is_killed_costs_its_own_answer_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "preview_outlines", _killed)
    sent = {"content": b"a,b\n1,2\n", "params": {"name": "a.csv", "as": "outline"}}
    answer = served.client.post("/api/uploads", **sent)
    assert answer.status_code == 422
    assert code(answer) == "file-limit-died"
    monkeypatch.undo()
    answer = served.client.post("/api/uploads", **sent)
    assert answer.status_code == 422
    assert code(answer) != "file-limit-died"
    assert served.save() == [200]


def _killed(*_given: object) -> None:
    os._exit(9)


@pytest.fixture
def way() -> Iterator[Forwarder]:
    """Return a way to a schema of its own of a PostgreSQL server."""
    server = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not server:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    schema = f"faults_{uuid4().hex}"
    with psycopg.connect(str(server), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in str(server) else "?"
    forwarder = Forwarder(f"{server}{joint}options=-csearch_path%3D{schema}")
    yield forwarder
    forwarder.cut()
    with psycopg.connect(str(server), autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.mark.deep
def test_a_database_that_is_lost_is_found_again_once_it_is_back(
    way: Forwarder, tmp_path: Path
) -> None:
    served = Served(saved_plan(tmp_path), way.url)
    try:
        for round_ in range(3):
            assert served.save() == [200]
            way.cut()
            assert served.save()[::2] == [503, "store-silent"]
            assert served.client.get("/readyz").status_code == 503
            assert served.client.get("/healthz").status_code == 200
            assert served.client.post("/api/measure", json={"edits": []}).status_code == 503
            way.mend()
            assert served.client.get("/readyz").status_code == 200
            served.is_as_it_was(round_ + 2)
    finally:
        served.store.close()
