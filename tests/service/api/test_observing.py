"""The service seen from outside: whether it is ready, its figures, the log of requests."""

import json
import os
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from command_line import saved_plan
from fastapi import FastAPI
from fastapi.testclient import TestClient

from layers import Plan
from service.api.observing import ACCESS_LOG, log_to


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


@pytest.mark.usefixtures("log")
def test_the_log_stays_within_its_bounds(tmp_path: Path) -> None:
    for handler in ACCESS_LOG.handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.maxBytes = 1_000
    for number in range(100):
        ACCESS_LOG.info("%s", f"{number:0100}")
    assert len(list(tmp_path.glob("access.log*"))) == 5
    assert sum(file.stat().st_size for file in tmp_path.glob("access.log*")) <= 5_000
