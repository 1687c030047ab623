"""How people sign in by tokens, and what is refused to pages of other sites."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.store import queries
from layers.store.model import Role
from service.api.access import access_table

PLAN = Plan(small_plan())
NORTH = Scenario.from_document(
    {"scenario": "north", "title": "North", "baseline": PLAN.baseline, "edits": []}
)
ROLES: tuple[Role, ...] = get_args(Role)
PROBLEM = "application/problem+json"


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN, NORTH)


@pytest.fixture
def secrets(app: FastAPI) -> dict[Role | None, str]:
    """Return the secret of a token of each role."""
    return {role: app.state.store.tokens.create(role, role)[1] for role in ROLES}


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_an_endpoint_without_a_rule_is_found(app: FastAPI) -> None:
    app.get("/api/forgotten")(lambda: None)
    with pytest.raises(TypeError, match="/api/forgotten: declares no least role"):
        access_table(app)


def test_without_tokens_everyone_on_this_machine_is_the_local_planner(client: TestClient) -> None:
    me = {"name": "local planner", "role": "admin", "local": True}
    assert client.get("/api/me").json() == me
    assert client.get("/api/me", headers=bearing("anything")).json() == me


def test_a_token_says_who_one_is_until_it_is_revoked_or_expires(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = app.state.store.tokens
    token, secret = tokens.create("Li 李", "approver")
    li = {"name": "Li 李", "role": "approver", "local": False}
    assert client.get("/api/me", headers=bearing(secret)).json() == li
    refused = client.get("/api/me", headers=bearing(f"{secret}x"))
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    tokens.revoke(token.token_id)
    assert client.get("/api/me", headers=bearing(secret)).status_code == 401
    assert (
        client.get("/api/session", headers=bearing(secret)).status_code == 401
    )  # a script is told
    assert client.get("/api/me").status_code == 401  # nobody is the local planner any more
    soon = queries.now() + timedelta(minutes=1)
    _, passing = tokens.create("Wang", "viewer", soon)
    assert client.get("/api/me", headers=bearing(passing)).status_code == 200
    monkeypatch.setattr(queries, "now", lambda: soon)
    assert client.get("/api/me", headers=bearing(passing)).status_code == 401


def test_the_page_signs_in_by_a_cookie_that_no_script_reads(
    client: TestClient, secrets: dict[Role | None, str]
) -> None:
    assert client.post("/api/session", json={"token": "zw_no_token"}).status_code == 401
    assert client.post("/api/session", json={"token": "临港"}).status_code == 422
    assert client.get("/api/plan").status_code == 401
    signed = client.post("/api/session", json={"token": f" {secrets['planner']}\n"})
    assert signed.json() == {"name": "planner", "role": "planner", "local": False}
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/api/plan").status_code == 200
    assert client.delete("/api/session").status_code == 200
    assert client.get("/api/plan").status_code == 401


def test_over_tls_the_cookie_is_secure(app: FastAPI, secrets: dict[Role | None, str]) -> None:
    client = TestClient(app, base_url="https://zones.example")
    signed = client.post("/api/session", json={"token": secrets["viewer"]})
    assert "Secure" in signed.headers["set-cookie"]


def test_a_page_whose_cookie_is_no_longer_valid_still_comes_up(
    app: FastAPI, client: TestClient, secrets: dict[Role | None, str]
) -> None:
    client.post("/api/session", json={"token": secrets["viewer"]})
    app.state.store.tokens.revoke("viewer")
    assert client.get("/").status_code == 200
    assert client.get("/maps/baseline.js").status_code == 200
    assert client.get("/api/plan").status_code == 401


@pytest.fixture(scope="module")
def unguarded(make_app: Callable[..., FastAPI]) -> TestClient:
    """Return a client of a service without tokens."""
    return TestClient(make_app(PLAN, NORTH))


def test_what_changes_something_is_refused_to_pages_of_other_hosts(unguarded: TestClient) -> None:
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 201),
        ({"Origin": "http://testserver"}, 201),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "x"}, 403),
    ]
    for number, (headers, status) in enumerate(cases):
        document = NORTH.to_document() | {"scenario": f"east-{number}"}
        answer = unguarded.post("/api/scenarios", json=document, headers=headers)
        assert answer.status_code == status, headers
        if "Origin" in headers:
            assert unguarded.get("/api/scenarios", headers=headers).status_code == 200


def test_a_page_of_another_site_may_link_to_the_service_but_embed_nothing_of_it(
    unguarded: TestClient,
) -> None:
    for site, mode, dest, status in (
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),  # a link that leads here
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "cors", "empty", 403),
    ):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        for path in ("/", "/api/scenarios", "/maps/north", "/readyz"):
            answer = unguarded.get(path, headers=headers)
            assert answer.status_code == status, (path, headers)
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_planner_proposes_and_another_approver_decides(
    client: TestClient, secrets: dict[Role | None, str]
) -> None:
    def set_status(role: Role, status: str) -> Any:
        etag = client.get("/api/scenarios/north").headers["etag"]
        asked = {"status": status, "why": "in session"}
        headers = bearing(secrets[role]) | {"If-Match": etag}
        return client.post("/api/scenarios/north/status", json=asked, headers=headers)

    assert set_status("viewer", "proposed").status_code == 403
    assert set_status("planner", "proposed").status_code == 200
    assert set_status("planner", "approved").status_code == 403
    assert set_status("planner", "draft").status_code == 403  # somebody else's
    assert set_status("admin", "draft").status_code == 200
    proposed = set_status("approver", "proposed")
    assert (proposed.status_code, proposed.json()["updated_by"]) == (200, "approver")
    refused = set_status("approver", "approved")
    assert (refused.status_code, refused.headers["content-type"]) == (403, PROBLEM)
    text = "north: approver (approver) proposed it, so another approver must decide; ask one"
    assert [each["text"] for each in refused.json()["problems"]] == [text]
    assert set_status("admin", "approved").status_code == 200
    assert set_status("admin", "rejected").status_code == 409


def test_a_token_made_while_the_service_runs_closes_it_at_once(
    app: FastAPI, client: TestClient
) -> None:
    assert client.get("/api/plan").status_code == 200
    app.state.store.tokens.create("Li", "admin")
    assert client.get("/api/plan").status_code == 401


def test_a_job_and_its_file_are_for_who_started_it_alone(
    app: FastAPI, client: TestClient, secrets: dict[Role | None, str]
) -> None:
    asked = {"kind": "export", "suffix": ".csv", "scenarios": ["north"]}
    started = client.post("/api/jobs", json=asked, headers=bearing(secrets["planner"]))
    assert started.status_code == 202
    place = started.headers["location"]
    assert client.get(place, headers=bearing(secrets["planner"])).status_code == 200
    _, stranger = app.state.store.tokens.create("Wu", "planner")
    for who in (stranger, secrets["viewer"], secrets["approver"], secrets["admin"]):
        assert client.get("/api/jobs", headers=bearing(who)).json() == []
        assert client.get(place, headers=bearing(who)).status_code == 404
        assert client.get(f"{place}/file", headers=bearing(who)).status_code == 404
        ended = client.delete(place, headers=bearing(who)).status_code
        assert ended == (403 if who == secrets["viewer"] else 404)
    app.state.jobs.close()


def test_where_nobody_signs_in_what_a_proxy_passes_on_is_refused(
    app: FastAPI, client: TestClient
) -> None:
    forwarding = ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Via")
    for header in forwarding:
        for path in ("/", "/api/plan", "/api/scenarios"):
            refused = client.get(path, headers={header: "203.0.113.7"})
            assert refused.status_code == 403
            assert refused.json()["problems"][0]["code"] == "service-proxy-unnamed"
    headers = bearing(app.state.store.tokens.create("Li", "viewer")[1])
    for header in forwarding:
        assert client.get("/api/me", headers=headers | {header: "x"}).json()["name"] == "Li"
