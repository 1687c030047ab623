"""Sign in by an identity provider, which the test runs on the loopback."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from endpoints import document
from fastapi import FastAPI
from oidc_provider import CLIENT, SECRET, IdentityProvider
from starlette.testclient import TestClient

from layers.errors import ScenarioError
from service.api import identity_provider
from service.app import create_app
from service.settings import AccessSettings, OidcSettings, ServiceSettings
from tests.own_loop import run

BASE = "https://plan.example"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as running:
        running.claims["groups"] = ["all"]
        yield running


@pytest.fixture
def app(fresh: FastAPI, provider: IdentityProvider) -> FastAPI:
    settings = OidcSettings(
        issuer=provider.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        roles={"plan-writers": "planner", "plan-deciders": "approver", "all": "viewer"},
        name="The ministry",
    )
    access = ServiceSettings(access=AccessSettings(oidc=settings))
    return create_app(fresh.state.plan, fresh.state.store, access)


def new_browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return new_browser(app)


def led_back(browser: TestClient) -> str:
    """Follow a sign-in to the provider; return where that leads back to."""
    begun = browser.get("/api/sign-in")
    assert begun.status_code == 303
    return str(httpx2.get(begun.headers["location"]).headers["location"])


def sign_in(browser: TestClient) -> Any:
    return browser.get(led_back(browser))


def me(browser: TestClient) -> Any:
    """Return who one is, or the status of the refusal."""
    answer = browser.get("/api/me")
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_one_comes_in_by_the_highest_role(browser: TestClient, provider: IdentityProvider) -> None:
    assert browser.get("/api/session").json() == {"provider": "The ministry"}
    assert me(browser) == 401  # though the store has no token
    provider.claims["groups"] = ["plan-writers", "others", "plan-deciders", "all"]
    signed = sign_in(browser)
    assert (signed.status_code, signed.headers["location"]) == (303, "/")
    for part in ("HttpOnly", "SameSite=strict", "Secure"):
        assert part in signed.headers["set-cookie"]
    assert me(browser) == {"name": "li.na", "role": "approver", "local": False}
    provider.claims["groups"] = "all"  # some providers give one group as a text
    sign_in(browser)
    assert browser.get("/api/plan").status_code == 200
    assert browser.post("/api/scenarios", json={}).status_code == 403


def test_the_provider_is_asked_as_the_protocol_says(browser: TestClient) -> None:
    begun = browser.get("/api/sign-in")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    wanted = {"client_id": CLIENT, "response_type": "code", "scope": "openid profile"}
    wanted |= {"redirect_uri": f"{BASE}/api/sign-in/callback", "code_challenge_method": "S256"}
    assert {name: asked[name] for name in wanted} == {name: [one] for name, one in wanted.items()}
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
    for part in ("HttpOnly", "SameSite=lax", "Secure", "Max-Age=600", "Path=/api/sign-in"):
        assert part in begun.headers["set-cookie"]
    assert SECRET not in begun.headers["location"]


def test_who_has_no_role_or_fit_name_is_refused(app: FastAPI, provider: IdentityProvider) -> None:
    provider.userinfo = {"sub": "1"}
    groups: tuple[Any, ...] = ([], ["others"], None, "", 7, True, {"plan-writers": True})
    groups += ([{"plan-writers": 1}], [["plan-writers"]], ["x"] * 10_000, "x" * 10_000)
    for odd in groups:
        provider.claims["groups"] = odd
        refused = sign_in(browser := new_browser(app))
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "text/html; charset=utf-8"
        assert "li.na: none of your groups has a role here; ask an admin" in refused.text
        assert "您所在的组在此没有角色" in refused.text
        assert "zonewright_session" not in refused.headers["set-cookie"]
        assert me(browser) == 401
    provider.claims |= {"groups": ["others"], "preferred_username": "<script>alert(1)</script>"}
    refused = sign_in(new_browser(app))
    assert "<script" not in refused.text
    assert refused.headers["content-security-policy"].startswith("default-src 'none'")
    provider.claims["groups"] = ["all"]
    names: tuple[Any, ...] = (None, "", "  ", "x" * 201, "local planner", ["li.na"], {"li": "na"})
    for name in (*names, "li\x1b]0;x\x07", "li\u202ena", "li\u200bna"):
        provider.claims["preferred_username"] = name
        assert sign_in(new_browser(app)).status_code == 403, name
    provider.claims["preferred_username"] = 7
    assert sign_in(new_browser(app)).status_code == 303


def test_groups_that_the_identity_token_lacks_are_requested_for_that_person_alone(
    app: FastAPI, browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = None
    provider.userinfo = {"sub": "2", "groups": ["plan-writers"]}
    assert sign_in(new_browser(app)).status_code == 401
    provider.userinfo["sub"] = "1"
    sign_in(browser)
    assert me(browser)["role"] == "planner"


def test_an_invalid_identity_token_lets_nobody_in(app: FastAPI, provider: IdentityProvider) -> None:
    odd: tuple[dict[str, Any], ...] = (
        {"nonce": "another"},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["another-client", "zonewright"], "azp": "another-client"},
        {"exp": 1_000_000_000},
        {"nbf": 9_999_999_999},
        *({claim: None} for claim in ("nonce", "exp", "iat", "sub")),
    )
    for claims in odd:
        provider.told = claims
        refused = sign_in(browser := new_browser(app))
        assert refused.status_code == 401, claims
        assert "did not confirm who you are" in refused.text
        assert me(browser) == 401
    provider.told = {}
    provider.signing = provider.new_key()  # which is not among its keys
    assert sign_in(new_browser(app)).status_code == 401


def test_a_provider_may_change_its_keys(
    browser: TestClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in(browser).status_code == 303
    provider.rotate()
    assert sign_in(browser).status_code == 401  # keys are not requested each time
    monkeypatch.setattr(identity_provider, "_KEYS_READ_EVERY_S", 0.0)
    assert sign_in(browser).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_sign_in_ends_once_and_where_it_was_begun(browser: TestClient, app: FastAPI) -> None:
    back, other = led_back(browser), new_browser(app)
    for path in (back, "/api/sign-in/callback", f"{back}x"):
        refused = other.get(path)
        assert refused.status_code == 401
        assert "was not begun in this browser" in refused.text
    led_back(other)
    assert other.get(back).status_code == 401  # another sign-in of its own
    kept = dict(browser.cookies)
    assert browser.get(back).status_code == 303
    browser.cookies.update(kept)
    assert browser.get(back).status_code == 401  # a code works once


def test_what_the_provider_refuses_is_shown(browser: TestClient) -> None:
    state = parse_qs(urlsplit(browser.get("/api/sign-in").headers["location"]).query)["state"][0]
    query = f"error=access_denied&error_description=%3Cb%3Enot+today&state={state}"
    refused = browser.get(f"/api/sign-in/callback?{query}")
    assert refused.status_code == 401
    assert "&lt;b&gt;not today" in refused.text


def test_a_silent_provider_is_said_to_be_so_and_not_asked_again_at_once(
    browser: TestClient, provider: IdentityProvider, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.is_down = True
    assert [browser.get("/api/sign-in").status_code for _ in range(3)] == [503] * 3
    assert len(provider.asked) == 1
    provider.is_down = False
    monkeypatch.setattr(identity_provider, "_SILENT_S", 0.0)
    back = led_back(browser)
    provider.close()
    refused = browser.get(back)
    assert refused.status_code == 503
    assert "the identity provider does not answer" in refused.text
    for title in ("Another service does not answer", "所依赖的服务没有应答"):
        assert f"<h1>{title}</h1>" in refused.text
    _, secret = app.state.store.tokens.create("Wu", "viewer")
    assert browser.post("/api/session", json={"token": secret}).status_code == 200


def test_a_slow_provider_keeps_no_others_waiting(app: FastAPI, provider: IdentityProvider) -> None:
    provider.holds = release = threading.Event()
    started = 60  # more than there are threads for all questions

    async def ask() -> tuple[int, set[int]]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
            waiting = [asyncio.create_task(client.get("/api/sign-in")) for _ in range(started)]
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            other = await client.get("/api/scenarios")
            release.set()
            await asyncio.gather(*waiting)
            return other.status_code, {task.result().status_code for task in done}

    assert run(ask()) == (200, {503})


def test_sessions_of_a_provider_not_set_any_more_end(browser: TestClient, app: FastAPI) -> None:
    sign_in(browser)
    app.state.store.tokens.create("Wu", "viewer")  # so that people must still sign in
    without = new_browser(create_app(app.state.plan, app.state.store))
    without.cookies = browser.cookies
    assert me(browser)["name"] == "li.na"
    assert me(without) == 401
    assert without.get("/api/session").json() == {"provider": None}
    for path in ("/api/sign-in", "/api/sign-in/callback"):
        assert without.get(path).status_code == 404


def test_another_issuer_is_not_believed(browser: TestClient, provider: IdentityProvider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    refused = browser.get("/api/sign-in")
    assert refused.status_code == 503
    assert "names another issuer" in refused.text


def test_signing_out_leads_on_to_the_provider_if_it_has_such_a_place(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    sign_in(browser)
    left = browser.delete("/api/session").json()["next"]
    assert left.startswith(f"{provider.issuer}/end_session?client_id=zonewright&")
    assert parse_qs(urlsplit(left).query)["post_logout_redirect_uri"] == [f"{BASE}/"]
    assert me(browser) == 401
    provider.metadata = {"end_session_endpoint": None}
    again = new_browser(create_app(app.state.plan, app.state.store, app.state.settings))
    sign_in(again)
    assert again.delete("/api/session").json() == {"next": None}


def test_sign_ins_by_the_provider_are_noted_without_a_secret(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    provider.claims["groups"] = []
    sign_in(browser)
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    noted = [(each.what, each.who, each.about) for each in app.state.store.audit.entries()]
    linked = {"name": "li.na", "issuer": provider.issuer, "subject": "1"}
    assert noted.pop(1) == ("account-linked", "li.na", linked)
    assert noted[1][2].pop("session").startswith("sha256:")
    assert noted == [
        ("sign-in-failed", None, {"by": "oidc", "why": "service-oidc-no-group"}),
        ("sign-in", "li.na", {"role": "viewer", "by": "oidc"}),
    ]
    assert SECRET not in repr(app.state.access)


def test_an_account_is_known_by_its_subject_and_keeps_its_first_name(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    about = document(scenario="a")  # of a person who wrote before accounts were linked
    app.state.store.create(about, "li.na")
    sign_in(browser)
    listed = [row["scenario"] for row in browser.get("/api/scenarios").json()]
    assert "a" in listed
    provider.claims["preferred_username"] = "li.na.new"
    sign_in(browser)
    assert me(browser)["name"] == "li.na"
    provider.claims |= {"sub": "2", "preferred_username": "li.na"}
    refused = sign_in(new_browser(app))
    assert refused.status_code == 403
    assert "zonewright session link PLAN &#34;li.na&#34; &#34;2&#34;" in refused.text
    assert app.state.store.verify() == []


def test_the_name_of_a_person_with_a_token_opens_their_scenarios_only_once_it_is_linked(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    store = app.state.store
    store.tokens.create("li.na", "planner")
    for name in ("Li.Na", "1i.na", "lі.na", "ｌi.na", "li.na "):
        provider.claims["preferred_username"] = name
        assert sign_in(browser).status_code == 403
        if name.strip() != "li.na":
            with pytest.raises(ScenarioError, match=r"looks like li\.na"):
                store.tokens.create(name, "viewer")
    provider.claims["preferred_username"] = "li.na"
    assert sign_in(browser).status_code == 403
    store.tokens.revoke("li.na")
    assert sign_in(browser).status_code == 403
    assert me(browser) == 401
    store.accounts.link("li.na", provider.issuer, "1")
    assert sign_in(browser).status_code == 303
    assert me(browser)["name"] == "li.na"
