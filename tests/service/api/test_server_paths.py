"""No answer of the service names a folder of the machine that it runs on."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command_line import saved_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import SourceError
from layers.messages import Message
from layers.store import Store
from service.api.access import access_table
from service.api.server_paths import ServerPaths
from service.app import create_app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a plan and its store, whose name would be known again."""
    folder = tmp_path / "secret folder" / "of plans"
    folder.mkdir(parents=True)
    saved_plan(folder)
    return folder


@pytest.fixture
def app(folder: Path) -> Iterator[FastAPI]:
    with Store.open(folder / "p.scenarios.db") as store:
        app = create_app(Plan.open(folder / "p.gpkg"), store)
        app.state.events.life_s = 0.0  # a stream is as long as any other answer
        yield app
        app.state.jobs.close()


@pytest.fixture
def client(app: FastAPI, folder: Path) -> TestClient:
    """Return a client that checks each answer for the names of folders."""

    def check(answer: Any) -> None:
        text = answer.read().decode("utf-8", "replace")
        for secret in (str(folder), "secret folder", "of plans/", tempfile.gettempdir() + os.sep):
            assert secret not in text, (answer.url, text[:500])

    client = TestClient(app, raise_server_exceptions=False)
    client.event_hooks = {"response": [check]}
    return client


def test_no_answer_of_any_endpoint_names_a_folder(app: FastAPI, client: TestClient) -> None:
    statuses = set()
    for method, path in access_table(app):
        values = ("north", "nowhere", "..%2f..%2fetc%2fpasswd")
        for filled in {re.sub(r"{[^}]*}", value, path) for value in values}:
            changes = method in {"PUT", "POST", "DELETE"}
            headers = {"If-Match": '"x"'} if changes else {}
            for body in ({}, None) if changes else (None,):
                answer = client.request(method, filled, headers=headers, json=body)
                statuses.add(answer.status_code)
    assert {200, 404, 422} <= statuses


def test_nor_where_the_store_has_a_fault(client: TestClient, folder: Path) -> None:
    file, kept = folder / "p.scenarios.db", folder / "kept.db"
    shutil.copy(file, kept)
    for fault in ("damaged", "gone", "replaced"):
        if fault == "gone":
            file.unlink()
        elif fault == "replaced":
            kept.replace(file)
        else:
            with closing(sqlite3.connect(file)) as store, store:
                store.execute("DROP TABLE tokens")
        for path in ("scenarios", "scenarios/north", "scenarios/north/record", "jobs", "plan"):
            assert client.get(f"/api/{path}").status_code in {500, 503}
        assert [client.get(path).status_code for path in ("/readyz", "/healthz")] == [503, 200]
        assert "p.scenarios.db" in client.get("/api/me").json()["detail"], fault


@pytest.mark.deep
def test_nor_does_a_file_that_is_exported(client: TestClient) -> None:
    for suffix in ("geojson", "kml", "txt", "gpkg", "html"):
        assert client.get(f"/exports/north.{suffix}").status_code == 200


def test_nor_where_a_file_is_sent_that_cannot_be_read(client: TestClient) -> None:
    zipped, damaged = b"PK\x03\x04", b"SQLite format 3\x00" + bytes(600)
    files = {"a.gpkg": damaged, "a.zip": zipped, "a.shp.zip": zipped}
    files |= dict.fromkeys(("b.gpkg", "a.kml", "a.txt", "a.geojson", "a.dxf", "a.xyz"), b"x")
    for name, content in files.items():
        answer = client.post(f"/api/uploads?name={name}", content=content)
        assert answer.status_code in {422, 503}


@pytest.mark.deep
def test_nor_where_a_job_fails(
    app: FastAPI, client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = {"kind": "export", "suffix": ".csv", "scenarios": ["north"]}
    number = client.post("/api/jobs", json=export).json()["job"]
    (job,) = app.state.jobs._jobs.values()
    full = Message("text", text="No space left").in_file(folder / "x.csv")
    monkeypatch.setattr(job, "error", SourceError(full))
    assert "No space left" in client.get(f"/api/jobs/{number}").text


def test_of_a_path_the_last_name_is_left() -> None:
    paths = ServerPaths(["/srv/plans"])
    for text, expected in (
        ("/srv/plans/p.gpkg: gone", "p.gpkg: gone"),
        ("/srv/plans: no such folder", "plans: no such folder"),
        ("in '/srv/plans/deep/below/x y.db', 3", "in 'x y.db', 3"),
        ("/srv/plans2/p.gpkg", "/srv/plans2/p.gpkg"),
        ("/api/plan", "/api/plan"),
        ("postgresql://zonewright:***@db.example/plans: busy", "plans: busy"),
    ):
        within = SourceError(Message("text", text=text).at("body")).problems
        assert str(paths.all_hidden(within)[0]) == f"body: {expected}"
        several = Message("suggest-near", words=(text,))
        assert paths.hidden(several).params["words"] == (expected,)
