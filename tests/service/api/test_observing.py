"""The service seen from outside: whether it is ready, its figures, the log of requests."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import saved_plan
from endpoints import bearer, refusal
from fastapi import FastAPI
from fastapi.testclient import TestClient

from layers import Plan
from service.api.observing import ACCESS_LOG, JsonLines, StdoutHandler, log_to


@pytest.fixture
def app(make_app: Callable[..., FastAPI], tmp_path: Path) -> FastAPI:
    return make_app(Plan.open(saved_plan(tmp_path)))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "access.log"
    handler = log_to(file)
    yield file
    ACCESS_LOG.removeHandler(handler)
    handler.close()


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_service_is_ready_while_its_plan_is_unchanged(app: FastAPI, client: TestClient) -> None:
    plan = app.state.plan.path
    assert client.get("/readyz").json() == {"status": "ready"}
    before = plan.stat()
    os.utime(plan, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert refusal(client.get("/readyz")) == (503, "service-plan-changed")
    os.utime(plan, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert client.get("/readyz").status_code == 200
    plan.unlink()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").json() == {"status": "ok"}


def test_requests_are_counted_by_route_and_not_by_path(app: FastAPI, client: TestClient) -> None:
    for path in ("/api/plan", "/api/plan", "/api/scenarios/nowhere", "/none/1", "/none/2"):
        client.get(path)
    part = client.post("/api/measure", json={}).headers["server-timing"].partition(";")[0]
    figures = client.get("/metrics").text
    for line in (
        'zonewright_requests_total{method="GET",route="/api/plan",status="200"} 2.0',
        'route="/api/scenarios/{name}",status="404"} 1.0',
        'zonewright_requests_total{method="-",route="-",status="404"} 2.0',
        'zonewright_request_seconds_bucket{le="60.0",route="/api/plan"} 2.0',
        f'zonewright_part_seconds_count{{part="{part}"}} 1.0',
        *(f"\nzonewright_{name} " for name in ("jobs_waiting", "jobs_running", "exports_running")),
        "\nzonewright_kept_meters ",
    ):
        assert line in figures
    assert "nowhere" not in figures
    assert "/none" not in figures
    monitor = bearer(app, "prometheus", "monitor")
    figures = client.get("/metrics", headers=monitor).text
    for name in ("audit_entries 1.0", "store_bytes ", "store_disk_free_bytes ", "uploads "):
        assert f"zonewright_{name}" in figures
    assert 'zonewright_info{version="' in figures
    assert client.get("/api/plan", headers=monitor).status_code == 403
    assert client.get("/api/scenarios", headers=monitor).json() == []


def test_a_request_is_a_line_of_the_log(app: FastAPI, client: TestClient, log: Path) -> None:
    ids = [client.get(path).headers["x-request-id"] for path in ("/api/plan", "/no%0A%20where?a=1")]
    li = bearer(app, "Li", "viewer")
    client.get("/api/plan", headers=li)
    client.get("/api/plan")
    found = lines(log)
    assert [line["id"] for line in found[:2]] == ids
    assert len({line["id"] for line in found}) == 4
    assert [(line["person"], line["path"], line["status"]) for line in found] == [
        ("local planner", "/api/plan", 200),
        (None, "/no\n where", 404),
        ("Li", "/api/plan", 200),
        (None, "/api/plan", 401),
    ]
    assert li["Authorization"][7:] not in log.read_text(encoding="utf-8")


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
    record = json.loads(line)
    assert "\n" not in line
    wanted = {"level": "error", "log": "zonewright.outages", "message": "it fails"}
    assert record.items() >= wanted.items()
    assert "OSError: no" in record["error"]


@pytest.mark.parametrize("buffered", ["buffered", "unbuffered"])
def test_logs_to_a_closed_output_go_on(buffered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (read, out), (heard, error) = os.pipe(), os.pipe()
    os.close(read)
    with os.fdopen(error, "w") as stderr, os.fdopen(out, "w") as stdout:
        stdout.reconfigure(write_through=buffered == "unbuffered")
        monkeypatch.setattr(sys, "stderr", stderr)
        handler = StdoutHandler(stdout)

        def log(*texts: str) -> None:
            for text in texts:
                handler.handle(logging.LogRecord("a", logging.ERROR, "", 0, text, (), None))

        log("one", "two")
        with os.fdopen(heard) as lines:
            assert [lines.readline() for _ in range(2)] == ["one\n", "two\n"]
        log("three", "four")
