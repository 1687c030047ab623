"""Scenarios over HTTP: kept, taken back, branched, merged, decided; two planners at once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from command_line import small_plan
from conftest import square
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan

PLAN = Plan(small_plan())
WEST = {"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}
EAST = {"expand": {"zone": "E", "by_km": 0.1}}


def document(*edits: dict[str, Any], **fields: Any) -> dict[str, Any]:
    about = {"scenario": "north", "title": "North 北", "baseline": PLAN.baseline}
    return about | {"edits": list(edits)} | fields


@pytest.fixture
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN, Scenario.from_document(document(WEST)))) as client:
        yield client


def etag(client: TestClient, name: str = "north") -> str:
    return str(client.get(f"/api/scenarios/{name}").headers["etag"])


def put(client: TestClient, body: dict[str, Any], on: str, message: str = "") -> Any:
    path = f"/api/scenarios/{body['scenario']}"
    return client.put(path, json=body, headers={"If-Match": on}, params={"message": message})


def post(client: TestClient, path: str, on: str, **body: Any) -> Any:
    return client.post(f"/api/scenarios/{path}", json=body, headers={"If-Match": on})


def edits(client: TestClient, name: str = "north", **query: Any) -> list[dict[str, Any]]:
    read = client.get(f"/api/scenarios/{name}", params=query).json()
    found: list[dict[str, Any]] = read["edits"]
    return found


def test_a_new_scenario_is_answered_with_its_place_and_its_etag(client: TestClient) -> None:
    body = document(EAST, scenario="east", title_zh="东")
    made = client.post("/api/scenarios?message=why&visibility=shared", json=body)
    assert (made.status_code, made.headers["location"]) == (201, "/api/scenarios/east")
    row = made.json()
    assert made.headers["etag"] == f'"{row["etag"]}"' == etag(client, "east")
    assert row == {
        "scenario": "east",
        "title": "North 北",
        "title_zh": "东",
        "status": "draft",
        "revision": 1,
        "etag": row["etag"],
        "owner": "local planner",
        "visibility": "shared",
        "baseline": PLAN.baseline,
        "updated": row["updated"],
        "updated_by": "local planner",
        "kind": "create",
        "message": "why",
        "notes": 1,
        "authors": [],
    }
    assert row in client.get("/api/scenarios").json()
    assert client.post("/api/scenarios", json=body).status_code == 409


def test_a_save_is_the_next_revision_with_its_result(client: TestClient) -> None:
    first = etag(client)
    saved = put(client, document(WEST, EAST), first, "Add the east, 加东")
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
    assert saved.headers["etag"] == etag(client) != first
    newest, oldest = client.get("/api/scenarios/north/history").json()
    assert newest == {
        "revision": 2,
        "etag": saved.json()["etag"],
        "parent": first.strip('"'),
        "merged": None,
        "kind": "save",
        "author": "local planner",
        "at": saved.json()["updated"],
        "message": "Add the east, 加东",
        "status": "draft",
        "result": client.get("/api/scenarios/north").json()["recorded"]["result"],
        "undo": 1,
        "redo": None,
    }
    assert (oldest["undo"], oldest["redo"]) == (None, None)
    assert (oldest["revision"], oldest["kind"], oldest["parent"]) == (1, "create", None)
    assert edits(client) == [WEST, EAST]
    assert edits(client, revision=1) == [WEST]
    assert client.get("/api/scenarios/north?revision=3").status_code == 404


def test_a_change_that_names_no_revision_is_refused(client: TestClient) -> None:
    path = "/api/scenarios/north"
    for headers in ({}, {"If-Match": "*"}, {"If-Match": " "}):
        changes = [
            client.put(path, json=document(EAST), headers=headers),
            client.post(f"{path}/undo", headers=headers),
            client.post(
                "/api/scenarios/north/status", json={"status": "proposed"}, headers=headers
            ),
        ]
        assert [change.status_code for change in changes] == [428, 428, 428]
    assert edits(client) == [WEST]


def test_of_two_who_save_at_once_the_second_gets_both_versions_and_the_merge(
    client: TestClient,
) -> None:
    base = etag(client)
    put(client, document(WEST, EAST), base, "mine first")
    moved = {"move": {"zone": "W", "dx_km": 0, "dy_km": 2}}
    stale = put(client, document(moved, title="Further north"), base)
    assert stale.status_code == 412
    problem = stale.json()
    assert problem["current"]["document"] == client.get("/api/scenarios/north").json()
    now = {key: value for key, value in problem["current"].items() if key != "document"}
    assert f'"{now["etag"]}"' == etag(client)
    assert (now["revision"], now["author"], now["message"]) == (2, "local planner", "mine first")
    assert problem["yours"]["document"]["edits"] == [moved]
    assert problem["base"]["etag"] == base.strip('"')
    assert problem["base"]["document"]["edits"] == [WEST]
    merge = problem["merge"]
    assert (merge["clean"], merge["conflicts"]) == (True, [])
    assert merge["document"]["edits"] == [moved, EAST]
    assert merge["document"]["title"] == "Further north"
    assert put(client, merge["document"], etag(client)).status_code == 200
    assert edits(client) == [moved, EAST]


def test_where_both_moved_one_zone_the_merge_names_the_conflict(client: TestClient) -> None:
    base = etag(client)
    further = {"move": {"zone": "W", "dx_km": 0, "dy_km": 2}}
    put(client, document(further), base)
    other = {"move": {"zone": "W", "dx_km": 0, "dy_km": 3}}
    merge = put(client, document(other), base).json()["merge"]
    assert (merge["clean"], merge["document"]) == (False, None)
    (conflict,) = merge["conflicts"]
    assert (conflict["kind"], conflict["zone_id"]) == ("zone", "W")
    assert edits(client) == [further]


def test_a_save_sent_again_since_its_answer_was_lost_is_answered_with_its_own_revision(
    client: TestClient,
) -> None:
    base = etag(client)
    first = put(client, document(WEST, EAST), base)
    theirs = put(client, document(EAST), first.headers["etag"])
    again = put(client, document(WEST, EAST), base)
    assert (again.status_code, again.headers["etag"]) == (200, first.headers["etag"])
    assert again.json()["revision"] == 2
    assert edits(client) == [EAST]  # what was saved since is neither lost nor taken for one's own
    assert etag(client) == theirs.headers["etag"]


def test_a_change_made_on_a_revision_that_nobody_knows_has_no_base(client: TestClient) -> None:
    for tag in ('"sha256:00"', "sha256:00", 'W/"x"', '"a", "b"', '"'):
        stale = put(client, document(EAST), tag)
        assert (stale.status_code, stale.json()["base"]) == (412, None)


def test_undo_and_redo_are_revisions_that_give_back_what_was(client: TestClient) -> None:
    put(client, document(WEST, EAST), etag(client))
    undone = post(client, "north/undo", etag(client))
    assert (undone.json()["revision"], edits(client)) == (3, [WEST])
    assert post(client, "north/undo", etag(client)).status_code == 409
    redone = post(client, "north/redo", undone.headers["etag"])
    assert (redone.json()["revision"], edits(client)) == (4, [WEST, EAST])
    assert post(client, "north/redo", etag(client)).status_code == 409
    assert post(client, "north/undo", undone.headers["etag"]).status_code == 412


def test_an_edit_is_never_answered_with_the_coverage_of_what_was_there_before(
    client: TestClient,
) -> None:
    def areas() -> list[float]:
        rows = client.post("/api/measure?tables=zones", json={"scenario": "north"}).json()["zones"]
        return [row["area_km2"] for row in rows]

    before = areas()
    put(client, document(WEST, EAST), etag(client))
    after = areas()
    assert after[1] > before[1] * 1.1
    post(client, "north/undo", etag(client))
    assert areas() == before


def test_a_branch_begins_where_the_other_stands_and_merges_back(client: TestClient) -> None:
    begun = client.post(
        "/api/scenarios/north/branch", json={"scenario": "both", "title": "Both", "message": "try"}
    )
    assert (begun.status_code, begun.headers["location"]) == (201, "/api/scenarios/both")
    read = client.get("/api/scenarios/both").json()
    assert (read["title"], read["parent"], read["edits"]) == ("Both", "north", [WEST])
    (first,) = client.get("/api/scenarios/both/history").json()
    assert (first["kind"], f'"{first["parent"]}"') == ("branch", etag(client))
    put(client, document(WEST, EAST, scenario="both"), etag(client, "both"))
    merged = post(client, "north/merge", etag(client), **{"with": "both", "message": "take it"})
    assert merged.status_code == 200
    assert edits(client) == [WEST, EAST]
    newest = client.get("/api/scenarios/north/history").json()[0]
    assert (newest["kind"], f'"{newest["merged"]}"') == ("merge", etag(client, "both"))
    assert client.get("/api/scenarios/north").json()["title"] == "North 北"


def test_scenarios_that_do_not_merge_are_answered_with_the_conflicts(client: TestClient) -> None:
    client.post("/api/scenarios", json=document({"remove": {"zone": "W"}}, scenario="away"))
    refused = post(client, "north/merge", etag(client), **{"with": "away"})
    assert refused.status_code == 409
    assert [each["zone_id"] for each in refused.json()["conflicts"]] == ["W"]
    problems, conflicts = refused.json()["problems"], refused.json()["conflicts"]
    assert [each["code"] for each in problems] == ["scenario-both-change-zone"]
    assert problems == [
        {"code": each["code"], "params": each["params"], "text": each["message"]}
        for each in conflicts
    ]
    assert post(client, "north/merge", '"x"', **{"with": "away"}).status_code == 412
    assert post(client, "north/merge", etag(client), **{"with": "north"}).status_code == 409
    assert len(client.get("/api/scenarios/north/history").json()) == 1


def test_a_comment_is_on_a_scenario_a_zone_or_a_place(client: TestClient) -> None:
    path = "/api/scenarios/north/comments"
    first = client.post(path, json={"text": "Why? 为什么？", "zone_id": "W", "place": [120, 30.5]})
    assert first.status_code == 201
    said = first.json()
    assert (said["author"], said["zone_id"], said["place"]) == ("local planner", "W", [120, 30.5])
    reply = client.post(path, json={"text": "Because.", "reply_to": said["number"]}).json()
    assert client.get(path).json() == [said, reply]
    withdrawn = client.delete(f"{path}/{said['number']}").json()
    assert withdrawn["withdrawn_by"] == "local planner"
    assert client.get(path).json() == [withdrawn, reply]
    for wrong in ({"text": " "}, {"text": "x", "place": [200, 0]}, {"text": "x", "place": [1]}):
        assert client.post(path, json=wrong).status_code == 422
    assert client.post(path, json={"text": "x", "reply_to": 99}).status_code == 404


def test_proposing_what_breaks_a_hard_rule_is_refused_with_the_violations(
    client: TestClient,
) -> None:
    onto = {"reshape": {"zone": "W", "geometry": square(9.5).wkt}}
    put(client, document(onto), etag(client))
    refused = post(client, "north/status", etag(client), status="proposed", why="now")
    assert refused.status_code == 409
    (row,) = refused.json()["violations"]
    assert (row["rule"], row["level"], row["zone_id"]) == ("overlap", "hard", "E")
    assert row["geometry"]["type"] == "MultiPolygon"
    assert (row["subject"], row["code"]) == ("E W", "rule-zones-overlap")
    (problem,) = refused.json()["problems"]
    assert problem["code"] == "service-rule-broken"
    assert problem["params"]["rule"] == {"code": "scenario-rule", "params": {"rule": "overlap"}}
    assert problem["params"]["reason"] == {"code": row["code"], "params": row["params"]}
    assert problem["text"] == f"scenario north: breaks overlap: {row['message']}"
    assert client.get("/api/scenarios").json()[0]["status"] == "draft"


def test_a_decided_scenario_does_not_change_and_its_record_says_why(client: TestClient) -> None:
    assert post(client, "north/status", etag(client), status="approved", why="x").status_code == 409
    assert post(client, "north/status", etag(client), status="proposed").status_code == 200
    assert put(client, document(EAST), etag(client)).status_code == 409
    assert post(client, "north/status", etag(client), status="approved").status_code == 422
    decided = post(client, "north/status", etag(client), status="approved", why="Agreed 同意")
    assert (decided.status_code, decided.json()["status"]) == (200, "approved")
    changes = [
        put(client, document(EAST), etag(client)),
        post(client, "north/undo", etag(client)),
        post(client, "north/status", etag(client), status="draft", why="no"),
    ]
    assert [change.status_code for change in changes] == [409, 409, 409]
    record = client.get("/api/scenarios/north/record").json()
    assert [each["status"] for each in record["decisions"]] == ["proposed", "approved"]
    assert record["decisions"][1]["why"] == "Agreed 同意"
    assert record["document"]["edits"] == [WEST]
    text = client.get("/api/scenarios/north/record?as=md")
    assert text.headers["content-type"].startswith("text/markdown")
    assert "> Agreed 同意" in text.text
    assert edits(client) == [WEST]
    branch = {"scenario": "again"}
    assert client.post("/api/scenarios/north/branch", json=branch).status_code == 201


def test_the_document_of_another_id_or_another_baseline_is_not_saved(client: TestClient) -> None:
    path, headers = "/api/scenarios/north", {"If-Match": etag(client)}
    other = client.put(path, json=document(EAST, scenario="east"), headers=headers)
    assert (other.status_code, "of east" in other.json()["detail"]) == (422, True)
    moved = client.put(path, json=document(EAST, baseline="sha256:00"), headers=headers)
    assert (moved.status_code, "baseline" in moved.json()["detail"]) == (422, True)
    assert "baseline" in client.post("/api/scenarios", json=document(scenario="baseline")).text
    assert len(client.get(f"{path}/history").json()) == 1


def test_a_record_that_is_needed_is_said_with_every_figure_that_comes_of_it(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app(PLAN)
    recorded = {"result": "sha256:00", "made_with": "another library", "zones": {}}
    kept = document({"remove": {"zone": "W"}}, recorded=recorded)
    app.state.store.create(kept, "another machine", visibility="public")
    client = TestClient(app)
    measured = client.post("/api/measure?tables=zones", json={"scenario": "north"}).json()
    assert measured["notice"].startswith("scenario north: neither edits nor recorded outlines")
    changed = client.post("/api/measure?tables=zones&changed=true", json={"scenario": "north"})
    assert changed.json()["notice"] == measured["notice"]
    compared = client.get("/api/compare?a=north&tables=zones").json()
    assert compared["notices"] == [measured["notice"]]
    assert "notice" not in client.post("/api/measure?tables=zones", json={}).json()
