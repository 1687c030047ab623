"""What people do over HTTP and leaves no revision is in the audit log; no private id is told."""

from collections.abc import Callable
from typing import Any

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.errors import BusyError
from layers.messages import Message
from layers.store.audit import Audit
from service.api.limits import Rate

PLAN = Plan(small_plan())
NORTH = Scenario.from_document(
    {"scenario": "north", "title": "North", "baseline": PLAN.baseline, "edits": []}
)
ROLES = {"Li": "planner", "Wu": "planner", "Zhao": "approver", "Qian": "approver", "He": "admin"}


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN, NORTH)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, client=("10.0.0.7", 5000))


@pytest.fixture
def bearing(app: FastAPI) -> dict[str, dict[str, str]]:
    """Return the headers of each person."""
    made = {name: app.state.store.tokens.create(name, role)[1] for name, role in ROLES.items()}
    return {name: {"Authorization": f"Bearer {secret}"} for name, secret in made.items()} | {"": {}}


def noted(app: FastAPI) -> list[tuple[str, str | None, Any]]:
    """Return what was noted besides tokens, all of it from the client's address."""
    found = [each for each in app.state.store.audit.entries() if "token" not in each.what]
    assert {each.address for each in found} <= {"10.0.0.7"}
    assert app.state.store.verify() == []
    return [(each.what, each.who, each.about) for each in found]


def make(client: TestClient, who: dict[str, str], name: str, visibility: str = "private") -> Any:
    document = NORTH.to_document() | {"scenario": name}
    return client.post(f"/api/scenarios?visibility={visibility}", json=document, headers=who)


def test_who_looks_at_a_private_scenario_of_another_is_noted_once_in_a_while(
    app: FastAPI, client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    east = make(client, bearing["Li"], "east").json()["scenario"]
    for who in ("Li", "He", "He", "Wu", ""):
        client.get(f"/api/scenarios/{east}", headers=bearing[who])
        client.get("/api/scenarios/north", headers=bearing[who])
    assert noted(app) == [
        ("read", "He", {"scenario": east, "action": "read"}),
        ("read-refused", "Wu", {"scenario": east}),
        ("read-refused", None, {"scenario": east}),
    ]


def test_what_is_not_there_is_noted_as_what_may_not_be_seen(
    app: FastAPI, client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    client.get("/api/scenarios/nowhere", headers=bearing["Wu"])
    assert noted(app) == [("read-refused", "Wu", {"scenario": "nowhere"})]


def test_hostile_requests_leave_an_entry_of_each_kind_however_many_there_are(
    app: FastAPI, client: TestClient
) -> None:
    app.state.limits.persons = app.state.limits.addresses = Rate(1e6)
    viewer = app.state.store.tokens.create("Sun", "viewer")[1]
    headers = {"Authorization": f"Bearer {viewer}"}
    foreign = headers | {"Origin": "http://evil.example"}
    for number in range(100):
        scenario = f"/api/scenarios/s{number}"
        assert client.get(scenario, headers=headers).status_code == 404
        assert client.put(scenario, json={}, headers=headers).status_code in {403, 422}
        assert client.delete(f"/api/jobs/{number}", headers=foreign).status_code == 403
        assert client.get(f"/nothing/{number}", headers=headers).status_code == 404
        wrong = {"Authorization": f"Bearer zw_{number:012x}_{'x' * 43}"}
        assert client.get("/api/plan", headers=wrong).status_code in {401, 429}
    kinds = [(what, who) for what, who, _ in noted(app)]
    assert len(kinds) == len(set(kinds)) + 1 <= 5  # a role and an origin are refused apart


@pytest.mark.deep
def test_what_cannot_be_noted_is_not_shown(
    client: TestClient, bearing: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    east = make(client, bearing["Li"], "east").json()["scenario"]

    def busy(*_: object, **__: object) -> None:
        raise BusyError(Message("store-busy", wait_s=10))

    monkeypatch.setattr(Audit, "note", busy)
    monkeypatch.setattr(Audit, "count", busy)
    assert client.get(f"/api/scenarios/{east}", headers=bearing["He"]).status_code == 503
    assert client.get("/exports/north.csv", headers=bearing["He"]).status_code == 503
    assert client.get(f"/api/scenarios/{east}", headers=bearing["Li"]).status_code == 200
    assert client.get("/metrics", headers=bearing["Li"]).status_code == 403


def test_what_somebody_may_not_do_is_noted_with_the_reason(
    app: FastAPI, client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    assert client.get("/metrics", headers=bearing["Li"]).status_code == 403
    etag = client.get("/api/scenarios/north", headers=bearing["Li"]).headers["etag"]
    asked = {"status": "draft", "why": "no"}
    headers = bearing["Li"] | {"If-Match": etag}
    path = "/api/scenarios/north/status"
    assert client.post(path, json=asked, headers=headers).status_code == 403
    first, second = noted(app)
    assert first[:2] == second[:2] == ("refused", "Li")
    assert (first[2]["method"], first[2]["path"]) == ("GET", "/metrics")
    assert first[2]["why"]["code"] == "service-role-needed"
    assert (second[2]["method"], second[2]["path"]) == ("POST", path)
    assert second[2]["why"]["params"]["reason"]["code"] == "store-owner-needed"


@pytest.mark.deep
def test_every_file_that_is_taken_out_is_noted_with_its_revision(
    app: FastAPI, client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    for path in ("north.csv", "north.csv", "north.shp.zip", "baseline.html"):
        assert client.get(f"/exports/{path}", headers=bearing["Li"]).status_code == 200
    assert noted(app) == [
        ("exported", "Li", {"scenario": "north", "revision": 1, "suffix": ".csv"}),
        ("exported", "Li", {"scenario": "north", "revision": 1, "suffix": ".csv"}),
        ("exported", "Li", {"scenario": "north", "revision": 1, "suffix": ".shp.zip"}),
        ("exported", "Li", {"scenario": "baseline", "revision": None, "suffix": ".html"}),
    ]


@pytest.mark.deep
def test_without_tokens_what_the_local_planner_takes_out_is_noted_and_nothing_that_is_read(
    app: FastAPI, client: TestClient
) -> None:
    make(client, {}, "east")
    for path in ("/api/scenarios/east", "/api/scenarios/nowhere", "/exports/north.csv"):
        client.get(path)
    about = {"scenario": "north", "revision": 1, "suffix": ".csv"}
    assert noted(app) == [("exported", "local planner", about)]


def test_two_people_keep_private_scenarios_of_one_id_and_neither_learns_of_the_other(
    client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    alone = make(client, bearing["Wu"], "west").json()
    first = make(client, bearing["Li"], "secret").json()
    second = make(client, bearing["Wu"], "secret").json()
    assert first["scenario"] != second["scenario"]
    for made in (alone, second):
        assert made["scenario"].partition("--")[2] == alone["scenario"].partition("--")[2]
    again = make(client, bearing["Wu"], "secret")
    assert again.json()["etag"] == second["etag"]  # sent twice, it makes one scenario
    listed = client.get("/api/scenarios", headers=bearing["Wu"]).json()
    assert sorted(row["scenario"] for row in listed) == sorted(
        ["north", alone["scenario"], second["scenario"]]
    )
    assert make(client, bearing["Wu"], "secret", "shared").status_code == 201
    branched = {"scenario": "secret", "title": "B"}
    path = "/api/scenarios/north/branch"
    assert client.post(path, json=branched, headers=bearing["He"]).status_code == 201


def test_an_id_of_anothers_namespace_is_refused_whether_or_not_it_is_taken(
    client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    taken = make(client, bearing["Li"], "secret").json()["scenario"]
    names = taken, taken.replace("secret", "nothing")
    for visibility in ("private", "shared", "public"):
        answers = [make(client, bearing["Wu"], name, visibility) for name in names]
        assert [answer.status_code for answer in answers] == [403, 403]
        first, second = (
            answer.text.replace(name, "X") for answer, name in zip(answers, names, strict=True)
        )
        assert first == second
    read = [client.get(f"/api/scenarios/{name}", headers=bearing["Wu"]) for name in names]
    assert [answer.status_code for answer in read] == [404, 404]
    path = "/api/scenarios/north/branch"
    for name in names:
        branched = client.post(path, json={"scenario": name}, headers=bearing["Wu"])
        assert branched.status_code == 403


def test_the_owner_goes_on_under_the_id_with_the_mark(
    client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    made = make(client, bearing["Li"], "x" * 64)
    name = made.json()["scenario"]
    assert len(name) == 64
    assert made.headers["location"] == f"/api/scenarios/{name}"
    document = client.get(f"/api/scenarios/{name}", headers=bearing["Li"]).json()
    assert document["scenario"] == name
    headers = bearing["Li"] | {"If-Match": made.headers["etag"]}
    saved = client.put(f"/api/scenarios/{name}", json=document, headers=headers)
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)


def test_who_wrote_a_scenario_does_not_decide_it_though_another_proposed_it(
    client: TestClient, bearing: dict[str, dict[str, str]]
) -> None:
    path = "/api/scenarios/north"

    def change(who: str, verb: str, body: dict[str, str] | None = None) -> Any:
        etag = client.get(path, headers=bearing[who]).headers["etag"]
        headers = bearing[who] | {"If-Match": etag}
        return client.post(f"{path}/{verb}", json=body, headers=headers)

    read = client.get(path, headers=bearing["Zhao"])
    document = read.json() | {"title": "Wider"}
    headers = bearing["Zhao"] | {"If-Match": read.headers["etag"]}
    assert client.put(path, json=document, headers=headers).status_code == 200
    assert change("Li", "undo").status_code == 200
    proposed = change("Wu", "status", {"status": "proposed"})
    assert proposed.json()["authors"] == ["Li", "Zhao", "local planner"]
    for status in ("approved", "rejected"):
        refused = change("Zhao", "status", {"status": status, "why": "because"})
        told = "north: Zhao (approver) wrote part of it, so another approver must decide; ask one"
        assert refused.status_code == 403
        assert [each["text"] for each in refused.json()["problems"]] == [told]
    assert change("Qian", "status", {"status": "approved", "why": "good"}).status_code == 200
