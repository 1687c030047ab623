"""Who may ask what: one table from the routes, and every role walked through every endpoint."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
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
    app = make_app(PLAN, NORTH)
    app.state.events.life_s = 0.0  # a stream is as long as any other answer
    return app


@pytest.fixture
def secrets(app: FastAPI) -> dict[Role | None, str]:
    """Return the secret of a token of each role."""
    return {role: app.state.store.tokens.create(role, role)[1] for role in ROLES}


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_every_endpoint_answers_every_role_as_the_table_says(
    app: FastAPI, client: TestClient, secrets: dict[Role | None, str]
) -> None:
    asked = 0
    for (method, path), least in access_table(app).items():
        filled = re.sub(r"{[^}]*}", "1", path.replace("{name}", "nowhere"))
        for role in (None, *ROLES):
            headers = bearing(secrets[role]) if role else {}
            status = client.request(method, filled, headers=headers).status_code
            allowed = (
                least is None
                or (role, path) == ("monitor", "/metrics")
                or (role is not None and ROLES.index(role) >= ROLES.index(least))
            )
            refusal = 403 if role else 401
            if allowed:
                assert status not in {401, 403, 500}, (method, path, role, status)
            else:
                assert status == refusal, (method, path, role, status)
            asked += 1
    assert asked > 100


def test_an_endpoint_without_a_rule_is_found(app: FastAPI) -> None:
    app.get("/api/forgotten")(lambda: None)
    with pytest.raises(TypeError, match="/api/forgotten: declares no least role"):
        access_table(app)


def test_without_tokens_everyone_on_this_machine_is_the_local_planner(client: TestClient) -> None:
    me = {"name": "local planner", "role": "admin", "local": True}
    assert client.get("/api/me").json() == me
    assert client.get("/api/me", headers=bearing("anything")).json() == me


def test_a_token_says_who_one_is_until_it_is_revoked_or_expires(
    app: FastAPI, client: TestClient
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
    soon = datetime.now(UTC) + timedelta(microseconds=200_000)
    _, passing = tokens.create("Wang", "viewer", soon)
    while datetime.now(UTC) <= soon:
        pass
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


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 201),
        ("http://testserver", 201),
        ("http://testserver:81", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
def test_what_changes_something_is_refused_to_pages_of_other_hosts(
    client: TestClient, origin: str | None, status: int
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    document = NORTH.to_document() | {"scenario": "east"}
    assert client.post("/api/scenarios", json=document, headers=headers).status_code == status
    assert client.get("/api/scenarios", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 201), ("none", 201), ("same-site", 403), ("cross-site", 403), ("x", 403)],
)
def test_where_a_page_names_no_origin_its_site_tells_whether_it_is_another(
    client: TestClient, site: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": site}
    document = NORTH.to_document() | {"scenario": "east"}
    assert client.post("/api/scenarios", json=document, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),  # a link that leads here
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "cors", "empty", 403),
    ],
)
def test_a_page_of_another_site_may_lead_here_but_have_nothing_of_here(
    client: TestClient, site: str, mode: str, dest: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    for path in ("/", "/api/scenarios", "/maps/north", "/readyz"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_private_scenario_is_not_there_for_others(
    client: TestClient, secrets: dict[Role | None, str]
) -> None:
    planner, viewer = bearing(secrets["planner"]), bearing(secrets["viewer"])
    document = NORTH.to_document() | {"scenario": "east"}
    made = client.post("/api/scenarios", json=document, headers=planner)
    east = made.json()["scenario"]
    headers = planner | {"If-Match": made.headers["etag"]}
    nowhere = client.get("/api/scenarios/nowhere", headers=viewer).json()

    def seen(who: dict[str, str]) -> tuple[list[str], int, int]:
        listed = [row["scenario"] for row in client.get("/api/scenarios", headers=who).json()]
        read = client.get(f"/api/scenarios/{east}", headers=who)
        if read.status_code == 404:
            assert read.json()["detail"] == nowhere["detail"].replace("nowhere", east)
        measured = client.post("/api/measure", json={"scenario": east}, headers=who)
        return listed, read.status_code, measured.status_code

    assert seen(planner) == ([east, "north"], 200, 200)
    assert seen(viewer) == (["north"], 404, 404)
    assert seen({}) == (["north"], 404, 401)
    path = f"/api/scenarios/{east}/visibility"
    shared = client.put(path, json={"visibility": "shared"}, headers=headers)
    assert shared.json()["visibility"] == "shared"
    assert seen(viewer) == ([east, "north"], 200, 200)
    assert seen({}) == (["north"], 404, 401)
    public = client.put(path, json={"visibility": "public"}, headers=headers)
    assert public.headers["etag"] == made.headers["etag"]
    assert seen({}) == ([east, "north"], 200, 401)


def test_a_planner_proposes_and_an_approver_decides(
    client: TestClient, secrets: dict[Role | None, str]
) -> None:
    def set_status(role: Role, status: str) -> int:
        etag = client.get("/api/scenarios/north").headers["etag"]
        asked = {"status": status, "why": "in session"}
        headers = bearing(secrets[role]) | {"If-Match": etag}
        return client.post("/api/scenarios/north/status", json=asked, headers=headers).status_code

    assert set_status("viewer", "proposed") == 403
    assert set_status("planner", "proposed") == 200
    assert set_status("planner", "approved") == 403
    assert set_status("planner", "draft") == 403  # somebody else's
    assert set_status("approver", "approved") == 200
    assert set_status("admin", "rejected") == 409


def test_who_proposed_a_scenario_does_not_decide_it(
    client: TestClient, secrets: dict[Role | None, str]
) -> None:
    def set_status(role: Role, status: str) -> Any:
        etag = client.get("/api/scenarios/north").headers["etag"]
        asked = {"status": status, "why": "in session"}
        headers = bearing(secrets[role]) | {"If-Match": etag}
        return client.post("/api/scenarios/north/status", json=asked, headers=headers)

    proposed = set_status("approver", "proposed")
    assert (proposed.status_code, proposed.json()["updated_by"]) == (200, "approver")
    for status in ("approved", "rejected"):
        refused = set_status("approver", status)
        assert (refused.status_code, refused.headers["content-type"]) == (403, PROBLEM)
        told = "north: approver (approver) proposed it, so another approver must decide; ask one"
        assert [each["text"] for each in refused.json()["problems"]] == [told]
    assert set_status("admin", "approved").status_code == 200


def test_a_token_made_while_the_service_runs_closes_it_at_once(
    app: FastAPI, client: TestClient
) -> None:
    assert client.get("/api/plan").status_code == 200
    app.state.store.tokens.create("Li", "admin")
    assert client.get("/api/plan").status_code == 401


NAMED = ("name", "scenario", "a", "b", "scenarios")
"""Parameters that name a scenario, in a path or a query."""


def endpoints_that_name_a_scenario(app: FastAPI) -> list[tuple[str, str, dict[str, str]]]:
    """Return method, path and query of every endpoint that a scenario is named to: `east`."""
    found = [("GET", "/maps/east", {}), ("GET", "/maps/east.js", {})]  # those are in no schema
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            parameters = operation.get("parameters", ())
            names = {each["name"] for each in parameters} & set(NAMED)
            if not names:
                continue
            query = {
                each["name"]: "east" if each["name"] in NAMED else "1"
                for each in parameters
                if each["in"] == "query" and (each["name"] in NAMED or each.get("required"))
            }
            filled = re.sub(r"{(name|scenario)}", "east", path).replace("{suffix}", "csv")
            found.append((method.upper(), re.sub(r"{[^}]*}", "1", filled), query))
    return found


def test_no_endpoint_tells_a_stranger_that_a_private_scenario_is_there(
    app: FastAPI, client: TestClient, secrets: dict[Role | None, str]
) -> None:
    _, stranger = app.state.store.tokens.create("Wu", "planner")
    made = client.post(
        "/api/scenarios",
        json=NORTH.to_document() | {"scenario": "east"},
        headers=bearing(secrets["planner"]),
    )
    named = made.json()["scenario"]  # its owner's namespace is part of it
    endpoints = endpoints_that_name_a_scenario(app)
    assert len(endpoints) > 25
    for method, path, query in endpoints:
        path = path.replace("east", named)  # noqa: PLW2901
        there = {key: named if text == "east" else text for key, text in query.items()}
        nowhere = {key: "nowhere" if text == "east" else text for key, text in query.items()}

        def asked(path: str, query: dict[str, str], method: str = method) -> tuple[int, Any]:
            headers = bearing(stranger) | {"If-Match": '"x"'}
            answer = client.request(method, path, params=query, headers=headers)
            problems = answer.json().get("problems") if answer.status_code >= 400 else None
            told = [(each["code"], "nowhere" in str(each)) for each in problems or ()]
            return answer.status_code, [code for code, _ in told]

        seen = asked(path, there)
        assert seen[0] >= 400, (method, path, seen)
        assert seen == asked(path.replace(named, "nowhere"), nowhere), (method, path)


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


def test_figures_are_for_admins_and_monitors_and_the_audit_log_is_at_no_address(
    app: FastAPI, client: TestClient, secrets: dict[Role | None, str]
) -> None:
    for role in (None, *ROLES):
        headers = bearing(secrets[role]) if role else {}
        expected = 401 if role is None else 200 if role in {"admin", "monitor"} else 403
        assert client.get("/metrics", headers=headers).status_code == expected
    assert not [path for _, path in access_table(app) if "audit" in path or "token" in path]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Via"])
def test_where_nobody_signs_in_what_a_proxy_passes_on_is_refused(
    app: FastAPI, client: TestClient, header: str
) -> None:
    for path in ("/", "/api/plan", "/api/scenarios"):
        refused = client.get(path, headers={header: "203.0.113.7"})
        assert refused.status_code == 403
        assert refused.json()["problems"][0]["code"] == "service-proxy-unnamed"
    token = app.state.store.tokens.create("Li", "viewer")[1]
    assert client.get("/api/me", headers=bearing(token) | {header: "x"}).json()["name"] == "Li"
