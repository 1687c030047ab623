"""`import-edits`: an edited layer becomes a scenario, or a line says why not; nothing is left."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from command_line import run, saved_plan
from conftest import CRS, point, square
from edited_files import EAST, WEST, Zones, edit, halved, imported, with_shape
from shapely.affinity import translate

from geo import Scenario
from geo.edits import Move, Reshape, Set
from geo.scenario.replay import apply
from layers import Plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan of the zones W and E, a square each, with one scenario beside it."""
    return saved_plan(tmp_path)


def test_the_document_says_what_was_done_and_the_file_replays_to_it(plan: Path) -> None:
    edited = edit(plan, lambda zones: halved(zones).assign(locked=[False, False, True]))
    document = imported(plan, edited, "--radius-km", "1", "--id", "cut", "--title", "Cut 切")
    own = ["plan", "edited", "scenario", "zones", "rewritten", "notes", "notes_zh"]
    compared = ["totals", "sectors", "clusters", "violations", "population"]
    assert list(document) == own + compared
    assert document["edited"] == {
        "path": str(edited),
        "layer": "zones",
        "crs": "EPSG:4490",
        "tolerance_deg": 1e-6,
    }
    about = {"scenario": "cut", "title": "Cut 切", "edits": ["split", "set"]}
    assert document["scenario"] == about
    rows = {row["zone_id"]: row for row in document["zones"]}
    assert {zone: row["what"] for zone, row in rows.items()} == {
        "W": ["split"],
        "W-2": ["part"],
        "E": ["set"],
    }
    km2 = Plan.open(plan).ellipsoid.area_km2([WEST, EAST])
    assert rows["W"]["area_km2_after"] == pytest.approx(km2[1])
    assert rows["W"]["lost_km2"] == pytest.approx(km2[0])
    assert rows["W-2"]["gained_km2"] == pytest.approx(km2[0])
    assert (rows["W-2"]["of"], rows["W-2"]["given_id"]) == (["W"], "W")
    scenario = Scenario.load(plan.with_name("back.yaml"))
    assert (scenario.scenario, scenario.title, scenario.parent) == ("cut", "Cut 切", None)
    made = apply(Plan.open(plan), scenario).set_index("zone_id")
    assert made.geometry["W-2"].equals(WEST)
    assert bool(made.loc["E", "locked"])
    assert run("check", plan, "--scenario", plan.with_name("back.yaml")).code == 0


def test_zones_that_a_file_renumbers_are_renamed_and_gain_and_lose_nothing(plan: Path) -> None:
    edited = edit(plan, lambda zones: zones.assign(zone_id=["N-1", "N-2"]))
    rows = imported(plan, edited)["zones"]
    assert [row["what"] for row in rows] == [["renamed"], ["renamed"]]
    assert [(row["gained_km2"], row["lost_km2"]) for row in rows] == [(0, 0), (0, 0)]
    compared = json.loads(run("compare", plan, plan.with_name("back.yaml"), "--json").out)
    told = {row["zone_id"]: (row["zone_id_before"], row["change"]) for row in compared["zones"]}
    assert told == {"N-1": ("W", "renamed"), "N-2": ("E", "renamed")}


def test_layers_of_a_drawing_give_no_zone_another_id_unasked(plan: Path) -> None:
    drawing = plan.with_name("plan.dxf")
    assert run("export", plan, drawing, "--crs", "EPSG:4528").code == 0
    text = drawing.read_text(encoding="gbk")
    drawing.write_text(text.replace("\nW\n", "\nPLOT 1\n"), encoding="gbk")
    options = ("--source-crs", "zones=EPSG:4528")
    document = imported(plan, drawing, *options)
    assert document["scenario"]["edits"] == []
    assert any("PLOT 1 is the file's name of a zone" in note for note in document["notes"])
    plan.with_name("back.yaml").unlink()
    (row,) = imported(plan, drawing, *options, "--map-column", "zone_id=zone_id")["zones"]
    assert (row["zone_id"], row["what"], row["of"]) == ("PLOT 1", ["renamed"], ["W"])


def test_persons_and_clusters_that_a_zone_took_in_and_gave_up_are_counted(plan: Path) -> None:
    edited = edit(plan, lambda zones: with_shape(zones, 0, square(12.5)))
    (row,) = imported(plan, edited)["zones"]
    # the plan has 10 persons and a cluster in the middle of W, 30 persons at column 13
    assert (row["entering_population"], row["leaving_population"]) == (30, 10)
    assert (row["entering_clusters"], row["leaving_clusters"]) == (0, 1)


def test_overlaps_and_slivers_that_the_editing_made_are_reported(plan: Path) -> None:
    over = shapely.box(120.099, 30, 120.1005, 30.01)
    edited = edit(plan, lambda zones: with_shape(zones, 0, over))
    document = imported(plan, edited)
    assert "overlap" in {row["rule"] for row in document["violations"]["new"]}
    hair = shapely.MultiPolygon([square(0), shapely.box(120.02, 30, 120.02002, 30.01)])
    plan.with_name("edited.gpkg").unlink()
    plan.with_name("back.yaml").unlink()
    document = imported(plan, edit(plan, lambda zones: with_shape(zones, 0, hair)))
    assert "sliver" in {row["rule"] for row in document["violations"]["new"]}


def test_the_tables_tell_each_zone_and_the_rules(plan: Path) -> None:
    edited = edit(plan, halved)
    ran = run("import-edits", plan, edited, "-o", plan.with_name("back.yaml"))
    assert (ran.code, ran.errors) == (0, [])
    text = " ".join(ran.out.split())
    assert f"What was edited in {edited}, layer zones, EPSG:4490" in ran.out
    assert "Boundaries are schematic" in ran.out
    assert "W split" in text
    assert "W-2 part of W" in text
    assert "Rules newly broken" in text
    assert f"{plan.with_name('back.yaml')}: written, 1 edit\n" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100 + len(str(edited))


def test_the_same_input_gives_the_same_bytes(plan: Path) -> None:
    edited = edit(plan, halved)
    first, again = ((imported(plan, edited), _written(plan)) for _ in range(2))
    assert first == again


def _written(plan: Path) -> bytes:
    return plan.with_name("back.yaml").read_bytes()


def test_what_was_only_rewritten_gives_a_scenario_without_edits(plan: Path) -> None:
    def rewritten(zones: Zones) -> Zones:
        turned = [shape.geoms[0].reverse() for shape in zones.geometry]
        return zones.set_geometry(gpd.GeoSeries(turned, crs=CRS))[::-1]

    document = imported(plan, edit(plan, rewritten))
    assert (document["zones"], document["scenario"]["edits"]) == ([], [])
    assert Scenario.load(plan.with_name("back.yaml")).edits == ()


@pytest.mark.parametrize("epsg", [4326, 4549, 32651])
def test_a_layer_in_another_crs_under_another_name_is_the_same(plan: Path, epsg: int) -> None:
    def elsewhere(zones: Zones) -> Zones:
        return with_shape(zones, 1, translate(square(10), 0.02)).to_crs(epsg)

    edited = edit(plan, elsewhere, "片区 edited")
    document = imported(plan, edited, "--layer", "片区 edited")
    assert document["edited"]["crs"] == f"EPSG:{epsg}"
    (move,) = Scenario.load(plan.with_name("back.yaml")).edits
    assert isinstance(move, Move)
    assert move.zone == "E"


@pytest.mark.parametrize("name", ["edited.geojson", "edited.shp", "edited.fgb"])
def test_a_file_of_another_format_becomes_the_same_scenario(name: str, plan: Path) -> None:
    zones = Plan.open(plan).zones[["zone_id", "ftz_id", "geometry"]]
    moved = with_shape(zones, 1, translate(square(10), 0.02))
    path = plan.with_name(name)
    moved.rename(columns={"zone_id": "ZONE_ID"}).to_file(path)
    document = imported(plan, path)
    (row,) = document["zones"]
    assert (row["zone_id"], row["what"]) == ("E", ["moved"])
    moved.rename(columns={"zone_id": "CODE"}).to_file(path)
    assert imported(plan, path, "--map-column", "zone_id=CODE")["zones"] == document["zones"]


def test_a_scenarios_layer_of_an_export_becomes_a_scenario_too(plan: Path) -> None:
    out = plan.with_name("out.gpkg")
    assert run("export", plan, out, "--scenario", "north").code == 0
    zones = pyogrio.read_dataframe(out, layer="scenario_north_zones")
    zones.loc[zones["zone_id"] == "E", "name"] = "East"
    edited = plan.with_name("edited.gpkg")
    shutil.copy(out, edited)
    pyogrio.write_dataframe(zones, edited, layer="scenario_north_zones", promote_to_multi=True)
    imported(plan, edited, "--layer", "scenario_north_zones")
    scenario = Scenario.load(plan.with_name("back.yaml"))
    assert scenario.parent == "north"
    assert scenario.edits == (Move(zone="W", dx_km=0, dy_km=1), Set(zone="E", name="East"))
    ran = run("import-edits", plan, edited, "-o", plan.with_name("none.yaml"))
    assert "further layers of zones: scenario_north_zones; name one with --layer" in ran.out


def test_measure_takes_a_plan_whose_ids_are_whole_and_else_points_here(plan: Path) -> None:
    edited = plan.with_name("edited.gpkg")
    shutil.copy(plan, edited)
    zones = pyogrio.read_dataframe(plan, layer="zones")
    moved = with_shape(zones, 1, square(11))
    pyogrio.write_dataframe(moved, edited, layer="zones", promote_to_multi=True)
    assert run("measure", edited).code == 0
    pyogrio.write_dataframe(halved(zones), edited, layer="zones", promote_to_multi=True)
    ran = run("measure", edited)
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.errors
    assert line.startswith(f"{edited}: zones.zone_id: row 1 (W), row 2 (W) share an id; ")
    assert line.endswith("zonewright import-edits PLAN edited.gpkg -o EDITS.yaml")


BOW_TIE = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])


def _points(zones: Zones) -> Zones:
    return zones.set_geometry([point(0), point(10)], crs=CRS)


BAD_LAYERS: tuple[tuple[Callable[[Zones], pd.DataFrame], str], ...] = (
    (_points, "layer zones: row 1 (W), row 2 (E) is not a MultiPolygon; give it"),
    (
        lambda zones: with_shape(zones, 0, BOW_TIE),
        "layer zones: row 1 (W) is not a valid polygon: Self-intersection[120.005 30.005]; mend it",
    ),
    (
        lambda zones: with_shape(zones, 1, shapely.MultiPolygon()),
        "layer zones: row 2 (E) has no geometry; draw it or delete the row",
    ),
    (
        lambda zones: zones.set_geometry(
            [shapely.transform(s, lambda xy: xy[:, ::-1]) for s in zones.geometry], crs=CRS
        ),
        "layer zones: row 1 (W), row 2 (E) lies outside longitude ±180, latitude ±90",
    ),
    (
        lambda zones: zones.set_crs(4214, allow_override=True),
        "layer zones: is in EPSG:4214, from which no exact transformation to EPSG:4490 is known",
    ),
    (
        lambda zones: with_shape(zones, 1, None),
        "layer zones: row 2 (E) has no geometry; draw it or delete the row",
    ),
    (
        lambda zones: zones.set_geometry(zones.geometry.translate(-100, 10)),
        "layer zones: row 1 (W), row 2 (E) lies beyond the plan's extent",
    ),
    (
        lambda zones: zones.assign(locked=["perhaps", "no"]),
        "layer zones.locked: row 1: 'perhaps' is not true or false; correct it",
    ),
    (lambda zones: zones[:0], "layer zones has no rows; name a layer of zones"),
    (
        lambda zones: zones.assign(zone_id=["X", "Y"], origin_id=None).set_geometry(
            zones.translate(0, 0.5)
        ),
        "layer zones: none of the rows is a zone of the plan: column zone_id has X, Y where the",
    ),
    (
        lambda zones: pd.DataFrame(zones.drop(columns="geometry")),
        "layer zones has no geometry; name a layer of zones by --layer",
    ),
)


def assert_refused(line: str, plan: Path, edited: Path, *options: object) -> None:
    before = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    ran = run("import-edits", plan, edited, "-o", plan.with_name("back.yaml"), *options, "--json")
    assert (ran.code, ran.out) == (2, "")
    (error,) = ran.errors
    assert line in error
    after = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_a_bad_layer_is_refused_in_one_line_and_nothing_is_left(plan: Path) -> None:
    for change, line in BAD_LAYERS:
        plan.with_name("edited.gpkg").unlink(missing_ok=True)
        assert_refused(line, plan, edit(plan, change))


def test_a_layer_without_crs_is_refused(plan: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        edited = edit(plan, lambda zones: zones.set_crs(None, allow_override=True))
    assert_refused("layer zones: has no CRS; set the one it is in", plan, edited)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5_000])


def _open_elsewhere(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"edits")


BAD_FILES: tuple[tuple[Callable[[Path], object], tuple[str, ...], str], ...] = (
    (lambda _: None, ("--radius-km", "-1"), "radius -1"),
    (
        lambda _: None,
        ("--layer", "zone"),
        "edited.gpkg: has no layer zone (its layers: zones); correct --layer",
    ),
    (
        lambda _: None,
        ("--id", "a b"),
        "import-edits: scenario: must be 1 to 64 letters, digits, - or _, not 'a b'; correct it",
    ),
    (
        lambda _: None,
        ("--title", "a\nb"),
        "import-edits: title: has a control character or line break; write it on one line",
    ),
    *(
        (lambda _: None, ("--tolerance-m", metres), "--tolerance-m")
        for metres in ("0", "-1", "nan", "inf", "101")
    ),
    (
        _open_elsewhere,
        (),
        "edited.gpkg: open in another program (QGIS?); save and close it there first",
    ),
    (_cut_short, (), "edited.gpkg: cut short"),
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


def test_what_is_plainly_of_another_format_is_taken_as_that_and_said(plan: Path) -> None:
    edited = edit(plan, halved)
    zones = pyogrio.read_dataframe(edited)
    edited.unlink()
    pyogrio.write_dataframe(zones, edited.with_suffix(".geojson"))
    edited.with_suffix(".geojson").rename(edited)
    ran = run("import-edits", plan, edited, "-o", plan.with_name("back.yaml"))
    assert (ran.code, ran.errors) == (0, [])
    assert "GeoJSON" in ran.out
    assert plan.with_name("back.yaml").exists()


def test_a_layer_among_several_must_be_named(plan: Path) -> None:
    edited = edit(plan, halved, "one")
    zones = pyogrio.read_dataframe(plan, layer="zones")
    pyogrio.write_dataframe(zones, edited, layer="two", append=True, promote_to_multi=True)
    told = "edited.gpkg: has no layer zones (its layers: one, two); name one by --layer"
    assert_refused(told, plan, edited)
    assert imported(plan, edited, "--layer", "two")["zones"] == []


def test_the_outline_of_a_reshape_is_that_of_the_layer_to_the_last_digit(plan: Path) -> None:
    shape = shapely.Polygon([(120, 30), (120.01, 30.0000123456789), (120.01, 30.02), (120, 30.01)])
    imported(plan, edit(plan, lambda zones: with_shape(zones, 0, shape)))
    (edit_,) = Scenario.load(plan.with_name("back.yaml")).edits
    assert isinstance(edit_, Reshape)
    assert shapely.equals_exact(
        shapely.normalize(edit_.geometry), shapely.normalize(shapely.MultiPolygon([shape]))
    )


def test_a_file_of_few_zones_keeps_the_others_unless_it_is_told_to_remove_them(
    plan: Path, tmp_path: Path
) -> None:
    zones = gpd.read_file(plan, layer="zones")
    third = zones.iloc[[1]].assign(zone_id="X", geometry=square(6))
    whole = tmp_path / "three.gpkg"
    shutil.copy(plan, whole)
    pd.concat([zones, third]).to_file(whole, layer="zones")
    one = tmp_path / "one.geojson"
    with_shape(zones, 0, square(0).union(square(0, 1))).iloc[[0]].to_file(one)
    out = tmp_path / "one.yaml"
    ran = run("import-edits", whole, one, "-o", out)
    assert (ran.code, [edit.verb for edit in Scenario.load(out).edits]) == (0, ["reshape"])
    assert "2 zones of the plan are missing, such as " in ran.out
    assert "to have them removed: --missing" in ran.out
    ran = run("import-edits", whole, one, "-o", out, "--force", "--missing", "remove")
    verbs = [edit.verb for edit in Scenario.load(out).edits]
    assert (ran.code, verbs) == (0, ["remove", "remove", "reshape"])
    assert "missing" not in ran.out
    ran = run("import-edits", whole, one, "-o", out, "--force", "--missing", "perhaps")
    assert (ran.code, len(ran.errors)) == (2, 1)


def test_a_source_of_five_decimals_is_known_by_its_rounding(plan: Path) -> None:
    moved = translate(square(10), 1 / 30_000, 1 / 30_000)  # beyond five decimals
    zones = Plan.open(plan).zones
    other = plan.with_name("other.gpkg")
    regions = Plan.open(plan).regions
    Plan({"zones": with_shape(zones, 1, shapely.MultiPolygon([moved])), "regions": regions}).save(
        other
    )

    def rounded(zones: Zones) -> Zones:
        return zones.set_geometry(
            [shapely.transform(shape, lambda xy: np.round(xy, 5)) for shape in zones.geometry]
        )

    document = imported(other, edit(other, rounded))
    assert document["edited"]["tolerance_deg"] == 1e-5
    assert (document["zones"], document["rewritten"]) == ([], 1)
