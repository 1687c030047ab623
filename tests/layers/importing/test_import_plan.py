"""A plan from a user's own files: columns renamed, brought to one CRS, every problem told."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from prcoords import wgs_gcj

from layers import Plan
from layers.errors import CrsError, PlanError, UnknownError
from layers.formats import read_table
from layers.formats.table import ReadOptions
from layers.importing import (
    ColumnMap,
    Import,
    ImportOptions,
    LevelColumns,
    PlanWords,
    import_layers,
)
from tests.conftest import CRS, point, regions_frame, square, zones_frame

REGIONS = regions_frame(("330101", square(-5, -5, 20)))
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
Files = dict[str, Path]


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path, engine="pyogrio")
    return path


def files_of(folder: Path, **frames: gpd.GeoDataFrame) -> Files:
    """Write each layer to a file of its name."""
    return {name: written(frame, folder / f"{name}.geojson") for name, frame in frames.items()}


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    """Return a file of regions under the user's own names."""
    own = REGIONS.rename(columns={"adcode": "PAC"}).assign(GDP=[1.5])
    own.to_file(tmp_path / "regions.gpkg", layer="county", engine="pyogrio")
    return tmp_path / "regions.gpkg"


def imported(
    files: Files, *names: str, crs: str | None = CRS, repair: bool = False, **read: ReadOptions
) -> Import:
    return import_layers(files, ImportOptions(ColumnMap.parse(names), read, crs, repair))


def assumptions(result: Import) -> str:
    return "\n".join(str(each.why) for report in result.reports for each in report.assumed)


def problems_of(files: Files, *names: str) -> tuple[str, ...]:
    with pytest.raises(PlanError) as caught:
        imported(files, *names).checked()
    assert all("\n" not in line for line in caught.value.lines)
    return caught.value.lines


def test_columns_are_renamed_where_a_file_has_them_and_others_are_kept(
    regions: Path, tmp_path: Path
) -> None:
    own = ZONES.rename(columns={"ftz_id": "PARK"}).assign(note="x", zone_id="a", ID=["W", "E"])
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,EMP,lon,lat\n1,5,3,120,30\n")
    files = files_of(tmp_path, zones=own) | {"regions": regions, "demand": demand}
    names = ("zone_id=ID", "zones.name=ID", "ftz_id=PARK", "adcode=PAC", "demand.jobs=EMP")
    plan = imported(files, *names).checked()
    columns = ("zone_id", "name", "ftz_id", "note", "zone_id_given")
    cells = [plan.zones[column].tolist() for column in columns]
    assert cells == [["W", "E"], ["W", "E"], ["F", "F"], ["x", "x"], ["a", "a"]]
    assert "ID" not in plan.zones.columns
    assert (plan.regions["adcode"].tolist(), plan.regions["GDP"].tolist()) == (["330101"], [1.5])
    assert (plan.demand["jobs"].tolist(), "EMP" in plan.demand.columns) == ([3], False)


def test_layers_are_brought_to_the_plans_crs_which_is_that_of_the_zones(
    regions: Path, tmp_path: Path
) -> None:
    for source, own in (("EPSG:4326", 4326), ("EPSG:4549", 4490), ("EPSG:3857", 4326)):
        files = {"zones": written(ZONES.to_crs(source), tmp_path / "zones.shp"), "regions": regions}
        plan = imported(files, "adcode=PAC").checked()
        assert plan.crs.to_epsg() == 4490
        assert shapely.hausdorff_distance(plan.zones.geometry.iloc[1], square(10)) < 1e-9
        assert imported(files, "adcode=PAC", crs=None).checked().crs.to_epsg() == own
    for crs in ("EPSG:32651", "EPSG:1", "nonsense", "\udcff"):
        with pytest.raises(CrsError, match=f"crs {crs}: not"):
            imported({"regions": regions}, crs=crs)


def test_without_a_crs_degrees_are_the_plans_and_metres_need_one_to_be_named(
    regions: Path, tmp_path: Path
) -> None:
    for frame, crs in ((ZONES, None), (ZONES.to_crs(4528), "EPSG:4528")):
        zones = written(frame, tmp_path / "zones.shp")
        zones.with_suffix(".prj").unlink()
        files = {"zones": zones, "regions": regions}
        if crs:
            (line,) = problems_of(files, "adcode=PAC")
            assert "3-degree Gauss-Krüger, zone 40" in line
            assert "crs zones=EPSG:4528" in line
        result = imported(files, "adcode=PAC", zones=ReadOptions(crs=crs))
        if not crs:
            assert "assumed to be in EPSG:4490, as the plan" in assumptions(result)
        shape = result.checked().zones.geometry.iloc[1]
        assert shapely.hausdorff_distance(shape, square(10)) < 1e-9
    wide = written(ZONES.to_crs(4498), tmp_path / "zones.shp")
    wide.with_suffix(".prj").unlink()
    (line,) = problems_of({"zones": wide, "regions": regions}, "adcode=PAC")
    assert "6-degree Gauss-Krüger, zone 20" in line
    assert "crs zones=EPSG:4498" in line
    old = written(ZONES.set_crs(4214, allow_override=True), tmp_path / "zones.shp")
    (line,) = problems_of({"zones": old, "regions": regions}, "adcode=PAC")
    told = "is in EPSG:4214, from which no exact transformation to EPSG:4490"
    assert line.startswith(f"zones: {old}: {told}")


def test_a_point_without_coordinates_and_a_table_without_them_are_problems(
    regions: Path, tmp_path: Path
) -> None:
    demand, clusters = tmp_path / "demand.csv", tmp_path / "clusters.csv"
    clusters.write_text("cluster_id,sector\nA,ships\n")
    files = files_of(tmp_path, zones=ZONES) | {"regions": regions, "demand": demand}
    files["clusters"] = clusters

    def told(rows: str) -> tuple[str, ...]:
        demand.write_text(f"demand_id,population,lon,lat\n{rows}")
        return problems_of(files, "adcode=PAC")

    assert told("1,5,120.5,\n2,6,x,30\n3,1,120,30\n") == (
        f"demand: {demand}: column lon is not a coordinate in row 3 (x); correct it",
        (
            "clusters: has no geometry; give it a Point layer, or a table with the columns of its "
            "coordinates: columns clusters.lon=NAME columns clusters.lat=NAME"
        ),
    )
    long = "x" * 5_000
    assert f"in row 3 ({'x' * 59}…); correct it" in told(f"1,5,120.5,\n2,6,{long},30\n")[0]
    assert told("1,5,120.5,\n2,6,,30\n3,1,120,30\n")[1:] == (
        "demand: row 2 (1), row 3 (2) has no geometry; draw it or delete the row",
    )


def test_every_problem_of_every_file_is_told_at_once(regions: Path, tmp_path: Path) -> None:
    demand = gpd.GeoDataFrame({"population": [-1]}, geometry=[point(1)], crs=CRS)
    files = files_of(tmp_path, regions=REGIONS, demand=demand, zones=ZONES)
    files["zones"].write_text("{")
    files |= {"gateways": tmp_path / "none.csv", "ftzs": tmp_path / "ftzs.docx"}
    told = {line.split(":")[0]: line for line in problems_of(files)}
    assert list(told) == ["zones", "gateways", "ftzs", "demand.population"]
    assert "is not JSON" in told["zones"]
    assert "no such file" in told["gateways"]
    assert "the suffix names no known format; there are .gpkg" in told["ftzs"]
    assert "row 1 is below 0" in told["demand.population"]
    half = written(REGIONS.assign(name="half"), tmp_path / "half.geojson")
    half.write_text(half.read_text().replace('"half"', '"\\ud800"'))
    (line, *_) = problems_of({"regions": half})
    assert "feature 1 has a property with a character that is not text; correct it" in line
    files = files_of(tmp_path, zones=ZONES) | {"regions": regions}
    (line,) = problems_of(files, "adcode=PAC", "name=NAAM")
    there = "(zones has zone_id, ftz_id; regions has PAC, GDP)"
    assert line == f"columns name=NAAM: no file has a column NAAM {there}; correct the name"


def test_a_map_that_names_no_column_is_refused_with_the_nearest() -> None:
    for text, line in (
        ("zone_id", "is not COLUMN=NAME"),
        ("=x", "is not COLUMN=NAME"),
        ("geometry=adcode", "column geometry: is the shape of each row"),
        ("zoneid=x", "no layer of a plan has this column, did you mean zone_id"),
        ("jobs=EMP", "name its layer too, such as demand.jobs=NAME"),
        ("region.name=x", "not a layer of a plan, did you mean regions?"),
    ):
        with pytest.raises(UnknownError) as caught:
            ColumnMap.parse([text])
        assert line in str(caught.value)


def test_columns_in_other_letters_and_of_a_survey_are_taken_or_set_aside_and_that_is_said(
    tmp_path: Path,
) -> None:
    named = REGIONS.rename(columns={"adcode": "ADCODE"}).assign(NAME=["x"], Name=["y"])
    zones = ZONES.assign(geom=["a", "b"], FID=[7, 8], XZQDM="330101")
    result = imported(files_of(tmp_path, zones=zones, regions=named))
    plan = result.checked()
    regions = plan.regions.iloc[0]
    assert [regions[name] for name in ("adcode", "name", "Name_given")] == ["330101", "x", "y"]
    assert plan.zones["geom_given"].tolist() == ["a", "b"]
    assert "the column NAME is read as regions.name" in assumptions(result)
    assert "the column Name is kept as Name_given" in assumptions(result)
    of_zones, of_regions = result.reports
    assert of_regions.columns == {"adcode": "ADCODE", "name": "NAME"}
    assert of_zones.further == ("geom_given", "FID", "XZQDM")  # no code of districts there
    surveyed = REGIONS.rename(columns={"adcode": "XZQDM"}).assign(BSM=["7"], XZQMC=["某县"])
    result = imported(files_of(tmp_path, regions=surveyed, zones=zones))
    regions = result.checked().regions.iloc[0]
    assert (regions["adcode"], regions["name_zh"]) == ("330101", "某县")
    assert "the column XZQDM is read as regions.adcode" in assumptions(result)


def test_rows_without_a_key_are_numbered(tmp_path: Path) -> None:
    bare = ZONES[["ftz_id", "geometry"]].assign(note="x")
    geoid = REGIONS.rename(columns={"adcode": "GEOID"})
    result = imported(files_of(tmp_path, zones=bare, regions=geoid))
    plan = result.checked()
    assert plan.zones["zone_id"].tolist() == ["1", "2"]
    assert plan.regions["adcode"].tolist() == ["330101"]
    assert "zones.zone_id is the number of the row" in assumptions(result)


def test_a_bow_tie_is_mended_on_request_and_an_empty_row_left_out(
    regions: Path, tmp_path: Path
) -> None:
    bow = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])
    rows = {"zone_id": ["A", "B", "C"], "ftz_id": ["F"] * 3}
    frame = gpd.GeoDataFrame(rows, geometry=[bow, square(3), None], crs=CRS)
    files = {"zones": written(frame, tmp_path / "zones.gpkg"), "regions": regions}
    assert len(problems_of(files, "adcode=PAC")) == 2
    result = imported(files, "adcode=PAC", repair=True)
    plan = result.checked()
    assert plan.zones["zone_id"].tolist() == ["A", "B"]
    halves = [
        shapely.Polygon([(side, 30), (120.005, 30.005), (side, 30.01)]) for side in (120, 120.01)
    ]
    mended = plan.zones.geometry.iloc[0]
    assert shapely.symmetric_difference(mended, shapely.union_all(halves)).area < 1e-15
    report = result.reports[0]
    assert report.counts == {"taken": 1, "changed": 1, "noted": 0, "refused": 1}
    assert [record.what for record in report.every_record()] == ["changed", "taken", "refused"]
    line = shapely.Polygon([(120, 30), (121, 31), (120, 30), (121, 31), (120, 30)])
    files |= files_of(tmp_path, zones=zones_frame(("A", "F", line)))
    lines = [str(it) for it in imported(files, "adcode=PAC", repair=True).problems]
    assert [line for line in lines if "cannot mend it" in line]
    assert not [line for line in lines if "--repair" in line]


def test_a_published_area_that_is_not_the_measured_one_and_a_zone_in_no_region_are_noted(
    regions: Path, tmp_path: Path
) -> None:
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(500)))
    files = files_of(tmp_path, zones=zones.assign(published_area_km2=[2.0, 1.07]))
    result = imported(files | {"regions": regions}, "adcode=PAC")
    one, other = sorted(result.reports[0].records, key=lambda it: it.row)
    assert (one.row, one.id, one.what) == (1, "W", "noted")
    assert str(one.why) == "published 2.00 km², measured 1.07 km²"
    assert (other.row, other.id, other.what) == (2, "E", "noted")
    assert "in no region" in str(other.why)
    files = files_of(tmp_path, zones=zones_frame(("E", "F", square(500)), ("N", "F", square(600))))
    result = imported(files | {"regions": regions}, "adcode=PAC")
    assert result.reports[0].records == ()
    (line,) = (line for line in assumptions(result).split("\n") if "no zone" in line)
    assert "from 125, 30 to 126.01, 30.01" in line
    assert "the regions from 119.95, 29.95 to 120.15, 30.15" in line
    assert "crs zones=EPSG:" in line


def test_the_offset_of_a_web_map_is_taken_off_on_request_and_said(
    regions: Path, tmp_path: Path
) -> None:
    shifted = shapely.transform(
        square(0), lambda xy: [wgs_gcj((lat, lon))[::-1] for lon, lat in xy.tolist()]
    )
    files = files_of(tmp_path, zones=zones_frame(("W", "F", shifted))) | {"regions": regions}
    result = imported(files, "adcode=PAC", zones=ReadOptions(crs="gcj-02"))
    assert shapely.hausdorff_distance(result.checked().zones.geometry.iloc[0], square(0)) < 1e-6
    assert "the offset of GCJ-02 was removed" in assumptions(result)


def test_a_layer_of_a_plan_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    plan = Plan({"zones": ZONES, "regions": REGIONS})
    demand = tmp_path / "demand.csv"
    demand.write_text("population,lon,lat\n5,120,30\n")
    result = import_layers({"demand": demand}, ImportOptions(), plan)
    assert result.checked().demand["demand_id"].tolist() == ["1"]
    assert result.checked().baseline == plan.baseline


def test_what_lies_across_180_is_kept_cut_there_however_it_is_written(tmp_path: Path) -> None:
    places = tmp_path / "demand.csv"
    places.write_text("population,lon,lat\n5,180.05,-16.95\n")
    region = regions_frame(("1", shapely.box(178, -19, 182, -15)))
    for west, east in ((179.9, 180.1), (-180.1, -179.9), (179.9, -179.9)):
        ring = shapely.Polygon([(west, -17), (east, -17), (east, -16.9), (west, -16.9)])
        files = files_of(tmp_path, zones=zones_frame(("A", "F", ring)), regions=region)
        result = imported(files | {"demand": places})
        plan = result.checked()
        (zone,) = plan.zones.geometry
        assert (len(zone.geoms), zone.area) == (2, pytest.approx(0.02))
        assert np.abs(plan.regions.total_bounds).max() <= 180
        assert plan.demand.geometry.iloc[0].x == pytest.approx(-179.95)
        assert "across or beyond 180°" in assumptions(result)


def turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(shapely.transform(frame.geometry, lambda at: at[:, ::-1]))


SWISS = regions_frame(("CH", shapely.box(7, 46, 10, 48)))
SWISS_ZONE = shapely.box(8, 47, 8.1, 47.1)
SWISS_ZONES = zones_frame(("W", "F", SWISS_ZONE))


def zone_of(result: Import) -> shapely.Geometry:
    return result.checked().zones.geometry.iloc[0]


def test_a_layer_that_meets_the_others_only_with_latitude_first_is_turned_and_it_is_said(
    tmp_path: Path,
) -> None:
    rows = {"cluster_id": ["A"], "sector": ["marine_economy"]}
    clusters = gpd.GeoDataFrame(rows, geometry=[shapely.Point(9, 47)], crs=CRS)
    result = imported(
        files_of(tmp_path, regions=SWISS, zones=turned(SWISS_ZONES), clusters=clusters)
    )
    assert zone_of(result).equals(SWISS_ZONE)
    said = {it.layer: [each.why.code for each in it.assumed] for it in result.reports}
    assert [layer for layer in said if "import-order-turned" in said[layer]] == ["zones"]
    files = files_of(tmp_path, regions=turned(SWISS), zones=SWISS_ZONES, clusters=clusters)
    assert imported(files).checked().regions.geometry.iloc[0].equals(SWISS.geometry.iloc[0])


def test_two_layers_that_meet_only_turned_are_asked_about_and_an_option_settles_it(
    tmp_path: Path,
) -> None:
    files = files_of(tmp_path, regions=SWISS, zones=turned(SWISS_ZONES))
    (problem,) = imported(files).problems
    assert problem.code == "import-order-undecided"
    assert "axis_order" in str(problem)
    north, east = (ReadOptions(axis_order=order) for order in ("north-first", "east-first"))
    assert zone_of(imported(files, zones=north)).equals(SWISS_ZONE)
    assert zone_of(imported(files, regions=east)).equals(SWISS_ZONE)
    assert not zone_of(imported(files, zones=east, regions=east)).equals(SWISS_ZONE)
    files = files_of(tmp_path, regions=SWISS, zones=ZONES)  # truly apart
    assert zone_of(imported(files)).equals(square(0))


def test_long_edges_of_a_projected_file_are_said_to_be_kept_in_place(tmp_path: Path) -> None:
    corridor = [(4.0e6, 3.0e6), (4.2e6, 3.05e6), (4.2e6, 3.06e6), (4.0e6, 3.01e6)]
    rows = {"zone_id": ["A"], "ftz_id": ["F"]}
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Polygon(corridor)], crs=3035)
    zones = written(frame, tmp_path / "zones.gpkg")
    regions = written(frame.rename(columns={"zone_id": "adcode"}), tmp_path / "regions.gpkg")
    result = imported({"zones": zones, "regions": regions}, crs=None)
    plan = result.checked()
    assert "further vertices keep long edges, straight in EPSG:3035" in assumptions(result)
    # LAEA keeps areas: 200 km × 10 km
    assert plan.ellipsoid.area_km2(plan.zones.geometry)[0] == pytest.approx(2_000, rel=1e-6)
    frame = gpd.GeoDataFrame({"zone_id": ["A"]}, geometry=[square(0)], crs=4326)
    frame.to_parquet(path := tmp_path / "z.parquet")
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["edges"] = "spherical"
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    (said,) = [it for it in read_table(path, "zones").assumed if it.what == "geometry"]
    assert "spherical" in str(said.why)


COUNTIES = regions_frame(*((f"0{n}", square(4 * n - 5, -5, 20)) for n in range(4))).assign(
    STATEFP=["01", "01", "02", None],
    STUSPS=["AL", "AL", "AK", None],
    STATE_NAME=["Alabama", "Alabama", "Alaska", None],
    NOTE=["x", "y", "z", "z"],
)


def of_levels(folder: Path, *levels: str, regions: gpd.GeoDataFrame = COUNTIES) -> Import:
    """Return a plan of counties with levels as they are written after --level."""
    files = files_of(folder, zones=ZONES, regions=regions)
    words = PlanWords(levels=tuple(map(LevelColumns.parse, levels)))
    return import_layers(files, ImportOptions(words=words))


def test_a_level_has_the_names_of_the_column_that_is_given_for_them(tmp_path: Path) -> None:
    levels = "county=adcode:NOTE", "state=STATEFP:STUSPS"
    result = of_levels(tmp_path, *levels)
    result.checked().save(tmp_path / "plan.gpkg")
    plan = Plan.open(tmp_path / "plan.gpkg")
    names = plan.level("state").names(plan.regions)
    assert names["name"].tolist() == ["AL", "AL", "AK", None]
    lines = [str(it) for it in of_levels(tmp_path, levels[0], "state=STATE:NAMES").problems]
    assert lines == [
        f"level state={column}: the regions have no such column (there are: NOTE, STATEFP, "
        "STATE_NAME, STUSPS, adcode); correct the name"
        for column in ("STATE", "NAMES")
    ]
    with pytest.raises(UnknownError, match="write WORD=CODES or WORD=CODES:NAMES"):
        LevelColumns.parse("state=STATEFP:")


def test_names_of_a_level_are_found_where_each_code_has_one_or_asked_for(tmp_path: Path) -> None:
    levels = "county=adcode", "state=STATEFP"
    found = of_levels(tmp_path, *levels)
    assert found.checked().level("state").name_column == "STATE_NAME"
    assert "the names of state are read from STATE_NAME, which has one for each STATEFP" in (
        assumptions(found)
    )
    nameless = COUNTIES.drop(columns=["STUSPS", "STATE_NAME"])
    codes = of_levels(tmp_path, *levels, regions=nameless)
    assert "state has codes alone; name the column of its names with level state=STATEFP:NAMES" in (
        assumptions(codes)
    )


def test_a_missing_column_is_told_with_the_columns_of_the_file_alone(
    regions: Path, tmp_path: Path
) -> None:
    (tmp_path / "demand.csv").write_text("place,town,lon,lat\nA,B,120,30\n")
    files = files_of(tmp_path, zones=ZONES) | {"regions": regions}
    (line,) = problems_of(files | {"demand": tmp_path / "demand.csv"}, "adcode=PAC")
    assert "demand: column population is missing (there are: place, town); add it" in line
