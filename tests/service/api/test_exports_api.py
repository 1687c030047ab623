"""`/exports/{scenario}.{suffix}`: the file that `zonewright export` writes, to whom may see it."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import httpx2
import pytest
from command_line import scenario_text, small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.errors import SourceError
from layers.formats import WRITTEN
from layers.messages import Message
from layers.store import LOCAL
from service.jobs.export import ExportAsked
from service.jobs.job import WITHIN_A_REQUEST
from service.report import REPORTS
from tests.own_loop import run

PLAN = Plan(small_plan(), Path("片区 plan.gpkg"))
NORTH = Scenario.parse(scenario_text(PLAN.baseline, "move: {zone: W, dx_km: 0, dy_km: 1}"))


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> Iterator[FastAPI]:
    made = make_app(PLAN, NORTH)
    yield made
    made.state.jobs.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Give a client of a service that keeps no file once it is answered."""
    yield TestClient(app)
    desk = app.state.jobs
    assert desk._files is None or list(Path(desk._files.name).iterdir()) == []


@pytest.mark.deep
@pytest.mark.parametrize(
    ("scenario", "suffix"),
    [*(("north", suffix) for suffix in (*WRITTEN, *REPORTS)), ("baseline", ".xlsx")],
)
def test_every_format_is_answered_of_a_scenario_and_of_the_baseline(
    suffix: str, scenario: str, client: TestClient
) -> None:
    answer = client.get(f"/exports/{scenario}{suffix}")
    assert answer.status_code == 200
    assert len(answer.content) > 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers.get("content-security-policy", "")
    assert ("sandbox" in policy) == (suffix == ".html")
    plain = f'filename="__ plan-{scenario}{suffix}"'
    named = f"{plain}; filename*=UTF-8''%E7%89%87%E5%8C%BA%20plan-{scenario}{suffix}"
    assert answer.headers["content-disposition"] == f"attachment; {named}"


@pytest.mark.deep
def test_a_report_speaks_the_language_that_is_asked_for_and_names_its_revision(
    client: TestClient,
) -> None:
    assert "附录" not in client.get("/exports/north.html?lang=zh").text
    answer = client.get("/exports/north.html?lang=zh&annex=true")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "决策要点" in answer.text
    _, _, versions = answer.text.partition("数值所依据的版本")
    assert re.search("North 北</td><td>sha256:[0-9a-f]{64}", versions)
    assert client.get("/exports/north.html?lang=fr").status_code == 422


@pytest.mark.deep
def test_the_file_holds_the_scenario_at_its_stored_revision(
    client: TestClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = client.get("/exports/north.geojson").json()
    assert document["provenance"]["scenario"] == "north"
    assert document["provenance"]["revision"] == 1
    path = tmp_path_factory.mktemp("answered") / "north.gpkg"
    path.write_bytes(client.get("/exports/north.gpkg").content)
    zones = gpd.read_file(path, layer="zones")
    moved = gpd.GeoDataFrame.from_features(document["features"]).set_index("zone_id")
    assert moved.geometry["W"].centroid.y > zones.set_index("zone_id").geometry["W"].centroid.y


def test_others_are_answered_while_a_file_is_made(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def wait(*_given: object, **_named: object) -> None:
        asked.set()
        assert answered.wait(20)
        raise SourceError(Message("text", text="no file"))

    monkeypatch.setattr(app.state.jobs, "start", wait)

    async def ask() -> tuple[int, int]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            file = asyncio.create_task(client.get("/exports/north.csv"))
            await asyncio.to_thread(asked.wait, 20)
            alive = await client.get("/healthz")
            answered.set()
            return alive.status_code, (await file).status_code

    assert run(ask()) == (200, 503)


def test_what_is_not_there_is_a_problem_document(client: TestClient) -> None:
    for path, code in (
        ("/exports/north.pdfx", "file-suffix-unknown"),
        ("/exports/north.shp", "file-suffix-unknown"),
        ("/exports/south.gpkg", "service-scenario-unknown"),
        ("/exports/north", "service-path-unknown"),
        ("/exports/no%2Fwhere.gpkg", "service-path-unknown"),
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        text = json.dumps(answer.json()["problems"])
        assert f'"{code}"' in text
        if code == "file-suffix-unknown":
            assert all(json.dumps(suffix) in text for suffix in WRITTEN)


def test_openapi_lists_the_suffixes(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    suffix = paths["/exports/{scenario}.{suffix}"]["get"]["parameters"][1]
    assert suffix["schema"]["enum"] == [one[1:] for one in (*WRITTEN, *REPORTS)]


def test_who_asks_for_too_much_at_once_is_told_to_ask_again(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PLAN, NORTH)
    monkeypatch.setattr("service.jobs.queue.JobDesk.run_next", lambda _: None)  # none gets a turn
    monkeypatch.setattr("service.api.exports._TURN_S", 0.05)
    client = TestClient(app)
    full = client.get("/exports/north.csv")
    assert (full.status_code, full.headers["retry-after"]) == (503, "5")
    assert app.state.jobs.counts()["exports_waiting"] == 0
    for _ in range(WITHIN_A_REQUEST.of_one):
        app.state.jobs.start(ExportAsked(kind="export", suffix=".csv"), LOCAL, {}, 60.0)
    assert client.get("/exports/north.csv").status_code == 429
    app.state.jobs.close()


def test_a_file_whose_worker_died_is_to_be_asked_for_again(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, start = app.state.jobs, app.state.jobs.start

    def die(*given: object) -> object:
        job = start(*given)
        desk.forget(job.number, LOCAL)  # who takes its place knows of no job
        return job

    monkeypatch.setattr(desk, "start", die)
    lost = client.get("/exports/north.csv")
    assert (lost.status_code, lost.headers["retry-after"]) == (503, "5")
    assert lost.json()["problems"][0]["code"] == "service-export-lost"


def test_a_file_that_nobody_waits_for_any_more_is_written_no_further(app: FastAPI) -> None:
    async def leave() -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/exports/north.pdf",
            "query_string": b"",
            "headers": [(b"host", b"test")],
            "scheme": "http",
            "server": ("test", 80),
        }
        begun = asyncio.Event()

        async def receive() -> dict[str, object]:
            if begun.is_set():
                return {"type": "http.disconnect"}
            begun.set()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_message: object) -> None:
            pass

        await app(scope, receive, send)

    run(leave())
    while any(app.state.jobs.counts().values()):
        threading.Event().wait(0.05)
