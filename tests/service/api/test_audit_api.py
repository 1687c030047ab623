"""What people do over HTTP and leaves no revision is in the audit log; no private id is told."""

from typing import Any

import pytest
from endpoints import bearer, document
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.errors import BusyError
from layers.messages import Message
from layers.store.audit import Audit

LIST = "/api/scenarios"
NORTH = f"{LIST}/north"
ROLES = {"Li": "planner", "Wu": "planner", "Zhao": "approver", "Qian": "approver", "He": "admin"}
Headers = dict[str, dict[str, str]]


@pytest.fixture
def client(fresh: FastAPI) -> TestClient:
    return TestClient(fresh, client=("10.0.0.7", 5000))


@pytest.fixture
def people(fresh: FastAPI) -> Headers:
    return {name: bearer(fresh, name, role) for name, role in ROLES.items()} | {"": {}}


def noted(app: FastAPI) -> list[tuple[str, str | None, Any]]:
    """Return what was noted besides tokens, all of it from the client's address."""
    found = [each for each in app.state.store.audit.entries() if "token" not in each.what]
    assert {each.address for each in found} <= {"10.0.0.7"}
    assert app.state.store.verify() == []
    return [(each.what, each.who, each.about) for each in found]


def make(client: TestClient, who: dict[str, str], name: str, visibility: str = "private") -> Any:
    url = f"{LIST}?visibility={visibility}"
    return client.post(url, json=document(scenario=name), headers=who)


def test_who_looks_at_a_private_scenario_of_another_is_noted_once_in_a_while(
    fresh: FastAPI, client: TestClient, people: Headers
) -> None:
    east = make(client, people["Li"], "east").json()["scenario"]
    for who in ("Li", "He", "He", "Wu", ""):
        for name in (east, "north"):
            client.get(f"{LIST}/{name}", headers=people[who])
    client.get(f"{LIST}/nowhere", headers=people["Zhao"])
    assert noted(fresh) == [
        ("read", "He", {"scenario": east, "action": "read"}),
        ("read-refused", "Wu", {"scenario": east}),
        ("read-refused", None, {"scenario": east}),
        ("read-refused", "Zhao", {"scenario": "nowhere"}),
    ]


@pytest.mark.deep
def test_what_cannot_be_noted_is_not_shown(
    client: TestClient, people: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    east = make(client, people["Li"], "east").json()["scenario"]

    def busy(*_: object, **__: object) -> None:
        raise BusyError(Message("store-busy", wait_s=10))

    monkeypatch.setattr(Audit, "note", busy)
    monkeypatch.setattr(Audit, "count", busy)
    for path, who, status in (
        (f"{LIST}/{east}", "He", 503),
        ("/exports/north.csv", "He", 503),
        (f"{LIST}/{east}", "Li", 200),
        ("/metrics", "Li", 403),
    ):
        assert client.get(path, headers=people[who]).status_code == status


def test_what_one_may_not_is_noted_why(fresh: FastAPI, client: TestClient, people: Headers) -> None:
    assert client.get("/metrics", headers=people["Li"]).status_code == 403
    on = {"If-Match": client.get(NORTH, headers=people["Li"]).headers["etag"]}
    asked, path = {"status": "draft", "why": "no"}, f"{NORTH}/status"
    assert client.post(path, json=asked, headers=people["Li"] | on).status_code == 403
    first, second = noted(fresh)
    assert first[:2] == second[:2] == ("refused", "Li")
    assert [(about["method"], about["path"]) for _, _, about in (first, second)] == [
        ("GET", "/metrics"),
        ("POST", path),
    ]
    assert first[2]["why"]["code"] == "service-role-needed"
    assert second[2]["why"]["params"]["reason"]["code"] == "store-owner-needed"


@pytest.mark.deep
def test_every_file_taken_is_noted_with_its_revision(fresh: FastAPI, client: TestClient) -> None:
    make(client, {}, "east")  # before there are tokens, nothing that is read is noted
    for path in (f"{LIST}/east", f"{LIST}/nowhere", "/exports/north.csv"):
        client.get(path)
    li = bearer(fresh, "Li")
    for path in ("north.csv", "north.shp.zip", "baseline.html"):
        assert client.get(f"/exports/{path}", headers=li).status_code == 200
    etag = fresh.state.store.revision("north").hash
    csv = {"scenario": "north", "revision": 1, "etag": etag, "suffix": ".csv"}
    assert noted(fresh) == [
        ("exported", "local planner", csv),
        ("exported", "Li", csv),
        ("exported", "Li", csv | {"suffix": ".shp.zip"}),
        ("exported", "Li", {"scenario": "baseline", "revision": None, "suffix": ".html"}),
    ]


# ........................................................... ids of private scenarios


def test_two_may_keep_private_scenarios_of_one_id(client: TestClient, people: Headers) -> None:
    alone, second = (make(client, people["Wu"], name).json() for name in ("west", "secret"))
    first = make(client, people["Li"], "secret").json()
    names = [one["scenario"] for one in (alone, first, second)]
    marks = [name.partition("--")[2] for name in names]
    assert marks[0] == marks[2] != marks[1]
    again = make(client, people["Wu"], "secret")
    assert again.json()["etag"] == second["etag"]  # sent twice, it makes one scenario
    listed = client.get(LIST, headers=people["Wu"]).json()
    assert {row["scenario"] for row in listed} == {"north", names[0], names[2]}
    assert make(client, people["Wu"], "secret", "shared").status_code == 201
    branched = {"scenario": "secret", "title": "B"}
    made = client.post(f"{NORTH}/branch", json=branched, headers=people["He"])
    assert made.status_code == 201


def test_an_id_of_another_is_refused_taken_or_not(client: TestClient, people: Headers) -> None:
    taken = make(client, people["Li"], "secret").json()["scenario"]
    names, wu = (taken, taken.replace("secret", "nothing")), people["Wu"]
    for visibility in ("private", "shared", "public"):
        answers = [make(client, wu, name, visibility) for name in names]
        assert [answer.status_code for answer in answers] == [403, 403]
        texts = {each.text.replace(name, "X") for each, name in zip(answers, names, strict=True)}
        assert len(texts) == 1
    for name in names:
        assert client.get(f"{LIST}/{name}", headers=wu).status_code == 404
        branched = client.post(f"{NORTH}/branch", json={"scenario": name}, headers=wu)
        assert branched.status_code == 403


def test_the_owner_goes_on_under_the_id_with_the_mark(client: TestClient, people: Headers) -> None:
    made = make(client, people["Li"], "x" * 64)
    name = made.json()["scenario"]
    place = f"{LIST}/{name}"
    assert (len(name), made.headers["location"]) == (64, place)
    read = client.get(place, headers=people["Li"]).json()
    assert read["scenario"] == name
    on = people["Li"] | {"If-Match": made.headers["etag"]}
    saved = client.put(place, json=read, headers=on)
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
