"""`update`: layers of a plan are added or replaced, its scenarios kept and rebased."""

from pathlib import Path

import geopandas as gpd
import shapely
from command_line import answer, refusal, run

from layers import Plan


def surveyed(plan: Path, zone: str) -> Path:
    """Write the zones of a plan with one of them a little larger, as surveyed."""
    zones = Plan.open(plan).zones
    row = zones.index[zones["zone_id"] == zone][0]
    west, south, east, north = zones.geometry[row].bounds
    zones.at[row, "geometry"] = shapely.MultiPolygon(
        [shapely.box(west, south, east, north + 0.001)]
    )
    path = plan.with_name("surveyed.gpkg")
    zones.to_file(path, layer="zones")
    return path


def edits_of(plan: Path) -> list[object]:
    found: list[object] = answer("scenario", "show", plan, "north")["edits"]
    return found


def test_new_demand_leaves_baseline_and_scenarios_as_they_are(plan: Path, tmp_path: Path) -> None:
    before, as_it_was = Plan.open(plan), plan.read_bytes()
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,lon,lat\nx,7,120.005,30.005\n")
    ran = run("update", plan, "--demand", demand)
    assert (ran.code, ran.errors) == (0, [])
    after = Plan.open(plan)
    assert after.baseline == before.baseline
    assert after.demand["population"].tolist() == [7]
    assert after.layers["regions"] == before.layers["regions"]
    (kept,) = plan.parent.glob(f"{plan.stem}-*.gpkg")
    assert kept.read_bytes() == as_it_was
    assert run("measure", plan, "--scenario", "north").code == 0


def test_a_column_of_demand_that_cannot_be_measured_is_told(plan: Path, tmp_path: Path) -> None:
    demand = tmp_path / "demand.csv"
    rows = "x,7,120.005,30.005,3,\ny,1,120.005,30.005,-2,4\n"
    demand.write_text(f"demand_id,population,lon,lat,jobs,gdp\n{rows}")
    ran = run("update", plan, "--demand", demand)
    assert (ran.code, ran.errors) == (0, [])
    wrong = {"jobs": "y", "gdp": "x"}
    for column, row in wrong.items():
        assert f"demand.{column}: {row} has" in " ".join(ran.out.split())
    told = [f"demand.{column}: {row} has" for column, row in wrong.items()]
    for line, start in zip(run("measure", plan).errors, told, strict=True):
        assert line.startswith(f"Not measured: {start}")
    checked = run("check", plan).out
    assert all(f"Not measured: {start}" in checked for start in told)
    assert len(answer("check", plan)["weights_left_out"]) == 2


def test_a_column_that_looks_like_a_year_is_left_out_of_an_older_plan_on_request(
    plan: Path,
) -> None:
    opened = Plan.open(plan)
    opened.with_layer("demand", opened.demand.assign(year=[2019.0, 2020.0])).save(plan)
    (line,) = run("measure", plan).errors
    assert line.startswith("Summed, though it looks like years or dates: demand.year; leave it out")
    assert line in " ".join(run("check", plan).out.split())
    assert answer("check", plan)["weights_doubtful"] == [line]
    ran = run("update", plan, "--no-sum", "year")
    assert (ran.code, ran.errors) == (0, [])
    assert "Summed beside people: none" in ran.out
    assert "covered_year" not in answer("measure", plan)["totals"][0]
    assert Plan.open(plan).demand["year"].tolist() == [2019, 2020]
    assert run("update", plan, "--sum", "year").code == 0
    assert "covered_year" in answer("measure", plan)["totals"][0]
    assert "no further column of numbers" in refusal("update", plan, "--sum", "jobs")


def test_surveyed_zones_rebase_the_drafts_and_the_old_plan_is_kept(plan: Path) -> None:
    before, edits = Plan.open(plan), edits_of(plan)
    ran = run("update", plan, "--zones", surveyed(plan, "E"))
    assert (ran.code, ran.errors) == (0, [])
    assert "north: rebased on the new zones, 1 edit" in ran.out
    assert Plan.open(plan).baseline != before.baseline
    assert edits_of(plan) == edits
    assert run("measure", plan, "--scenario", "north").code == 0
    (kept,) = plan.parent.glob(f"{plan.stem}-*.gpkg")
    assert Plan.open(kept).baseline == before.baseline


def one_surveyed(plan: Path, zone: str, **columns: str) -> Path:
    """Write one zone alone, a little larger, with its id and these columns."""
    zones = gpd.read_file(surveyed(plan, zone))
    path = plan.with_name("some.gpkg")
    zones[zones["zone_id"] == zone][["zone_id", "geometry"]].assign(**columns).to_file(path)
    return path


def test_surveyed_boundaries_of_some_zones_leave_the_others_and_what_they_do_not_say(
    plan: Path,
) -> None:
    before = Plan.open(plan).zones.set_index("zone_id")
    ran = run("update", plan, "--zones", one_surveyed(plan, "E"), "--surveyed")
    assert (ran.code, ran.errors) == (0, [])
    assert "north: rebased on the new zones, 1 edit" in ran.out
    assert "1 of 2 zones surveyed; the boundaries of 1 are schematic." in ran.out
    assert "zones have no groups" not in " ".join(ran.out.split())
    after = Plan.open(plan).zones.set_index("zone_id")
    assert after.index.tolist() == before.index.tolist()
    assert after.loc["W"].equals(before.loc["W"])
    same = ["ftz_id", "sectors", "name_zh"]
    assert after.loc["E", same].tolist() == before.loc["E", same].tolist()
    assert after.geometry["E"].area > before.geometry["E"].area
    ran = run("update", plan, "--zones", one_surveyed(plan, "W", name="Harbour"), "--surveyed")
    assert ran.code == 3
    ran = run("update", plan, "--zones", plan.with_name("some.gpkg"), "--surveyed", "--keep-rest")
    assert ran.code == 0
    assert "schematic" not in ran.out
    zones = Plan.open(plan).zones.set_index("zone_id")
    assert zones["name"].tolist() == ["Harbour", None]
    assert zones["boundary_source"].tolist() == ["surveyed", "surveyed"]


def test_a_surveyed_zone_that_the_plan_lacks_is_refused_and_the_option_needs_zones(
    plan: Path, tmp_path: Path
) -> None:
    path = one_surveyed(plan, "E")
    gpd.read_file(path).assign(zone_id="EE").to_file(path)
    ran = run("update", plan, "--zones", path, "--surveyed")
    assert ran.code == 2
    assert "no zone of the plan is called EE, did you mean E?" in " ".join(ran.errors)
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,lon,lat\nx,7,120.005,30.005\n")
    assert "name it by --zones" in refusal("update", plan, "--demand", demand, "--surveyed")


def test_an_edit_on_a_zone_that_changed_is_a_conflict_and_nothing_is_written(plan: Path) -> None:
    before = plan.read_bytes()
    zones = surveyed(plan, "W")
    ran = run("update", plan, "--zones", zones)
    assert ran.code == 3
    assert "north" in ran.errors[-1]
    assert "--keep-rest" in ran.errors[-1]
    assert "boundary" in " ".join(ran.out.split())
    assert plan.read_bytes() == before
    assert not list(plan.parent.glob(f"{plan.stem}-*.gpkg"))
    assert run("update", plan, "--zones", zones, "--keep-rest").code == 0
    assert edits_of(plan) == []


def test_an_update_that_cannot_be_made_leaves_the_plan_as_it_is(plan: Path) -> None:
    before = plan.read_bytes()
    for options, told in (
        ((), "no layer is given"),
        (("--demand", plan.with_name("none.csv")), "no such file"),
        (("--zones", plan, "--map-column", "zone_id=NO"), "no file has a column NO"),
    ):
        assert told in refusal("update", plan, *options)
    assert plan.read_bytes() == before


def test_targets_of_a_file_become_the_plans_and_may_fail(plan: Path, tmp_path: Path) -> None:
    written = tmp_path / "targets.yaml"
    written.write_text("- {measure: area_km2, ftz: F, at_least: 1e6, hard: true, title: Land}\n")
    before = Plan.open(plan)
    assert run("check", plan).code == 0
    assert run("update", plan, "--targets", written).code == 0
    checked = run("check", plan)
    assert (checked.code, "target" in checked.out) == (1, True)
    (row,) = answer("measure", plan)["targets"]
    assert (row["target"], row["met"], row["title"]) == ("area_km2 ftz:F >= 1000000", False, "Land")
    (compared,) = answer("compare", plan, "north")["targets"]
    assert compared["change"] == "none"
    assert Plan.open(plan).baseline == before.baseline
    table = tmp_path / "targets.csv"
    table.write_text("measure,at_most\ngini,1\n")
    assert run("update", plan, "--targets", table).code == 0
    assert run("check", plan).code == 0


def test_wrong_targets_are_refused_in_one_line_the_plan_stays(plan: Path, tmp_path: Path) -> None:
    before, file = plan.read_bytes(), tmp_path / "targets.yaml"
    for text, told in (
        (
            "- {measure: gini, at_most: 1, hard: maybe}",
            "line 1: targets[1].hard: Input should be a valid",
        ),
        ("- {measure: people, at_most: 1}", "targets[1].measure: there is no figure people"),
        ("- {measure: area_km2, ftz: NO, at_most: 1}", "targets[1].ftz: 'ftz:NO' is not a group"),
        ("gini", "must be a list"),
    ):
        file.write_text(text)
        assert told in refusal("update", plan, "--targets", file)
    assert plan.read_bytes() == before


def test_areas_of_others_are_shown_or_excluded_and_replaced(plan: Path, tmp_path: Path) -> None:
    opened = Plan.open(plan)
    zone = opened.zones.geometry.iloc[[0]]
    file = tmp_path / "farmland.gpkg"
    zone.to_crs(32651).to_file(file)
    assert run("update", plan, "--reference", file).code == 0
    assert run("update", plan, "--reference", file, "--name", "红线").code == 0
    assert run("check", plan).code == 0
    shown = Plan.open(plan).frame("references")
    assert shown["reference"].tolist() == ["farmland", "红线"]
    apart = shapely.symmetric_difference(shown.geometry.to_numpy(), zone.iloc[0])
    assert shapely.area(apart).max() < 1e-9
    assert run("update", plan, "--reference", file, "--name", "红线", "--exclude").code == 0
    checked = run("check", plan)
    assert (checked.code, "红线" in checked.out) == (1, True)
    updated = Plan.open(plan)
    assert updated.frame("references")["reference"].tolist() == ["farmland"]
    assert updated.frame("exclusions")["kind"].tolist().count("红线") == 1
    zone.translate(5, 5).to_file(file)
    assert run("update", plan, "--reference", file, "--name", "红线", "--exclude").code == 0
    assert run("check", plan).code == 0


def test_a_reference_that_is_no_areas_is_refused_in_one_line(plan: Path, tmp_path: Path) -> None:
    before, file = plan.read_bytes(), tmp_path / "shapes.geojson"
    ring = "[[[120,30],[120.1,30.1],[120.1,30],[120,30.1],[120,30]]]"
    feature = '{"type":"Feature","properties":{},"geometry":'
    for features, told in (
        ("", "is empty; give one that has areas"),
        (f'{feature}{{"type":"Polygon","coordinates":{ring}}}}}', "is not a valid polygon"),
        (f"{feature}null}}", "has no geometry"),
    ):
        file.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')
        assert told in refusal("update", plan, "--reference", file)
    assert "name its file by --reference" in refusal("update", plan, "--exclude")
    assert plan.read_bytes() == before


def test_points_and_lines_of_others_are_shown_and_never_excluded(
    plan: Path, tmp_path: Path
) -> None:
    road, towns = tmp_path / "road.geojson", tmp_path / "towns.csv"
    line = '{"type":"LineString","coordinates":[[120,30],[120.1,30.1]]}'
    road.write_text(f'{{"type":"Feature","properties":{{"name":"Ring"}},"geometry":{line}}}')
    towns.write_text("name,lon,lat\nFuyang,120.01,30.01\n")
    assert run("update", plan, "--reference", road).code == 0
    assert run("update", plan, "--reference", towns).code == 0
    shown = Plan.open(plan).references
    assert shown["reference"].tolist() == ["road", "towns"]
    assert shown["name"].tolist() == ["Ring", "Fuyang"]
    assert shown.geom_type.tolist() == ["MultiLineString", "Point"]
    for file in (road, towns):
        assert "--exclude is of land" in refusal("update", plan, "--reference", file, "--exclude")
    assert run("update", plan, "--reference", towns, "--name", "road").code == 0
    assert Plan.open(plan).references.geom_type.tolist() == ["Point", "Point"]
