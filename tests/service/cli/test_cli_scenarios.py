"""`scenario save|apply|rebase|merge`, `check` and `compare` over scenarios and plans in files."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from command_line import answer, refusal, run, scenario_file, small_plan

from geo import Scenario
from geo.scenario.replay import zones_hash
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from layers.store import Change
from service.cli.options import opened_service
from tests.conftest import square

EAST = "expand: {zone: E, by_km: 0.1}"


def stored(plan: Path, name: str) -> Scenario:
    with opened_service(plan, None) as book:
        return book.scenario(name)


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


def test_save_keeps_a_revision_and_apply_writes_the_plan_it_promised(plan: Path) -> None:
    before = plan.read_bytes()
    document = answer(
        "scenario", "save", plan, scenario_file(plan, EAST, name="east"), "-m", "why not"
    )
    saved = stored(plan, "east")
    assert saved.recorded is not None
    about = {"scenario": "east", "revision": 1, "status": "draft", "visibility": "private"}
    hashes = {"baseline": Plan.open(plan).baseline, "result": saved.recorded.result}
    assert document == about | hashes | {"notice": None}
    assert list(saved.recorded.zones) == ["E"]
    assert answer("check", plan, "--scenario", "east")["notice"] is None
    out = plan.parent / "out.gpkg"
    applied = answer("scenario", "apply", plan, "east", "-o", out)
    made = Plan.open(out)
    assert applied["baseline"] == made.baseline == document["result"] != document["baseline"]
    assert made.layers == Plan.open(plan).layers
    assert plan.read_bytes() == before
    assert "already exists" in refusal("scenario", "apply", plan, "east", "-o", out)


def test_save_never_writes_over_another_scenario_of_the_id_unasked(plan: Path) -> None:
    was = stored(plan, "north")
    other = scenario_file(plan, "remove: {zone: E}", name="north")
    ran = run("scenario", "save", plan, other)
    assert (ran.code, ran.out) == (2, "")
    assert "north: already exists, at revision 1; add --on" in ran.errors[0]
    assert stored(plan, "north") == was
    assert answer("scenario", "save", plan, "north")["revision"] == 2
    assert answer("scenario", "save", plan, other, "--replace")["revision"] == 3
    assert stored(plan, "north").edits == Scenario.load(other).edits
    assert answer("scenario", "save", plan, other, "--on", "3")["revision"] == 4


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


def test_rebase_lists_conflicts_and_writes_nothing_unless_the_rest_is_wanted(plan: Path) -> None:
    new, out = other_plan(plan, E=square(10, 2)), plan.parent / "carried.yaml"
    north = scenario_file(plan, "move: {zone: W, dx_km: 0, dy_km: 1}", name="north")
    rebased = answer("scenario", "rebase", new, north, "--from", plan, "-o", out)
    assert rebased == {"scenario": "north", "path": str(out), "edits": 1, "conflicts": []}
    assert Scenario.load(out).baseline == Plan.open(new).baseline
    assert [run("check", new, "--scenario", it).code for it in (out, north)] == [0, 2]
    out.unlink()
    both = scenario_file(plan, EAST, "move: {zone: W, dx_km: 0, dy_km: 1}", name="both")
    arguments = ("scenario", "rebase", new, both, "--from", plan, "-o", out)
    document = answer(*arguments, code=3)
    (conflict,) = document["conflicts"]
    assert (conflict["kind"], conflict["zone_id"], document["path"]) == ("changed", "E", None)
    ran = run(*arguments)
    assert (ran.code, out.exists()) == (3, False)
    assert "the boundary of E changed since" in " ".join(ran.out.split())
    assert answer(*arguments, "--keep-rest")["edits"] == 1
    assert [edit.verb for edit in Scenario.load(out).edits] == ["move"]


def test_merge_writes_one_scenario_or_names_both_sides_of_a_conflict(plan: Path) -> None:
    out = plan.parent / "both.yaml"
    west = scenario_file(plan, "remove: {zone: W}", name="west")
    document = answer("scenario", "merge", plan, "north", west, "-o", out, code=3)
    (conflict,) = document["conflicts"]
    assert (conflict["kind"], conflict["zone_id"]) == ("zone", "W")
    assert conflict["message"] == (
        "W: north by edit 1 (move W), west by edit 1 (remove W); both change it, keep one"
    )
    assert (conflict["code"], conflict["params"]["zone"]) == ("scenario-both-change-zone", "W")
    for name in ("a b.yaml", "c.json"):
        refusal("scenario", "merge", plan, "north", "north", "-o", plan.parent / name)
    assert not out.exists()
    document = answer(
        "scenario", "merge", plan, "north", scenario_file(plan, EAST, name="east"), "-o", out
    )
    assert (document["scenario"], document["edits"], document["conflicts"]) == ("both", 2, [])
    assert [edit.verb for edit in Scenario.load(out).edits] == ["expand", "move"]


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
    lines = run("compare", plan, other, "--radius-km", "1").out.splitlines()
    start = lines.index(next(line for line in lines if "each changed zone" in line))
    rows = [line.split() for line in lines[start:] if line.split()[:1] == ["E"]]
    assert rows[:2] == [["E", "0", "0", "0"], ["E", "1", "30", "0"]]
