"""`/exports/{scenario}.{suffix}`: the file that `zonewright export` writes, if one may see it."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx2
import pytest
from command_line import small_plan
from endpoints import NORTH, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario, apply
from geo.edits import Edit
from geo.proposals import Stop
from geo.scenario.phase import Phase
from layers import Plan
from layers.errors import SourceError
from layers.formats import WRITTEN
from layers.messages import Message
from layers.store import LOCAL
from service.api import exports
from service.jobs import Job
from service.jobs.export import ExportRequest
from service.jobs.job import WITHIN_A_REQUEST
from service.report import REPORTS
from service.report.decision_file import read_decision
from service.report.dossier.files import decision_in
from service.scenario_service import Given
from tests.own_loop import run

PLAN = Plan(small_plan(), Path("片区 plan.gpkg"))
CSV = "/exports/north.csv"


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> Iterator[FastAPI]:
    made = make_app(PLAN, NORTH)
    yield made
    made.state.jobs.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Give a client of a service that keeps no file once it is answered."""
    yield TestClient(app)
    queue = app.state.jobs
    assert queue._files is None or list(Path(queue._files.name).iterdir()) == []


@pytest.mark.deep
def test_a_file_is_answered_under_its_name_and_revision(client: TestClient, tmp_path: Path) -> None:
    files = {}
    formats = ("geojson", "gpkg", "shp.zip", "html", "pdf")
    for name in (*(f"north.{suffix}" for suffix in formats), "baseline.xlsx"):
        answer = client.get(f"/exports/{name}")
        assert answer.status_code == 200
        assert len(answer.content) > 500
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers.get("content-security-policy", "")
        assert ("sandbox" in policy) == name.endswith(".html")
        utf_8 = f"filename*=UTF-8''%E7%89%87%E5%8C%BA%20plan-{name}"
        attached = f'attachment; filename="__ plan-{name}"; {utf_8}'
        assert answer.headers["content-disposition"] == attached
        files[name] = answer
    document = files["north.geojson"].json()
    assert document["provenance"]["scenario"] == "north"
    assert document["provenance"]["revision"] == 1
    (path := tmp_path / "north.gpkg").write_bytes(files["north.gpkg"].content)
    zones = gpd.read_file(path, layer="zones").set_index("zone_id").geometry
    moved = gpd.GeoDataFrame.from_features(document["features"]).set_index("zone_id").geometry
    assert moved["W"].centroid.y > zones["W"].centroid.y


@pytest.mark.deep
def test_a_report_is_in_the_requested_language_and_names_its_revision(client: TestClient) -> None:
    assert "附录" not in client.get("/exports/north.html?lang=zh").text
    answer = client.get("/exports/north.html?lang=zh&annex=true")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "决策要点" in answer.text
    _, _, versions = answer.text.partition("数值所依据的版本")
    assert re.search("North 北</td><td>sha256:[0-9a-f]{64}", versions)
    assert client.get("/exports/north.html?lang=fr").status_code == 422


@pytest.mark.deep
def test_a_decision_verifies_its_digest_is_noted_and_it_and_slides_are_of_one_scenario(
    app: FastAPI, client: TestClient, tmp_path: Path
) -> None:
    answer = client.get("/api/scenarios/north/decision?lang=zh")
    assert answer.content == client.get("/exports/north.decision.html?lang=zh").content
    path = tmp_path / "north.html"
    path.write_bytes(answer.content)
    assert read_decision(path).is_unchanged
    noted = app.state.store.audit.exports_of(read_decision(path).sha256)
    assert [entry.about["revision"] for entry in noted] == [1, 1]
    shown = client.get("/present/north?lang=zh")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-disposition" not in shown.headers
    assert "script-src 'sha256-" in shown.headers["content-security-policy"]
    assert shown.text.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert client.get("/present/baseline").status_code == 404
    refused = client.get("/exports/baseline.decision.html")
    assert refused.status_code == 404
    assert refused.json()["problems"][0]["code"] == "file-decision-of-one"


@pytest.mark.deep
def test_a_dossier_is_an_archive_whose_decision_is_noted_and_it_is_of_one_scenario(
    client: TestClient, app: FastAPI, tmp_path: Path
) -> None:
    answer = client.get("/exports/north.dossier.zip?lang=zh")
    assert answer.headers["Content-Type"] == "application/zip"
    (path := tmp_path / "north.dossier.zip").write_bytes(answer.content)
    decision = decision_in(path)
    assert decision.is_unchanged
    *_, noted = app.state.store.audit.exports_of(decision.sha256)
    assert noted.about["suffix"] == ".dossier.zip"
    assert client.get("/exports/baseline.dossier.zip").status_code == 404


def test_others_are_answered_meanwhile(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def wait(*_given: object, **_named: object) -> None:
        asked.set()
        assert answered.wait(20)
        raise SourceError(Message("text", text="no file"))

    monkeypatch.setattr(app.state.jobs, "start", wait)

    async def ask() -> tuple[int, int]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            file = asyncio.create_task(client.get(CSV))
            await asyncio.to_thread(asked.wait, 20)
            alive = await client.get("/healthz")
            answered.set()
            return alive.status_code, (await file).status_code

    assert run(ask()) == (200, 503)


def test_what_is_not_there_is_a_problem_document(client: TestClient) -> None:
    for path, code in (
        ("north.pdfx", "file-suffix-unknown"),
        ("north.shp", "file-suffix-unknown"),
        ("south.gpkg", "service-scenario-unknown"),
        ("north", "service-path-unknown"),
        ("no%2Fwhere.gpkg", "service-path-unknown"),
    ):
        answer = client.get(f"/exports/{path}")
        assert (answer.status_code, f'"{code}"' in answer.text) == (404, True)
        if code == "file-suffix-unknown":
            assert all(f'"{suffix}"' in answer.text for suffix in WRITTEN)
    paths = client.get("/api/openapi.json").json()["paths"]
    suffix = paths["/exports/{scenario}.{suffix}"]["get"]["parameters"][1]
    assert suffix["schema"]["enum"] == [one[1:] for one in (*WRITTEN, *REPORTS)]


def test_too_many_exports_at_once_are_refused_and_a_lost_one_is_to_be_requested_again(
    fresh: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, queue = TestClient(fresh), fresh.state.jobs
    monkeypatch.setattr("service.jobs.queue.JobQueue.run_next", lambda _: None)  # none gets a turn
    monkeypatch.setattr("service.api.exports._TURN_S", 0.05)
    full = client.get(CSV)
    assert (full.status_code, full.headers["retry-after"]) == (503, "5")
    assert queue.counts()["exports_waiting"] == 0
    start = queue.start

    def die(*given: object) -> object:
        job = start(*given)
        queue.forget(job.number, LOCAL)  # the process that takes its place knows of no job
        return job

    monkeypatch.setattr(queue, "start", die)
    lost = client.get(CSV)
    assert refusal(lost) == (503, "service-export-lost")
    assert lost.headers["retry-after"] == "5"
    monkeypatch.setattr(queue, "start", start)
    for _ in range(WITHIN_A_REQUEST.of_one):
        queue.start(ExportRequest(kind="export", suffix=".csv"), LOCAL, {}, 60.0)
    assert client.get(CSV).status_code == 429
    queue.close()


def test_a_file_whose_client_has_left_is_waited_for_no_longer(
    fresh: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs.queue.JobQueue.run_next", lambda _: None)  # none gets a turn
    monkeypatch.setattr("service.api.exports._TURN_S", 20)  # by when it would be refused for that
    scope = {"type": "http", "method": "GET", "path": "/exports/north.pdf", "scheme": "http"}
    scope |= {"query_string": b"", "headers": [(b"host", b"test")], "server": ("test", 80)}
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(fresh(scope, receive, send))  # type: ignore[arg-type]
    assert b'"measure-limit-cancelled"' in sent[1]["body"]
    assert fresh.state.jobs.counts()["exports_waiting"] == 0
    fresh.state.jobs.close()


def test_a_request_sleeps_until_its_job_changes_and_looks_twice_a_second_if_it_is_alone() -> None:
    job = Job(ExportRequest(kind="export", suffix=".pdf"), LOCAL, state="running")
    waits: list[tuple[object, ...]] = []

    class Queue:
        def wait(self, *args: object) -> Job:
            waits.append(args)
            return job if len(waits) < 3 else replace(job, state="done")

        def file(self, *_: object) -> Path:
            return Path("north.pdf")

    written = exports.file_written(Queue(), job, LOCAL)  # type: ignore[arg-type]
    assert run(written) == Path("north.pdf")
    assert waits == [(job.number, LOCAL, job.version, 0.5)] * 3


class _Here:
    """What an export works with when it runs in this process."""

    stop = Stop()
    review_number = None

    def __init__(self, folder: Path, scenario: Scenario) -> None:
        self.folder, self.scenarios = folder, {scenario.scenario: Given(scenario)}

    def report(self, **figures: float) -> None:
        """Report to nobody."""

    def meter(self, plan: Plan) -> CoverageMeter:
        return CoverageMeter(plan)


@pytest.mark.parametrize(("year", "edits"), [(2026, ()), (2027, NORTH.edits), (None, NORTH.edits)])
def test_as_of_a_year_a_file_has_the_zones_of_the_edits_until_then(
    tmp_path: Path, year: int | None, edits: tuple[Edit, ...]
) -> None:
    phased = Scenario.of(PLAN, NORTH.edits, scenario="phased", phases=[Phase(by=2027, edits=1)])
    request = ExportRequest(kind="export", suffix=".geojson", scenarios=["phased"], as_of=year)
    result = request.work(PLAN, _Here(tmp_path, phased))
    assert result is not None
    assert result["file"] == f"片区 plan-phased{'' if year is None else f'-{year}'}.geojson"
    read = gpd.read_file(tmp_path / result["file"]).geometry
    expected = apply(PLAN, Scenario.of(PLAN, edits)).geometry
    assert all(one.equals_exact(other, 1e-9) for one, other in zip(read, expected, strict=True))
