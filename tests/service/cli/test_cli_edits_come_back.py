"""What an editor does to a file besides edits: what of it is no edit, and what is told."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from command_line import run, saved_plan, small_plan
from conftest import square
from edited_files import Zones, edit, halved, imported, with_shape
from shapely.affinity import translate

from geo import Scenario
from geo.edits import Reshape
from layers import Plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan of the zones W and E, a square each, with one scenario beside it."""
    return saved_plan(tmp_path)


@pytest.fixture
def finer(tmp_path: Path) -> Path:
    """Return a plan whose outlines have more than five decimals of a degree."""
    layers = small_plan()
    shapes = [
        shapely.MultiPolygon([translate(one, 1 / 30_000)]) for one in layers["zones"].geometry
    ]
    Plan(layers | {"zones": layers["zones"].set_geometry(shapes)}).save(tmp_path / "finer.gpkg")
    return tmp_path / "finer.gpkg"


def rounded(zones: Zones, decimals: int = 5) -> Zones:
    shapes = [shapely.transform(s, lambda xy: np.round(xy, decimals)) for s in zones.geometry]
    return zones.set_geometry(shapes)


def test_a_copy_of_a_file_that_was_open_is_told_to_lack_saves(plan: Path) -> None:
    edited = edit(plan, halved)
    assert not any("may be missing" in note for note in imported(plan, edited)["notes"])
    with edited.open("r+b") as file:
        file.seek(18)
        file.write(b"\x02\x02")  # so SQLite marks a file whose last changes lie in a -wal beside it
    (note,) = [it for it in imported(plan, edited)["notes"] if "may be missing" in it]
    assert note.startswith("edited.gpkg was open in another program when it was copied, ")
    plan.with_name("back.yaml").unlink()
    assert note in run("import-edits", plan, edited, "-o", plan.with_name("back.yaml")).out


def test_a_file_that_is_mostly_rounded_to_five_decimals_is_known_by_that(finer: Path) -> None:
    def drawn(zones: Zones) -> Zones:
        return with_shape(rounded(zones), 0, translate(square(0), 0.001234567))

    document = imported(finer, edit(finer, drawn))
    assert document["edited"]["tolerance_deg"] == 1e-5
    assert [row["zone_id"] for row in document["zones"]] == ["W"]
    (note,) = [it for it in document["notes"] if "five decimals" in it]
    assert "--tolerance-m" in note


def test_how_far_outlines_may_lie_can_be_said_in_metres(finer: Path) -> None:
    edited = edit(finer, lambda zones: rounded(zones, 4))
    assert {row["zone_id"] for row in imported(finer, edited)["zones"]} == {"W", "E"}
    document = imported(finer, edited, "--tolerance-m", "6")
    assert (document["zones"], document["rewritten"]) == ([], 2)
    assert document["edited"]["tolerance_deg"] == pytest.approx(6 / 111_320, rel=0.01)


@pytest.mark.filterwarnings("ignore:Normalized/laundered", "ignore:Value", "ignore:Column names")
def test_names_and_texts_that_a_shapefile_cuts_are_no_edits(tmp_path: Path) -> None:
    layers = small_plan()
    note, note_zh = "n" * 253 + " and more", "注" * 100
    layers["zones"] = layers["zones"].assign(
        published_area_km2=[1.5, 2.5],
        published_area_source="gazette",
        published_area_verified=[True, False],
        sectors_source="derived",
        note=["short", note],
        note_zh=["短", note_zh],
    )
    plan = tmp_path / "p.gpkg"
    Plan(layers).save(plan)
    for encoding in ("utf-8", "gbk"):
        path = tmp_path / f"{encoding}.shp"
        pyogrio.read_dataframe(plan, layer="zones").to_file(path, encoding=encoding)
        cut = pyogrio.read_dataframe(path)
        assert {"published_", "publishe_1", "publishe_2", "sectors_so"} <= set(cut.columns)
        assert cut["note"][1] == "n" * 253 + " " or cut["note"][1] == "n" * 253
        document = imported(plan, path)
        assert document["zones"] == []
        assert not any("none of this name" in it for it in document["notes"])


@pytest.mark.filterwarnings("ignore:Normalized/laundered", "ignore:Value", "ignore:Column names")
def test_a_text_of_a_shapefile_that_was_edited_is_an_edit(tmp_path: Path) -> None:
    layers = small_plan()
    layers["zones"]["note"] = ["short", "n" * 300]
    plan = tmp_path / "p.gpkg"
    Plan(layers).save(plan)
    zones = pyogrio.read_dataframe(plan, layer="zones").assign(note=["n" * 200, "m" * 254])
    zones.to_file(tmp_path / "zones.shp", encoding="utf-8")
    told = imported(plan, tmp_path / "zones.shp")["zones"]
    assert [row["columns"] for row in told] == [["note"], ["note"]]


def test_every_bad_value_of_a_file_is_told_in_one_run(plan: Path) -> None:
    bow = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])

    def spoilt(zones: Zones) -> Zones:
        zones = with_shape(zones, 0, bow)
        return zones.assign(locked=["perhaps", "no"], ftz_id=["F", "Z"], published_area_km2=[1, -2])

    edited = edit(plan, spoilt)
    ran = run("import-edits", plan, edited, "-o", plan.with_name("back.yaml"))
    assert ran.code == 2
    told = {line.removeprefix(f"{edited}: layer zones") for line in ran.errors}
    assert {line for line in told if not line.endswith("--repair)")} == {
        ".ftz_id: row 2 (E): there is no group Z; known: F",
        ".locked: row 1: 'perhaps' is not true or false; correct it",
        ".published_area_km2: row 2 is below 0; correct it",
    }
    (mend,) = [line for line in told if line.endswith("--repair)")]
    assert mend.startswith(": row 1 (W) is not a valid polygon: Self-intersection[120.005 30.005]")


def test_a_long_value_of_a_file_is_cut_where_a_line_tells_it(plan: Path) -> None:
    def spoilt(zones: Zones) -> Zones:
        return zones.assign(ftz_id="x" * 5_000, zone_id=["W", "y" * 5_000])

    ran = run("import-edits", plan, edit(plan, spoilt), "-o", plan.with_name("back.yaml"))
    (line,) = ran.errors
    rows = f"row 1 (W), row 2 ({'y' * 59}…)"
    assert line.endswith(f"zones.ftz_id: {rows}: there is no group {'x' * 59}…; known: F")


def test_a_file_is_written_over_by_force_alone(plan: Path) -> None:
    edited, out = edit(plan, halved), plan.with_name("back.yaml")
    out.write_text("mine")
    ran = run("import-edits", plan, edited, "-o", out)
    assert (ran.code, out.read_text()) == (2, "mine")
    assert "--force" in ran.errors[0]
    assert run("import-edits", plan, edited, "-o", out, "--force").code == 0
    assert Scenario.load(out).edits
    refused = run("import-edits", plan, plan.with_name("none.gpkg"), "-o", out, "--force")
    assert (refused.code, bool(Scenario.load(out).edits)) == (2, True)
    own = edited.rename(plan.with_name("own.yaml"))
    before = own.read_bytes()
    ran = run("import-edits", plan, own, "-o", own, "--force")
    assert (ran.code, own.read_bytes() == before) == (2, True)


def test_a_shift_that_is_told_as_a_move_says_how_far_it_is_from_the_layer(plan: Path) -> None:
    edited = edit(plan, lambda zones: with_shape(zones, 1, translate(square(10), 0, 0.002)))
    document = imported(plan, edited)
    (row,) = document["zones"]
    assert row["what"] == ["moved"]
    (note,) = document["notes"]
    assert note.startswith("E: recorded as a move; its outline lies within 0.0")
    assert note.endswith(" m of the layer's")


def test_a_part_that_has_the_names_of_its_zone_is_told(plan: Path) -> None:
    named = edit(plan, lambda zones: halved(zones.assign(name=["West", "East"])))
    notes = imported(plan, named)["notes"]
    assert "W-2: has the name West, that of W; give it its own" in notes


def test_zones_without_a_column_of_ids_are_known_by_their_land(plan: Path) -> None:
    def bare(zones: Zones) -> Zones:
        return with_shape(zones, 1, square(10, 0, 1.5)).drop(columns=["zone_id", "origin_id"])[::-1]

    document = imported(plan, edit(plan, bare))
    (row,) = document["zones"]
    assert (row["zone_id"], row["what"]) == ("E", ["reshaped"])
    assert any("no column zone_id" in note for note in document["notes"])


def test_what_the_plan_refuses_of_several_zones_is_told_in_one_run(plan: Path) -> None:
    def spoilt(zones: Zones) -> Zones:
        far = with_shape(zones, 0, translate(square(0), -100, 10))
        return far.assign(zone_id=["W", "bad\nid"], jobs=["?", "!"])

    ran = run("import-edits", plan, edit(plan, spoilt), "-o", plan.with_name("back.yaml"))
    assert ran.code == 2
    assert len(ran.errors) == 2
    assert any("beyond the plan's extent" in line for line in ran.errors)
    assert any("E" in line and "control" in line for line in ran.errors)


def test_an_outline_that_only_looks_like_a_move_says_nothing(plan: Path) -> None:
    edited = edit(plan, lambda zones: with_shape(zones, 1, square(10, 0, 1.5)))
    assert imported(plan, edited)["notes"] == []
    (only,) = Scenario.load(plan.with_name("back.yaml")).edits
    assert isinstance(only, Reshape)
