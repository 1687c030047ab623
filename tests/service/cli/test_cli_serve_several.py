"""`zonewright serve` of several plans: what it refuses, each in one line, before it listens."""

import json
import os
import shutil
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from command_line import run, saved_plan
from typer.testing import CliRunner

from layers.store import Store, store_beside
from service.cli import app


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return saved_plan(tmp_path)


def refusal(*arguments: object) -> str:
    ran = run("serve", *arguments, "--port", "0")
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1), ran
    return ran.errors[0]


def test_the_same_plan_twice_is_refused(plan: Path) -> None:
    line = refusal(plan, plan)
    assert "would be served at /p/" in line
    assert "name each plan once" in line


def test_two_plans_of_one_name_are_refused(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "P.gpkg"
    shutil.copy(plan, other)
    line = refusal(plan, other)
    assert line.startswith(str(other))
    assert str(plan) in line


def test_a_name_that_is_an_address_of_the_service_is_refused(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "api.gpkg"
    shutil.copy(plan, other)
    assert "rename the file" in refusal(plan, other)
    assert "请重命名" in refusal("--lang", "zh", plan, other)


def test_one_store_for_several_plans_is_refused(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "q.gpkg"
    shutil.copy(plan, other)
    store = tmp_path / "one.db"
    assert "--store" in refusal(plan, other, "--store", store)
    monkeypatch.setenv("ZONEWRIGHT_STORE", str(store))
    assert "ZONEWRIGHT_STORE" in refusal(plan, other)
    assert not store.exists()


def test_a_store_is_named_for_each_plan_by_its_name(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "q 2.gpkg"
    shutil.copy(plan, other)
    store = tmp_path / "{plan}.db"
    assert run("token", "create", other, "Li", "--role", "planner", "--store", store).code == 0
    assert run("token", "list", other, "--store", store).code == 0
    assert (tmp_path / "q-2.db").exists()
    line = refusal(plan, other, "--store", store, "--host", "192.0.2.1")
    assert line.startswith(str(tmp_path / "p.db"))


@pytest.mark.parametrize("name", ["gone.gpkg", "broken.gpkg"])
def test_a_plan_that_cannot_be_opened_refuses_the_start(
    plan: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "broken.gpkg").write_text("no plan", encoding="utf-8")
    line = refusal(plan, tmp_path / name)
    assert name in line
    assert not store_beside(tmp_path / name).exists()


@pytest.mark.deep
def test_each_plan_has_a_schema_of_one_database(tmp_path: Path) -> None:
    url = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not url:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    names = [f"plan_{uuid4().hex}" for _ in range(2)]
    plan = saved_plan(tmp_path)
    store = f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{{plan}}"
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            shutil.copy(plan, tmp_path / f"{name}.gpkg")
            connection.execute(f"CREATE SCHEMA {name}")
            made = run("token", "create", tmp_path / f"{name}.gpkg", name, "--store", store)
            assert made.code == 0
        for name in names:
            listed = run("token", "list", tmp_path / f"{name}.gpkg", "--store", store, "--json")
            assert [token["name"] for token in json.loads(listed.out)] == [name]
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def test_for_others_every_plan_must_have_a_token(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "q.gpkg"
    shutil.copy(plan, other)
    with Store.open(store_beside(plan)) as store:
        store.tokens.create("Li", "planner")
    line = refusal(plan, other, "--host", "192.0.2.1")
    assert "there is no token for q" in line


def test_the_help_says_how_several_are_served() -> None:
    told = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "100", "NO_COLOR": "1"})
    assert "serve north.gpkg south.gpkg" in told.output
