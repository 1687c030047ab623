"""What breaks under the service: what is answered, what stays kept, and that it goes on after."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from command_line import saved_plan
from endpoints import document, refusal
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from layers import Plan
from layers.store import Store, queries
from service.api.errors import OUTAGES
from service.app import create_app
from tests.conftest import ended

HERE = Path(__file__).parent
MOVE = {"move": {"zone": "W", "dx_km": 0, "dy_km": 0.1}}


class Served:
    """A service over a small plan and a store, with a scenario that is saved again and again."""

    def __init__(self, folder: Path, place: str) -> None:
        self.path = saved_plan(folder)
        self.plan = Plan.open(self.path)
        self.store = Store.open(place)
        self.client = TestClient(create_app(self.plan, self.store), raise_server_exceptions=False)
        self.document = document(MOVE, scenario="south", baseline=self.plan.baseline)
        made = self.client.post("/api/scenarios", json=self.document)
        assert made.status_code == 201, made.text
        self.etag = made.headers["ETag"]

    @property
    def engine(self) -> Engine:
        return self.store._database._engine

    def save(self, **more: Any) -> tuple[int, str]:
        """Save, and return the status, and the code of the problem if there is one."""
        body = self.document | {"title": uuid4().hex, **more}
        on = {"If-Match": self.etag}
        answer = self.client.put("/api/scenarios/south", json=body, headers=on)
        if answer.status_code != 200:
            return refusal(answer)
        self.etag = answer.headers["ETag"]
        return 200, ""

    def status(self, path: str) -> int:
        return int(self.client.get(path).status_code)

    def measured(self, **question: Any) -> int:
        return int(self.client.post("/api/measure", json=question).status_code)

    def goes_on(self, revisions: int) -> None:
        """Check that the service is ready, can save, and has so many revisions, all whole."""
        assert self.status("/readyz") == 200
        assert self.save() == (200, "")
        assert self.store.verify() == []
        history = self.store.history("south")
        assert len(history) == revisions
        assert f'"{history[0].hash}"' == self.etag


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(tmp_path, str(tmp_path / "p.scenarios.db"))
    yield found
    found.store.close()


@contextmanager
def having(engine: Engine, pragma: str) -> Iterator[None]:
    """Give every connection of a store a setting, until the end of the block."""

    def connect(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", connect)
    engine.dispose()
    yield
    event.remove(engine, "connect", connect)
    engine.dispose()


def test_a_store_that_cannot_be_written_or_grow_is_read_and_goes_on_after(served: Served) -> None:
    with having(served.engine, "query_only=ON"):
        assert served.save() == (503, "store-read-only")
        assert refusal(served.client.get("/readyz")) == (503, "service-store-unready")
        assert served.status("/api/scenarios/south") == 200
        assert served.measured(scenario="south") == 200
    served.goes_on(2)
    with served.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with having(served.engine, f"max_page_count={pages}"):
        assert served.save(edits=[MOVE] * 200) == (503, "store-full")
        assert served.status("/api/scenarios/south") == 200
    assert served.save(edits=[MOVE] * 200) == (200, "")
    served.goes_on(4)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system for itself")
def test_a_disk_that_is_full_is_called_so_and_all_goes_on_once_there_is_room(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("disk")  # a short name: a socket's may have 107 letters
    saved_plan(folder)
    places = [str(HERE.parent.parent), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
    done = ended(
        sys.executable,
        str(HERE / "on_a_full_disk.py"),
        str(folder),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for name, (code, lines, left) in found.pop("commands").items():
        assert (code, len(lines), left) == (2, 1, []), (name, lines)
        assert ": the disk" in lines[0], name
        assert "full" in lines[0], name
    assert found == {
        "saved": [503, "The disk is full", "store-full"],
        "uploaded": [503, "The disk is full", "file-disk-full"],
        "ready": [503, "service-store-unready"],
        "read": [200],
        "measured": [200],
        "saved again": [200],
        "uploaded again": [422, "The file cannot be read", "file-text-empty"],
        "faults": [],
        "left": [],
    }


def test_a_silent_database_is_in_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("the server went away"))

    event.listen(served.engine, "before_cursor_execute", fail)
    assert [served.status(path) for path in ("/api/scenarios/south", "/readyz")] == [503, 503]
    assert served.save() == (503, "store-silent")
    assert (served.status("/healthz"), served.measured(edits=[])) == (200, 503)
    logged = [one.getMessage() for one in caplog.records if one.name == OUTAGES]
    assert len(logged) >= 2
    assert all("the server went away" in line for line in logged)
    event.remove(served.engine, "before_cursor_execute", fail)
    served.goes_on(2)


def test_nothing_is_saved_in_a_store_gone_or_replaced(served: Served, tmp_path: Path) -> None:
    store = Path(served.store._database.name)
    with Store.open(tmp_path / "other.db") as other:
        other.create(served.document, "Wu")
    for replaced in (False, True):
        served.engine.dispose()  # as when nobody asks: its journal is in the file
        away = store.rename(store.with_suffix(".away"))
        if replaced:
            shutil.move(tmp_path / "other.db", store)
        before = store.read_bytes() if replaced else b""
        assert served.save() == (503, "store-moved")
        assert [served.status(path) for path in ("/readyz", "/healthz")] == [503, 200]
        assert served.measured(edits=[]) == 503  # who asks?
        assert (store.read_bytes() if replaced else b"") == before
        away.replace(store)
        served.goes_on(2 + replaced)


def test_a_plan_that_is_replaced_is_read_and_takes_no_saves_till_it_is_back(served: Served) -> None:
    before, whole = served.client.get("/api/plan").json(), served.path.read_bytes()
    kept = served.path.rename(served.path.with_suffix(".kept"))
    served.path.write_bytes(b"something else")
    assert refusal(served.client.get("/readyz")) == (503, "service-plan-changed")
    assert served.client.get("/api/plan").json() == before
    assert served.save() == (503, "service-baseline-gone")
    assert served.path.read_bytes() == b"something else"
    kept.replace(served.path)
    assert served.path.read_bytes() == whole
    served.goes_on(2)
    with Store.open(served.store._database.name) as again:  # as after a new start
        service = TestClient(create_app(Plan.open(served.path), again))
        assert service.get("/readyz").status_code == 200
        assert service.get("/api/scenarios/south").json()["baseline"] == served.plan.baseline


def test_a_clock_set_back_reorders_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert served.save() == (200, "")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    monkeypatch.setattr(queries, "now", lambda: yesterday)
    assert served.save() == (200, "")
    comment = served.client.post("/api/scenarios/south/comments", json={"text": "late"})
    assert comment.status_code == 201
    monkeypatch.undo()
    served.goes_on(4)
    history = served.client.get("/api/scenarios/south/history").json()
    assert [row["revision"] for row in history] == [4, 3, 2, 1]


@pytest.mark.deep
def test_connections_that_a_server_has_ended_are_made_again(tmp_path: Path) -> None:
    server = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not server:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    name = f"service_{uuid4().hex}"
    about = f"options=-csearch_path%3D{name}&application_name={name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        served = Served(tmp_path, f"{server}{'&' if '?' in server else '?'}{about}")
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
        for revisions in (2, 3):
            assert connection.execute(ends, [name]).fetchall()
            served.goes_on(revisions)
        served.store.close()
        connection.execute(f"DROP SCHEMA {name} CASCADE")
