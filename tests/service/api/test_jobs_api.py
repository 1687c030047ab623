"""Jobs: started, asked after and cancelled by one person alone, within limits, and never left."""

import json
import multiprocessing
import os
import select
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
from geo.proposals import Proposal, Question, answer
from geo.sweep import Spreads, Sweep, pairs, summary
from layers import Plan
from layers.store import LOCAL
from service.documents.coverage import records
from service.jobs import JobDesk, JobLimits

pytestmark = pytest.mark.deep

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
    before = multiprocessing.active_children()
    app.state.jobs = JobDesk(PLAN)
    client = TestClient(app)
    yield client
    app.state.jobs.close()
    assert set(multiprocessing.active_children()) <= set(before)


def limit(app: FastAPI, **limits: Any) -> None:
    app.state.jobs = JobDesk(PLAN, JobLimits(**limits))


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


def test_new_zones_are_proposed_as_the_command_line_proposes_them(client: TestClient) -> None:
    where = {"kind": "proposal", "everywhere": True, "new": 2, "objective": ["population@1"]}
    job = ended(client, started(client, where | {"budget_km2": 1}))
    assert (job["state"], job["problems"]) == ("done", [])
    found = answer(PLAN, Question(objective=["population@1"], everywhere=True, new=2, budget_km2=1))
    assert isinstance(found, Proposal)
    assert job["result"]["measured"] == found.measured > found.before
    assert [one["zone_id"] for one in job["result"]["taken"]] == ["NEW-330000"]


def test_what_contradicts_itself_is_refused_before_it_begins(client: TestClient) -> None:
    for change, status, code in (
        ({"budget_km2": None}, 422, "propose-budget-or-swap"),
        ({"swap": True}, 422, "propose-budget-or-swap"),
        ({"ftzs": []}, 404, "propose-ftz-none"),
        ({"province": "330000"}, 404, "propose-ftz-or-province"),
        ({"max_pieces": 0}, 422, "propose-limit-not-allowed"),
        ({"budget_km2": {"G": 1}}, 422, "propose-budget-missing"),
        ({"new": 2}, 422, "propose-new-nowhere"),
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


SWEEP: dict[str, Any] = {"kind": "sweep", "scenarios": ["baseline"], "radii_km": [1.0, 50.0]} | {
    "vary": {"boundary": 0.1, "demand": 0.2},
    "runs": 120,
    "seed": 7,
}


def test_a_sweep_is_started_and_comes_to_what_the_command_line_tells(client: TestClient) -> None:
    taken = {"scenario": "taken", "title": "Taken", "baseline": PLAN.baseline}
    edits = [{"expand": {"zone": "W", "by_km": 0.2}}]
    kept = client.post("/api/scenarios", json=taken | {"edits": edits})
    assert kept.status_code == 201, kept.text
    job = ended(client, started(client, SWEEP | {"scenarios": ["baseline", "taken"]}))
    assert (job["state"], job["problems"]) == ("done", [])
    assert (job["progress"]["done"], job["progress"]["of"]) == (120, 120)
    spreads = Spreads.of(SWEEP["vary"])
    given = [None, Scenario.from_document(taken | {"edits": edits})]
    sweep = Sweep(PLAN, given, spreads, radii_km=[1.0, 50.0], seed=7)
    runs = sweep.measure(range(120))
    whole = {"summary": records(summary(runs)), "pairs": records(pairs(runs))}
    assert job["result"] == {"runs": 120, "seed": 7} | whole


def test_a_sweep_that_is_cancelled_tells_the_runs_that_it_has(client: TestClient) -> None:
    where = started(client, SWEEP | {"runs": 100_000})
    at(client, where, lambda job: job["progress"]["done"])
    client.delete(where)
    job = ended(client, where)
    assert job["state"] == "done"
    assert 50 <= job["result"]["runs"] < 100_000


def test_what_makes_no_sense_of_a_sweep_is_refused(client: TestClient) -> None:
    for change, status, code in (
        ({"scenarios": ["nobody-knows"]}, 404, "service-scenario-unknown"),
        ({"scenarios": []}, 422, "at"),
        ({"runs": 0}, 422, "at"),
        ({"seed": -1}, 422, "at"),
        ({"vary": {"wind": 1}}, 422, "sweep-spread-unknown"),
        ({"vary": {"demand": 2}}, 422, "sweep-spread-bounds"),
        ({"radii_km": [-1]}, 422, "measure-radius-not-allowed"),
        ({"time_limit_s": 0}, 422, "at"),
    ):
        refused = client.post("/api/jobs", json=SWEEP | change)
        assert (refused.status_code, refused.json()["problems"][0]["code"]) == (status, code)
    for change, code in (
        ({"scenarios": ["baseline", "baseline"]}, "sweep-scenario-twice"),
        ({"vary": {"radius": 1.0}}, "sweep-radius-below-zero"),
    ):
        job = ended(client, started(client, SWEEP | change))
        assert (job["state"], job["problems"][0]["code"]) == ("failed", code)


EXPORT: dict[str, Any] = {"kind": "export", "suffix": ".geojson"}


def kept_taken(client: TestClient) -> None:
    """Keep the scenario `taken`."""
    made = {"scenario": "taken", "title": "Taken", "baseline": PLAN.baseline}
    edits = [{"expand": {"zone": "W", "by_km": 0.2}}]
    kept = client.post("/api/scenarios", json=made | {"edits": edits})
    assert kept.status_code in {201, 409}, kept.text


@pytest.mark.parametrize("suffix", [".geojson", ".html"])
def test_a_file_that_a_job_writes_is_the_one_that_is_answered_at_once(
    client: TestClient, suffix: str
) -> None:
    kept_taken(client)
    where = started(client, EXPORT | {"suffix": suffix, "scenarios": ["taken"]})
    job = ended(client, where)
    assert (job["state"], job["problems"]) == ("done", [])
    answered = client.get(f"{where}/file")
    at_once = client.get(f"/exports/taken{suffix}")
    assert answered.content == at_once.content
    assert job["result"] == {"file": f"plan-taken{suffix}", "bytes": len(answered.content)}
    for header in ("content-disposition", "content-type", "content-security-policy"):
        assert answered.headers.get(header) == at_once.headers.get(header)


def test_a_report_of_several_scenarios_is_written(client: TestClient) -> None:
    kept_taken(client)
    asked = EXPORT | {"suffix": ".html", "scenarios": ["baseline", "taken"], "lang": "zh"}
    where = started(client, asked)
    assert ended(client, where)["result"]["file"] == "plan-baseline-taken.html"
    answered = client.get(f"{where}/file")
    assert 'lang="zh' in answered.text
    assert answered.headers["content-security-policy"].endswith("; sandbox")


def test_a_job_without_a_file_answers_none_and_files_go_with_the_desk(
    client: TestClient, app: FastAPI
) -> None:
    where = started(client, SWEEP)
    ended(client, where)
    assert client.get(f"{where}/file").status_code == 404
    assert client.get("/api/jobs/0123/file").status_code == 404
    where = started(client, EXPORT)
    ended(client, where)
    folder = app.state.jobs.file(where.rpartition("/")[2], LOCAL).parent
    assert client.get(f"{where}/file").json()["features"]
    app.state.jobs.close()
    assert not folder.exists()
    for change in ({"suffix": ".exe"}, {"suffix": "pdf"}, {"scenarios": ["nobody-knows"]}):
        assert client.post("/api/jobs", json=EXPORT | change).status_code == 404


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
        try:
            own = {int(word) for word in task.read_text(encoding="ascii").split()}
        except (FileNotFoundError, ProcessLookupError):  # the thread has ended meanwhile
            continue
        found |= own.union(*map(descendants, own))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_no_process_outlives_the_service(tmp_path: Path, ending: str) -> None:
    PLAN.save(tmp_path / "p.gpkg")
    code = "from service.cli import main; main()"
    with subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-c", code, "serve", str(tmp_path / "p.gpkg"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().split(" at ")[1].split(" ")[0]
            job = asked(f"{url}api/jobs", LONG)
            started_by_it: set[int] = set()
            while len(started_by_it) < 3:  # the job, what it is forked from, and what tracks both
                assert asked(f"{url}api/jobs/{job['job']}")["state"] in {"waiting", "running"}
                started_by_it = descendants(process.pid)
            ends = [os.pidfd_open(pid) for pid in started_by_it]
        finally:
            number = getattr(signal, ending)
            if ending == "SIGINT":  # as a terminal sends it, to all of them
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        process.wait(timeout=10)
        errors = process.stderr.read()
    assert errors == ""
    for end in ends:
        assert select.select([end], [], [], 30)[0], "a process outlives the service"
        os.close(end)


def asked(url: str, document: dict[str, Any] | None = None) -> Any:
    """Return what is answered to a question, or to a document that is sent."""
    data = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(  # noqa: S310  loopback
        url, data, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


def test_a_job_that_is_cancelled_twice_is_killed_at_once(client: TestClient) -> None:
    where = started(client, LONG)
    at(client, where, lambda job: job["state"] == "running")
    client.delete(where)
    client.delete(where)
    job = ended(client, where)
    assert (job["state"], job["result"], job["problems"]) == ("cancelled", None, [])
