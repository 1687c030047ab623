"""What is the same for everyone is compressed once, and only for those who take it."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from conftest import at_rest, regions_frame, square, zones_frame
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from service.api import plan_session
from service.page.assets import asset_url

PLAN = Plan(
    {
        "zones": zones_frame(*((f"Z{n}", "F", square(n)) for n in range(20))),
        "regions": regions_frame(("330101", square(-5, -5, 40))),
    }
)
ZONES = "/api/layers/zones"


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN)) as client:
        at_rest()  # what is prepared is compressed too
        yield client


@pytest.mark.parametrize("path", [ZONES, "/", asset_url("modules/edit/draft-figures.js")])
def test_an_answer_is_the_same_compressed_and_plain(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    small = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["vary"]
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < len(plain.content)
    for header in ("content-type", "cache-control", "etag"):
        assert small.headers.get(header) == plain.headers.get(header)


def test_an_answer_that_everyone_gets_is_compressed_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(ZONES)
    monkeypatch.setattr(plan_session.gzip, "compress", None)
    again = client.get(ZONES, headers={"Accept-Encoding": "gzip"})
    assert len(again.json()["features"]) == 20


def test_what_is_in_one_window_is_not_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_session.PlanSession, "compressed", None)
    window = "/api/layers/regions?zoom=8&bbox=119,29,121,31"
    assert len(client.get(window).json()["features"]) == 1


def test_what_the_browser_has_already_is_not_sent_again(client: TestClient) -> None:
    etag = client.get(ZONES).headers["etag"]
    again = client.get(ZONES, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_compressed_is_what_was_given() -> None:
    content = "片区".encode() * 1_000
    session = plan_session.PlanSession(PLAN)
    assert gzip.decompress(session.compressed("digest", content)) == content
    assert session.compressed("digest", content) is session.compressed("digest", content)
