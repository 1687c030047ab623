"""Sessions over HTTP, trusted proxies, and how often one may ask and fail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from layers.store import queries
from layers.store.sessions import SessionLimits
from service.app import create_app
from service.settings import AccessSettings, Rates, ServiceSettings

PLAN = Plan(small_plan())
PROXY, PERSON = "10.0.0.1", "203.0.113.9"


@pytest.fixture
def make(make_app: Callable[..., FastAPI]) -> Callable[..., FastAPI]:
    """Return a maker of services with settings of access, all of one store."""
    store = make_app(PLAN).state.store

    def made(**access: Any) -> FastAPI:
        return create_app(PLAN, store, ServiceSettings(access=AccessSettings(**access)))

    return made


def signed_in(app: FastAPI, secret: str, **client: Any) -> TestClient:
    found = TestClient(app, **client)
    assert found.post("/api/session", json={"token": secret}).status_code == 200
    return found


def test_the_cookie_holds_no_token_and_is_no_token(make: Callable[..., FastAPI]) -> None:
    app = make()
    _, secret = app.state.store.tokens.create("Li", "planner")
    client = signed_in(app, secret)
    cookie = client.cookies["zonewright_session"]
    assert secret.rpartition("_")[2] not in cookie
    bearer = {"Authorization": f"Bearer {cookie}"}
    assert TestClient(app).get("/api/me", headers=bearer).status_code == 401
    assert TestClient(app, cookies={"zonewright_session": secret}).get("/api/me").status_code == 401


def test_sessions_that_are_ended_let_nobody_in_any_more(make: Callable[..., FastAPI]) -> None:
    app, another = make(), make()  # as two processes have one store
    _, secret = app.state.store.tokens.create("Li", "planner")
    clients = [signed_in(app, secret), signed_in(another, secret)]
    assert [client.get("/api/me").status_code for client in clients] == [200, 200]
    app.state.store.sessions.end_of("Li")
    assert [client.get("/api/me").status_code for client in clients] == [401, 401]
    assert clients[0].get("/").status_code == 200  # so that one can sign in again


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(
    make: Callable[..., FastAPI],
) -> None:
    app = make()
    _, secret = app.state.store.tokens.create("Li", "planner")
    client = signed_in(app, secret)
    thief = TestClient(app, cookies=dict(client.cookies))
    assert thief.get("/api/me").status_code == 200
    assert client.delete("/api/session").json() == {"next": None}
    assert thief.get("/api/me").status_code == 401


def test_signing_in_anew_ends_the_session_before(make: Callable[..., FastAPI]) -> None:
    app = make()
    _, secret = app.state.store.tokens.create("Li", "planner")
    client = signed_in(app, secret)
    before = TestClient(app, cookies=dict(client.cookies))
    client.post("/api/session", json={"token": secret})
    assert before.get("/api/me").status_code == 401
    assert client.get("/api/me").status_code == 200


def test_a_session_is_known_to_every_process_that_serves_the_store(
    make: Callable[..., FastAPI],
) -> None:
    one, other = make(), make()
    _, secret = one.state.store.tokens.create("Li", "planner")
    client = signed_in(one, secret)
    elsewhere = TestClient(other, cookies=dict(client.cookies))
    assert elsewhere.get("/api/me").json()["name"] == "Li"
    elsewhere.delete("/api/session")
    assert client.get("/api/me").status_code == 401


def test_a_session_ends_by_the_limits_that_are_set(
    make: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(sessions=SessionLimits(timedelta(minutes=10), timedelta(minutes=15)))
    _, secret = app.state.store.tokens.create("Li", "planner")
    began = queries.now()
    client = signed_in(app, secret)
    answers = []
    for minutes in (9, 14, 16):
        now = began + timedelta(minutes=minutes)
        monkeypatch.setattr(queries, "now", lambda now=now: now)
        answers.append(client.get("/api/me").status_code)
    assert answers == [200, 200, 401]
    assert client.get("/").status_code == 200  # the page comes up, to sign in again


def test_without_tokens_signing_in_begins_no_session(make: Callable[..., FastAPI]) -> None:
    answer = TestClient(make()).post("/api/session", json={"token": "anything"})
    assert answer.json()["local"]
    assert "set-cookie" not in answer.headers


def test_behind_a_trusted_proxy_that_speaks_tls_the_cookie_is_secure(
    make: Callable[..., FastAPI],
) -> None:
    cases: tuple[tuple[tuple[str, ...], str, bool], ...] = (
        ((), "https", False),
        ((PROXY,), "https", True),
        (("10.0.0.0/8",), "https", True),
        (("10.9.0.0/16",), "https", False),
        ((PROXY,), "http", False),
        ((PROXY,), "wss, https", False),
    )
    secret = make().state.store.tokens.create("Li", "planner")[1]
    for trusted, proto, secure in cases:
        client = TestClient(make(trusted_proxies=trusted), client=(PROXY, 50_000))
        headers = {"X-Forwarded-Proto": proto, "X-Forwarded-For": PERSON}
        signed = client.post("/api/session", json={"token": secret}, headers=headers)
        assert ("Secure" in signed.headers["set-cookie"]) == secure
        left = client.delete("/api/session", headers=headers)
        assert ("Secure" in left.headers["set-cookie"]) == secure


def without_session(about: dict[str, object]) -> dict[str, object]:
    """Return what an entry tells, but for the hash of the session's row."""
    return {name: about[name] for name in about if name != "session"}


def test_who_came_and_went_is_noted_with_the_address_that_a_trusted_proxy_tells(
    make: Callable[..., FastAPI],
) -> None:
    app = make(trusted_proxies=(PROXY,))
    _, secret = app.state.store.tokens.create("Li", "planner")
    client = TestClient(app, client=(PROXY, 50_000), headers={"X-Forwarded-For": PERSON})
    client.post("/api/session", json={"token": "zw_wrong"})
    client.post("/api/session", json={"token": secret})
    client.delete("/api/session")
    noted = [
        (entry.what, entry.who, entry.address, without_session(entry.about))
        for entry in app.state.store.audit.entries()
        if entry.what.startswith("sign")
    ]
    why = {"by": "token", "why": "service-token-invalid"}
    assert noted == [
        ("sign-in-failed", None, PERSON, why),
        ("sign-in", "Li", PERSON, {"role": "planner", "by": "token"}),
        ("sign-out", "Li", PERSON, {}),
    ]
    assert app.state.store.verify() == []


def test_a_person_who_asks_too_often_waits_and_nobody_else_does(
    make: Callable[..., FastAPI],
) -> None:
    app = make(rates=Rates(person_per_s=0.5, address_per_s=1_000.0))
    tokens = app.state.store.tokens
    li, wu = (
        {"Authorization": f"Bearer {tokens.create(name, 'planner')[1]}"} for name in ("Li", "Wu")
    )
    client = TestClient(app)
    answers = [client.get("/api/me", headers=li) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "2"
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert client.get("/api/me", headers=wu).status_code == 200


def test_an_address_that_asks_too_often_waits_and_no_other_does(
    make: Callable[..., FastAPI],
) -> None:
    app = make(rates=Rates(person_per_s=1_000.0, address_per_s=0.5))
    app.state.store.tokens.create("Li", "planner")
    answers = [
        TestClient(app, client=(host, 50_000)).get("/api/me").status_code
        for host in [PERSON] * 6 + ["203.0.113.10"]
    ]
    assert answers == [401] * 5 + [429, 401]


def test_without_tokens_nobody_on_this_machine_waits(make: Callable[..., FastAPI]) -> None:
    app = make(rates=Rates(person_per_s=0.1, address_per_s=0.1))
    client = TestClient(app, client=("127.0.0.1", 50_000))
    assert {client.get("/api/me").status_code for _ in range(30)} == {200}


def test_who_fails_to_sign_in_again_and_again_waits_but_locks_nobody_out(
    make: Callable[..., FastAPI],
) -> None:
    app = make()
    token, secret = app.state.store.tokens.create("Li", "planner")
    guess = f"zw_{token.token_id}_{'x' * 43}"
    client = TestClient(app)
    fails = [client.post("/api/session", json={"token": guess}) for _ in range(7)]
    assert [answer.status_code for answer in fails] == [401] * 5 + [429] * 2
    assert int(fails[-1].headers["retry-after"]) >= 1
    # whoever guesses at one name from one address is not even looked at …
    assert client.post("/api/session", json={"token": secret}).status_code == 429
    # … others at that address, and Li elsewhere, are let in at once
    _, other = app.state.store.tokens.create("Wu", "viewer")
    assert client.post("/api/session", json={"token": other}).status_code == 200
    elsewhere = TestClient(app, client=(PERSON, 50_000))
    assert elsewhere.post("/api/session", json={"token": secret}).status_code == 200
    # in a header it is the same
    bearer = {"Authorization": f"Bearer {guess}"}
    assert client.get("/api/me", headers=bearer).status_code == 429


def test_guesses_at_many_names_from_one_address_wait_too(make: Callable[..., FastAPI]) -> None:
    app = make()
    app.state.store.tokens.create("Li", "planner")
    client = TestClient(app)
    guesses = [f"zw_{number:012x}_{'x' * 43}" for number in range(7)]
    answers = [client.post("/api/session", json={"token": each}).status_code for each in guesses]
    assert answers == [401] * 5 + [429] * 2
