"""`init`, `schema` and `scenario show`: from files to a plan and back."""

import json
from pathlib import Path

from command_line import answer, refusal, run, small_plan

from layers import Plan


def test_init_builds_a_plan_of_zones_and_regions_with_mapped_columns(tmp_path: Path) -> None:
    frames = small_plan()
    zones = frames["zones"].rename(columns={"zone_id": "CODE"})
    zones = zones.drop(columns=["ftz_id", "boundary_source"]).assign(PARK="F")
    zones.to_crs(4549).to_file(tmp_path / "z.shp", encoding="GBK")
    frames["regions"].rename(columns={"adcode": "PAC"}).to_file(tmp_path / "r.geojson")
    mappings = ["zone_id=CODE", "ftz_id = PARK", "adcode=PAC"]
    options = [part for text in mappings for part in ("--map-column", text)]
    out = tmp_path / "my.gpkg"
    files = ["--zones", tmp_path / "z.shp", "--regions", tmp_path / "r.geojson"]
    ran = run("init", out, *files, *options)
    assert (ran.code, ran.errors) == (0, [])
    built = Plan.open(out)
    assert built.zones["zone_id"].tolist() == ["W", "E"]
    assert built.zones["name_zh"].tolist() == ["片区", "片区"]
    assert built.crs.to_epsg() == 4490
    assert run("measure", out, "--json").code == 0


def test_init_refuses_what_it_cannot_do_and_writes_nothing(plan: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    cases: tuple[tuple[str, list[str], str], ...] = (
        ("p.gpkg", [], "already exists"),
        ("my.sqlite", [], "ends with .gpkg"),
        ("no/my.gpkg", [], "no such folder"),
        ("my.gpkg", ["--map-column", "name=b", "--map-column", "name=c"], "is given twice"),
        ("my.gpkg", ["--map-column", "name=b"], "no file has a column b"),
        ("my.gpkg", ["--source-crs", "zoness=EPSG:4326"], "did you mean zones?"),
        ("my.gpkg", ["--axis-order", "xy"], "write east-first or north-first"),
        ("my.gpkg", ["--crs", "EPSG:3857"], "not geographic"),
        ("my.gpkg", ["--demand", "none.csv"], "no such file"),
    )
    for out, options, line in cases:
        files = ("--zones", plan, "--regions", plan)
        assert line in refusal("init", tmp_path / out, *files, *options)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_init_says_what_it_assumed_and_what_became_of_each_record(tmp_path: Path) -> None:
    frames = small_plan()
    zones, regions = tmp_path / "z.shp", tmp_path / "r.geojson"
    own = frames["zones"][["zone_id", "ftz_id", "geometry"]].assign(published=9)
    own.rename(columns={"zone_id": "ID"}).to_file(zones)
    zones.with_suffix(".prj").unlink()
    frames["regions"].rename(columns={"adcode": "ADCODE"}).to_file(regions)
    out, report = tmp_path / "my.gpkg", tmp_path / "report.csv"
    given = ["--zones", zones, "--regions", regions]
    preview = run("init", out, *given, "--preview", "--no-serve")
    assert preview.code == 0
    assert "the column ADCODE is read as regions.adcode" in " ".join(preview.out.split())
    assert "is not written" in preview.out
    assert not out.exists()
    document = answer("init", out, *given, "--report", report)
    assert document["plan"]["baseline"] == Plan.open(out).baseline
    of_zones, of_regions = document["files"]
    assert of_zones["columns"]["zone_id"] == "ID"
    assert of_zones["further_columns"] == ["published"]
    assert of_regions["assumed"][0]["why"]["code"] == "import-column-taken"
    rows = report.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "layer,file,row,id,what,why"
    assert [row.split(",")[4] for row in rows[1:]] == ["taken"] * 5


def test_a_template_is_an_empty_plan_that_opens(tmp_path: Path) -> None:
    out = tmp_path / "empty.gpkg"
    assert run("init", out, "--template", "--crs", "EPSG:4258").code == 0
    plan = Plan.open(out)
    assert (len(plan.zones), plan.crs.to_epsg(), plan.has("demand")) == (0, 4258, True)
    assert [run(command, out).code for command in ("check", "measure")] == [0, 0]


def test_schema_prints_layers_and_columns(plan: Path) -> None:
    every = answer("schema")["layers"]
    zones = next(layer for layer in every if layer["layer"] == "zones")
    assert zones["required"] is True
    empty = dict.fromkeys(("unit", "default", "minimum"))
    about = {"column": "zone_id", "kind": "text", "about": "Zone", "own": False}
    assert zones["columns"][0] == about | empty | {"required": True, "key": True}
    own = answer("schema", plan)["layers"]
    assert {layer["layer"]: layer["rows"] for layer in own}["zones"] == 2
    assert "published_area_km2" in run("schema").out
    assert "properties" in json.loads(run("scenario", "schema").out)


def test_init_and_check_say_which_rows_are_probably_wrong(tmp_path: Path) -> None:
    frames = small_plan()
    zones = frames["zones"].iloc[[0, 1, 0]].assign(zone_id=["W", "E", "X"])
    zones.to_file(tmp_path / "z.geojson")
    frames["regions"].to_file(tmp_path / "r.geojson")
    lines = [f"P{number},{5 + number},{119.96 + number / 1000},30" for number in range(25)]
    table = "\n".join(["place,population,lon,lat", *lines, *lines, "far,7,-119.96,30"])
    (tmp_path / "d.csv").write_text(table)
    out, report = tmp_path / "my.gpkg", tmp_path / "report.csv"
    files = {"--zones": "z.geojson", "--regions": "r.geojson", "--demand": "d.csv"}
    given = [part for option, name in files.items() for part in (option, tmp_path / name)]
    ran = run("init", out, *given, "--report", report)
    said = " ".join(ran.out.split())
    assert "zones, row 3 (X): has the same land as W; leave one of them out" in said
    of_points = [
        "25 of 51 demand points repeat an earlier row",
        "1 of 51 demand points (7 people) lie outside all regions: 51; most lie in regions if",
        "if the sign of their longitudes is changed",
    ]
    assert all(line in said for line in of_points)
    assert "demand, row 27 (26): repeats an earlier row" in said
    assert "demand: 16 more rows; all are in the file of --report OUT.csv" in said
    assert report.read_text(encoding="utf-8-sig").count("noted") == 27
    checked = run("check", out)
    assert checked.code == 1  # the two zones overlap
    assert all(line in " ".join(checked.out.split()) for line in of_points)
    suspects = answer("check", out, code=1)["suspect_rows"]
    assert [len(one["ids"]) for one in suspects] == [1, 25]
    assert "人口点" in suspects[0]["message_zh"]
