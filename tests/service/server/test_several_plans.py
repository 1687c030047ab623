"""Several plans in one service: each answers as it would alone, under its own name."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx2
import pytest
from command_line import small_plan
from endpoints import MOVED, PLAN, PROBLEM, document
from oidc_provider import CLIENT, SECRET, IdentityProvider
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.errors import SourceError
from layers.store import LOCAL, Store, store_beside
from service.api.observing import ACCESS_LOG, log_to
from service.app import create_app
from service.jobs.sweep import SweepRequest
from service.plan_names import names_of
from service.scenario_service import Given, ScenarioService
from service.server.several_plans import Service, service_of
from service.settings import AccessSettings, OidcSettings, Rates, ServiceSettings

PLANS = ("north", "south")
PROXY = "192.0.2.1"
Make = Callable[..., Service]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Return a maker of a service of plans, with files where saved; the zones of each differ."""
    with ExitStack() as kept:

        def made(*names: str, saved: bool = False, **access: Any) -> Service:
            settings = ServiceSettings(access=AccessSettings(**access))
            apps = {}
            for number, name in enumerate(names or PLANS):
                layers = small_plan()
                layers["zones"]["name"] = [f"{name} one", f"{name} two"]
                layers["zones"]["geometry"] = layers["zones"].translate(0.001 * number, 0)
                plan, path = Plan(layers), tmp_path / f"{name}.gpkg"
                if saved:
                    plan.save(path)
                    plan = Plan.open(path)
                store = kept.enter_context(Store.open(store_beside(path)))
                apps[name] = create_app(plan, store, settings, name=name)
                kept.callback(apps[name].state.jobs.close)
            return service_of(apps, settings.access, ("*",))

        yield made


@pytest.fixture
def service(make: Make) -> Service:
    return make()


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(service.app, follow_redirects=False)


def proxied(service: Service, host: str = PROXY) -> TestClient:
    return TestClient(service.app, client=(host, 50_000))


def sign_in(client: TestClient, path: str, secret: str, **headers: str) -> Any:
    return client.post(f"{path}/api/session", json={"token": secret}, headers=headers)


@pytest.mark.deep
def test_each_answers_with_its_own_zones_and_jobs(service: Service, client: TestClient) -> None:
    for app, name in zip(service.plans, PLANS, strict=True):
        about = document(MOVED, scenario=f"of-{name}", baseline=app.state.plan.baseline)
        scenarios = ScenarioService(app.state.plan, app.state.store, LOCAL)
        scenarios.create(Scenario.from_document(about), visibility="public")
    listed = [client.get(f"/{plan}/api/scenarios").json() for plan in PLANS]
    assert [[row["scenario"] for row in rows] for rows in listed] == [["of-north"], ["of-south"]]
    assert client.get("/south/api/scenarios/of-north").status_code == 404
    for plan in PLANS:
        zones = client.get(f"/{plan}/api/layers/zones").json()["features"]
        assert {zone["properties"]["name"] for zone in zones} == {f"{plan} one", f"{plan} two"}
        assert client.get(f"/{plan}/exports/of-{plan}.csv").status_code == 200
    baselines = [client.get(f"/{plan}/api/plan").json()["baseline"] for plan in PLANS]
    assert baselines[0] != baselines[1]
    kept = client.post("/south/api/scenarios", json=document(MOVED, baseline=baselines[1]))
    assert kept.headers["location"] == "/south/api/scenarios/north"
    assert client.get(kept.headers["location"]).json()["scenario"] == "north"
    asked = {"kind": "export", "suffix": ".csv", "scenarios": ["north"]}
    begun = client.post("/south/api/jobs", json=asked)
    assert begun.headers["location"].startswith("/south/api/jobs/")
    assert client.get(begun.headers["location"]).status_code == 200
    assert client.get("/north/api/jobs").json() == []


def test_every_plan_knows_the_others_or_is_alone(client: TestClient, tmp_path: Path) -> None:
    for plan in PLANS:
        listed = client.get(f"/{plan}/api/plan").json()["plans"]
        here = [(each["name"], each["here"]) for each in listed]
        assert here == [(name, name == plan) for name in PLANS]
        assert listed[0]["title"] == "plan"
    described = client.get("/north/api/openapi.json").json()
    assert described["servers"] == [{"url": "/north"}]
    session = described["components"]["securitySchemes"]["session"]
    assert session["name"] == "zonewright_session.north"
    with Store.open(tmp_path / "alone.db") as store:
        alone = TestClient(create_app(PLAN, store))
        assert alone.get("/api/plan").json()["plans"] == []
        assert "servers" not in alone.get("/api/openapi.json").json()


def test_the_root_leads_to_the_first_plan_and_a_name_to_its_plan(client: TestClient) -> None:
    for path, leads_to in (
        ("/", "north/"),
        ("/?scenario=a&radius=50", "north/?scenario=a&radius=50"),
        ("/south", "south/"),
        ("/south?zone=W", "south/?zone=W"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, leads_to)
        assert client.get(path, follow_redirects=True).status_code == 200
        assert client.head(path).status_code == 302


def test_what_is_nowhere_is_a_problem_document_and_leads_nowhere(client: TestClient) -> None:
    for path in ("/east", "/east/", "/api/plan", "/metrics", "/north/east", "/%C3%A9"):
        assert unquote(path) in client.get(path).json()["detail"]
    of_lines = ("/%0d%0aX:1", "/north/%0a", "/north%0a/", "/%0anorth")
    for path in ("/east", "/api/plan", "/north/east", *of_lines):
        answer = client.get(path)
        assert (answer.status_code, "location" in answer.headers) == (404, False)
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
    refused = client.post("/api/scenarios", json={})  # as a page asks that was open before
    assert refused.status_code == 404
    assert refused.json()["problems"][0]["params"]["plans"] == ["north", "south"]
    answer = client.put("/north/api/plan")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    large = b"x" * 5_000_001  # a file may be as large as where a plan is alone
    upload = "/north/api/uploads?as=outline&name=a.kml"
    assert client.post(upload, content=large).status_code != 413
    assert client.post("/north/api/measure", content=large).status_code == 413


# ........................................................... sessions, and proxies


def test_a_session_of_one_plan_opens_no_other_by_any_cookie_or_path(make: Make) -> None:
    service = make(trusted_proxies=(PROXY,))
    secrets = [app.state.store.tokens.create("Li", "planner")[1] for app in service.plans]
    signed = sign_in(proxied(service), "/north", secrets[0])
    assert "path=/north/" in signed.headers["set-cookie"].lower()
    name, _, text = signed.headers["set-cookie"].partition(";")[0].partition("=")
    asks = proxied(service)
    for cookie in (name, "zonewright_session", "zonewright_session.south"):
        for prefix in ("", "/north", "/north/..", "/south"):
            headers = {"Cookie": f"{cookie}={text}", "X-Forwarded-Prefix": prefix}
            assert asks.get("/south/api/me", headers=headers).status_code == 401, headers
    assert asks.get("/north/api/me", headers={"Cookie": f"{name}={text}"}).status_code == 200
    bearer = {"Authorization": f"Bearer {secrets[0]}"}
    assert asks.get("/south/api/plan", headers=bearer).status_code == 401
    assert sign_in(asks, "/south", secrets[0]).status_code == 401

    client = TestClient(service.app)
    client.cookies.set("zonewright_session", "of a plan that was here alone", path="/")
    for plan, secret in zip(PLANS, secrets, strict=True):
        sign_in(client, f"/{plan}", secret)
    client.delete("/north/api/session")
    assert client.get("/north/api/me").status_code == 401
    assert client.get("/south/api/me").json()["name"] == "Li"


def test_an_address_has_one_allowance_for_all_plans(make: Make) -> None:
    service = make(rates=Rates(person_per_s=100, address_per_s=0.2))  # two at once
    client = proxied(service, "192.0.2.7")
    paths = ("/north/api/session", "/south/api/session", "/north/api/session", "/readyz")
    assert [client.get(path).status_code for path in paths] == [200, 200, 429, 429]
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as running:
        yield running


@pytest.mark.parametrize(("name", "prefix"), [("north", ""), ("中国", "/zones/of")])
def test_a_provider_leads_back_to_the_plan_that_led_to_it(
    make: Make, provider: IdentityProvider, name: str, prefix: str
) -> None:
    provider.claims["groups"] = ["all"]
    roles: Any = {"all": "viewer"}
    oidc = OidcSettings(provider.issuer, CLIENT, SECRET, roles=roles)
    service = make(name, "south", oidc=oidc, trusted_proxies=(PROXY,))
    client = TestClient(
        service.app,
        base_url="https://plan.example",
        client=(PROXY, 50_000),
        headers={"X-Forwarded-Prefix": prefix, "X-Forwarded-Proto": "https"},
        follow_redirects=False,
    )
    client.cookies = httpx2.Cookies()
    begun = client.get(f"/{name}/api/sign-in")
    seen = f"{prefix}/{quote(name)}"
    redirect = parse_qs(urlsplit(begun.headers["location"]).query)["redirect_uri"]
    assert redirect == [f"https://plan.example{seen}/api/sign-in/callback"]
    assert f"Path={seen}/api/sign-in;" in begun.headers["set-cookie"]
    back = httpx2.get(begun.headers["location"]).headers["location"]
    state = begun.headers["set-cookie"].partition(";")[0]
    came = client.get(back.replace(prefix, "", 1), headers={"Cookie": state})
    assert (came.status_code, came.headers["location"]) == (303, f"{seen}/")
    assert f"Path={seen}/;" in came.headers["set-cookie"]
    session = {"Cookie": came.headers["set-cookie"].partition(";")[0]}
    assert client.get(f"/{name}/api/me", headers=session).json()["name"] == "li.na"
    assert client.get("/south/api/me", headers=session).status_code == 401
    left = client.delete(f"/{name}/api/session", headers=session).json()["next"]
    after = parse_qs(urlsplit(left).query)["post_logout_redirect_uri"]
    assert after == [f"https://plan.example{seen}/"]


def test_a_trusted_proxy_is_believed_about_the_one_prefix_that_it_strips(make: Make) -> None:
    service = make(trusted_proxies=(PROXY,))
    secret = service.plans[0].state.store.tokens.create("Li", "planner")[1]
    odd = ("zones", "//evil.example", "/../up", "/%2Fevil.example", "/%2e%2E/up", "/a%2f..%2f..")
    odd += ("/a%5c..", "/a%0d%0aSet-Cookie:%20x=1", "/a%00", "/" + "a" * 300, "")
    odd += ("/a; Domain=evil.example",)
    for host, prefix, path in (
        (PROXY, "/zones", "/zones/north/"),
        (PROXY, "/zones/", "/zones/north/"),
        (PROXY, "/a/b-c.d", "/a/b-c.d/north/"),
        (PROXY, "/of%20ours", "/of%20ours/north/"),
        ("192.0.2.9", "/zones", "/north/"),  # a host that is not trusted
        *((PROXY, prefix, "/north/") for prefix in odd),
    ):
        client, headers = proxied(service, host), {"X-Forwarded-Prefix": prefix}
        signed = sign_in(client, "/north", secret, **headers)
        assert f"Path={path};" in signed.headers["set-cookie"], prefix
        cookie = {"Cookie": signed.headers["set-cookie"].partition(";")[0]}
        assert client.get("/north/api/me", headers=headers | cookie).json()["name"] == "Li"
    twice = [("X-Forwarded-Prefix", "/zones"), ("X-Forwarded-Prefix", "/evil")]
    bearer = ("Authorization", f"Bearer {secret}")
    for headers, url in (([*twice, bearer], "/north"), ([twice[0], bearer], "/zones/north")):
        described = proxied(service).get("/north/api/openapi.json", headers=headers)
        assert described.json()["servers"] == [{"url": url}]


# ........................................................... the whole


def test_the_whole_is_ready_where_every_plan_is(make: Make) -> None:
    service = make(saved=True)
    client = TestClient(service.app)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    path: Path = service.plans[1].state.plan.path
    shutil.copy(path, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    refused = client.get("/readyz")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    (problem,) = refused.json()["problems"]
    assert problem["text"].startswith("plan south: the plan's file was changed")
    assert client.get("/healthz").status_code == 200
    assert [client.get(f"/{plan}/readyz").status_code for plan in PLANS] == [200, 503]
    assert client.get("/south/api/plan").status_code == 200  # as it was opened
    assert client.get("/readyz?now=1").status_code == 422


def test_figures_and_lines_of_the_log_name_their_plan(client: TestClient, tmp_path: Path) -> None:
    handler = log_to(tmp_path / "access.log")
    for path in ("/north/api/session", "/south/api/plan", "/healthz"):
        client.get(path)
    ACCESS_LOG.removeHandler(handler)
    handler.close()
    text = (tmp_path / "access.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line.get("plan"), line["path"]) for line in lines] == [
        ("north", "/north/api/session"),
        ("south", "/south/api/plan"),
        (None, "/healthz"),
    ]
    north, south = (client.get(f"/{plan}/metrics").text for plan in PLANS)
    asked = 'zonewright_requests_total{method="GET",plan="north",route="/api/session",status="200"}'
    assert f"{asked} 1.0" in north
    assert 'plan="south"' not in north
    assert 'route="/api/plan"' in south
    assert 'zonewright_jobs_waiting{plan="south"} 0.0' in south
    assert 'zonewright_event_streams{plan="south"} 0.0' in south


@pytest.mark.deep
def test_jobs_of_all_plans_share_the_places(service: Service) -> None:
    queues = [app.state.jobs for app in service.plans]
    asked = SweepRequest.model_validate(
        {"kind": "sweep", "scenarios": ["baseline"], "runs": 100_000, "vary": {"radius": 0.1}}
    )
    given = {"baseline": Given()}
    jobs = [queues[number].start(asked, LOCAL, given) for number in (0, 0, 0, 1)]
    assert [job.state for job in jobs] == ["running", "running", "waiting", "waiting"]
    queues[0].cancel(jobs[0].number, LOCAL)
    queues[0].cancel(jobs[0].number, LOCAL)
    ended = jobs[0]
    while ended.is_open:
        ended = queues[0].wait(ended.number, LOCAL, ended.version, 20.0)
    assert queues[1].job(jobs[3].number, LOCAL).state == "running"  # whose plan has fewest
    assert queues[0].job(jobs[2].number, LOCAL).state == "waiting"


def test_plans_of_any_names_and_number_answer_with_their_pages_and_files(make: Make) -> None:
    names = ["first", "中国", "a_b", "Straße", *(f"plan-{number}" for number in range(8))]
    service = make(*names)
    client = TestClient(service.app)
    assert client.get("/readyz").status_code == 200
    for name in map(quote, names[1:4]):
        page = client.get(f"/{name}")
        assert str(page.url).endswith(f"/{name}/")
        scripts = {part.partition('"')[0] for part in page.text.split('src="')[1:]}
        (main,) = (script for script in scripts if "main" in script)
        assert main.startswith("./static/")
        assert client.get(f"/{name}/{main.removeprefix('./')}").status_code == 200
        assert client.get(f"/{name}/maps/baseline").status_code == 200
    assert len(client.get("/plan-7/api/plan").json()["plans"]) == 12
    assert service.plans[0].state.events.most == 20  # the fewest


def test_names_are_made_of_the_files_names() -> None:
    names = {
        "china-ftz.gpkg": "china-ftz",
        "Plan of 2030 (v1.2).gpkg": "Plan-of-2030-v1-2",
        "中国 自贸区.gpkg": "中国-自贸区",
        "नेपाल.gpkg": "नेपाल",
        "a..b.gpkg": "a-b",
        "<script>&?#%2F.gpkg": "script-2F",
        ".hidden.gpkg": "hidden",
    }
    assert names_of([Path(file) for file in names]) == list(names.values())


def test_a_name_that_is_no_use_or_not_its_own_is_refused() -> None:
    for file in ("---.gpkg", "☃.gpkg", "api.gpkg", "Static.gpkg", "readyz.gpkg"):
        with pytest.raises(SourceError, match=f"{file}.*rename the file"):
            names_of([Path("a.gpkg"), Path(file)])
    same = (("a.gpkg", "a.gpkg"), ("x/a.gpkg", "y/A.gpkg"), ("a b.gpkg", "a-b.gpkg"))
    for one, other in (*same, ("\u00e9.gpkg", "e\u0301.gpkg")):
        with pytest.raises(SourceError, match="would be served at"):
            names_of([Path(one), Path(other)])
