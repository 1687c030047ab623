"""Consensus on the command line and over HTTP: one document, tables, or one line of what to do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import keep, run, scenario_text, small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan


def without(zone: str, name: str, baseline: str) -> str:
    return scenario_text(baseline, f"remove: {{zone: {zone}}}", name=name)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return the small plan as a file, in its store a scenario without E and one without W."""
    built = Plan(small_plan())
    path = tmp_path / "p.gpkg"
    built.save(path)
    keep(path, without("E", "west", built.baseline))
    keep(path, without("W", "east", built.baseline))
    return path


def test_the_document_says_how_much_land_is_of_how_many(plan: Path) -> None:
    found = json.loads(run("consensus", plan, "baseline", "west", "east", "--json").out)
    assert list(found) == ["scenarios", "counts", "ftzs", "pieces"]
    assert found["scenarios"] == ["baseline", "west", "east"]
    assert [row["count"] for row in found["counts"]] == [3, 2, 1]
    three, two, one = (row["area_km2"] for row in found["counts"])
    assert (three, one) == (0, 0)
    assert two == pytest.approx(sum(piece["area_km2"] for piece in found["pieces"]))
    assert sorted(piece["scenarios"] for piece in found["pieces"]) == [
        ["baseline", "east"],
        ["baseline", "west"],
    ]
    assert {row["ftz_id"] for row in found["ftzs"]} == {"F"}


def test_without_json_tables_are_printed(plan: Path) -> None:
    ran = run("consensus", plan, "baseline", "west")
    assert (ran.code, ran.errors) == (0, [])
    assert "Land by number of scenarios" in ran.out


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["baseline"], "consensus of 1 scenario: name from two"),
        (["west", "west"], "scenarios: one is named twice"),
        (["west", "north"], "scenario north: no such file"),
    ],
)
def test_what_cannot_agree_is_one_line_and_exit_2(plan: Path, names: list[str], line: str) -> None:
    ran = run("consensus", plan, *names)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.errors) == 1
    assert ran.errors[0].startswith(line)


def test_the_service_answers_the_same(make_app: Callable[..., FastAPI], plan: Path) -> None:
    built = Plan(small_plan())
    kept = [
        Scenario.parse(without(zone, name, built.baseline), name)
        for zone, name in (("E", "west"), ("W", "east"))
    ]
    client = TestClient(make_app(built, *kept))
    answer = client.get("/api/consensus?scenario=baseline&scenario=west&scenario=east").json()
    assert answer == json.loads(run("consensus", plan, "baseline", "west", "east", "--json").out)
    assert client.get("/api/consensus?scenario=west").status_code == 422
    assert client.get("/api/consensus?scenario=west&scenario=west").status_code == 422
    assert client.get("/api/consensus?scenario=west&scenario=north").status_code == 404
