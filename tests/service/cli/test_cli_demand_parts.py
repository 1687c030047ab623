"""`measure --demand-parts`: the same document, with the people of a data set in partitions."""

import json
from pathlib import Path

import pytest
from command_line import run, saved_plan, small_plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a small plan, beside it its own demand in two files, and a scenario."""
    (tmp_path / "parts").mkdir()
    demand = small_plan()["demand"]
    demand.iloc[:1].to_parquet(tmp_path / "parts" / "a.parquet")
    demand.iloc[1:].to_parquet(tmp_path / "parts" / "b.parquet")
    return saved_plan(tmp_path)


@pytest.mark.deep
def test_the_document_is_that_of_the_plan_but_for_access_and_the_demand_layer(plan: Path) -> None:
    asked = ("measure", plan, "--scenario", "north", "--radius-km", 1, "--json")
    whole = json.loads(run(*asked).out)
    ran = run(*asked, "--demand-parts", plan.parent / "parts")
    assert (ran.code, ran.errors) == (0, [])
    parted = json.loads(ran.out, parse_constant=pytest.fail)
    assert whole["totals"][0]["population"] == 40
    del whole["plan"]["layers"]["demand"]
    whole["access"] = dict.fromkeys(whole["access"])
    assert parted == whole


def test_a_bad_file_is_one_line_and_no_output(plan: Path) -> None:
    bad = plan.parent / "parts" / "a.parquet"
    bad.write_bytes(bad.read_bytes()[:-9])
    ran = run("measure", plan, "--demand-parts", plan.parent / "parts", "--json")
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert ran.errors[0].startswith(f"{bad}: cannot be read as Parquet (")


def test_a_scheduler_without_partitions_is_refused(plan: Path) -> None:
    ran = run("measure", plan, "--scheduler", "tcp://127.0.0.1:8786")
    assert (ran.code, ran.out) == (2, "")
    assert ran.errors == ["--scheduler: is for demand in partitions; name it with --demand-parts"]
