"""Jobs: started, asked after and cancelled by one person alone, within limits, and never left."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from service.jobs import JobDesk, Limits

PLAN = Plan(small_plan())
ASKED: dict[str, Any] = {"kind": "proposal", "ftzs": ["F"], "objective": ["population@1"]} | {
    "budget_km2": 1.0,
    "time_limit_s": 5,
}
LONG = ASKED | {"time_limit_s": 60}
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Return a client of a service whose desk is empty; at its end no process is left."""
    app.state.jobs = JobDesk(PLAN)
    client = TestClient(app)
    yield client
    app.state.jobs.close()
    assert multiprocessing.active_children() == []


def limit(app: FastAPI, **limits: Any) -> None:
    app.state.jobs = JobDesk(PLAN, Limits(**limits))


def started(client: TestClient, asked: dict[str, Any] = ASKED) -> str:
    """Start a job, and return where to ask after it."""
    answered = client.post("/api/jobs", json=asked)
    assert answered.status_code == 202, answered.text
    return str(answered.headers["location"])


def ended(client: TestClient, where: str) -> Any:
    while True:
        answered = client.get(f"{where}?wait_s=30")
        assert answered.status_code == 200, answered.text
        if answered.json()["state"] not in {"waiting", "running"}:
            return answered.json()


def at(client: TestClient, where: str, reached: Callable[[Any], Any]) -> None:
    """Ask after a job until it is so far, each time when it has changed."""
    answered = client.get(where)
    while not reached(answered.json()):
        etag = {"If-None-Match": answered.headers["etag"]}
        answered = client.get(f"{where}?wait_s=30", headers=etag)
        assert answered.status_code == 200, answered.text


def test_a_proposal_is_started_asked_after_and_answered(client: TestClient) -> None:
    job = ended(client, started(client))
    assert (job["kind"], job["state"], job["problems"]) == ("proposal", "done", [])
    found = job["result"]
    assert (found["before"], found["promised"], found["measured"]) == (10, 40, 40)
    assert job["progress"]["gain"] == pytest.approx(30)
    scenario = Scenario.from_document(found["scenario"])
    assert scenario.scenario == "proposal"
    kept = client.post("/api/scenarios", json=found["scenario"])
    assert kept.status_code == 201, kept.text


def test_what_contradicts_itself_is_refused_before_it_begins(client: TestClient) -> None:
    for change, status, code in (
        ({"budget_km2": None}, 422, "propose-budget-or-swap"),
        ({"swap": True}, 422, "propose-budget-or-swap"),
        ({"ftzs": []}, 404, "propose-ftz-none"),
        ({"province": "330000"}, 404, "propose-ftz-or-province"),
        ({"kind": "lunch"}, 422, "at"),
        ({"gap": 2}, 422, "at"),
        ({"budget_km2": "NaN"}, 422, "at"),
        ({"budget_km2": True}, 422, "at"),
        ({"objective": []}, 422, "at"),
        ({"lunch": 1}, 422, "at"),
    ):
        refused = client.post("/api/jobs", json=ASKED | change)
        assert refused.headers["content-type"] == PROBLEM
        assert (refused.status_code, refused.json()["problems"][0]["code"]) == (status, code)
    assert client.get("/api/jobs").json() == []


def test_what_cannot_be_proposed_fails_with_its_reason(client: TestClient) -> None:
    job = ended(client, started(client, ASKED | {"ftzs": ["G"]}))
    assert (job["state"], job["result"]) == ("failed", None)
    (problem,) = job["problems"]
    assert (problem["code"], problem["params"]["ftz"]) == ("propose-ftz-unknown", "G")


def test_a_job_that_is_cancelled_twice_is_killed_at_once(client: TestClient) -> None:
    where = started(client, LONG)
    at(client, where, lambda job: job["state"] == "running")
    client.delete(where)
    client.delete(where)
    job = ended(client, where)
    assert (job["state"], job["result"], job["problems"]) == ("cancelled", None, [])


def test_nobody_may_have_many_jobs_at_once_nor_all_together(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app(PLAN)
    client = TestClient(app)
    limit(app, running=1, of_one=1, in_all=2)
    tokens = app.state.store.tokens
    li, wang, chen = (
        {"Authorization": f"Bearer {tokens.create(name, 'planner')[1]}"} for name in "lwc"
    )
    viewer = {"Authorization": f"Bearer {tokens.create('viewer', 'viewer')[1]}"}
    where = client.post("/api/jobs", json=LONG, headers=li).headers["location"]
    again = client.post("/api/jobs", json=ASKED, headers=li)
    assert (again.status_code, again.json()["problems"][0]["code"]) == (429, "service-jobs-own")
    assert client.post("/api/jobs", json=ASKED, headers=wang).status_code == 202
    full = client.post("/api/jobs", json=ASKED, headers=chen)
    assert (full.status_code, full.json()["problems"][0]["code"]) == (503, "service-jobs-busy")
    assert full.headers["retry-after"] == again.headers["retry-after"] == "5"
    assert client.post("/api/jobs", json=ASKED, headers=viewer).status_code == 403
    for other in (wang, viewer):
        unseen = client.get(where, headers=other)
        assert (unseen.status_code, unseen.json()["problems"][0]["code"]) == (
            404,
            "service-job-unknown",
        )
    assert client.delete(where, headers=wang).status_code == 404
    assert [len(client.get("/api/jobs", headers=one).json()) for one in (li, chen)] == [1, 0]
    assert client.get(where).status_code == 401
    app.state.jobs.close()


def descendants(pid: int) -> set[int]:
    """Return the processes that a process started, and theirs (Linux)."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        own = {int(word) for word in task.read_text(encoding="ascii").split()}
        found |= own.union(*map(descendants, own))
    return found


def runs(pid: int) -> bool:
    """Return whether a process is there, and is not one that nobody has buried."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_openapi_tells_what_may_be_asked_and_answered(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    paths = described["paths"]
    assert {"202", "429", "503", "default"} <= set(paths["/api/jobs"]["post"]["responses"])
    assert {"200", "304", "404"} <= set(paths["/api/jobs/{number}"]["get"]["responses"])
    assert {"202", "404"} <= set(paths["/api/jobs/{number}"]["delete"]["responses"])
    asked = described["components"]["schemas"]["ProposalAsked"]["properties"]
    assert {"kind", "ftzs", "objective", "budget_km2", "swap", "answers", "front"} <= set(asked)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_service(tmp_path: Path, ending: signal.Signals) -> None:
    PLAN.save(tmp_path / "p.gpkg")
    code = "from service.cli import main; main()"
    with subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-c", code, "serve", str(tmp_path / "p.gpkg"), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split(" at ")[1].split(" ")[0]
            job = asked(f"{url}api/jobs", LONG)
            started_by_it: set[int] = set()
            while len(started_by_it) < 3:  # the job, what it is forked from, and what tracks both
                assert asked(f"{url}api/jobs/{job['job']}")["state"] in {"waiting", "running"}
                started_by_it = descendants(process.pid)
        finally:
            process.send_signal(ending)
        process.wait(timeout=10)
    while any(map(runs, started_by_it)):
        pass


def asked(url: str, document: dict[str, Any] | None = None) -> Any:
    """Return what is answered to a question, or to a document that is sent."""
    data = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(  # noqa: S310  loopback
        url, data, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)
