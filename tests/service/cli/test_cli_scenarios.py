"""`scenario save|apply|rebase|merge`, `check` and `compare` over scenarios and plans in files."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from command_line import run, saved_plan, scenario_text, small_plan
from conftest import square

from geo import Scenario
from geo.scenario.replay import zones_hash
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from layers.store import Change
from service.cli.options import opened_service

RULES = 'rules: {caps: hard, sliver: {width_m: "5"}}\n'
EAST = "expand: {zone: E, by_km: 0.1}"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a small plan with one scenario in its store: W moves 1 km north."""
    return saved_plan(tmp_path)


def written(plan: Path, name: str, *edits: str) -> Path:
    """Return a scenario file of the given edits, not in the store."""
    path = plan.parent / f"{name}.yaml"
    text = scenario_text(Plan.open(plan).baseline, *edits, name=name)
    path.write_text(text, encoding="utf-8")
    return path


def stored(plan: Path, name: str) -> Scenario:
    """Return a scenario as the store of the plan has it."""
    with opened_service(plan, None) as book:
        return book.scenario(name)


def answer(*arguments: object, code: int = 0) -> dict[str, Any]:
    """Return the JSON document of a command that complains of nothing."""
    ran = run(*arguments, "--json")
    assert (ran.code, ran.errors) == (code, [])
    document: dict[str, Any] = json.loads(ran.out, parse_constant=pytest.fail)
    return document


def other_plan(plan: Path, **shapes: shapely.Polygon) -> Path:
    """Return a copy of the plan with other polygons for some zones."""
    layers = small_plan()
    zones = layers["zones"].copy()
    zones["geometry"] = [
        shapes.get(zone, shape)
        for zone, shape in zip(zones["zone_id"], zones["geometry"], strict=True)
    ]
    path = plan.parent / "other.gpkg"
    Plan(layers | {"zones": zones}).save(path)
    return path


def test_save_keeps_a_revision_with_a_record(plan: Path) -> None:
    document = answer("scenario", "save", plan, written(plan, "east", EAST), "-m", "why not")
    saved = stored(plan, "east")
    assert saved.recorded is not None
    assert document == {
        "scenario": "east",
        "revision": 1,
        "status": "draft",
        "visibility": "private",
        "baseline": Plan.open(plan).baseline,
        "result": saved.recorded.result,
        "notice": None,
    }
    assert list(saved.recorded.zones) == ["E"]
    assert answer("check", plan, "--scenario", "east")["notice"] is None


def test_save_never_writes_over_another_scenario_of_the_id_unasked(plan: Path) -> None:
    was = stored(plan, "north")
    other = written(plan, "north", "remove: {zone: E}")
    refused = run("scenario", "save", plan, other)
    assert (refused.code, refused.out) == (2, "")
    assert "north: already exists, at revision 1; add --on" in refused.errors[0]
    assert stored(plan, "north") == was
    assert answer("scenario", "save", plan, "north")["revision"] == 2
    assert answer("scenario", "save", plan, other, "--replace")["revision"] == 3
    assert stored(plan, "north").edits == Scenario.load(other).edits
    assert answer("scenario", "save", plan, other, "--on", "3")["revision"] == 4


def test_apply_writes_the_plan_that_the_record_promised(plan: Path) -> None:
    before = plan.read_bytes()
    saved = answer("scenario", "save", plan, "north")
    out = plan.parent / "north.gpkg"
    document = answer("scenario", "apply", plan, "north", "-o", out)
    made = Plan.open(out)
    assert document["baseline"] == made.baseline == saved["result"] != saved["baseline"]
    assert made.layers == Plan.open(plan).layers
    assert plan.read_bytes() == before
    again = run("scenario", "apply", plan, "north", "-o", out)
    assert (again.code, again.out) == (2, "")
    assert "already exists" in again.errors[0]


def test_another_machines_record_is_used_and_every_command_says_so(plan: Path) -> None:
    run("scenario", "save", plan, "north")
    saved = stored(plan, "north")
    opened = Plan.open(plan)
    zones = opened.zones.copy()
    zones["geometry"] = [shapely.MultiPolygon([square(0, 1)]), zones.geometry.iloc[1]]
    document = saved.to_document()
    document["recorded"] |= {
        "made_with": "shapely 1.9",
        "result": zones_hash(zones),
        "zones": {"W": shapely.geometry.mapping(square(0, 1))},
    }
    with opened_service(plan, None) as book:
        on = book.store.revision("north").hash
        book.store.save(document, Change(on, "another machine"))
    said = answer("check", plan, "--scenario", "north")
    assert "was recorded with shapely 1.9" in said["notice"]
    assert "the record is used" in said["notice"]
    assert said["notice"] in run("check", plan, "--scenario", "north").out
    for command in (["measure", plan, "--scenario", "north"], ["compare", plan, "north"]):
        ran = run(*command, "--json")
        assert (ran.code, ran.errors) == (0, [said["notice"]])
    out = plan.parent / "out.geojson"
    assert run("export", plan, out, "--scenario", "north").errors == [said["notice"]]
    exported = gpd.read_file(out).set_index("zone_id").geometry["W"]
    assert shapely.normalize(exported).equals_exact(
        shapely.normalize(shapely.MultiPolygon([square(0, 1)])), 1e-9
    )


def test_rules_of_a_file_that_are_not_valid_are_told_with_their_line(plan: Path) -> None:
    path = written(plan, "east", EAST)
    path.write_text(path.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    refused = run("check", plan, "--scenario", path)
    assert (refused.code, refused.out) == (2, "")
    no_number = "must be a number from 0 to 10000, not '5'; correct it"
    assert refused.errors == [
        f"{path} line 6: rules.caps: there is no such rule; did you mean cap?",
        f"{path} line 6: rules.sliver.width_m: {no_number}",
    ]


def test_rebase_carries_a_scenario_over_to_a_plan_whose_other_zone_changed(plan: Path) -> None:
    new = other_plan(plan, E=square(10, 2))
    out = plan.parent / "carried.yaml"
    north = written(plan, "north", "move: {zone: W, dx_km: 0, dy_km: 1}")
    arguments = ("scenario", "rebase", new, north, "--from", plan, "-o", out)
    assert answer(*arguments) == {
        "scenario": "north",
        "path": str(out),
        "edits": 1,
        "conflicts": [],
    }
    assert Scenario.load(out).baseline == Plan.open(new).baseline
    assert run("check", new, "--scenario", out).code == 0
    assert run("check", new, "--scenario", north).code == 2


def test_rebase_lists_conflicts_and_writes_nothing_unless_the_rest_is_wanted(plan: Path) -> None:
    new = other_plan(plan, E=square(10, 2))
    both = written(plan, "both", EAST, "move: {zone: W, dx_km: 0, dy_km: 1}")
    out = plan.parent / "carried.yaml"
    arguments = ("scenario", "rebase", new, both, "--from", plan, "-o", out)
    document = answer(*arguments, code=3)
    (conflict,) = document["conflicts"]
    assert (conflict["kind"], conflict["zone_id"], document["path"]) == ("changed", "E", None)
    assert not out.exists()
    ran = run(*arguments)
    assert ran.code == 3
    assert "the boundary of E changed since" in " ".join(ran.out.split())
    assert answer(*arguments, "--keep-rest")["edits"] == 1
    assert [edit.verb for edit in Scenario.load(out).edits] == ["move"]


def test_merge_writes_one_scenario_under_the_name_of_its_file(plan: Path) -> None:
    out = plan.parent / "both.yaml"
    east = written(plan, "east", EAST)
    document = answer("scenario", "merge", plan, "north", east, "-o", out)
    assert (document["scenario"], document["edits"], document["conflicts"]) == ("both", 2, [])
    assert [edit.verb for edit in Scenario.load(out).edits] == ["expand", "move"]


def test_merge_names_both_sides_of_a_conflict_and_writes_nothing(plan: Path) -> None:
    out = plan.parent / "both.yaml"
    west = written(plan, "west", "remove: {zone: W}")
    document = answer("scenario", "merge", plan, "north", west, "-o", out, code=3)
    (conflict,) = document["conflicts"]
    assert (conflict["kind"], conflict["zone_id"]) == ("zone", "W")
    assert conflict["message"] == (
        "W: north by edit 1 (move W), west by edit 1 (remove W); both change it, keep one"
    )
    assert (conflict["code"], conflict["params"]["zone"]) == ("scenario-both-change-zone", "W")
    assert not out.exists()


def test_a_name_that_no_scenario_can_have_is_refused(plan: Path) -> None:
    for name in ("a b.yaml", "baseline.yaml", "c.json"):
        ran = run("scenario", "merge", plan, "north", "north", "-o", plan.parent / name)
        assert (ran.code, ran.out) == (2, "")


def test_two_plans_are_compared_and_the_scenario_between_them_is_written(plan: Path) -> None:
    other = other_plan(plan, E=square(11))
    out = plan.parent / "between.yaml"
    document = answer("compare", plan, other, "-o", out, "--radius-km", "1")
    assert (document["a"], document["b"]) == ("other", "baseline")
    changes = {row["zone_id"]: row["change"] for row in document["zones"]}
    assert changes == {"W": "none", "E": "reshaped"}
    half_km2 = GRS80.area_km2(square(11))[0]
    assert document["zones"][1]["gained_km2"] == pytest.approx(half_km2, rel=1e-9)
    assert document["population"]["zones"][1] == {
        "zone_id": "E",
        "radius_km": 1.0,
        "entering_population": 30.0,
        "leaving_population": 0.0,
    }
    made = plan.parent / "made.gpkg"
    assert run("scenario", "apply", plan, out, "-o", made).code == 0
    assert Plan.open(made).baseline == Plan.open(other).baseline


def test_the_tables_of_a_comparison_say_who_enters_and_who_leaves(plan: Path) -> None:
    other = other_plan(plan, E=square(11))
    lines = run("compare", plan, other, "--radius-km", "1").out.splitlines()
    start = lines.index(next(line for line in lines if "each changed zone" in line))
    rows = [line.split() for line in lines[start:] if line.split()[:1] == ["E"]]
    assert rows[:2] == [["E", "0", "0", "0"], ["E", "1", "30", "0"]]
