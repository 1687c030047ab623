"""What each released version wrote is read, holds, and goes on.

`written-by-VERSION.zip`, beside `tests/conftest.py`, has a plan and its store by that version's own
hand: two zones, and a scenario that was saved, undone, redone, commented, proposed and approved;
and the decision file of it.
"""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from command_line import Ran, run, scenario_file

WRITTEN = sorted(Path(__file__).parents[1].glob("written-by-*.zip"))


@pytest.fixture(params=WRITTEN, ids=lambda file: file.stem)
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with zipfile.ZipFile(request.param) as written:
        written.extractall(tmp_path)
    return tmp_path / "p.gpkg"


def answer(*arguments: object) -> Any:
    ran: Ran = run(*arguments, "--json")
    told = re.compile("the record is used$|: was migrated from store version ")
    others = [line for line in ran.errors if not told.search(line)]
    assert (ran.code, others) == (0, [])
    return json.loads(ran.out)


def test_a_plan_of_each_version_gives_the_same_figures(plan: Path) -> None:
    (total,) = answer("measure", plan, "--radius-km", 1)["totals"]
    assert (total["population"], total["covered_population"]) == (40, 10)
    reach = pytest.approx(16.716, rel=1e-4)  # later outlines of it are nearer to its arcs
    assert total["covered_area_km2"] == reach
    zones = answer("measure", plan, "--scenario", "north")["zones"]
    assert [round(zone["area_km2"], 2) for zone in zones] == [1.07, 2.02]


def test_a_store_of_each_version_holds_and_is_written_to(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = answer("scenario", "history", plan, "north")
    kinds = ["status", "status", "redo", "undo", "save", "create"]
    assert [row["kind"] for row in rows] == kinds
    assert "Is the harbour dry? 港口" in run("scenario", "record", plan, "north").out
    assert "planner" in run("token", "list", plan).out
    south = scenario_file(plan, "move: {zone: W, dx_km: 0, dy_km: -1}", name="south")
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", run("token", "create", plan, "Zhou").out.strip())
    assert run("scenario", "save", plan, south).code == 0
    verified = run("scenario", "verify", plan)
    assert (verified.code, verified.out.count("revision")) == (0, 2)


def test_a_decision_of_each_version_is_measured_and_compared_with_its_store(plan: Path) -> None:
    ran = run("verify", plan.with_name("d.html"), plan, "--json")
    decision = json.loads(ran.out)
    verdicts = {it["verdict"] for it in decision["figures"]}
    assert verdicts - {"unstated"} == {"equal"}  # figures that it did not have yet
    assert decision["places"] == []
    assert "report-checked-record" in decision["compared"]
    assert (ran.code == 0) == (decision["page"] is True)  # the first version's page is not compared
