"""A plan from a user's own files: columns renamed, brought to one CRS, every problem told."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame
from prcoords import wgs_gcj

from layers import Plan
from layers.errors import CrsError, PlanError, UnknownError
from layers.formats.table import ReadOptions
from layers.importing import ColumnMap, Import, ImportOptions, import_layers

REGIONS = regions_frame(("330101", square(-5, -5, 20)))
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
NO_MAP: dict[str, str] = {}


def build_plan(files: dict[str, Path], names: dict[str, str], crs: str | None) -> Plan:
    columns = ColumnMap.parse(f"{column}={given}" for column, given in names.items())
    return import_layers(files, ImportOptions(columns, crs=crs)).checked()


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    """Return a file of regions under the user's own names."""
    REGIONS.rename(columns={"adcode": "PAC"}).assign(GDP=[1.5]).to_file(
        tmp_path / "regions.gpkg", layer="county", engine="pyogrio"
    )
    return tmp_path / "regions.gpkg"


def imported(
    files: dict[str, Path], names: list[str], *, repair: bool = False, **read: ReadOptions
) -> Import:
    options = ImportOptions(ColumnMap.parse(names), read, CRS, repair)
    return import_layers(files, options)


def assumptions(result: Import) -> str:
    return "\n".join(str(each.why) for report in result.reports for each in report.assumed)


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path, engine="pyogrio")
    return path


def problems_of(files: dict[str, Path], column_map: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(PlanError) as caught:
        build_plan(files, column_map, CRS)
    assert all("\n" not in line for line in caught.value.lines)
    return caught.value.lines


def test_columns_are_renamed_where_a_file_has_them_and_others_are_kept(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(
        ZONES.rename(columns={"ftz_id": "PARK"}).assign(note="x", zone_id="a", ID=["W", "E"]),
        tmp_path / "zones.geojson",
    )
    names = {"zone_id": "ID", "name": "ID", "ftz_id": "PARK", "adcode": "PAC"}
    plan = build_plan({"zones": zones, "regions": regions}, names, CRS)
    assert plan.zones["zone_id"].tolist() == plan.zones["name"].tolist() == ["W", "E"]
    assert plan.zones["ftz_id"].tolist() == ["F", "F"]
    assert plan.zones["note"].tolist() == ["x", "x"]
    assert plan.zones["zone_id_given"].tolist() == ["a", "a"]
    assert "ID" not in plan.zones.columns
    assert plan.regions["adcode"].tolist() == ["330101"]
    assert plan.regions["GDP"].tolist() == [1.5]


def test_layers_are_brought_to_the_plans_crs(regions: Path, tmp_path: Path) -> None:
    for source in ("EPSG:4326", "EPSG:4549", "EPSG:3857"):
        zones = written(ZONES.to_crs(source), tmp_path / "zones.shp")
        plan = build_plan({"zones": zones, "regions": regions}, {"adcode": "PAC"}, CRS)
        assert plan.crs.to_epsg() == 4490
        assert shapely.hausdorff_distance(plan.zones.geometry.iloc[1], square(10)) < 1e-9


def test_a_crs_without_an_exact_way_is_refused(regions: Path, tmp_path: Path) -> None:
    zones = written(ZONES.set_crs(4214, allow_override=True), tmp_path / "zones.shp")
    (line,) = problems_of({"zones": zones, "regions": regions}, {"adcode": "PAC"})
    assert line.startswith(
        f"zones: {zones}: is in EPSG:4214, from which no exact transformation to EPSG:4490"
    )


def test_degrees_without_crs_are_taken_to_be_the_plans_and_that_is_said(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES, tmp_path / "zones.shp")
    zones.with_suffix(".prj").unlink()
    result = imported({"zones": zones, "regions": regions}, ["adcode=PAC"])
    assert result.checked().zones.geometry.iloc[0].equals(square(0))
    assert "assumed to be in EPSG:4490, as the plan" in assumptions(result)


def test_metres_without_crs_are_refused_with_the_band_that_they_show(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES.to_crs(4528), tmp_path / "zones.shp")
    zones.with_suffix(".prj").unlink()
    (line,) = problems_of({"zones": zones, "regions": regions}, {"adcode": "PAC"})
    assert "3-degree Gauss-Krüger, zone 40" in line
    assert "source_crs zones=EPSG:4528" in line
    result = imported(
        {"zones": zones, "regions": regions}, ["adcode=PAC"], zones=ReadOptions(crs="EPSG:4528")
    )
    apart = shapely.hausdorff_distance(result.checked().zones.geometry.iloc[1], square(10))
    assert apart < 1e-9


def test_a_plan_needs_a_geographic_crs(regions: Path) -> None:
    for crs in ("EPSG:32651", "EPSG:1", "nonsense", "\udcff"):
        with pytest.raises(CrsError, match=f"crs {crs}: not"):
            build_plan({"regions": regions}, NO_MAP, crs)


def test_points_come_from_longitude_and_latitude_columns(regions: Path, tmp_path: Path) -> None:
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,X,Lat\n001,5,120.5,30.5\n002,6,120.6,30.6\n")
    gateways = tmp_path / "gateways.csv"
    gateways.write_text("gateway_id,kind,经度,纬度\nP,seaport,121,31\n", encoding="gbk")
    zones = written(ZONES, tmp_path / "zones.fgb")
    files = {"zones": zones, "regions": regions, "demand": demand, "gateways": gateways}
    plan = build_plan(files, {"adcode": "PAC", "lon": "X"}, CRS)
    assert plan.demand["demand_id"].tolist() == ["001", "002"]
    assert plan.demand.geometry.tolist() == [shapely.Point(120.5, 30.5), shapely.Point(120.6, 30.6)]
    assert plan.gateways.geometry.tolist() == [shapely.Point(121, 31)]
    assert "Lat" not in plan.demand.columns


def test_a_point_without_coordinates_and_a_table_without_them_are_problems(
    regions: Path, tmp_path: Path
) -> None:
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,lon,lat\n1,5,120.5,\n2,6,x,30\n3,1,120,30\n")
    clusters = tmp_path / "clusters.csv"
    clusters.write_text("cluster_id,sector\nA,ships\n")
    zones = written(ZONES, tmp_path / "zones.geojson")
    files = {"zones": zones, "regions": regions, "demand": demand, "clusters": clusters}
    lines = problems_of(files, {"adcode": "PAC"})
    assert lines == (
        f"demand: {demand}: column lon is no coordinate in row 3 (x); correct it",
        (
            "clusters: has no geometry; give it a Point layer, or a table with the columns of its "
            "coordinates: map_column clusters.lon=NAME map_column clusters.lat=NAME"
        ),
    )
    demand.write_text(f"demand_id,population,lon,lat\n1,5,120.5,\n2,6,{'x' * 5_000},30\n")
    assert f"in row 3 ({'x' * 59}…); correct it" in problems_of(files, {"adcode": "PAC"})[0]
    demand.write_text("demand_id,population,lon,lat\n1,5,120.5,\n2,6,,30\n3,1,120,30\n")
    assert problems_of(files, {"adcode": "PAC"})[1:] == (
        "demand: row 2 (1), row 3 (2) has no geometry; draw it or delete the row",
    )


def test_a_layer_of_the_wanted_name_is_taken_else_the_only_one(tmp_path: Path) -> None:
    path = tmp_path / "all.gpkg"
    ZONES.to_file(path, layer="zones", engine="pyogrio")
    REGIONS.to_file(path, layer="county", engine="pyogrio")
    (line,) = problems_of({"zones": path, "regions": path}, NO_MAP)
    assert line == (
        f"regions: {path}: has the layers zones, county; "
        "name one with layer, or give it the name regions"
    )
    REGIONS.to_file(path, layer="regions", engine="pyogrio")
    assert build_plan({"zones": path, "regions": path}, NO_MAP, CRS).present == ("zones", "regions")


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "zones.geojson").write_text("{")
    written(REGIONS, tmp_path / "regions.geojson")
    demand = gpd.GeoDataFrame({"population": [-1]}, geometry=[point(1)], crs=CRS)
    files = {
        "zones": tmp_path / "zones.geojson",
        "regions": tmp_path / "regions.geojson",
        "demand": written(demand, tmp_path / "demand.geojson"),
        "gateways": tmp_path / "none.csv",
        "ftzs": tmp_path / "ftzs.docx",
    }
    lines = problems_of(files, NO_MAP)
    assert [line.split(":")[0] for line in lines] == [
        "zones",
        "gateways",
        "ftzs",
        "demand.population",
    ]
    assert "is not JSON" in lines[0]
    assert "no such file" in lines[1]
    assert "the suffix names no known format; there are .gpkg" in lines[2]
    assert "row 1 is below 0" in lines[3]


def test_geometry_is_no_column_to_map_and_half_a_character_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnknownError, match="column geometry: is the shape of each row"):
        ColumnMap.parse(["geometry=adcode"])
    half = written(REGIONS.assign(name="half"), tmp_path / "half.geojson")
    half.write_text(half.read_text().replace('"half"', '"\\ud800"'))
    lines = problems_of({"regions": half}, NO_MAP)
    assert "feature 1 has a property with a character that is no text; correct it" in lines[0]


def test_a_mapping_that_no_file_has_the_column_of_is_a_problem(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES, tmp_path / "zones.geojson")
    names = {"adcode": "PAC", "name": "NAAM"}
    (line,) = problems_of({"zones": zones, "regions": regions}, names)
    assert line == (
        "map_column name=NAAM: no file has a column NAAM "
        "(zones has zone_id, ftz_id; regions has PAC, GDP); correct the name"
    )


def test_a_geojson_that_names_no_crs_is_in_wgs84(regions: Path, tmp_path: Path) -> None:
    path = written(ZONES.set_crs(4326, allow_override=True), tmp_path / "zones.geojson")
    document = json.loads(path.read_text())
    document.pop("crs")
    path.write_text(json.dumps(document))
    plan = build_plan({"zones": path, "regions": regions}, {"adcode": "PAC"}, CRS)
    assert plan.crs.to_epsg() == 4490
    assert plan.baseline == Plan({"zones": ZONES, "regions": REGIONS}).baseline


def test_columns_in_other_letters_are_taken_or_set_aside_and_that_is_said(tmp_path: Path) -> None:
    regions = written(
        regions_frame(("330101", square(-5, -5, 20)))
        .rename(columns={"adcode": "ADCODE"})
        .assign(NAME=["x"], Name=["y"]),
        tmp_path / "regions.geojson",
    )
    zones = written(ZONES.assign(geom=["a", "b"], FID=[7, 8]), tmp_path / "zones.geojson")
    result = imported({"zones": zones, "regions": regions}, [])
    plan = result.checked()
    assert plan.regions["adcode"].tolist() == ["330101"]
    assert plan.regions["name"].tolist() == ["x"]
    assert plan.regions["Name_given"].tolist() == ["y"]
    assert plan.zones["geom_given"].tolist() == ["a", "b"]
    said = assumptions(result)
    assert "the column NAME is read as regions.name" in said
    assert "the column Name is kept as Name_given" in said
    (of_zones, of_regions) = result.reports
    assert of_regions.columns == {"adcode": "ADCODE", "name": "NAME"}
    assert of_zones.further == ("geom_given", "FID")


def test_codes_of_districts_are_known_as_a_survey_of_land_use_calls_them(tmp_path: Path) -> None:
    surveyed = REGIONS.rename(columns={"adcode": "XZQDM"}).assign(BSM=["7"], XZQMC=["某县"])
    regions = written(surveyed, tmp_path / "regions.geojson")
    zones = written(ZONES.assign(XZQDM="330101"), tmp_path / "zones.geojson")
    result = imported({"zones": zones, "regions": regions}, [])
    assert result.checked().regions["adcode"].tolist() == ["330101"]
    assert result.checked().regions["name_zh"].tolist() == ["某县"]
    assert "the column XZQDM is read as regions.adcode" in assumptions(result)
    assert "XZQDM" in result.checked().zones.columns  # there it is a column of the file's own


def test_a_column_is_mapped_for_one_layer_and_a_weight_of_ones_own_is_named(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES.assign(NAME=["west", "east"]), tmp_path / "zones.geojson")
    demand = tmp_path / "demand.csv"
    demand.write_text("demand_id,population,EMP,lon,lat\n1,5,3,120,30\n")
    files = {"zones": zones, "regions": regions, "demand": demand}
    plan = imported(files, ["adcode=PAC", "zones.name=NAME", "demand.jobs=EMP"]).checked()
    assert plan.zones["name"].tolist() == ["west", "east"]
    assert plan.demand["jobs"].tolist() == [3]
    assert "EMP" not in plan.demand.columns


def test_a_map_that_names_no_column_is_refused_with_the_nearest() -> None:
    for text, line in (
        ("zone_id", "is not COLUMN=NAME"),
        ("=x", "is not COLUMN=NAME"),
        ("zoneid=x", "no layer of a plan has such a column, did you mean zone_id"),
        ("jobs=EMP", "name its layer too, such as demand.jobs=NAME"),
        ("region.name=x", "not a layer of a plan, did you mean regions?"),
    ):
        with pytest.raises(UnknownError) as caught:
            ColumnMap.parse([text])
        assert line in str(caught.value)


def test_rows_without_a_key_are_numbered(tmp_path: Path) -> None:
    zones = written(ZONES[["ftz_id", "geometry"]].assign(note="x"), tmp_path / "zones.geojson")
    regions = written(REGIONS.rename(columns={"adcode": "GEOID"}), tmp_path / "regions.geojson")
    result = imported({"zones": zones, "regions": regions}, [])
    plan = result.checked()
    assert plan.zones["zone_id"].tolist() == ["1", "2"]
    assert plan.regions["adcode"].tolist() == ["330101"]
    assert "zones.zone_id is the number of the row" in assumptions(result)


def test_a_bow_tie_is_mended_on_request_and_an_empty_row_left_out(
    regions: Path, tmp_path: Path
) -> None:
    bow = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])
    zones = written(
        gpd.GeoDataFrame(
            {"zone_id": ["A", "B", "C"], "ftz_id": ["F"] * 3},
            geometry=[bow, square(3), None],
            crs=CRS,
        ),
        tmp_path / "zones.gpkg",
    )
    files = {"zones": zones, "regions": regions}
    assert len(problems_of(files, {"adcode": "PAC"})) == 2
    result = imported(files, ["adcode=PAC"], repair=True)
    plan = result.checked()
    assert plan.zones["zone_id"].tolist() == ["A", "B"]
    halves = shapely.union_all(
        [
            shapely.Polygon([(120, 30), (120.005, 30.005), (120, 30.01)]),
            shapely.Polygon([(120.01, 30), (120.005, 30.005), (120.01, 30.01)]),
        ]
    )
    assert shapely.symmetric_difference(plan.zones.geometry.iloc[0], halves).area < 1e-15
    report = result.reports[0]
    assert report.counts == {"taken": 1, "changed": 1, "noted": 0, "refused": 1}
    assert [record.what for record in report.every_record()] == ["changed", "taken", "refused"]


def test_a_published_area_that_is_not_the_measured_one_is_noted(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES.assign(published_area_km2=[1.07, 2.0]), tmp_path / "zones.geojson")
    result = imported({"zones": zones, "regions": regions}, ["adcode=PAC"])
    (note,) = result.reports[0].records
    assert (note.row, note.id, note.what) == (2, "E", "noted")
    assert str(note.why) == "published 2.00 km², measured 1.07 km²"


def test_the_offset_of_a_web_map_is_taken_off_on_request_and_said(
    regions: Path, tmp_path: Path
) -> None:
    shifted = shapely.transform(
        square(0), lambda xy: [wgs_gcj((lat, lon))[::-1] for lon, lat in xy.tolist()]
    )
    zones = written(zones_frame(("W", "F", shifted)), tmp_path / "zones.geojson")
    result = imported(
        {"zones": zones, "regions": regions}, ["adcode=PAC"], zones=ReadOptions(crs="gcj-02")
    )
    assert shapely.hausdorff_distance(result.checked().zones.geometry.iloc[0], square(0)) < 1e-6
    assert "the offset of GCJ-02 was removed" in assumptions(result)


def test_the_plans_crs_is_that_of_the_zones_and_its_base_where_they_are_in_metres(
    regions: Path, tmp_path: Path
) -> None:
    zones = written(ZONES.to_crs(32651), tmp_path / "zones.gpkg")
    files = {"zones": zones, "regions": regions}
    assert build_plan(files, {"adcode": "PAC"}, None).crs.to_epsg() == 4326
    files["zones"] = written(ZONES, tmp_path / "degrees.gpkg")
    assert build_plan(files, {"adcode": "PAC"}, None).crs.to_epsg() == 4490


def test_a_layer_of_a_plan_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    plan = Plan({"zones": ZONES, "regions": REGIONS})
    demand = tmp_path / "demand.csv"
    demand.write_text("population,lon,lat\n5,120,30\n")
    result = import_layers({"demand": demand}, ImportOptions(), plan)
    assert result.checked().demand["demand_id"].tolist() == ["1"]
    assert result.checked().baseline == plan.baseline


@pytest.mark.parametrize(
    "ring",
    [
        [(179.9, -17), (180.1, -17), (180.1, -16.9), (179.9, -16.9)],
        [(-180.1, -17), (-179.9, -17), (-179.9, -16.9), (-180.1, -16.9)],
        [(179.9, -17), (-179.9, -17), (-179.9, -16.9), (179.9, -16.9)],
    ],
)
def test_what_lies_across_180_is_kept_cut_there_however_it_is_written(
    ring: list[tuple[float, float]], tmp_path: Path
) -> None:
    zones = written(
        gpd.GeoDataFrame(
            {"zone_id": ["A"], "ftz_id": ["F"]}, geometry=[shapely.Polygon(ring)], crs=4326
        ),
        tmp_path / "zones.gpkg",
    )
    region = gpd.GeoDataFrame(
        {"adcode": ["1"]}, geometry=[shapely.box(178, -19, 182, -15)], crs=4326
    )
    places = tmp_path / "demand.csv"
    places.write_text("population,lon,lat\n5,180.05,-16.95\n")
    files = {
        "zones": zones,
        "regions": written(region, tmp_path / "regions.gpkg"),
        "demand": places,
    }
    result = import_layers(files, ImportOptions())
    plan = result.checked()
    (zone,) = plan.zones.geometry
    assert len(zone.geoms) == 2
    assert zone.area == pytest.approx(0.02)
    assert np.abs(plan.regions.total_bounds).max() <= 180
    assert plan.demand.geometry.iloc[0].x == pytest.approx(-179.95)
    assert "across or beyond 180°" in assumptions(result)


def test_a_file_of_zones_that_cannot_be_read_is_one_problem_whatever_crs_the_regions_have(
    tmp_path: Path,
) -> None:
    regions = written(regions_frame(("1", square(-5, -5, 20))).to_crs(4326), tmp_path / "r.geojson")
    for name in ("empty.csv", "zones.doc", "nowhere.shp"):
        if name != "nowhere.shp":
            (tmp_path / name).touch()
        (line,) = problems_of({"zones": tmp_path / name, "regions": regions}, {})
        assert line.startswith("zones: ")


def turned_round(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(shapely.transform(frame.geometry, lambda at: at[:, ::-1]))


SWISS = regions_frame(("CH", shapely.box(7, 46, 10, 48)))
SWISS_ZONE = shapely.box(8, 47, 8.1, 47.1)
SWISS_ZONES = zones_frame(("W", "F", SWISS_ZONE))


def swiss(tmp_path: Path, **frames: gpd.GeoDataFrame) -> dict[str, Path]:
    return {name: written(frame, tmp_path / f"{name}.geojson") for name, frame in frames.items()}


def test_a_layer_that_meets_the_others_only_with_latitude_first_is_turned_round_and_it_is_said(
    tmp_path: Path,
) -> None:
    clusters = gpd.GeoDataFrame(
        {"cluster_id": ["A"], "sector": ["marine_economy"]},
        geometry=[shapely.Point(9, 47)],
        crs=CRS,
    )
    files = swiss(tmp_path, regions=SWISS, zones=turned_round(SWISS_ZONES), clusters=clusters)
    result = imported(files, [])
    shown = result.checked().zones.geometry.iloc[0]
    assert shown.equals(SWISS_ZONE)
    said = {it.layer: [each.why.code for each in it.assumed] for it in result.reports}
    assert [layer for layer in said if "import-order-turned" in said[layer]] == ["zones"]
    files = swiss(tmp_path, regions=turned_round(SWISS), zones=SWISS_ZONES, clusters=clusters)
    assert imported(files, []).checked().regions.geometry.iloc[0].equals(SWISS.geometry.iloc[0])


def test_two_layers_that_meet_only_turned_round_are_asked_about_and_an_option_settles_it(
    tmp_path: Path,
) -> None:
    files = swiss(tmp_path, regions=SWISS, zones=turned_round(SWISS_ZONES))
    (problem,) = imported(files, []).problems
    assert problem.code == "import-order-undecided"
    assert "axis_order" in str(problem)
    told = imported(files, [], zones=ReadOptions(axis_order="north-first")).checked()
    assert told.zones.geometry.iloc[0].equals(SWISS_ZONE)
    sure = imported(files, [], regions=ReadOptions(axis_order="east-first")).checked()
    assert sure.zones.geometry.iloc[0].equals(SWISS_ZONE)


def test_layers_that_truly_lie_apart_stay_apart(tmp_path: Path) -> None:
    files = swiss(tmp_path, regions=SWISS, zones=zones_frame(("W", "F", square(0))))
    assert imported(files, []).checked().zones.geometry.iloc[0].equals(square(0))
    said = ReadOptions(axis_order="east-first")
    files = swiss(tmp_path, regions=SWISS, zones=turned_round(SWISS_ZONES))
    apart = imported(files, [], zones=said, regions=said).checked()
    assert not apart.zones.geometry.iloc[0].equals(SWISS_ZONE)


@pytest.mark.parametrize("code", [4807, 27572])
def test_grads_from_paris_give_the_area_of_degrees_from_greenwich(
    tmp_path: Path, code: int
) -> None:
    # corners 200 m apart: no edge is bent by the projection
    parcel = shapely.segmentize(shapely.box(5.0, 45.0, 5.1, 45.08), 0.002)
    columns = {"zones": {"zone_id": ["A"], "ftz_id": ["F"]}, "regions": {"adcode": ["1"]}}

    def area_km2(crs: int, target: str | None) -> float:
        frames = {
            name: gpd.GeoDataFrame(it, geometry=[parcel], crs=4275) for name, it in columns.items()
        }
        files = {
            name: written(frame.to_crs(crs), tmp_path / f"{name}-{crs}-{target}.gpkg")
            for name, frame in frames.items()
        }
        plan = import_layers(files, ImportOptions(crs=target)).checked()
        return float(plan.ellipsoid.area_km2(plan.zones.geometry)[0])

    assert area_km2(code, None) == pytest.approx(area_km2(4275, None), rel=1e-8)
    assert area_km2(code, "EPSG:4326") == pytest.approx(area_km2(4326, None), rel=1e-6)


def test_long_edges_of_a_projected_file_are_said_to_be_kept_in_place(tmp_path: Path) -> None:
    corridor = [(4.0e6, 3.0e6), (4.2e6, 3.05e6), (4.2e6, 3.06e6), (4.0e6, 3.01e6)]
    frame = gpd.GeoDataFrame(
        {"zone_id": ["A"], "ftz_id": ["F"]}, geometry=[shapely.Polygon(corridor)], crs=3035
    )
    zones = written(frame, tmp_path / "zones.gpkg")
    regions = written(frame.rename(columns={"zone_id": "adcode"}), tmp_path / "regions.gpkg")
    result = import_layers({"zones": zones, "regions": regions}, ImportOptions())
    plan = result.checked()
    assert "further vertices keep long edges, straight in EPSG:3035" in assumptions(result)
    # LAEA keeps areas: 200 km × 10 km
    assert plan.ellipsoid.area_km2(plan.zones.geometry)[0] == pytest.approx(2_000, rel=1e-6)
