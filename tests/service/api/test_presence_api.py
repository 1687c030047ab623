"""Who else has a scenario open: those who say so, for those who may read it, in any process."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from layers import Plan
from layers.store import Change, Store, queries
from layers.store.presences import HOLDS_S
from service.app import create_app
from tests.service.command_line import small_plan

PLAN = Plan(small_plan())
PATH = "/api/scenarios/north/presence"


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = queries.now()
    monkeypatch.setattr(queries, "now", lambda: now)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "plan.scenarios.db") as opened:
        document = {"scenario": "north", "title": "N", "baseline": PLAN.baseline, "edits": []}
        opened.create(document, "Li", visibility="shared")
        yield opened


@pytest.fixture
def sign_in(store: Store) -> Callable[[str], TestClient]:
    """Return what gives a planner's client, each of a service of its own over the one store."""

    def signed(name: str) -> TestClient:
        _, secret = store.tokens.create(name, "planner")
        headers = {"Authorization": f"Bearer {secret}"}
        return TestClient(create_app(PLAN, store), headers=headers)

    return signed


def here(client: TestClient, **said: Any) -> list[dict[str, Any]]:
    answered: list[dict[str, Any]] = client.post(PATH, json=said).json()
    return answered


def test_who_has_a_scenario_open_is_told_of_the_others(
    sign_in: Callable[[str], TestClient],
) -> None:
    li, wang = sign_in("Li"), sign_in("王 <b>")
    assert here(li) == []
    assert here(wang, editing=True) == [{"name": "Li", "editing": False}]
    assert here(li) == [{"name": "王 <b>", "editing": True}]
    assert here(wang) == [{"name": "Li", "editing": False}]
    assert here(li) == [{"name": "王 <b>", "editing": False}]
    assert wang.delete(PATH).status_code == 204
    assert here(li) == []


def test_it_holds_for_less_than_a_minute(
    sign_in: Callable[[str], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    li, wang = sign_in("Li"), sign_in("Wang")
    here(wang)
    later = queries.now() + timedelta(seconds=HOLDS_S)
    monkeypatch.setattr(queries, "now", lambda: later)
    assert here(li) == []
    assert HOLDS_S < 60


def test_nobody_is_told_who_may_not_read_the_scenario(
    sign_in: Callable[[str], TestClient], store: Store
) -> None:
    li, wang = sign_in("Li"), sign_in("Wang")
    here(wang)
    store.share("north", "private", Change(store.summary("north").etag, "Li"))
    assert wang.post(PATH, json={}).status_code == 404
    assert here(li) == [{"name": "Wang", "editing": False}]  # until that time is over


def test_other_windows_of_the_local_planner_are_nobody(store: Store) -> None:
    client = TestClient(create_app(PLAN, store))
    assert here(client, editing=True) == []
    assert here(client) == []
    assert store.presences.of("north") == []
    assert client.post("/api/scenarios/nowhere/presence", json={}).status_code == 404
