"""What is another's is not there: every endpoint that names a scenario or a job, by its row."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args

import pytest
from command_line import small_plan
from endpoints import ENDPOINTS, OF_SEVERAL, amiss
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.store.model import Role
from service.api import create_app
from service.api.access import require_role
from service.api.several_plans import service_of
from service.settings import AccessSettings

PLAN = Plan(small_plan())
DOCUMENT = {"scenario": "east", "title": "East", "baseline": PLAN.baseline, "edits": []}
NORTH = Scenario.from_document(DOCUMENT | {"scenario": "north"})
ROLES: tuple[Role, ...] = get_args(Role)
NOWHERE, UNKNOWN = "nowhere", "service-scenario-unknown"
BODIES: dict[str, dict[str, Any]] = {
    "/api/within": {"zone": "W"},
    "/api/jobs": {"kind": "export", "suffix": ".csv"},
    "/api/scenarios/{name}": DOCUMENT,
    "/api/scenarios/{name}/versions": DOCUMENT,
    "/api/scenarios/{name}/comments": {"text": "why?"},
    "/api/scenarios/{name}/presence": {"editing": False},
    "/api/scenarios/{name}/branch": {"scenario": "branched"},
    "/api/scenarios/{name}/merge": {"with": "north"},
    "/api/scenarios/{name}/status": {"status": "proposed", "why": "ready"},
    "/api/scenarios/{name}/visibility": {"visibility": "private"},
}
QUERIES = {"/api/explain": "adcode=330101", "/api/lenses/weight": "name=population"}
QUERIES["/api/consensus"] = "scenario=north"
Asked = tuple[str, str, str]
"""Method, path, and how a scenario is named."""
FURTHER: list[Asked] = [
    ("POST", "/api/measure?changed=true", ":against"),
    ("POST", "/api/reach", ":against"),
    ("POST", "/api/within", ":against"),
    ("GET", "/api/compare?a=north", "?b"),
    ("GET", "/api/layers/gained?scenario=north", "?against"),
    ("GET", "/api/layers/lost?scenario=north", "?against"),
    ("POST", "/api/scenarios/north/merge", ":with"),
]
"""Where an endpoint names a second scenario."""
ASKED: list[Asked] = [
    *((method, path, row.names) for (method, path), row in ENDPOINTS.items()),
    *FURTHER,
]
OF_SCENARIOS = [
    pytest.param(*one, marks=[pytest.mark.deep] if one[1].startswith("/exports/") else [])
    for one in ASKED
    if one[2] not in {"-", "job"}
]


class Service(NamedTuple):
    """A service with people of each role, whose headers are by name, and a scenario of `owner`."""

    app: FastAPI
    client: TestClient
    headers: dict[str, dict[str, str]]
    private: str


@pytest.fixture(scope="module")
def service(make_app: Callable[..., FastAPI]) -> Iterator[Service]:
    app = make_app(PLAN, NORTH)
    names: dict[str, Role] = {"owner": "planner", "stranger": "planner"}
    names |= {role: role for role in ROLES}
    headers = {
        name: {"Authorization": f"Bearer {app.state.store.tokens.create(name, role)[1]}"}
        for name, role in names.items()
    }
    with TestClient(app) as client:
        made = client.post("/api/scenarios", json=DOCUMENT, headers=headers["owner"])
        yield Service(app, client, headers, made.json()["scenario"])


def codes(document: Any) -> set[str]:
    """Return the codes of all messages within a document."""
    if isinstance(document, dict):
        inner = set().union(*map(codes, document.values()), set())
        return inner | ({document["code"]} if isinstance(document.get("code"), str) else set())
    return set().union(*map(codes, document), set()) if isinstance(document, list) else set()


def ask(service: Service, who: str, endpoint: Asked, scenario: str) -> tuple[int, set[str]]:
    """Ask an endpoint about a scenario; return the status, and the codes of its problems."""
    method, path, names = endpoint
    place, body = path, dict(BODIES.get(path, {}))
    if names == "path":
        place = re.sub(r"{(name|scenario)(:\w+)?}", scenario, place)
    elif names.startswith(":"):
        body |= {names[1:]: [scenario] if names == ":scenarios" else scenario}
        body |= {} if "jobs" in path or "merge" in path else {"radii_km": [50.0]}
        body |= {"edits": []} if names == ":against" else {}
    asked = [QUERIES.get(path, ""), f"{names[1:]}={scenario}" if names.startswith("?") else ""]
    place = re.sub(r"{[^}]*}", "1", place.replace("{suffix}", "csv"))
    place += ("&" if "?" in place else "?") + "&".join(filter(None, asked))
    headers = service.headers[who] | {"If-Match": '"x"'}
    sent = body if method in {"POST", "PUT"} else None
    answer = service.client.request(method, place, json=sent, headers=headers)
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return answer.status_code, codes(answer.json()) if is_problem else set()


def test_every_endpoint_has_a_row_and_a_new_one_without_is_found(service: Service) -> None:
    assert amiss(service.app) == []
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(service.app.router)
    app.get("/api/new", dependencies=[require_role("viewer")])(lambda: None)
    assert amiss(app) == ["GET /api/new: has no row"]


def test_an_endpoint_of_another_role_than_its_row_is_found(service: Service) -> None:
    table = {place: row for place, row in ENDPOINTS.items() if place != ("GET", "/metrics")}
    assert amiss(service.app, table) == ["GET /metrics: has no row"]
    changed = table | {("GET", "/metrics"): ENDPOINTS["GET", "/api/me"]}
    assert amiss(service.app, changed) == ["GET /metrics: role"]
    changed = ENDPOINTS | {("GET", "/api/audit"): ENDPOINTS["GET", "/metrics"]}
    assert amiss(service.app, changed) == ["GET /api/audit: is no endpoint"]


def test_what_answers_beside_several_plans_has_rows_too(make_app: Callable[..., FastAPI]) -> None:
    store = make_app(PLAN).state.store
    apps = {name: create_app(PLAN, store, name=name) for name in ("one", "two")}
    several = service_of(apps, AccessSettings(), ("*",))
    assert amiss(several.app.default, OF_SEVERAL) == []  # type: ignore[attr-defined]
    for app in several.plans:
        assert amiss(app) == []
        app.state.jobs.close()


@pytest.mark.parametrize(("method", "path", "names"), OF_SCENARIOS)
def test_a_private_scenario_is_there_for_its_owner_and_an_admin_alone(
    service: Service, method: str, path: str, names: str
) -> None:
    least = ENDPOINTS.get((method, path), ENDPOINTS["POST", "/api/jobs"]).role
    may_ask = ROLES[ROLES.index(least) if least else 0 :]
    for who in ("stranger", "viewer", "approver"):
        if (who if who in ROLES else "planner") not in may_ask:
            continue
        told = ask(service, who, (method, path, names), service.private)
        assert told[0] == 404, told
        assert UNKNOWN in told[1]
        assert told == ask(service, who, (method, path, names), NOWHERE)
    for who in ("owner", "admin"):
        told = ask(service, who, (method, path, names), service.private)
        assert told[0] not in {401, 403, 500}, told
        assert UNKNOWN not in told[1]


@pytest.mark.deep
@pytest.mark.parametrize(
    ("method", "path"), [place for place, row in ENDPOINTS.items() if row.names == "job"]
)
def test_a_job_is_there_for_who_started_it_alone(service: Service, method: str, path: str) -> None:
    asked = {"kind": "sweep", "scenarios": ["north"], "runs": 10**5, "vary": {"radius": 0.1}}
    begun = service.client.post("/api/jobs", json=asked, headers=service.headers["owner"])
    place = path.replace("{number}", begun.headers["location"].rpartition("/")[2])
    nowhere = path.replace("{number}", NOWHERE)
    for who in ("stranger", "approver", "admin"):
        found, none = (
            service.client.request(method, each, headers=service.headers[who])
            for each in (place, nowhere)
        )
        assert found.status_code == none.status_code == 404
        assert codes(found.json()) == codes(none.json())
    own = service.client.request(method, place, headers=service.headers["owner"])
    assert codes(own.json()) in (set(), {"service-job-no-file"})
    service.client.delete(begun.headers["location"], headers=service.headers["owner"])
    service.client.delete(begun.headers["location"], headers=service.headers["owner"])
