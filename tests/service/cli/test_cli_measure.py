"""`check`, `measure` and `compare`: one JSON document and nothing else, or tables with units."""

import json
import sys
from functools import partial
from pathlib import Path

import distributed
import pandas as pd
import pytest
from command_line import answer, keep, refusal, run, scenario_text, small_plan

from layers import Plan
from layers.example import example_plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import ended, regions_frame, square


def test_measure_prints_the_document_of_the_design_and_nothing_else(plan: Path) -> None:
    document = answer("measure", plan)
    assert " ".join(document) == (
        "plan scenario radii_km totals ftzs zones regions sectors access growth violations"
    )
    opened = Plan.open(plan)
    assert document["plan"] == {
        "path": str(plan),
        "crs": "EPSG:4490",
        "baseline": opened.baseline,
        "layers": opened.layers,
    }
    assert document["scenario"] == "baseline"
    assert document["radii_km"] == [25, 50, 100]
    assert " ".join(document["totals"][0]) == (
        "radius_km area_km2 covered_area_km2 population covered_population"
    )
    assert " ".join(document["zones"][0]) == (
        "zone_id ftz_id area_km2 perimeter_km polsby_popper reock blocks gateways"
    )
    assert " ".join(document["regions"][0]) == (
        "adcode name level radius_km area_km2 covered_area_km2 population covered_population"
    )
    assert " ".join(document["sectors"][0]) == (
        "sector radius_km clusters covered_clusters weight covered_weight matched_clusters"
    )
    assert list(document["access"]) == ["mean_km", "median_km", "p90_km", "gini"]
    area = GRS80.area_km2([square(0), square(10)]).sum()
    (ftz,) = document["ftzs"]
    assert ftz == {
        "ftz_id": "F",
        "area_km2": pytest.approx(area, rel=1e-12),
        "cap_km2": 100,
        "headroom_km2": pytest.approx(100 - area, rel=1e-12),
    }


def test_radii_and_levels_are_those_asked_for_and_what_is_unknown_is_null(plan: Path) -> None:
    levels = ("--level", "district", "--level", "province")
    document = answer("measure", plan, "--radius-km", "2.5", "--radius-km", "0", *levels)
    assert document["radii_km"] == [0, 2.5]
    assert {row["level"] for row in document["regions"]} == {"district", "province"}
    # point 1 is inside W; point 2 is 0.02° east of E, 1.93 km at 30°N
    assert [row["covered_population"] for row in document["totals"]] == [10, 40]
    by_code = {row["adcode"]: row for row in document["regions"] if row["radius_km"] == 0}
    without_demand = by_code["340101"]
    assert without_demand["population"] is without_demand["covered_population"] is None
    assert (without_demand["covered_area_km2"], by_code["330101"]["population"]) == (0, 10)


@pytest.mark.deep
def test_the_same_input_gives_the_same_bytes_in_another_process(plan: Path) -> None:
    arguments = ["compare", str(plan), "north", "--json"]
    other = ended(
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        *arguments,
        check=True,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": ":".join(sys.path), "LC_ALL": "C"},
    )
    assert other.stdout == run(*arguments).out


@pytest.mark.deep
def test_people_in_partitions_give_the_same(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = {"processes": False, "protocol": "tcp://"}  # processes: tests/geo/coverage
    in_threads = partial(distributed.LocalCluster, **threads)
    monkeypatch.setattr(distributed, "LocalCluster", in_threads)
    parts, demand = plan.parent / "parts", small_plan()["demand"]
    parts.mkdir()
    for name, rows in (("a", demand.iloc[:1]), ("b", demand.iloc[1:])):
        rows.to_parquet(parts / f"{name}.parquet")
    command = ("measure", plan, "--scenario", "north", "--radius-km", 1)
    whole = answer(*command)
    assert whole["totals"][0]["population"] == 40
    del whole["plan"]["layers"]["demand"]
    whole["access"] = dict.fromkeys(whole["access"])
    assert answer(*command, "--demand-parts", parts) == whole
    stated = [
        {"measure": "covered_population", "radius_km": 1.0, "at_least": 40.0},
        {"measure": "mean_km", "at_most": 1.0},
        {"measure": "covered_jobs", "radius_km": 1.0, "at_least": 1.0},
    ]
    aimed, original = plan.parent / "aimed.gpkg", Plan.open(plan)
    jobs = original.with_layer("demand", original.demand.assign(jobs=1.0))
    jobs.with_layer("targets", pd.DataFrame(stated)).save(aimed)
    ran = run("measure", aimed, "--radius-km", 1, "--demand-parts", parts, "--json")
    (line,) = ran.errors
    named = "mean_km <= 1, covered_jobs 1 km >= 1;"
    assert f"not measured, as the demand is in partitions: {named}" in line
    targets = json.loads(ran.out)["targets"]
    assert [row["target"] for row in targets] == ["covered_population 1 km >= 40"]


def test_a_scheduler_without_partitions_is_refused_in_one_line(plan: Path) -> None:
    line = refusal("measure", plan, "--scheduler", "tcp://127.0.0.1:8786")
    assert line == "--scheduler: is for demand in partitions; name it with --demand-parts"


def test_compare_tells_what_a_changes_against_b(plan: Path) -> None:
    document = answer("compare", plan, "north", "--radius-km", "5")
    assert (
        " ".join(document)
        == "a b zones totals sectors regions clusters violations population coarse"
    )
    assert (document["a"], document["b"]) == ("north", "baseline")
    assert [row["zone_id"] for row in document["coarse"]] == ["W"]
    west, east = document["zones"]
    assert (west["change"], east["change"]) == ("reshaped", "none")
    assert west["gained_km2"] == pytest.approx(west["lost_km2"], rel=1e-3)
    assert list(document["clusters"]) == ["entering", "leaving"]
    assert [row["cluster_id"] for row in document["clusters"]["leaving"]] == ["C"]
    changes = ["new", "worse", "improved", "unchanged", "mended"]
    assert list(document["violations"]) == changes
    back = answer("compare", plan, "baseline", "north", "--radius-km", "5")
    assert [row["cluster_id"] for row in back["clusters"]["entering"]] == ["C"]


def test_a_scenario_is_named_by_id_by_file_or_is_the_baseline(plan: Path) -> None:
    file = plan.parent / "in-a-file.yaml"
    file.write_text(run("scenario", "show", plan, "north").out, encoding="utf-8")
    by_id = answer("measure", plan, "--scenario", "north")
    assert by_id["scenario"] == "north"
    assert by_id == answer("measure", plan, "--scenario", file)
    assert answer("measure", plan, "--scenario", "baseline") == answer("measure", plan)


def test_a_broken_hard_rule_is_exit_1_of_check_and_its_geometry_is_geojson(plan: Path) -> None:
    over = f"reshape: {{zone: W, geometry: '{square(9.5).wkt}'}}"
    keep(plan, scenario_text(Plan.open(plan).baseline, over, name="overlapping"))
    document = answer("check", plan, "--scenario", "overlapping", code=1)
    assert list(document) == [
        "plan",
        "scenario",
        "notice",
        "water_known",
        "violations",
        "mended",
        "acknowledgements",
        "regions",
    ]
    overlap = next(row for row in document["violations"] if row["rule"] == "overlap")
    assert " ".join(overlap) == (
        "rule subject code params level zone_id amount limit unit message geometry "
        "change amount_before worse_by places places_before message_zh"
    )
    assert (overlap["change"], overlap["worse_by"], document["mended"]) == ("new", None, [])
    assert (overlap["subject"], overlap["code"]) == ("E W", "rule-zones-overlap")
    assert overlap["params"] == {"zone": "E", "other": "W", "area_km2": overlap["amount"]}
    assert overlap["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert overlap["amount"] == pytest.approx(GRS80.area_km2(square(10, 0, 1))[0] / 2, rel=1e-3)
    assert run("measure", plan, "--scenario", "overlapping").code == 0
    assert run("check", plan).code == 0
    soft = scenario_text(Plan.open(plan).baseline, over, name="soft") + "rules: {overlap: soft}\n"
    keep(plan, soft)
    document = answer("check", plan, "--scenario", "soft")
    assert ("overlap", "soft") in {(row["rule"], row["level"]) for row in document["violations"]}


def test_tables_fit_100_columns_and_say_units_and_missing_figures(plan: Path) -> None:
    for ran in (
        run("measure", plan, "--level", "district", "--level", "province"),
        run("compare", plan, "north", "--level", "district"),
        run("check", plan, "--scenario", "north"),
    ):
        assert (ran.code, ran.errors) == (0, [])
        assert max(len(line) for line in ran.out.splitlines()) <= 100
        assert "1 of 2 zones surveyed; the boundaries of 1 are schematic." in ran.out
        assert "nan" not in ran.out.lower()
    measured = run("measure", plan, "--level", "district").out
    assert "Area, km²" in measured
    assert [line for line in measured.splitlines() if "340101" in line and "—" in line]


def test_a_table_names_the_regions_and_zones_that_its_rows_are_about(tmp_path: Path) -> None:
    example, plan = example_plan(), tmp_path / "p.gpkg"
    example.with_layer("zones", example.zones.assign(name=["North", "South"])).save(plan)
    unequal = run("table", "inequality", plan, "--level", "district").out
    assert unequal.count("West") == 6  # all are covered alike: it is the first of equals
    alone = run("table", "overlap", plan).out
    assert ("B South" in alone, "A North" in alone) == (True, True)


def test_a_long_table_prints_its_first_rows_and_says_how_to_see_all(tmp_path: Path) -> None:
    frames = small_plan()
    counties = regions_frame(*((f"{n:03}", square(n, 20)) for n in range(250)))
    regions = pd.concat([frames["regions"], counties], ignore_index=True)
    path = tmp_path / "long.gpkg"
    terms = pd.DataFrame({"term": ["level"], "code": ["county"], "region_column": "adcode"})
    Plan(frames | {"regions": regions, "terms": terms.assign(text="county")}).save(path)
    printed = run("measure", path).out
    lines = printed.splitlines()
    assert "and 153 more rows: --all-rows prints them, --json has them all" in lines
    assert [line for line in lines if line.startswith("  099")]
    assert not [line for line in lines if line.startswith("  100")]
    every = run("measure", path, "--all-rows").out
    assert "more rows" not in every
    assert [line for line in every.splitlines() if line.startswith("  249")]
    assert len(answer("measure", path)["regions"]) == 3 * 253
    assert "more rows" not in run("scenario", "list", path).out
