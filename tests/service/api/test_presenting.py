"""`/present/{scenario}`: a browser is told what is being done until the slides are ready."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from endpoints import NORTH, PLAN
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo.scenario.phase import Phase
from layers.errors import BudgetError
from layers.messages import Message
from service.jobs import Job

_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_HTML = "text/html; charset=utf-8"


@pytest.fixture
def app(make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Return a service whose queue begins no job by itself."""
    monkeypatch.setattr("service.jobs.queue.JobQueue.run_next", lambda _: None)
    monkeypatch.setattr("service.api.presenting._PATIENCE_S", 0.05)
    return make_app(PLAN, NORTH)


def the_job(app: FastAPI) -> Job:
    """Return the one job of a service."""
    (job,) = app.state.jobs._jobs.values()
    assert isinstance(job, Job)
    return job


def change(app: FastAPI, job: Job, **values: Any) -> None:
    """Change a job as its process would."""
    with app.state.jobs._lock:
        app.state.jobs._change(job, **values)


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "The slides are being made"), ("zh", "正在生成幻灯片")]
)
def test_a_browser_waits_on_a_page_that_asks_again_until_the_slides_are_there(
    app: FastAPI, lang: str, title: str
) -> None:
    client, queue = TestClient(app, headers=_BROWSER), app.state.jobs
    waiting = client.get(f"/present/north?lang={lang}&by=line&as_of=2030")
    assert (waiting.status_code, title in waiting.text) == (202, True)
    job = the_job(app)
    address = f"?lang={lang}&by=line&as_of=2030&job={job.number}"
    assert waiting.headers["refresh"] == f"1; url={address}"
    assert waiting.headers["cache-control"] == "no-store"
    change(app, job, state="running", seconds=7)
    running = client.get(f"/present/north{address}")
    assert running.status_code == 202
    assert re.search("[ >]7 ", running.text)
    assert the_job(app) is job
    folder: Path = queue._folder(job)
    folder.mkdir()
    (folder / "slides.html").write_text("<p>slide</p>", encoding="utf-8")
    change(app, job, state="done", result={"file": "slides.html"}, ended_at=job.polled_at)
    slides = client.get(f"/present/north{address}")
    assert (slides.status_code, slides.text) == (200, "<p>slide</p>")
    assert "script-src 'sha256-" in slides.headers["content-security-policy"]
    assert not queue._jobs
    noted = app.state.store.audit.entries(what="exported")
    assert [entry.about["suffix"] for entry in noted] == [".slides.html"]
    again = client.get(f"/present/north{address}")  # loaded again: they are made again
    assert again.status_code == 202
    assert the_job(app).number != job.number


def test_a_browser_reads_why_there_are_no_slides_and_a_script_gets_a_problem(app: FastAPI) -> None:
    client = TestClient(app, headers=_BROWSER)
    client.get("/present/north")
    job = the_job(app)
    error = BudgetError(Message("service-job-time", seconds=900))
    change(app, job, state="failed", error=error, ended_at=job.polled_at)
    failed = client.get(f"/present/north?lang=zh&job={job.number}")
    assert (failed.status_code, "refresh" in failed.headers) == (422, False)
    assert "任务用时超过 900 秒" in failed.text
    assert 'href="?lang=zh&amp;by=line">重试</a>' in failed.text
    unknown = client.get("/present/south")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, _HTML)
    assert client.get("/present/south", headers={"Accept": "*/*"}).json()["status"] == 404


def test_a_drafts_slides_are_made_of_its_edits_and_are_not_those_of_the_stored_scenario(
    app: FastAPI,
) -> None:
    client, queue = TestClient(app, headers=_BROWSER), app.state.jobs
    body = {"scenario": "north", "edits": [], "title": "Wider", "lang": "zh"}
    unknown = [{"vanish": {"zone": "W"}}]
    assert client.post("/api/present", json=body | {"edits": unknown}).status_code == 422
    assert client.post("/api/present", json=body | {"scenario": "nobodys"}).status_code == 404
    many = [{"by": 2027, "edits": 1}]  # of no edits
    assert client.post("/api/present", json=body | {"phases": many}).status_code == 422
    phased = {"phases": [{"by": 2027, "edits": 0}], "as_of": 2030}
    started = client.post("/api/present", json=body | phased)
    job = the_job(app)
    assert started.status_code == 202
    address = f"/present/north?lang=zh&by=line&as_of=2030&draft=true&job={job.number}"
    assert started.headers["location"].endswith(address)
    assert job.scenarios["north"].scenario.title == "Wider"
    assert job.scenarios["north"].scenario.phases == (Phase(by=2027, edits=0),)
    assert (job.scenarios["north"].revision, job.scenarios["north"].scenario.edits) == (None, ())
    assert client.get(address).status_code == 202
    error = BudgetError(Message("service-job-time", seconds=900))
    change(app, job, state="failed", error=error, ended_at=job.polled_at)
    failed = client.get(address)
    assert (failed.status_code, "未能生成“Wider”的幻灯片" in failed.text) == (422, True)
    assert "<progress" not in failed.text
    queue.forget(job.number, job.owner)
    gone = client.get(address)
    assert (gone.status_code, "不再保留" in gone.text) == (404, True)
    assert not queue._jobs
    untitled = client.post("/api/present", json={"scenario": "north", "edits": []})
    assert untitled.status_code == 202
    assert the_job(app).scenarios["north"].scenario.title
