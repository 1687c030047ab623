"""Lists of scenarios over HTTP: page by page, filtered; and scenarios that were withdrawn."""

from collections.abc import Callable

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from layers.store import Change
from service.settings import AccessSettings

PLAN = Plan(small_plan())
LIST = "/api/scenarios"


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    app = make_app(PLAN)
    store = app.state.store
    for name, owner in (("a", "Li"), ("b", "Wu"), ("c", "Li"), ("d", "Li"), ("e", "Wu")):
        document = {"scenario": name, "title": f"Port {name.upper()}_%", "edits": []}
        store.create(document | {"baseline": PLAN.baseline}, owner, visibility="shared")
    return app


@pytest.fixture
def bearing(app: FastAPI) -> dict[str, dict[str, str]]:
    create = app.state.store.tokens.create
    roles = {"Li": "planner", "Wu": "planner", "He": "admin"}
    made = {name: create(name, role)[1] for name, role in roles.items()}
    return {name: {"Authorization": f"Bearer {secret}"} for name, secret in made.items()}


def named(client: TestClient, path: str, headers: dict[str, str]) -> list[str]:
    return [row["scenario"] for row in client.get(path, headers=headers).json()]


def test_a_list_leads_from_page_to_page_and_a_page_is_known_by_its_tag(
    app: FastAPI, bearing: dict[str, dict[str, str]]
) -> None:
    client, path, pages = TestClient(app), f"{LIST}?limit=2", []
    while path:
        answer = client.get(path, headers=bearing["Li"])
        pages.append([row["scenario"] for row in answer.json()])
        known = bearing["Li"] | {"If-None-Match": answer.headers["etag"]}
        assert client.get(path, headers=known).status_code == 304
        path = answer.links.get("next", {}).get("url", "")
    assert pages == [["a", "b"], ["c", "d"], ["e"]]
    assert "link" not in client.get(LIST, headers=bearing["Li"]).headers
    assert client.get(f"{LIST}?limit=201", headers=bearing["Li"]).status_code == 422


def test_a_list_is_of_what_is_asked_for(app: FastAPI, bearing: dict[str, dict[str, str]]) -> None:
    store = app.state.store
    store.set_status("d", "proposed", Change(store.revision("d").hash, "Li"))
    for query, found in (
        ("owner=Wu", "be"),
        ("owner=Wu&after=b", "e"),
        ("text=port%20C", "c"),
        ("text=_%25", "abcde"),
        ("text=%25x", ""),
        ("status=proposed", "d"),
        ("visibility=private", ""),
    ):
        assert named(TestClient(app), f"{LIST}?{query}", bearing["Li"]) == list(found)


def test_who_owns_a_draft_withdraws_it_and_an_admin_alone_sees_it_and_brings_it_back(
    app: FastAPI, bearing: dict[str, dict[str, str]]
) -> None:
    client, place = TestClient(app), f"{LIST}/a"
    on = {"If-Match": client.get(place, headers=bearing["Li"]).headers["etag"]}
    assert client.delete(place, headers=bearing["Wu"] | on).status_code == 403
    assert client.delete(place, headers=bearing["Li"]).status_code == 428
    assert client.delete(place, headers=bearing["Li"] | on).status_code == 204
    assert client.get(place, headers=bearing["Li"]).status_code == 404
    assert "Port A" not in client.get(LIST, headers=bearing["He"]).text
    assert named(client, f"{LIST}?visibility=withdrawn", bearing["He"]) == ["a"]
    entry = next(each for each in app.state.store.audit.entries() if each.what == "withdrawn")
    assert (entry.who, entry.about) == ("Li", {"scenario": "a"})
    shared = {"visibility": "shared"}
    back = client.put(f"{place}/visibility", json=shared, headers=bearing["He"] | on)
    assert (back.status_code, back.headers["etag"]) == (200, on["If-Match"])
    assert client.get(place, headers=bearing["Li"]).status_code == 200
    assert app.state.store.verify() == []


def test_what_is_proposed_or_decided_an_admin_alone_withdraws(
    app: FastAPI, bearing: dict[str, dict[str, str]]
) -> None:
    client, store = TestClient(app), app.state.store
    head = store.set_status("a", "proposed", Change(store.revision("a").hash, "Li"))
    on = {"If-Match": head.hash}
    refused = client.delete(f"{LIST}/a", headers=bearing["Li"] | on)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (
        409,
        "service-scenario-decided-stays",
    )
    assert client.delete(f"{LIST}/a", headers=bearing["He"] | on).status_code == 204


def test_where_nothing_is_public_nobody_unknown_reads_and_nobody_makes_it_so(
    app: FastAPI, bearing: dict[str, dict[str, str]]
) -> None:
    app.state.access = AccessSettings(public=False)
    client, store = TestClient(app), app.state.store
    store.share("a", "public", Change(store.revision("a").hash, "Li"))
    for path in (LIST, f"{LIST}/a", "/maps/a"):
        assert client.get(path).status_code == 401
    assert client.get(f"{LIST}/a", headers=bearing["Wu"]).status_code == 200
    on = {"If-Match": store.revision("c").hash}
    shared = client.put(
        f"{LIST}/c/visibility", json={"visibility": "public"}, headers=bearing["Li"] | on
    )
    document = {"scenario": "f", "title": "F", "baseline": PLAN.baseline, "edits": []}
    made = client.post(f"{LIST}?visibility=public", json=document, headers=bearing["Li"])
    for refused in (shared, made):
        assert refused.status_code == 403
        assert refused.json()["problems"][0]["code"] == "service-public-forbidden"
