"""Scenarios over HTTP: saved, undone, branched, merged, decided, listed, withdrawn."""

from typing import Any

import pytest
from endpoints import MOVED, bearer, document, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import CoverageMeter
from layers.store import Change
from service.settings import AccessSettings
from tests.conftest import square

EAST = {"expand": {"zone": "E", "by_km": 0.1}}
FURTHER = {"move": {"zone": "W", "dx_km": 0, "dy_km": 2}}
LIST = "/api/scenarios"
NORTH = f"{LIST}/north"


@pytest.fixture
def client(fresh: FastAPI) -> TestClient:
    return TestClient(fresh)


def etag(client: TestClient, name: str = "north") -> str:
    return str(client.get(f"{LIST}/{name}").headers["etag"])


def put(client: TestClient, body: dict[str, Any], on: str, message: str = "") -> Any:
    path = f"{LIST}/{body['scenario']}"
    return client.put(path, json=body, headers={"If-Match": on}, params={"message": message})


def post(client: TestClient, path: str, on: str | None = None, **body: Any) -> Any:
    on = etag(client) if on is None else on
    return client.post(f"{NORTH}/{path}", json=body, headers={"If-Match": on})


def edits(client: TestClient, name: str = "north", **query: Any) -> Any:
    return client.get(f"{LIST}/{name}", params=query).json()["edits"]


def history(client: TestClient, name: str = "north") -> Any:
    return client.get(f"{LIST}/{name}/history").json()


def test_a_new_scenario_is_answered_with_its_place_and_its_etag(client: TestClient) -> None:
    body = document(EAST, scenario="east", title_zh="东")
    made = client.post(f"{LIST}?message=why&visibility=shared", json=body)
    assert (made.status_code, made.headers["location"]) == (201, "/api/scenarios/east")
    row = made.json()
    assert made.headers["etag"] == f'"{row["etag"]}"' == etag(client, "east")
    about = {name: body[name] for name in ("scenario", "title", "title_zh", "baseline")}
    about |= {"status": "draft", "revision": 1, "kind": "create", "message": "why", "notes": 1}
    people = {"owner": "local planner", "updated_by": "local planner", "authors": []}
    changing = {name: row[name] for name in ("etag", "updated")}
    assert row == about | people | changing | {"visibility": "shared"}
    east, north = client.get(LIST).json()
    assert (north["scenario"], east) == ("north", row)
    read = client.get(f"{LIST}/east").json()
    assert list(read.pop("recorded")["zones"]) == ["E"]
    assert read == body
    assert client.post(LIST, json=body).status_code == 409


def test_a_save_is_the_next_revision_with_its_result(client: TestClient) -> None:
    def areas(name: str = "north") -> list[float]:
        rows = client.post("/api/measure?tables=zones", json={"scenario": name}).json()["zones"]
        return [row["area_km2"] for row in rows]

    assert areas("baseline") == pytest.approx(areas())
    first, before = etag(client), areas()
    saved = put(client, document(MOVED, EAST), first, "Add the east, 加东")
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
    assert saved.headers["etag"] == etag(client) != first
    newest, oldest = history(client)
    about = {"kind": "save", "author": "local planner", "message": "Add the east, 加东"}
    about |= {"at": saved.json()["updated"], "status": "draft", "merged": None}
    about |= {"revision": 2, "etag": saved.json()["etag"], "parent": first.strip('"')}
    result = client.get(NORTH).json()["recorded"]["result"]
    assert newest == about | {"result": result, "undo": 1, "redo": None}
    assert (oldest["undo"], oldest["redo"]) == (None, None)
    assert (oldest["revision"], oldest["kind"], oldest["parent"]) == (1, "create", None)
    assert (edits(client), edits(client, revision=1)) == ([MOVED, EAST], [MOVED])
    assert client.get(f"{NORTH}?revision=3").status_code == 404

    assert areas()[1] > before[1] * 1.1  # not what was cached of the revision before
    undone = post(client, "undo")
    assert (undone.json()["revision"], edits(client), areas()) == (3, [MOVED], before)
    assert post(client, "undo").status_code == 409
    redone = post(client, "redo", undone.headers["etag"])
    assert (redone.json()["revision"], edits(client)) == (4, [MOVED, EAST])
    assert post(client, "redo").status_code == 409
    assert post(client, "undo", undone.headers["etag"]).status_code == 412


def test_a_change_that_names_no_known_revision_is_refused(client: TestClient) -> None:
    for on in ({}, {"If-Match": "*"}, {"If-Match": " "}):
        proposed = {"status": "proposed"}
        for change in (
            client.put(NORTH, json=document(EAST), headers=on),
            client.post(f"{NORTH}/undo", headers=on),
            client.post(f"{NORTH}/status", json=proposed, headers=on),
            client.delete(NORTH, headers=on),
        ):
            assert change.status_code == 428
    for tag in ('"sha256:00"', "sha256:00", 'W/"x"', '"a", "b"', '"'):
        stale = put(client, document(EAST), tag)
        assert (stale.status_code, stale.json()["base"]) == (412, None)
    assert edits(client) == [MOVED]


def test_of_two_who_save_at_once_the_second_gets_versions_and_the_merge(client: TestClient) -> None:
    base = etag(client)
    put(client, document(MOVED, EAST), base, "mine first")
    again = put(client, document(MOVED, EAST), base, "mine first")  # since its answer was lost
    assert (again.status_code, again.json()["revision"]) == (200, 2)
    mine = document(FURTHER, title="Further north")
    ahead = post(client, "versions", base, **mine).json()  # what a save would meet
    stale = put(client, mine, base)
    assert stale.status_code == 412
    problem = stale.json()
    assert ahead.items() <= problem.items()
    assert problem["current"].pop("document") == client.get(NORTH).json()
    now = {name: problem["current"][name] for name in ("revision", "author", "message")}
    assert now == {"revision": 2, "author": "local planner", "message": "mine first"}
    assert f'"{problem["current"]["etag"]}"' == etag(client)
    assert problem["yours"]["document"]["edits"] == [FURTHER]
    assert problem["base"]["etag"] == base.strip('"')
    assert problem["base"]["document"]["edits"] == [MOVED]
    merge = problem["merge"]
    assert (merge["clean"], merge["conflicts"]) == (True, [])
    assert merge["document"]["edits"] == [FURTHER, EAST]
    assert merge["document"]["title"] == "Further north"
    other = {"move": {"zone": "W", "dx_km": 0, "dy_km": 3}}
    now_at = etag(client)
    assert put(client, merge["document"], now_at).status_code == 200
    assert edits(client) == [FURTHER, EAST]
    clash = put(client, document(other, EAST), now_at).json()["merge"]
    assert (clash["clean"], clash["document"]) == (False, None)
    assert [(one["kind"], one["zone_id"]) for one in clash["conflicts"]] == [("zone", "W")]
    assert edits(client) == [FURTHER, EAST]


def test_a_branch_begins_where_the_other_stands_and_merges_back(client: TestClient) -> None:
    asked = {"scenario": "both", "title": "Both", "message": "try"}
    begun = client.post(f"{NORTH}/branch", json=asked)
    assert (begun.status_code, begun.headers["location"]) == (201, "/api/scenarios/both")
    read = client.get(f"{LIST}/both").json()
    assert (read["title"], read["parent"], read["edits"]) == ("Both", "north", [MOVED])
    (first,) = history(client, "both")
    assert (first["kind"], f'"{first["parent"]}"') == ("branch", etag(client))
    put(client, document(MOVED, EAST, scenario="both"), etag(client, "both"))
    merged = post(client, "merge", **{"with": "both", "message": "take it"})
    assert (merged.status_code, edits(client)) == (200, [MOVED, EAST])
    newest = history(client)[0]
    assert (newest["kind"], f'"{newest["merged"]}"') == ("merge", etag(client, "both"))
    assert client.get(NORTH).json()["title"] == "North 北"


def test_undo_and_a_branch_keep_phases_and_a_merge_brings_them_back(client: TestClient) -> None:
    def phases(name: str = "north") -> Any:
        return client.get(f"{LIST}/{name}").json().get("phases")

    first = [{"by": 2027, "title": "First", "edits": 1}]
    put(client, document(MOVED, EAST, phases=first), etag(client))
    assert client.post(f"{NORTH}/branch", json={"scenario": "later"}).status_code == 201
    both = [*first, {"by": 2030, "edits": 2}]
    put(client, document(MOVED, EAST, scenario="later", phases=both), etag(client, "later"))
    post(client, "merge", **{"with": "later"})
    assert (phases("later"), phases()) == (both, both)
    steps = [(post(client, step).status_code, phases()) for step in ("undo", "undo", "redo")]
    assert steps == [(200, first), (200, None), (200, first)]


def test_scenarios_that_do_not_merge_are_answered_with_the_conflicts(client: TestClient) -> None:
    client.post(LIST, json=document({"remove": {"zone": "W"}}, scenario="away"))
    refused = post(client, "merge", **{"with": "away"})
    assert refusal(refused) == (409, "scenario-both-change-zone")
    (conflict,), (problem,) = refused.json()["conflicts"], refused.json()["problems"]
    assert conflict["zone_id"] == "W"
    assert problem == {name: conflict[name] for name in ("code", "params")} | {
        "text": conflict["message"]
    }
    assert post(client, "merge", '"x"', **{"with": "away"}).status_code == 412
    assert post(client, "merge", **{"with": "north"}).status_code == 409
    assert len(history(client)) == 1


def test_a_comment_is_on_a_scenario_a_zone_or_a_place(client: TestClient) -> None:
    path = f"{NORTH}/comments"
    first = client.post(path, json={"text": "Why? 为什么？", "zone_id": "W", "place": [120, 30.5]})
    said = first.json()
    assert (first.status_code, said["author"]) == (201, "local planner")
    assert (said["zone_id"], said["place"]) == ("W", [120, 30.5])
    reply = client.post(path, json={"text": "Because.", "reply_to": said["number"]}).json()
    assert client.get(path).json() == [said, reply]
    withdrawn = client.delete(f"{path}/{said['number']}").json()
    assert withdrawn["withdrawn_by"] == "local planner"
    assert client.get(path).json() == [withdrawn, reply]
    assert client.post(path, json={"text": "x", "place": [200, 0]}).status_code == 422
    assert client.post(path, json={"text": "x", "reply_to": 99}).status_code == 404


def test_what_breaks_a_hard_rule_cannot_be_proposed(client: TestClient) -> None:
    onto = {"reshape": {"zone": "W", "geometry": square(9.5).wkt}}
    put(client, document(onto), etag(client))
    refused = post(client, "status", status="proposed", why="now")
    assert refusal(refused) == (409, "rule-zones-overlap")
    (row,) = refused.json()["violations"]
    assert (row["rule"], row["level"], row["zone_id"]) == ("overlap", "hard", "E")
    assert (row["subject"], row["code"]) == ("E W", "rule-zones-overlap")
    assert row["geometry"]["type"] == "MultiPolygon"
    (problem,) = refused.json()["problems"]
    assert problem["code"] == "service-rule-broken"
    assert problem["params"]["rule"] == {"code": "scenario-rule", "params": {"rule": "overlap"}}
    assert problem["params"]["reason"] == {name: row[name] for name in ("code", "params")}
    assert problem["text"] == f"scenario north: breaks overlap: {row['message']}"
    assert client.get(LIST).json()[0]["status"] == "draft"


def test_targets_are_checked_with_the_meter_that_stands(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, construct = [], CoverageMeter.__init__

    def counted(self: CoverageMeter, *args: Any, **options: Any) -> None:
        made.append(self)
        construct(self, *args, **options)

    monkeypatch.setattr(CoverageMeter, "__init__", counted)
    assert client.post("/api/measure?tables=totals", json={}).status_code == 200
    made.clear()
    for most, status in ((1e-3, 409), (1e3, 200)):
        target = {"measure": "area_km2", "at_most": most, "hard": True}
        assert put(client, document(MOVED, targets=[target]), etag(client)).status_code == 200
        assert post(client, "status", status="proposed").status_code == status
    assert not made


def test_a_decided_scenario_does_not_change_and_its_record_says_why(client: TestClient) -> None:
    assert post(client, "status", status="approved", why="x").status_code == 409
    assert post(client, "status", status="proposed").status_code == 200
    assert put(client, document(EAST), etag(client)).status_code == 409
    assert post(client, "status", status="approved").status_code == 422
    decided = post(client, "status", status="approved", why="Agreed 同意")
    assert (decided.status_code, decided.json()["status"]) == (200, "approved")
    assert put(client, document(EAST), etag(client)).status_code == 409
    assert post(client, "undo").status_code == 409
    assert post(client, "status", status="draft", why="no").status_code == 409
    record = client.get(f"{NORTH}/record").json()
    assert [each["status"] for each in record["decisions"]] == ["proposed", "approved"]
    assert record["decisions"][1]["why"] == "Agreed 同意"
    assert record["document"]["edits"] == edits(client) == [MOVED]
    text = client.get(f"{NORTH}/record?as=md")
    assert text.headers["content-type"].startswith("text/markdown")
    assert "> Agreed 同意" in text.text
    assert client.post(f"{NORTH}/branch", json={"scenario": "again"}).status_code == 201


def test_the_document_of_another_id_or_another_baseline_is_not_saved(client: TestClient) -> None:
    on = {"If-Match": etag(client)}
    for fields, reason in (({"scenario": "east"}, "of east"), ({"baseline": "x"}, "baseline")):
        other = client.put(NORTH, json=document(EAST, **fields), headers=on)
        assert other.status_code == 422
        assert reason in other.json()["detail"]
    assert "baseline" in client.post(LIST, json=document(scenario="baseline")).text
    assert len(history(client)) == 1


# ........................................................... lists, and what is withdrawn


@pytest.fixture
def five(fresh: FastAPI) -> FastAPI:
    """Return a service with five scenarios of two owners beside `north`."""
    for name, owner in (("a", "Li"), ("b", "Wu"), ("c", "Li"), ("d", "Li"), ("e", "Wu")):
        about = document(scenario=name, title=f"Port {name.upper()}_%")
        fresh.state.store.create(about, owner, visibility="shared")
    return fresh


def change(app: FastAPI, name: str) -> Change:
    return Change(app.state.store.revision(name).hash, "Li")


def test_a_list_has_what_is_asked_for_page_by_page(five: FastAPI) -> None:
    five.state.store.set_status("d", "proposed", change(five, "d"))
    client, pages, path = TestClient(five, headers=bearer(five, "Li")), [], f"{LIST}?limit=2"
    while path:
        answer = client.get(path)
        pages.append("".join(row["scenario"][0] for row in answer.json()))
        known = {"If-None-Match": answer.headers["etag"]}
        assert client.get(path, headers=known).status_code == 304
        path = answer.links.get("next", {}).get("url", "")
    assert pages == ["ab", "cd", "en"]
    assert "link" not in client.get(LIST).headers
    assert client.get(f"{LIST}?limit=201").status_code == 422
    for query, found in (
        ("owner=Wu", "be"),
        ("owner=Wu&after=b", "e"),
        ("text=port%20C", "c"),
        ("text=_%25", "abcde"),
        ("text=%25x", ""),
        ("status=proposed", "d"),
        ("visibility=private", ""),
    ):
        assert "".join(row["scenario"] for row in client.get(f"{LIST}?{query}").json()) == found


def test_who_owns_a_draft_withdraws_it_and_an_admin_alone_brings_it_back(five: FastAPI) -> None:
    client, store, place = TestClient(five), five.state.store, f"{LIST}/a"
    li, wu, he = bearer(five, "Li"), bearer(five, "Wu"), bearer(five, "He", "admin")
    on = {"If-Match": client.get(place, headers=li).headers["etag"]}
    assert client.delete(place, headers=wu | on).status_code == 403
    assert client.delete(place, headers=li | on).status_code == 204
    assert client.get(place, headers=li).status_code == 404
    assert "Port A" not in client.get(LIST, headers=he).text
    (withdrawn,) = client.get(f"{LIST}?visibility=withdrawn", headers=he).json()
    assert withdrawn["scenario"] == "a"
    entry = next(each for each in store.audit.entries() if each.what == "withdrawn")
    assert (entry.who, entry.about) == ("Li", {"scenario": "a"})
    shared = {"visibility": "shared"}
    back = client.put(f"{place}/visibility", json=shared, headers=he | on)
    assert (back.status_code, back.headers["etag"]) == (200, on["If-Match"])
    assert client.get(place, headers=li).status_code == 200
    on = {"If-Match": store.set_status("a", "proposed", change(five, "a")).hash}
    refused = client.delete(place, headers=li | on)
    assert refusal(refused) == (409, "service-scenario-decided-stays")
    assert client.delete(place, headers=he | on).status_code == 204
    assert store.verify() == []


def test_where_nothing_is_public_nobody_unknown_reads_or_makes_it_so(five: FastAPI) -> None:
    five.state.access = AccessSettings(public=False)
    client, store, li = TestClient(five), five.state.store, bearer(five, "Li")
    store.share("a", "public", change(five, "a"))
    for path in (LIST, f"{LIST}/a", "/maps/a"):
        assert client.get(path).status_code == 401
    assert client.get(f"{LIST}/a", headers=li).status_code == 200
    on, public = {"If-Match": store.revision("c").hash}, {"visibility": "public"}
    shared = client.put(f"{LIST}/c/visibility", json=public, headers=li | on)
    made = client.post(LIST, params=public, json=document(scenario="f"), headers=li)
    assert refusal(shared) == refusal(made) == (403, "service-public-forbidden")
