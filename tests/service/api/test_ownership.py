"""The matrix of authorisation: every operation by every kind of person on each kind of scenario."""

import itertools
import re
from typing import Any, NamedTuple, get_args

import pytest
from endpoints import ENDPOINTS, NORTH, OF_SEVERAL, PLAN, PROBLEM, bearer, document, mismatches
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.errors import BusyError
from layers.messages import Message
from layers.store.model import Change, Remark, Role
from service.api.limits import Rate
from service.app import create_app
from service.server.several_plans import service_of
from service.settings import AccessSettings

DOCUMENT = document(scenario="east")
ROLES: tuple[Role, ...] = get_args(Role)
LIST = "/api/scenarios"
NOWHERE, UNKNOWN = "nowhere", "service-scenario-unknown"
BODIES: dict[str, dict[str, Any]] = {
    "/api/within": {"zone": "W"},
    "/api/way": {"place": [120.0, 30.0]},
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
QUERIES = {"/api/explain": "adcode=330101"}
QUERIES["/api/consensus"] = "scenario=north"
Asked = tuple[str, str, str]
"""Method, path, and how a scenario is named."""
FURTHER: list[Asked] = [
    ("POST", "/api/measure?changed=true", ":against"),
    ("POST", "/api/reach", ":against"),
    ("POST", "/api/sheet", ":against"),
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
OF_SCENARIOS = [one for one in ASKED if one[2] not in {"-", "job"}]
OF_NOBODY = [one for one in ASKED if one[2] in {"-", "job"}]


class Service(NamedTuple):
    """A service with people of each role, whose headers are by name, and a scenario of `owner`."""

    app: FastAPI
    client: TestClient
    headers: dict[str, dict[str, str]]
    private: str


@pytest.fixture(scope="module")
def service(app: FastAPI, client: TestClient) -> Service:
    names: dict[str, Role] = dict.fromkeys(("owner", "stranger"), "planner")
    names |= {role: role for role in ROLES}
    headers = {name: bearer(app, name, role) for name, role in names.items()} | {"nobody": {}}
    made = client.post("/api/scenarios", json=DOCUMENT, headers=headers["owner"])
    return Service(app, client, headers, made.json()["scenario"])


def codes(document: Any) -> set[str]:
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
    elif names == "collection":
        place = place.replace("{collection}", f"{scenario}.zones")
    elif names.startswith(":"):
        body |= {names[1:]: [scenario] if names == ":scenarios" else scenario}
        has_radii = not any(word in path for word in ("jobs", "merge", "present"))
        body |= {"radii_km": [50.0]} if has_radii else {}
        body |= {"edits": []} if names == ":against" else {}
    asked = [QUERIES.get(path, ""), f"{names[1:]}={scenario}" if names.startswith("?") else ""]
    place = place.replace("tables/{name}", "tables/overlap")
    place = re.sub(
        r"{[^}]*}", "1", place.replace("{suffix}", "csv").replace("{grid}", "WebMercatorQuad")
    )
    place += ("&" if "?" in place else "?") + "&".join(filter(None, asked))
    headers = service.headers[who] | {"If-Match": '"x"'}
    headers |= {"Content-Type": "application/merge-patch+json"} if method == "PATCH" else {}
    sent = body if method in {"POST", "PUT", "PATCH"} else None
    answer = service.client.request(method, place, json=sent, headers=headers)
    is_problem = answer.headers.get("content-type") == PROBLEM
    return answer.status_code, codes(answer.json()) if is_problem else set()


def test_every_endpoint_requires_the_role_of_its_row(service: Service) -> None:
    assert mismatches(service.app) == []
    store = service.app.state.store
    apps = {name: create_app(PLAN, store, name=name) for name in ("one", "two")}
    several = service_of(apps, AccessSettings(), ("*",))
    assert mismatches(several.app.default, OF_SEVERAL) == []  # type: ignore[attr-defined]
    for app in several.plans:
        assert mismatches(app) == []


READERS = """
                    nobody monitor viewer stranger owner approver admin
private   draft     -      -       -      -        r     -        r
private   proposed  -      -       -      -        r     r        r
private   decided   -      -       -      -        r     r        r
shared    draft     -      -       r      r        r     r        r
shared    proposed  -      -       r      r        r     r        r
shared    decided   -      -       r      r        r     r        r
public    draft     r      r       r      r        r     r        r
public    proposed  r      r       r      r        r     r        r
public    decided   r      r       r      r        r     r        r
withdrawn draft     -      -       -      -        -     -        r
"""
OWNERS = {
    ("PUT", "/api/scenarios/{name}/visibility"),
    ("DELETE", "/api/scenarios/{name}"),
    ("DELETE", "/api/scenarios/{name}/comments/{number}"),
}
"""What is left to the owner and to admins."""
OF_OWN_DRAFTS = {
    (method, path)
    for method, path in ENDPOINTS
    if path.startswith("/ogc") and method not in {"GET", "OPTIONS"}
}
"""What is left to the owner of a private scenario."""
OTHERS = ("private-draft", "shared-draft", "withdrawn-draft")
"""Kinds that every third endpoint is asked about, besides a private proposed scenario."""
HEADER, *ROWS = (line.split() for line in READERS.strip().splitlines())


@pytest.fixture(scope="module")
def kinds(service: Service) -> dict[str, set[str]]:
    """Return, by id, who reads a scenario of each kind, as the table says."""
    store, found = service.app.state.store, {}
    for visibility, status, *readers in ROWS:
        name = f"{visibility}-{status}"
        found[name] = {who for who, reads in zip(HEADER, readers, strict=True) if reads == "r"}
        store.create(NORTH.to_document() | {"scenario": name}, "owner")
        store.comments.add(name, "owner", Remark("why?"))
        steps = {"draft": [], "proposed": ["owner"], "decided": ["owner", "decider"]}[status]
        for who, next_status in zip(steps, ("proposed", "approved"), strict=False):
            store.set_status(name, next_status, Change(store.revision(name).hash, who, "fine"))
        last = Change(store.revision(name).hash, "owner")
        if visibility == "withdrawn":
            store.withdraw(name, last)
        else:
            store.share(name, visibility, last)
    return found


def least_of(one: Asked) -> Role | None:
    method, path = one[0], one[1].partition("?")[0].replace("/north/", "/{name}/")
    return ENDPOINTS[method, path].role


def test_every_operation_is_allowed_to_those_whom_the_tables_name(
    service: Service, kinds: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.app.state.limits, "persons", Rate(1e9))
    monkeypatch.setattr(service.app.state.limits, "addresses", Rate(1e9))
    monkeypatch.setattr(service.app.state.jobs, "start", _too_busy)  # it was allowed
    monkeypatch.setattr(service.app.state.events, "life_s", 0.0)  # an endless answer ends too
    wrong: list[Any] = []
    asked = [(one, "") for one in OF_NOBODY] + [(one, "private-proposed") for one in OF_SCENARIOS]
    asked += zip(OF_SCENARIOS[::3], itertools.cycle(OTHERS), strict=False)
    for one, name in asked:
        people = [who for who in HEADER if rank(role_of(who)) >= rank(least_of(one)) - 1]
        wrong += mistakes(service, kinds, (one, name), people if name else people[:2])
    assert wrong == []


def rank(role: Role | None) -> int:
    return 0 if role is None else 1 + ROLES.index(role)


def mistakes(
    service: Service, kinds: dict[str, set[str]], asked: tuple[Asked, str], people: list[str]
) -> list[Any]:
    """Return each answer to a person that is not what the tables say."""
    wrong: list[Any] = []
    (one, name), least = asked, least_of(asked[0])
    for who in people:
        role = role_of(who)
        status, found = ask(service, who, one, name)
        allowed = status not in {401, 403, 500} and UNKNOWN not in found
        if rank(role) < rank(least) and (who, one[1]) != ("monitor", "/metrics"):
            wanted = status == (401 if role is None else 403)
        elif name and who not in kinds[name]:
            wanted = status == 404 and UNKNOWN in found
        elif name and not is_left_to(who, one, name):
            wanted = status == 403
        else:
            wanted = allowed
        wrong += [] if wanted else [(who, name, one, status, found)]
    return wrong


def is_left_to(who: str, one: Asked, name: str) -> bool:
    """Return whether a reader of a scenario may ask what is left to its owner."""
    if one[:2] in OF_OWN_DRAFTS:
        return who == "owner" and name.startswith("private")
    return one[:2] not in OWNERS or who in {"owner", "admin"}


def test_a_list_has_what_one_may_read(service: Service, kinds: dict[str, set[str]]) -> None:
    for who in HEADER:
        headers = service.headers[who]
        listed = {row["scenario"] for row in service.client.get(LIST, headers=headers).json()}
        wanted = {name for name, readers in kinds.items() if who in readers}
        assert listed & kinds.keys() == wanted - {"withdrawn-draft"}
        withdrawn = service.client.get(f"{LIST}?visibility=withdrawn", headers=headers).json()
        assert {row["scenario"] for row in withdrawn} == wanted & {"withdrawn-draft"}


def test_a_scenario_that_may_not_be_read_answers_as_if_not_there(service: Service) -> None:
    for one in OF_SCENARIOS:
        hidden = ask(service, "stranger", one, service.private)
        assert hidden == ask(service, "stranger", one, NOWHERE)


def role_of(who: str) -> Role | None:
    known: dict[str, Role] = {role: role for role in ROLES}
    return None if who == "nobody" else known.get(who, "planner")


def _too_busy(*_: object, **_more: object) -> None:
    raise BusyError(Message("service-jobs-busy"))
