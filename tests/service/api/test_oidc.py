"""Sign in by an identity provider, which the test runs on the loopback."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from command_line import small_plan
from fastapi import FastAPI
from oidc_provider import CLIENT, SECRET, IdentityProvider
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import ScenarioError
from service.api import identity_provider
from service.app import create_app
from service.settings import AccessSettings, OidcSettings, ServiceSettings

PLAN = Plan(small_plan())
BASE = "https://plan.example"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as running:
        yield running


@pytest.fixture
def app(make_app: Callable[..., FastAPI], provider: IdentityProvider) -> FastAPI:
    settings = OidcSettings(
        issuer=provider.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        roles={"plan-writers": "planner", "plan-deciders": "approver", "all": "viewer"},
        name="The ministry",
    )
    store = make_app(PLAN).state.store
    return create_app(PLAN, store, ServiceSettings(access=AccessSettings(oidc=settings)))


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=BASE, follow_redirects=False)


def led_back(browser: TestClient) -> str:
    """Follow a sign-in to the provider; return where that leads back to."""
    begun = browser.get("/api/sign-in")
    assert begun.status_code == 303
    return str(httpx2.get(begun.headers["location"]).headers["location"])


def sign_in(browser: TestClient) -> Any:
    return browser.get(led_back(browser))


def test_a_person_comes_in_with_the_highest_role_of_their_groups(
    browser: TestClient, provider: IdentityProvider
) -> None:
    assert browser.get("/api/session").json() == {"provider": "The ministry"}
    assert browser.get("/api/me").status_code == 401  # though the store has no token
    provider.claims["groups"] = ["plan-writers", "others", "plan-deciders", "all"]
    signed = sign_in(browser)
    assert (signed.status_code, signed.headers["location"]) == (303, "/")
    cookie = signed.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Secure"))
    assert browser.get("/api/me").json() == {"name": "li.na", "role": "approver", "local": False}


def test_the_provider_is_asked_as_the_protocol_says(browser: TestClient) -> None:
    begun = browser.get("/api/sign-in")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["response_type"] == ["code"]
    assert asked["scope"] == ["openid profile"]
    assert asked["redirect_uri"] == [f"{BASE}/api/sign-in/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
    cookie = begun.headers["set-cookie"]
    parts = ("HttpOnly", "SameSite=lax", "Secure", "Max-Age=600", "Path=/api/sign-in")
    assert all(part in cookie for part in parts)
    assert SECRET not in begun.headers["location"]


def test_what_a_person_may_do_is_what_the_role_says(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = "all"  # some providers tell one group as a text
    sign_in(browser)
    assert browser.get("/api/plan").status_code == 200
    assert browser.post("/api/scenarios", json={}).status_code == 403


def anew(app: FastAPI) -> TestClient:
    """Return another browser."""
    return TestClient(app, base_url=BASE, follow_redirects=False)


def test_who_has_no_group_with_a_role_is_refused_plainly(
    app: FastAPI, provider: IdentityProvider
) -> None:
    provider.userinfo = {"sub": "1"}
    odd: tuple[Any, ...] = (7, True, {"plan-writers": True}, [{"plan-writers": 1}])
    odd += ([["plan-writers"]], ["x"] * 10_000, "x" * 10_000)
    for groups in ([], ["others"], None, "", *odd):
        provider.claims["groups"] = groups
        refused = sign_in(browser := anew(app))
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "text/html; charset=utf-8"
        assert "li.na: none of your groups has a role here; ask an admin" in refused.text
        assert "您所在的组在此没有角色" in refused.text
        assert "zonewright_session" not in refused.headers["set-cookie"]
        assert browser.get("/api/me").status_code == 401


def test_a_name_cannot_write_into_the_page_that_refuses(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["preferred_username"] = "<script>alert(1)</script>"
    refused = sign_in(browser)
    assert "<script" not in refused.text
    assert refused.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_person_without_a_fit_name_is_refused(app: FastAPI, provider: IdentityProvider) -> None:
    provider.claims["groups"] = ["all"]
    odd: tuple[Any, ...] = (None, "", "  ", "x" * 201, "local planner", ["li.na"], {"li": "na"})
    for name in (*odd, "li\x1b]0;x\x07", "li\u202ena", "li\u200bna"):
        provider.claims["preferred_username"] = name
        assert sign_in(anew(app)).status_code == 403, name
    provider.claims["preferred_username"] = 7
    assert sign_in(anew(app)).status_code == 303


def test_groups_that_the_identity_token_does_not_tell_are_asked_for(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = None
    provider.userinfo = {"sub": "1", "groups": ["plan-writers"]}
    sign_in(browser)
    assert browser.get("/api/me").json()["role"] == "planner"


def test_groups_of_another_person_do_not_count(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = None
    provider.userinfo = {"sub": "2", "groups": ["plan-writers"]}
    assert sign_in(browser).status_code == 401


def test_an_identity_token_that_does_not_hold_lets_nobody_in(
    app: FastAPI, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = ["plan-writers"]
    odd: tuple[dict[str, Any], ...] = (
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["another-client", "zonewright"], "azp": "another-client"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"nbf": 9_999_999_999},
    )
    for claims in odd:
        provider.told = claims
        refused = sign_in(browser := anew(app))
        assert refused.status_code == 401, claims
        assert "did not confirm who you are" in refused.text
        assert browser.get("/api/me").status_code == 401
    provider.told = {}
    provider.signing = provider.new_key()  # which is not among its keys
    assert sign_in(anew(app)).status_code == 401


def test_a_provider_may_change_its_keys(
    browser: TestClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.claims["groups"] = ["plan-writers"]
    assert sign_in(browser).status_code == 303
    provider.rotate()
    assert sign_in(browser).status_code == 401  # keys are not asked for at every request
    monkeypatch.setattr(identity_provider, "_KEYS_ASKED_EVERY_S", 0.0)
    assert sign_in(browser).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_sign_in_ends_where_it_was_begun(browser: TestClient, app: FastAPI) -> None:
    back = led_back(browser)
    other = anew(app)
    for path in (back, "/api/sign-in/callback", f"{back}x"):
        refused = other.get(path)
        assert refused.status_code == 401
        assert "was not begun in this browser" in refused.text
    led_back(other)
    assert other.get(back).status_code == 401  # another sign-in of its own


def test_a_code_works_once(browser: TestClient, provider: IdentityProvider) -> None:
    provider.claims["groups"] = ["all"]
    back = led_back(browser)
    kept = dict(browser.cookies)
    assert browser.get(back).status_code == 303
    browser.cookies.update(kept)
    assert browser.get(back).status_code == 401


def test_what_the_provider_refuses_is_told(browser: TestClient) -> None:
    state = parse_qs(urlsplit(browser.get("/api/sign-in").headers["location"]).query)["state"][0]
    told = f"error=access_denied&error_description=%3Cb%3Enot+today&state={state}"
    refused = browser.get(f"/api/sign-in/callback?{told}")
    assert refused.status_code == 401
    assert "&lt;b&gt;not today" in refused.text


def test_a_provider_that_does_not_answer_is_told_and_holds_nothing_else_up(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    back = led_back(browser)
    provider.close()
    refused = browser.get(back)
    assert refused.status_code == 503
    assert "the identity provider does not answer" in refused.text
    _, secret = app.state.store.tokens.create("Wu", "viewer")
    assert browser.post("/api/session", json={"token": secret}).status_code == 200


def test_a_provider_that_keeps_all_waiting_keeps_only_them_waiting(
    app: FastAPI, provider: IdentityProvider
) -> None:
    release = threading.Event()
    provider.holds = release
    started = 60  # more than there are threads for all questions

    async def ask() -> tuple[int, list[int]]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
            waiting = [asyncio.create_task(client.get("/api/sign-in")) for _ in range(started)]
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            refused = [task.result().status_code for task in done]
            other = await client.get("/api/scenarios")
            release.set()
            await asyncio.gather(*waiting)
            return other.status_code, refused

    status, refused = asyncio.run(ask())
    assert status == 200
    assert set(refused) == {503}


def test_a_provider_that_did_not_answer_is_not_asked_again_at_once(
    browser: TestClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.is_down = True
    assert [browser.get("/api/sign-in").status_code for _ in range(3)] == [503] * 3
    assert len(provider.asked) == 1
    provider.is_down = False
    monkeypatch.setattr(identity_provider, "_SILENT_S", 0.0)
    assert browser.get("/api/sign-in").status_code == 303


def test_who_came_by_a_provider_that_is_set_no_more_is_out(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    app.state.store.tokens.create("Wu", "viewer")  # so that people must still sign in
    without = TestClient(create_app(PLAN, app.state.store), base_url=BASE, cookies=browser.cookies)
    assert browser.get("/api/me").status_code == 200
    assert without.get("/api/me").status_code == 401


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    refused = browser.get("/api/sign-in")
    assert refused.status_code == 503
    assert "names another issuer" in refused.text


def test_signing_out_leads_on_to_the_provider(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    left = browser.delete("/api/session").json()["next"]
    assert left.startswith(f"{provider.issuer}/end_session?client_id=zonewright&")
    assert parse_qs(urlsplit(left).query)["post_logout_redirect_uri"] == [f"{BASE}/"]
    assert browser.get("/api/me").status_code == 401


def test_signing_out_stays_here_where_the_provider_has_no_such_place(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims["groups"] = ["all"]
    provider.metadata = {"end_session_endpoint": None}
    sign_in(browser)
    assert browser.delete("/api/session").json() == {"next": None}


def test_where_no_provider_is_set_there_is_none(make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(PLAN), follow_redirects=False)
    assert client.get("/api/session").json() == {"provider": None}
    assert client.get("/api/sign-in").status_code == 404
    assert client.get("/api/sign-in/callback").status_code == 404


def test_who_came_by_the_provider_is_noted_and_no_secret_is(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    sign_in(browser)
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    entries = app.state.store.audit.entries()
    noted = [(entry.what, entry.who, entry.about) for entry in entries]
    linked = {"name": "li.na", "issuer": provider.issuer, "subject": "1"}
    assert noted.pop(1) == ("account-linked", "li.na", linked)
    assert noted[1][2].pop("session").startswith("sha256:")
    assert noted == [
        ("sign-in-failed", None, {"by": "oidc", "why": "service-oidc-no-group"}),
        ("sign-in", "li.na", {"role": "viewer", "by": "oidc"}),
    ]
    assert SECRET not in repr(app.state.access)


def name_of(browser: TestClient) -> str:
    return str(browser.get("/api/me").json()["name"])


def test_an_account_is_known_by_its_subject_and_keeps_its_first_name(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    provider.claims["preferred_username"] = "li.na.new"
    sign_in(browser)
    assert name_of(browser) == "li.na"
    provider.claims |= {"sub": "2", "preferred_username": "li.na"}
    refused = sign_in(anew(app))
    assert refused.status_code == 403
    assert "zonewright session link PLAN &#34;li.na&#34; &#34;2&#34;" in refused.text
    assert app.state.store.verify() == []


def test_the_name_of_who_had_a_token_is_no_way_to_their_scenarios_until_the_operator_says_so(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    store = app.state.store
    store.tokens.create("li.na", "planner")
    provider.claims["groups"] = ["all"]
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
    assert browser.get("/api/me").status_code == 401
    store.accounts.link("li.na", provider.issuer, "1")
    assert sign_in(browser).status_code == 303
    assert name_of(browser) == "li.na"


def test_who_wrote_scenarios_before_accounts_were_linked_goes_on_under_their_name(
    browser: TestClient, provider: IdentityProvider, app: FastAPI
) -> None:
    document = {"scenario": "a", "title": "A", "baseline": PLAN.baseline, "edits": []}
    app.state.store.create(document, "li.na")
    provider.claims["groups"] = ["all"]
    sign_in(browser)
    assert [row["scenario"] for row in browser.get("/api/scenarios").json()] == ["a"]
