"""Jobs: started, polled and cancelled by one person alone, within limits, and never left."""

import multiprocessing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from endpoints import NORTH, PLAN, bearer, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from geo.indicators import scorecard
from geo.proposals import Proposal, Question, answer
from geo.sweep import Spreads, Sweep, acceptability_in, pairs, summary
from layers.store import LOCAL
from service.documents.coverage import records
from service.documents.score import acceptability_document
from service.jobs import JobLimits, JobQueue
from service.jobs.proposal import ProposalRequest
from service.report.decision_file import DecisionFile

pytestmark = pytest.mark.deep

PROPOSAL: dict[str, Any] = {"kind": "proposal", "ftzs": ["F"], "objective": ["population@1"]}
PROPOSAL |= {"budget_km2": 1.0, "tries": 300}
LONG = PROPOSAL | {"time_limit_s": 60}
SWEEP: dict[str, Any] = {"kind": "sweep", "scenarios": ["baseline"], "radii_km": [1.0, 50.0]}
SWEEP |= {"vary": {"boundary": 0.1, "demand": 0.2}, "runs": 120, "seed": 7}
EXPORT: dict[str, Any] = {"kind": "export", "suffix": ".geojson"}


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Return a client of a service whose queue is empty; at its end no process is left."""
    before = multiprocessing.active_children()
    app.state.jobs = JobQueue(PLAN)
    yield TestClient(app)
    app.state.jobs.close()
    assert set(multiprocessing.active_children()) <= set(before)


def started(client: TestClient, asked: dict[str, Any]) -> str:
    answered = client.post("/api/jobs", json=asked)
    assert answered.status_code == 202, answered.text
    return str(answered.headers["location"])


def executed(client: TestClient, process: str, asked: dict[str, Any], **how: str) -> str:
    """Start a job as clients of OGC API Processes do, and return where its status is."""
    inputs = {name: value for name, value in asked.items() if name != "kind"}
    answered = client.post(f"/ogc/processes/{process}/execution", json={"inputs": inputs} | how)
    assert (answered.status_code, answered.json()["processID"]) == (201, process), answered.text
    return str(answered.headers["location"])


def at(client: TestClient, where: str, reached: Callable[[Any], Any]) -> Any:
    """Poll a job until it has come so far, each time once it has changed."""
    answered = client.get(where)
    while not reached(answered.json()):
        etag = {"If-None-Match": answered.headers["etag"]}
        answered = client.get(f"{where}?wait_s=30", headers=etag)
        assert answered.status_code == 200, answered.text
    return answered.json()


def ended(client: TestClient, where: str) -> Any:
    return at(client, where, lambda job: job["state"] not in {"waiting", "running"})


def test_a_proposal_is_started_polled_and_answered(client: TestClient) -> None:
    job = ended(client, started(client, PROPOSAL))
    assert (job["kind"], job["state"], job["problems"]) == ("proposal", "done", [])
    found = job["result"]
    assert (found["before"], found["promised"], found["measured"]) == (10, 40, 40)
    assert job["progress"]["gain"] == pytest.approx(30)
    assert Scenario.from_document(found["scenario"]).scenario == "proposal"
    kept = client.post("/api/scenarios", json=found["scenario"])
    assert kept.status_code == 201, kept.text
    new: dict[str, Any] = {"province": "all", "new": 2, "budget_km2": 1, "tries": 300}
    new["objective"] = ["population@1"]
    job = ended(client, started(client, {"kind": "proposal"} | new))
    assert (job["state"], job["problems"]) == ("done", [])
    same = answer(PLAN, Question(**new))
    assert isinstance(same, Proposal)
    assert job["result"]["measured"] == same.measured > same.before
    assert [one["zone_id"] for one in job["result"]["taken"]] == ["NEW-330000"]


def test_a_deprecated_member_works_and_is_named_by_a_header(client: TestClient) -> None:
    asked = PROPOSAL | {"swap": True, "release": "idle"}
    for more, header in (({}, None), ({"new_blocks": 1}, "@1796256000")):
        made = client.post("/api/jobs", json=PROPOSAL | more)
        assert (made.status_code, made.headers.get("Deprecation")) == (202, header)
        client.delete(made.headers["Location"])
    del asked["budget_km2"]
    request = ProposalRequest.model_validate(asked)
    assert (request.question.swap, request.deprecated) == ("idle", ("release",))


def test_the_digest_of_a_decision_is_noted_when_its_file_is_taken(
    app: FastAPI, client: TestClient
) -> None:
    decision = {"kind": "export", "suffix": ".decision.html", "scenarios": ["north"]}
    where = started(client, decision)
    sha256 = ended(client, where)["result"]["sha256"]
    exports = app.state.store.audit.exports_of
    assert exports(sha256) == []
    file = DecisionFile.of(client.get(f"{where}/file").content)
    assert (file.is_unchanged, file.sha256) == (True, sha256)
    assert [entry.about["revision"] for entry in exports(sha256)] == [1]


def test_a_sweep_comes_to_what_the_command_line_gives_and_cancelled_to_what_it_has(
    client: TestClient,
) -> None:
    job = ended(client, started(client, SWEEP | {"scenarios": ["baseline", "north"]}))
    assert (job["state"], job["problems"]) == ("done", [])
    assert (job["progress"]["done"], job["progress"]["of"]) == (120, 120)
    sweep = Sweep(PLAN, [None, NORTH], Spreads.of(SWEEP["vary"]), radii_km=[1.0, 50.0], seed=7)
    runs = sweep.measure(range(120))
    card = scorecard(PLAN, NORTH, radii_km=[1.0, 50.0])
    whole = {
        "summary": records(summary(runs)),
        "pairs": records(pairs(runs)),
        "acceptability": acceptability_document(acceptability_in(runs, card)),
    }
    assert job["result"] == {"runs": 120, "seed": 7} | whole
    process = executed(client, "sweep", SWEEP | {"runs": 100_000})
    where = process.replace("/ogc/", "/api/")
    assert client.get(f"{where}/file").status_code == 404
    early = client.get(f"{process}/results")
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (404, "result-not-ready")
    at(client, where, lambda job: job["progress"]["done"])
    assert client.delete(process).json()["status"] == "dismissed"
    job = ended(client, where)
    assert job["state"] == "done"
    assert 50 <= job["result"]["runs"] < 100_000
    assert client.get(process).json()["status"] == "successful"
    assert client.get(f"{process}/results").json() == job["result"]
    assert client.delete(process).json()["status"] == "dismissed"
    assert client.get(process).status_code == client.get(where).status_code == 404


def test_an_invalid_job_is_refused_before_it_begins(client: TestClient) -> None:
    for job, change, status, code in (
        (PROPOSAL, {"budget_km2": None}, 422, "propose-budget-or-swap"),
        (PROPOSAL, {"per_km2": True}, 422, "at"),
        (PROPOSAL, {"ftzs": []}, 404, "propose-ftz-none"),
        (PROPOSAL, {"kind": "lunch"}, 422, "at"),
        (PROPOSAL, {"kept_share": 2}, 422, "propose-limit-not-allowed"),
        (PROPOSAL, {"tries": 10**400}, 422, "at"),
        (PROPOSAL, {"budget_km2": "NaN"}, 422, "at"),
        (PROPOSAL, {"budget_km2": True}, 422, "at"),
        (PROPOSAL, {"objective": []}, 422, "at"),
        (PROPOSAL, {"lunch": 1}, 422, "at"),
        (SWEEP, {"scenarios": ["nobody-knows"]}, 404, "service-scenario-unknown"),
        (SWEEP, {"scenarios": []}, 422, "at"),
        (SWEEP, {"runs": 0}, 422, "at"),
        (SWEEP, {"seed": -1}, 422, "at"),
        (SWEEP, {"time_limit_s": 0}, 422, "at"),
        (SWEEP, {"vary": {"wind": 1}}, 422, "sweep-spread-unknown"),
        (SWEEP, {"radii_km": [-1]}, 422, "measure-radius-not-allowed"),
        (EXPORT, {"suffix": ".exe"}, 404, "at"),
        (EXPORT, {"scenarios": ["nobody-knows"]}, 404, "service-scenario-unknown"),
    ):
        refused = client.post("/api/jobs", json=job | change)
        problem = refused.json()["problems"][0]
        assert (refused.status_code, problem["code"]) == (status, code), change
        inputs = {name: value for name, value in (job | change).items() if name != "kind"}
        execution = f"/ogc/processes/{job['kind']}/execution"
        if job | change != PROPOSAL | {"kind": "lunch"}:
            again = client.post(execution, json={"inputs": inputs})
            assert again.status_code == (400 if code == "at" and status == 422 else status), change
    gone = client.post("/api/jobs", json=PROPOSAL | {"per_km2": True})
    assert refusal(gone) == (422, "propose-per-km2-gone")
    assert client.get("/api/jobs").json() == []
    failed = ended(client, started(client, PROPOSAL | {"ftzs": "G"}))
    assert (failed["state"], failed["result"]) == ("failed", None)
    (problem,) = failed["problems"]
    assert (problem["code"], problem["params"]["ftz"]) == ("propose-ftz-unknown", "G")


def test_a_file_of_a_job_is_the_one_answered_at_once(client: TestClient, app: FastAPI) -> None:
    for suffix in (".geojson", ".html"):
        where = started(client, EXPORT | {"suffix": suffix, "scenarios": ["north"]})
        job = ended(client, where)
        assert (job["state"], job["problems"]) == ("done", [])
        answered, at_once = (
            client.get(path) for path in (f"{where}/file", f"/exports/north{suffix}")
        )
        assert answered.content == at_once.content
        assert job["result"] == {"file": f"plan-north{suffix}", "bytes": len(answered.content)}
        for header in ("content-disposition", "content-type", "content-security-policy"):
            assert answered.headers.get(header) == at_once.headers.get(header)
    several = {"suffix": ".html", "scenarios": ["baseline", "north"], "lang": "zh"}
    process = executed(client, "export", EXPORT | several, response="document")
    where = process.replace("/ogc/", "/api/")
    assert ended(client, where)["result"]["file"] == "plan-baseline-north.html"
    listed = client.get("/ogc/jobs").json()["jobs"]
    assert [one["status"] for one in listed] == ["successful"] * 3
    reference = client.get(f"{process}/results").json()["result"]
    assert reference["type"].startswith("text/html")
    assert reference["title"] == "plan-baseline-north.html"
    answered = client.get(reference["href"])
    assert 'lang="zh' in answered.text
    assert answered.headers["content-security-policy"].endswith("; sandbox")
    folder = app.state.jobs.file(where.rpartition("/")[2], LOCAL).parent
    assert client.get("/api/jobs/0123/file").status_code == 404
    app.state.jobs.close()
    assert not folder.exists()


def test_nobody_may_have_many_jobs_at_once_nor_all_together(fresh: FastAPI) -> None:
    client = TestClient(fresh)
    fresh.state.jobs = JobQueue(PLAN, JobLimits(running=1, of_one=1, in_all=2))
    li, wang, chen, admin = (
        bearer(fresh, name, role)
        for name, role in (("l", "planner"), ("w", "planner"), ("c", "planner"), ("a", "admin"))
    )
    viewer = bearer(fresh, "viewer", "viewer")
    where = client.post("/api/jobs", json=LONG, headers=li).headers["location"]
    again = client.post("/api/jobs", json=PROPOSAL, headers=li)
    assert refusal(again) == (429, "service-jobs-own")
    assert client.post("/api/jobs", json=PROPOSAL, headers=wang).status_code == 202
    full = client.post("/api/jobs", json=PROPOSAL, headers=chen)
    assert refusal(full) == (503, "service-jobs-busy")
    assert full.headers["retry-after"] == again.headers["retry-after"] == "5"
    assert client.post("/api/jobs", json=PROPOSAL, headers=viewer).status_code == 403
    for other in (wang, viewer, admin):
        for path in (where, f"{where}/file"):
            assert refusal(client.get(path, headers=other)) == (404, "service-job-unknown")
        cancelled = client.delete(where, headers=other)
        assert cancelled.status_code == (403 if other is viewer else 404)
    assert [len(client.get("/api/jobs", headers=one).json()) for one in (li, chen)] == [1, 0]
    assert client.get(where).status_code == 401
    fresh.state.jobs.close()
