"""Sign-in by tokens and sessions, pages of other sites, proxies, and who asks too often."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from endpoints import NORTH, PLAN, bearer, document, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.store import queries
from layers.store.sessions import SessionLimits
from service.api.access import access_table
from service.api.limits import RequestLimits
from service.app import create_app
from service.settings import AccessSettings, Rates, ServiceSettings

Make = Callable[..., FastAPI]
PROXY, PERSON = "10.0.0.1", "203.0.113.9"
COOKIE = "zonewright_session"


@pytest.fixture
def make(make_app: Make) -> Make:
    """Return a maker of services with settings of access, all of one store."""
    store = make_app(PLAN, NORTH).state.store

    def made(**access: Any) -> FastAPI:
        return create_app(PLAN, store, ServiceSettings(access=AccessSettings(**access)))

    return made


def secret_of(app: FastAPI, name: str = "Li", role: str = "planner") -> str:
    return str(app.state.store.tokens.create(name, role)[1])


def sign_in(client: TestClient, secret: str, **headers: str) -> Any:
    return client.post("/api/session", json={"token": secret}, headers=headers)


def status(client: TestClient, headers: dict[str, str] | None = None) -> int:
    return int(client.get("/api/me", headers=headers).status_code)


def test_an_endpoint_without_a_rule_is_found(fresh: FastAPI) -> None:
    fresh.get("/api/forgotten")(lambda: None)
    with pytest.raises(TypeError, match="/api/forgotten: declares no least role"):
        access_table(fresh)


# ........................................................... tokens and sessions


def test_without_tokens_everyone_on_this_machine_is_the_local_planner(fresh: FastAPI) -> None:
    client = TestClient(fresh)
    me = {"name": "local planner", "role": "admin", "local": True}
    assert client.get("/api/me").json() == me
    assert client.get("/api/me", headers={"Authorization": "Bearer anything"}).json() == me
    signed = sign_in(client, "anything")
    assert (signed.json()["local"], "set-cookie" in signed.headers) == (True, False)
    bearer(fresh, "Li", "admin")
    assert client.get("/api/plan").status_code == 401  # a token closes the service at once


def test_a_token_says_who_one_is(fresh: FastAPI) -> None:
    client, tokens = TestClient(fresh), fresh.state.store.tokens
    headers = bearer(fresh, "Li 李", "approver")
    li = {"name": "Li 李", "role": "approver", "local": False}
    assert client.get("/api/me", headers=headers).json() == li
    wrong = {"Authorization": f"{headers['Authorization']}x"}
    refused = client.get("/api/me", headers=wrong)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    tokens.revoke("Li 李")
    for path in ("/api/me", "/api/session"):  # a script is told
        assert client.get(path, headers=headers).status_code == 401
    assert status(client) == 401  # nobody is the local planner any more


def test_the_page_signs_in_by_a_cookie_that_no_script_reads_and_no_token_is(make: Make) -> None:
    app = make()
    secret, client = secret_of(app), TestClient(app, base_url="https://zones.example")
    assert sign_in(client, "zw_no_token").status_code == 401
    assert sign_in(client, "临港").status_code == 422
    assert status(client) == 401
    signed = sign_in(client, f" {secret}\n")
    assert signed.json() == {"name": "Li", "role": "planner", "local": False}
    for part in ("HttpOnly", "SameSite=strict", "Secure"):
        assert part in signed.headers["set-cookie"]
    cookie = client.cookies[COOKIE]
    assert secret.rpartition("_")[2] not in cookie
    assert status(TestClient(app), {"Authorization": f"Bearer {cookie}"}) == 401
    assert status(TestClient(app, cookies={COOKIE: secret})) == 401
    thief = TestClient(app, cookies={COOKIE: cookie})
    assert (status(client), status(thief)) == (200, 200)
    sign_in(client, secret)
    assert (status(client), status(thief)) == (200, 401)  # the session before has ended
    thief = TestClient(app, cookies={COOKIE: client.cookies[COOKIE]})
    assert client.delete("/api/session").json() == {"next": None}
    assert (status(client), status(thief)) == (401, 401)


def test_a_session_ends_by_the_limits_set(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make(sessions=SessionLimits(timedelta(minutes=10), timedelta(minutes=15)))
    began = queries.now()
    client, answers = TestClient(app), []
    assert sign_in(client, secret_of(app)).status_code == 200
    for minutes in (9, 14, 16):
        now = began + timedelta(minutes=minutes)
        monkeypatch.setattr(queries, "now", lambda now=now: now)
        answers.append(status(client))
    assert answers == [200, 200, 401]


def test_sign_ins_are_noted_with_the_address_that_a_trusted_proxy_gives(make: Make) -> None:
    app = make(trusted_proxies=(PROXY,))
    secret, store = secret_of(app), app.state.store
    client = TestClient(app, client=(PROXY, 50_000), headers={"X-Forwarded-For": PERSON})
    sign_in(client, "zw_wrong")
    sign_in(client, secret)
    client.delete("/api/session")
    noted = [entry for entry in store.audit.entries() if entry.what.startswith("sign")]
    assert {entry.address for entry in noted} == {PERSON}
    for entry in noted:
        entry.about.pop("session", None)
    assert [(entry.what, entry.who, entry.about) for entry in noted] == [
        ("sign-in-failed", None, {"by": "token", "why": "service-token-invalid"}),
        ("sign-in", "Li", {"role": "planner", "by": "token"}),
        ("sign-out", "Li", {}),
    ]
    assert store.verify() == []


# ........................................................... proxies, and pages of other sites


def test_behind_a_trusted_proxy_that_speaks_tls_the_cookie_is_secure(make: Make) -> None:
    secret = secret_of(make())
    for trusted, proto, secure in (
        ((), "https", False),
        ((PROXY,), "https", True),
        (("10.0.0.0/8",), "https", True),
        (("10.9.0.0/16",), "https", False),
        ((PROXY,), "http", False),
        ((PROXY,), "wss, https", False),
    ):
        client = TestClient(make(trusted_proxies=trusted), client=(PROXY, 50_000))
        headers = {"X-Forwarded-Proto": proto, "X-Forwarded-For": PERSON}
        left = client.delete("/api/session", headers=headers)
        for answer in (sign_in(client, secret, **headers), left):
            assert ("Secure" in answer.headers["set-cookie"]) == secure, (trusted, proto)


def test_where_nobody_signs_in_what_a_proxy_passes_on_is_refused(fresh: FastAPI) -> None:
    client, forwarding = TestClient(fresh), ("X-Forwarded-For", "Forwarded", "Via")
    for header in (*forwarding, "X-Forwarded-Host"):
        for path in ("/", "/api/plan", "/api/scenarios"):
            refused = client.get(path, headers={header: "203.0.113.7"})
            assert refusal(refused) == (403, "service-proxy-unnamed")
    headers = bearer(fresh, "Li", "viewer")
    for header in forwarding:
        assert client.get("/api/me", headers=headers | {header: "x"}).json()["name"] == "Li"


def test_what_changes_something_is_refused_to_pages_of_other_hosts(fresh: FastAPI) -> None:
    client = TestClient(fresh)
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 201),
        ({"Origin": "http://testserver"}, 201),
        ({"Origin": "HTTP://TestServer", "Host": "testserver:80"}, 201),
        *(({"Origin": one}, 403) for one in ("http://testserver:81", "http://evil.example")),
        *(({"Origin": one}, 403) for one in ("https://testserver", "ftp://testserver")),
        *(({"Origin": one}, 403) for one in ("null", "http://[", "")),
        *(({"Sec-Fetch-Site": site}, 201) for site in ("same-origin", "none")),
        *(({"Sec-Fetch-Site": site}, 403) for site in ("same-site", "cross-site", "x")),
    ]
    for number, (headers, code) in enumerate(cases):
        about = document(scenario=f"east-{number}")
        assert client.post("/api/scenarios", json=about, headers=headers).status_code == code
        if "Origin" in headers:
            assert client.get("/api/scenarios", headers=headers).status_code == 200


def test_a_page_of_another_site_may_link_here_but_embed_nothing(client: TestClient) -> None:
    for site, mode, dest, code in (
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),  # a link that leads here
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "cors", "empty", 403),
    ):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        for path in ("/", "/api/scenarios", "/maps/north", "/readyz"):
            answer = client.get(path, headers=headers)
            assert answer.status_code == code, (path, headers)
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


# ........................................................... who asks, or fails, too often


def test_who_asks_too_often_waits(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = partial(RequestLimits, clock=lambda: 0.0)  # however long the requests take
    monkeypatch.setattr("service.app.RequestLimits", at_once)
    app = make(rates=Rates(person_per_s=0.5, address_per_s=1_000.0))
    client = TestClient(app)
    local = TestClient(make(rates=Rates(0.1, 0.1)), client=("127.0.0.1", 50_000))
    assert {status(local) for _ in range(30)} == {200}  # without tokens nobody here waits
    li, wu = bearer(app, "Li"), bearer(app, "Wu")
    answers = [client.get("/api/me", headers=li) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "2"
    assert refusal(answers[-1]) == (429, "service-rate-limit")
    assert status(client, wu) == 200
    app = make(rates=Rates(person_per_s=1_000.0, address_per_s=0.5))
    hosts = [PERSON] * 6 + ["203.0.113.10"] + ["127.0.0.1"] * 6
    answered = [status(TestClient(app, client=(host, 50_000))) for host in hosts]
    assert answered == ([401] * 5 + [429, 401]) + ([401] * 5 + [429])


def test_who_fails_to_sign_in_again_and_again_waits_but_locks_nobody_out(make: Make) -> None:
    app, another = make(), make()
    for each in (app, another):
        each.state.limits.failures.clock = lambda: 0.0  # however long the requests take
    token, secret = app.state.store.tokens.create("Li", "planner")
    guess, client = f"zw_{token.token_id}_{'x' * 43}", TestClient(app)
    fails = [sign_in(client, guess) for _ in range(7)]
    assert [answer.status_code for answer in fails] == [401] * 5 + [429] * 2
    assert int(fails[-1].headers["retry-after"]) >= 1
    assert status(client, {"Authorization": f"Bearer {guess}"}) == 429
    # whoever guesses at one name from one address is not even looked at …
    assert sign_in(client, secret).status_code == 429
    # … others at that address, and Li elsewhere, are let in at once
    assert sign_in(client, secret_of(app, "Wu")).status_code == 200
    elsewhere = TestClient(app, client=(PERSON, 50_000))
    assert sign_in(elsewhere, secret).status_code == 200
    other = TestClient(another, client=("192.0.2.1", 50_000))
    many = [sign_in(other, f"zw_{number:012x}_{'x' * 43}").status_code for number in range(7)]
    assert many == [401] * 5 + [429] * 2  # guesses at many names from one address wait too
