"""Who asks, and at which address: what of a request decides it, with and without proxies."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from endpoints import PLAN, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.api.address import AddressMiddleware
from service.app import create_app
from service.public_address import PublicAddress
from service.settings import AccessSettings, ServiceSettings

PROXIES = ("10.0.0.1", "10.1.0.0/16")
PUBLIC = PublicAddress.parse("https://gis.example/zones")
LINKS = ("/ogc", "/ogc/collections", "/ogc/collections/zones/items?limit=1", "/ogc/api")


def seen(
    public: PublicAddress | None = None, peer: str = "10.0.0.1", **headers: str
) -> tuple[str, str]:
    """Return the client and the address that the service sees of a request of a peer."""
    found: dict[str, Any] = {}

    async def app(scope: Any, *_: object) -> None:
        found.update(scope)

    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "scheme": "http", "path": "/ogc", "client": (peer, 1), "headers": raw}
    middleware = AddressMiddleware(app, PROXIES, public)
    asyncio.run(middleware(scope, None, None))  # type: ignore[arg-type]  # nothing is sent
    host = next((text.decode() for name, text in found["headers"] if name == b"host"), "")
    assert found["path"] == f"{found['root_path']}/ogc"
    return found["client"][0], f"{found['scheme']}://{host}{found['root_path']}"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("192.0.2.66, 203.0.113.9", "203.0.113.9"),  # a browser's own value comes first
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),  # another trusted proxy
        ("10.1.9.9, 10.1.2.3", "10.1.9.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "10.0.0.1"),
        ("<script>", "10.0.0.1"),
        ("evil.example, 10.1.2.3", "10.1.2.3"),
        ("203.0.113.9, 1.2.3.4.5, 10.1.2.3", "10.1.2.3"),
        ("fe80::1%any text", "10.0.0.1"),
        ("203.0.113.9,", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_a_forwarded_value_that_is_no_address_is_dropped(forwarded: str, client: str) -> None:
    assert seen(x_forwarded_for=forwarded)[0] == client
    assert seen(peer="::ffff:10.0.0.1", x_forwarded_for="203.0.113.9")[0] == "203.0.113.9"
    assert seen(peer="192.0.2.1", x_forwarded_for=forwarded)[0] == "192.0.2.1"  # not trusted


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"host": "gis.example"}, "https://gis.example/zones"),
        ({"host": "GIS.example:443"}, "https://gis.example/zones"),
        ({"host": "127.0.0.1:8000"}, "http://127.0.0.1:8000"),  # on the machine itself
        ({"host": "evil.example"}, "http://evil.example"),  # `KnownHosts` refuses it
        ({"host": "backend:8000", "via": "1.1 a"}, "https://gis.example/zones"),
        ({"host": "x", "x-forwarded-for": "192.0.2.1"}, "https://gis.example/zones"),
    ],
)
def test_the_public_address_holds_whatever_a_request_says(
    headers: dict[str, str], address: str
) -> None:
    for peer in ("10.0.0.1", "192.0.2.1"):
        assert seen(PUBLIC, peer, **headers)[1] == address
    said = {"x-forwarded-proto": "http", "x-forwarded-prefix": "/a", "x-forwarded-host": "b"}
    assert seen(PUBLIC, **{**headers, **said})[1] == "https://gis.example/zones"


def test_without_one_a_trusted_proxy_says_scheme_and_path() -> None:
    said = {"host": "a.example", "x-forwarded-proto": "https", "x-forwarded-prefix": "/zones"}
    assert seen(**said)[1] == "https://a.example/zones"
    assert seen(peer="192.0.2.1", **said)[1] == "http://a.example"


@pytest.fixture
def public(make_app: Callable[..., FastAPI]) -> FastAPI:
    access = AccessSettings(public_address=PUBLIC)
    hosts = ("127.0.0.1", PUBLIC.host)
    return create_app(PLAN, make_app(PLAN).state.store, ServiceSettings(access=access), hosts)


def test_links_name_the_public_address_and_other_hosts_are_refused(public: FastAPI) -> None:
    secret = public.state.store.tokens.create("Li", "planner")[1]
    client = TestClient(public, headers={"Authorization": f"Bearer {secret}"})
    for path in LINKS:
        answer = client.get(path, headers={"Host": "backend", "Via": "1.1 proxy"})
        links = {each["href"] for each in answer.json().get("links", ())}
        links |= {each["url"] for each in answer.json().get("servers", ())}
        assert {link.partition("/ogc")[0] for link in links} in ({str(PUBLIC)[:-1]}, {PUBLIC.path})
        refused = client.get(path, headers={"Host": "evil.example"})
        assert refusal(refused) == (400, "service-host-foreign")
        assert "https://gis.example/zones/" in refused.text
        assert client.get(path, headers={"Host": "127.0.0.1:8000"}).status_code == 200
    for probe in ("/healthz", "/readyz"):  # as an orchestrator names it
        assert client.get(probe, headers={"Host": "10.2.3.4:8000"}).status_code == 200


def test_the_cookie_is_of_the_public_address_without_a_trusted_proxy(public: FastAPI) -> None:
    secret = public.state.store.tokens.create("Li", "planner")[1]
    client = TestClient(public)
    for origin, code in (("https://gis.example", 200), ("http://gis.example", 403)):
        headers = {"Host": "gis.example", "Origin": origin}
        signed = client.post("/api/session", json={"token": secret}, headers=headers)
        assert signed.status_code == code
        if code == 200:
            assert "Path=/zones/;" in signed.headers["set-cookie"]
            assert "Secure" in signed.headers["set-cookie"]


def test_a_redirect_to_a_path_without_its_slash_names_no_host(client: TestClient) -> None:
    for path in ("/api/plan/", "/healthz/?a=1"):
        answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
        assert answer.status_code == 307
        assert answer.headers["location"] == path.replace("/?", "?").removesuffix("/")
