"""`import-edits`: an edited layer becomes a scenario, or a line says why not; nothing is left.

What an editor does to a file besides edits (rounding, cut names, another CRS) is none.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from command_line import refusal, run, scenario_file, small_plan
from edited_files import EAST, WEST, Zones, edit, halved, imported, with_shape
from shapely.affinity import translate

from geo import Scenario
from geo.edits import Move, Set
from geo.scenario.replay import apply
from layers import Plan
from tests.conftest import square

PHASES_UNKNOWN = (
    "phased is not stored, and its phases are not known: if it has some, name its file"
    " (--phases-of)"
)
BOW_TIE = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])


def back(plan: Path) -> Scenario:
    return Scenario.load(plan.with_name("back.yaml"))


def importing(plan: Path, edited: Path, *options: object) -> tuple[object, ...]:
    return ("import-edits", plan, edited, "-o", plan.with_name("back.yaml"), *options)


def test_the_document_says_what_was_done_and_the_file_replays_to_it(plan: Path) -> None:
    edited = edit(plan, lambda zones: halved(zones).assign(locked=[False, False, True]))
    options = ("--radius-km", "1", "--id", "cut", "--title", "Cut 切")
    document = imported(plan, edited, *options)
    assert imported(plan, edited, *options) == document
    own = ["plan", "edited", "scenario", "zones", "rewritten", "notes", "notes_zh"]
    compared = ["totals", "sectors", "clusters", "violations", "population"]
    assert list(document) == [*own, *compared, "coarse"]
    about = {"layer": "zones", "crs": "EPSG:4490", "tolerance_deg": 1e-6}
    assert document["edited"] == {"path": str(edited)} | about
    about = {"scenario": "cut", "title": "Cut 切", "edits": ["split", "set"]}
    assert document["scenario"] == about
    rows = {row["zone_id"]: row for row in document["zones"]}
    done = {zone: row["what"] for zone, row in rows.items()}
    assert done == {"W": ["split"], "W-2": ["part"], "E": ["set"]}
    km2 = Plan.open(plan).ellipsoid.area_km2([WEST, EAST])
    assert rows["W"]["area_km2_after"] == pytest.approx(km2[1])
    assert rows["W"]["lost_km2"] == rows["W-2"]["gained_km2"] == pytest.approx(km2[0])
    assert (rows["W-2"]["of"], rows["W-2"]["given_id"]) == (["W"], "W")
    scenario = back(plan)
    assert (scenario.scenario, scenario.title, scenario.parent) == ("cut", "Cut 切", None)
    made = apply(Plan.open(plan), scenario).set_index("zone_id")
    assert made.geometry["W-2"].equals(WEST)
    assert bool(made.loc["E", "locked"])
    assert run("check", plan, "--scenario", plan.with_name("back.yaml")).code == 0


def test_the_tables_tell_each_zone_and_the_rules(plan: Path) -> None:
    edited = edit(plan, lambda zones: halved(zones.assign(name=["West", "East"])))
    ran = run(*importing(plan, edited))
    assert (ran.code, ran.errors) == (0, [])
    text = " ".join(ran.out.split())
    assert f"Edits found in {edited}, layer zones, EPSG:4490" in ran.out
    for told in (
        "zones surveyed; the boundaries of",
        "W split",
        "W-2 part of W",
        "W-2: has the name West, that of W; give it its own",
        "Rules newly broken",
        "back.yaml: written, 4 edits",
    ):
        assert told in text, told
    lines = [line for line in ran.out.splitlines() if "has the name" not in line]
    assert max(map(len, lines)) <= 100 + len(str(edited))


def test_layers_of_a_drawing_give_no_zone_another_id_unasked(plan: Path) -> None:
    drawing = plan.with_name("plan.dxf")
    assert run("export", plan, drawing, "--crs", "EPSG:4528").code == 0
    text = drawing.read_text(encoding="gbk")
    drawing.write_text(text.replace("\nW\n", "\nPLOT 1\n"), encoding="gbk")
    options = ("--source-crs", "zones=EPSG:4528")
    document = imported(plan, drawing, *options)
    assert document["scenario"]["edits"] == []
    assert any("PLOT 1 is the file's name of a zone" in note for note in document["notes"])
    (row,) = imported(plan, drawing, *options, "--map-column", "zone_id=zone_id")["zones"]
    assert (row["zone_id"], row["what"], row["of"]) == ("PLOT 1", ["renamed"], ["W"])


def test_what_a_zone_took_in_and_gave_up_is_counted(plan: Path) -> None:
    (row,) = imported(plan, edit(plan, lambda it: with_shape(it, 0, square(12.5))))["zones"]
    # the plan has 10 persons and a cluster in the middle of W, 30 persons at column 13
    assert (row["entering_population"], row["leaving_population"]) == (30, 10)
    assert (row["entering_clusters"], row["leaving_clusters"]) == (0, 1)


def test_a_shift_is_a_move_in_another_format_and_crs(plan: Path) -> None:
    zones = Plan.open(plan).zones[["zone_id", "ftz_id", "geometry"]]
    moved = with_shape(zones, 1, translate(square(10), 0.02)).rename(columns={"zone_id": "CODE"})
    moved.to_crs(32651).to_file(path := plan.with_name("b.fgb"))
    document = imported(plan, path, "--map-column", "zone_id=CODE")
    (row,), (move,) = document["zones"], back(plan).edits
    assert (row["zone_id"], row["what"], move.verb) == ("E", ["moved"], "move")
    assert document["edited"]["crs"] == "EPSG:32651"


def test_a_scenarios_layer_of_an_export_becomes_a_scenario_too(plan: Path) -> None:
    out = plan.with_name("out.gpkg")
    assert run("export", plan, out, "--scenario", "north").code == 0
    zones = pyogrio.read_dataframe(out, layer="scenario_north_zones")
    zones.loc[zones["zone_id"] == "E", "name"] = "East"
    pyogrio.write_dataframe(zones, out, layer="scenario_north_zones", promote_to_multi=True)
    ran = run(*importing(plan, out, "--layer", "scenario_north_zones"))
    assert (ran.code, "further layers" in ran.out) == (0, False)
    assert back(plan).parent == "north"
    assert back(plan).edits == (Move(zone="W", dx_km=0, dy_km=1), Set(zone="E", name="East"))
    ran = run("import-edits", plan, out, "-o", plan.with_name("none.yaml"))
    assert "further layers of zones: scenario_north_zones; name one with --layer" in ran.out


def test_edits_of_the_layer_of_a_scenario_stay_in_its_phases(plan: Path) -> None:
    move = "move: {zone: E, dx_km: 0, dy_km: 2}"
    first = scenario_file(plan, move, "move: {zone: W, dx_km: 0, dy_km: 1}", name="phased")
    phases = "phases: [{by: 2027, title: First, edits: 1}, {by: 2030, edits: 2}]\n"
    first.write_text(first.read_text(encoding="utf-8") + phases, encoding="utf-8")
    out = plan.with_name("out.gpkg")
    assert run("export", plan, out, "--scenario", first).code == 0
    asked = importing(plan, out, "--layer", "scenario_phased_zones", "--force")
    unknown = run(*asked)
    assert (unknown.code, unknown.errors[0]) == (0, PHASES_UNKNOWN)
    assert back(plan).phases == ()
    ran = run(*asked, "--phases-of", first)
    assert (ran.code, ran.errors) == (0, [])
    assert back(plan).phases == Scenario.load(first).phases
    assert [edit.touched for edit in back(plan).edits] == [{"E"}, {"W"}]
    assert run("scenario", "save", plan, first).code == 0
    assert run(*asked).errors == []
    assert back(plan).phases == Scenario.load(first).phases


def assert_refused(line: str, plan: Path, edited: Path, *options: object) -> None:
    before = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    assert line in refusal(*importing(plan, edited, *options, "--json"))
    after = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    assert after == before


BAD_LAYERS: tuple[tuple[Callable[[Zones], pd.DataFrame], str], ...] = (
    (
        lambda zones: zones.set_crs(4214, allow_override=True),
        "layer zones: is in EPSG:4214, from which no exact transformation to EPSG:4490 is known",
    ),
    (lambda zones: zones[:0], "layer zones has no rows; name a layer of zones"),
    (
        lambda zones: pd.DataFrame(zones.drop(columns="geometry")),
        "layer zones has no geometry; name a layer of zones by --layer",
    ),
    (
        lambda zones: zones.assign(ftz_id="x" * 5_000, zone_id=["W", "y" * 5_000]),
        f"zones.ftz_id: row 1 (W), row 2 ({'y' * 59}…): there is no group {'x' * 59}…; known: F",
    ),
)


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS", "ignore:'crs' was not")
def test_a_bad_layer_is_refused_in_one_line_and_nothing_is_left(plan: Path) -> None:
    for change, line in BAD_LAYERS:
        plan.with_name("edited.gpkg").unlink(missing_ok=True)
        assert_refused(line, plan, edit(plan, change))


def test_every_bad_value_of_a_file_is_told_in_one_run(plan: Path) -> None:
    def spoilt(zones: Zones) -> Zones:
        zones = with_shape(zones, 0, BOW_TIE)
        return zones.assign(locked=["perhaps", "no"], ftz_id=["F", "Z"], published_area_km2=[1, -2])

    edited = edit(plan, spoilt)
    ran = run(*importing(plan, edited))
    assert ran.code == 2
    told = {line.removeprefix(f"{edited}: layer zones") for line in ran.errors}
    (mend,) = [line for line in told if line.endswith("Fix geometries)")]
    assert mend.startswith(": row 1 (W) is not a valid polygon: Self-intersection[120.005 30.005]")
    assert told - {mend} == {
        ".ftz_id: row 2 (E): there is no group Z; known: F",
        ".locked: row 1: 'perhaps' is not true or false; correct it",
        ".published_area_km2: row 2 is below 0; correct it",
    }


def _as_it_is(_: Path) -> None:
    pass


BAD_FILES: tuple[tuple[Callable[[Path], object], tuple[str, ...], str], ...] = (
    (_as_it_is, ("--radius-km", "-1"), "radius -1"),
    (
        _as_it_is,
        ("--layer", "zone"),
        "edited.gpkg: has no layer zone (there are: zones); correct --layer",
    ),
    (
        _as_it_is,
        ("--id", "a b"),
        "import-edits: scenario: must be 1 to 64 letters, digits, - or _, not 'a b'; correct it",
    ),
    *((_as_it_is, ("--tolerance-m", metres), "--tolerance-m") for metres in ("0", "nan", "101")),
    (_as_it_is, ("--missing", "perhaps"), "perhaps"),
    (
        lambda path: Path(f"{path}-wal").write_bytes(b"edits"),
        (),
        "edited.gpkg: open in another program (QGIS?); save and close it there first",
    ),
    (Path.unlink, (), "edited.gpkg: no such file; check the name"),
)


def test_a_bad_file_or_option_is_refused_in_one_line(plan: Path) -> None:
    edited = edit(plan, halved)
    whole = edited.read_bytes()
    for spoil, options, line in BAD_FILES:
        edited.write_bytes(whole)
        Path(f"{edited}-wal").unlink(missing_ok=True)
        spoil(edited)
        assert_refused(line, plan, edited, *options)


def test_a_layer_among_several_must_be_named(plan: Path) -> None:
    edited = edit(plan, halved, "one")
    zones = pyogrio.read_dataframe(plan, layer="zones")
    pyogrio.write_dataframe(zones, edited, layer="two", append=True, promote_to_multi=True)
    told = "edited.gpkg: has the layers one, two; name one with --layer, or give it the name zones"
    assert_refused(told, plan, edited)
    assert imported(plan, edited, "--layer", "two")["zones"] == []


def test_zones_that_a_file_lacks_are_kept_or_removed_and_that_is_said(plan: Path) -> None:
    edited = edit(plan, lambda zones: with_shape(zones, 0, square(0).union(square(0, 1)))[:1])
    for missing, verbs in (("keep", ["reshape"]), ("remove", ["remove", "reshape"])):
        ran = run(*importing(plan, edited, "--force", "--missing", missing))
        assert (ran.code, [edit.verb for edit in back(plan).edits]) == (0, verbs)
        assert ("to have them removed: --missing" in " ".join(ran.out.split())) is (
            missing == "keep"
        )


def test_a_source_of_five_decimals_is_known_and_a_tolerance_is_given(tmp_path: Path) -> None:
    def rounded(zones: Zones, decimals: int) -> Zones:
        shapes = [shapely.transform(s, lambda xy: np.round(xy, decimals)) for s in zones.geometry]
        return zones.set_geometry(shapes)

    layers, finer = small_plan(), tmp_path / "finer.gpkg"
    shapes = [shapely.MultiPolygon([translate(s, 1 / 30_000)]) for s in layers["zones"].geometry]
    Plan(layers | {"zones": layers["zones"].set_geometry(shapes)}).save(finer)
    own = translate(square(0), 0.001234567)
    for change, zones, rewritten in (
        (lambda it: with_shape(rounded(it, 5), 0, own), ["W"], 1),
        (lambda it: rounded(it, 5), [], 2),
    ):
        document = imported(finer, edit(finer, change))
        assert document["edited"]["tolerance_deg"] == 1e-5
        assert [row["zone_id"] for row in document["zones"]] == zones
        assert document["rewritten"] == rewritten
        (note,) = [it for it in document["notes"] if "five decimals" in it]
        assert "--tolerance-m" in note
    edited = edit(finer, lambda zones: rounded(zones, 4))
    assert {row["zone_id"] for row in imported(finer, edited)["zones"]} == {"W", "E"}
    document = imported(finer, edited, "--tolerance-m", "6")
    assert (document["zones"], document["rewritten"]) == ([], 2)
    assert document["edited"]["tolerance_deg"] == pytest.approx(6 / 111_320, rel=0.01)


@pytest.mark.filterwarnings("ignore:Normalized/laundered", "ignore:Value", "ignore:Column names")
def test_names_and_texts_that_a_shapefile_cuts_are_no_edits_others_are(tmp_path: Path) -> None:
    layers, plan = small_plan(), tmp_path / "p.gpkg"
    layers["zones"] = layers["zones"].assign(
        published_area_km2=[1.5, 2.5],
        published_area_source="gazette",
        published_area_verified=[True, False],
        sectors_source="derived",
        note=["short", "n" * 253 + " and more"],
        note_zh=["短", "注" * 100],
    )
    Plan(layers).save(plan)
    zones = pyogrio.read_dataframe(plan, layer="zones")
    for encoding in ("utf-8", "gbk"):
        path = tmp_path / f"{encoding}.shp"
        zones.to_file(path, encoding=encoding)
        cut = pyogrio.read_dataframe(path)
        assert {"published_", "publishe_1", "publishe_2", "sectors_so"} <= set(cut.columns)
        assert cut["note"][1].rstrip() == "n" * 253
        document = imported(plan, path)
        assert document["zones"] == []
        assert not any("none of this name" in it for it in document["notes"])
    edited = zones.assign(note=["n" * 200, "m" * 254])
    edited.to_file(tmp_path / "edited.shp", encoding="utf-8")
    rows = imported(plan, tmp_path / "edited.shp")["zones"]
    assert [row["columns"] for row in rows] == [["note"], ["note"]]


def test_a_copy_of_a_file_that_was_open_is_told_to_lack_saves(plan: Path) -> None:
    edited = edit(plan, halved)
    assert not any("may be missing" in note for note in imported(plan, edited)["notes"])
    with edited.open("r+b") as file:
        file.seek(18)
        file.write(b"\x02\x02")  # so SQLite marks a file whose last changes lie in a -wal beside it
    (note,) = [it for it in imported(plan, edited)["notes"] if "may be missing" in it]
    assert note.startswith("edited.gpkg was open in another program when it was copied, ")
    assert note in run(*importing(plan, edited, "--force")).out


def test_a_file_is_written_over_by_force_alone(plan: Path) -> None:
    edited, out = edit(plan, halved), plan.with_name("back.yaml")
    out.write_text("mine")
    assert "--force" in refusal(*importing(plan, edited))
    assert out.read_text() == "mine"
    assert run(*importing(plan, edited, "--force")).code == 0
    assert back(plan).edits
    refusal(*importing(plan, plan.with_name("none.gpkg"), "--force"))
    assert back(plan).edits
    own = edited.rename(plan.with_name("own.yaml"))
    before = own.read_bytes()
    refusal("import-edits", plan, own, "-o", own, "--force")
    assert own.read_bytes() == before
