"""The service seen from outside: whether it is ready, its figures, the log of requests."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import saved_plan
from fastapi import FastAPI
from fastapi.testclient import TestClient

from layers import Plan
from service.api.observing import ACCESS_LOG, JsonLines, StdoutHandler, log_to


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return saved_plan(tmp_path)


@pytest.fixture
def client(make_app: Callable[..., FastAPI], plan: Path) -> TestClient:
    return TestClient(make_app(Plan.open(plan)), raise_server_exceptions=False)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "access.log"
    handler = log_to(file)
    yield file
    ACCESS_LOG.removeHandler(handler)
    handler.close()


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_service_is_ready_until_the_plans_file_changes_or_is_gone(
    client: TestClient, plan: Path
) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}
    before = plan.stat()
    os.utime(plan, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    changed = client.get("/readyz")
    assert changed.status_code == 503
    assert changed.json()["problems"][0]["code"] == "service-plan-changed"
    os.utime(plan, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert client.get("/readyz").status_code == 200
    plan.unlink()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_service_is_not_ready_while_the_store_does_not_answer(
    make_app: Callable[..., FastAPI], plan: Path
) -> None:
    app = make_app(Plan.open(plan))
    client = TestClient(app)
    store = Path(app.state.store._database.name)
    store.rename(store.with_suffix(".away"))
    assert client.get("/readyz").status_code == 503
    store.with_suffix(".away").rename(store)
    assert client.get("/readyz").status_code == 200


def test_requests_are_counted_by_their_route_and_never_by_their_path(client: TestClient) -> None:
    for path in ("/api/plan", "/api/plan", "/api/scenarios/nowhere", "/none/1", "/none/2"):
        client.get(path)
    figures = client.get("/metrics").text
    assert 'zonewright_requests_total{method="GET",route="/api/plan",status="200"} 2.0' in figures
    assert 'route="/api/scenarios/{name}",status="404"} 1.0' in figures
    assert 'zonewright_requests_total{method="-",route="-",status="404"} 2.0' in figures
    assert "nowhere" not in figures
    assert "/none" not in figures
    assert 'zonewright_request_seconds_bucket{le="60.0",route="/api/plan"} 2.0' in figures
    for name in ("jobs_waiting", "jobs_running", "exports_running", "kept_meters"):
        assert f"\nzonewright_{name} " in figures


def test_the_parts_of_a_step_are_told(client: TestClient) -> None:
    answer = client.post("/api/measure", json={})
    part = answer.headers["server-timing"].partition(";")[0]
    assert f'zonewright_part_seconds_count{{part="{part}"}} 1.0' in client.get("/metrics").text


def test_each_request_is_a_line_of_the_log_with_the_id_of_its_answer(
    client: TestClient, log: Path
) -> None:
    ids = [client.get(path).headers["x-request-id"] for path in ("/api/plan", "/no%0A%20where?a=1")]
    found = lines(log)
    assert [line["id"] for line in found] == ids
    assert [line["status"] for line in found] == [200, 404]
    assert found[0]["person"] == "local planner"
    assert found[1]["path"] == "/no\n where"
    assert len(set(ids)) == 2


def test_the_log_names_who_asked_and_no_secret(
    make_app: Callable[..., FastAPI], plan: Path, log: Path
) -> None:
    app = make_app(Plan.open(plan))
    _, secret = app.state.store.tokens.create("Li", "viewer")
    client = TestClient(app)
    client.get("/api/plan", headers={"Authorization": f"Bearer {secret}"})
    client.get("/api/plan")
    assert [(line["person"], line["status"]) for line in lines(log)] == [("Li", 200), (None, 401)]
    assert secret not in log.read_text(encoding="utf-8")


def test_a_log_that_is_put_aside_goes_on_in_a_new_file_and_no_line_is_lost(log: Path) -> None:
    for number in range(100):
        if number == 50:
            log.rename(log.with_suffix(".aside"))
        ACCESS_LOG.info("%s", json.dumps({"n": number}))
    kept = [*lines(log.with_suffix(".aside")), *lines(log)]
    assert [line["n"] for line in kept] == list(range(100))
    assert len(lines(log)) == 50


def test_a_record_of_a_log_is_a_line_of_json_with_its_error() -> None:
    error = OSError("no\nanswer")
    about = ("zonewright.outages", logging.ERROR, "", 0, "it %s", ("fails",))
    line = JsonLines().format(logging.LogRecord(*about, (OSError, error, None)))
    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["log"], told["message"]) == (
        "error",
        "zonewright.outages",
        "it fails",
    )
    assert "OSError: no" in told["error"]


@pytest.mark.parametrize("buffered", ["buffered", "unbuffered"])
def test_a_log_to_a_closed_output_goes_on_at_standard_error_and_then_nowhere(
    buffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (read, out), (heard, error) = os.pipe(), os.pipe()
    os.close(read)
    with os.fdopen(error, "w") as stderr, os.fdopen(out, "w") as stdout:
        stdout.reconfigure(write_through=buffered == "unbuffered")
        monkeypatch.setattr(sys, "stderr", stderr)
        handler = StdoutHandler(stdout)

        def log(line: str) -> None:
            handler.handle(logging.LogRecord("a", logging.ERROR, "", 0, line, (), None))

        log("one")
        log("two")
        with os.fdopen(heard) as lines:
            assert [lines.readline() for _ in range(2)] == ["one\n", "two\n"]
        log("three")
        log("four")


def test_who_monitors_sees_the_figures_and_nothing_else(
    make_app: Callable[..., FastAPI], plan: Path
) -> None:
    app = make_app(Plan.open(plan))
    secret = app.state.store.tokens.create("prometheus", "monitor")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    client = TestClient(app)
    figures = client.get("/metrics", headers=headers).text
    for name in ("audit_entries 1.0", "store_bytes ", "store_disk_free_bytes ", "uploads "):
        assert f"zonewright_{name}" in figures
    assert 'zonewright_info{version="' in figures
    assert client.get("/api/plan", headers=headers).status_code == 403
    assert client.get("/api/scenarios", headers=headers).json() == []
