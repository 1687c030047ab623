"""Exports say what they hold, byte for byte the same; files are only what their name says."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from conftest import regions_frame, square, zones_frame

from layers import Plan
from layers.errors import PlanError, SourceError, UnknownError, ZonewrightError
from layers.formats import FORMATS, WRITTEN, Outcome, export, read_table
from layers.plan.geopackage import list_layers
from tests.notes import SCHEMATIC_NOTE

REGIONS = regions_frame(("330101", square(-5, -5, 20)), ("330102", square(15, -5, 20)))


@pytest.fixture
def plan() -> Plan:
    """Two zones, the first schematic and with a further column."""
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
        name_zh=["西片区", None], boundary_source=["schematic", "imported"], note=["=1+1", None]
    )
    return Plan({"zones": zones, "regions": REGIONS}, Path("two.gpkg"))


def test_geojson_holds_the_zones_with_their_crs_and_the_schematic_note(
    plan: Plan, tmp_path: Path
) -> None:
    export(plan, tmp_path / "z.geojson")
    document = json.loads((tmp_path / "z.geojson").read_text("utf-8"))
    assert document["type"] == "FeatureCollection"
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    assert document["note"] == SCHEMATIC_NOTE
    first = document["features"][0]
    assert first["properties"]["boundary_source"] == "schematic"
    assert first["properties"]["name_zh"] == "西片区"
    assert first["properties"]["published_area_km2"] is None
    assert first["geometry"]["type"] == "MultiPolygon"
    (ring,) = first["geometry"]["coordinates"][0]
    assert sorted(map(tuple, ring[:-1])) == [
        (120.0, 30.0),
        (120.0, 30.01),
        (120.01, 30.0),
        (120.01, 30.01),
    ]
    assert shapely.is_ccw(shapely.LinearRing(ring))


def test_geojson_keeps_nine_decimals_and_never_writes_nan(tmp_path: Path) -> None:
    shape = shapely.transform(square(0), lambda xy: xy + 1.23456789012e-3)
    zones = zones_frame(("W", "F", shape)).assign(extra=[float("inf")])
    export(Plan({"zones": zones, "regions": REGIONS}), tmp_path / "z.geojson")
    text = (tmp_path / "z.geojson").read_text()
    assert "[120.001234568,30.001234568]" in text
    assert "note" not in json.loads(text)
    assert '"extra":null' in text


def test_a_plan_in_wgs84_needs_no_crs_member(tmp_path: Path) -> None:
    zones, regions = (
        frame.set_crs(4326, allow_override=True)
        for frame in (zones_frame(("W", "F", square(0))), REGIONS)
    )
    export(Plan({"zones": zones, "regions": regions}), tmp_path / "z.geojson")
    assert "crs" not in json.loads((tmp_path / "z.geojson").read_text())


def test_a_scenarios_zones_take_the_place_of_the_baselines(plan: Plan, tmp_path: Path) -> None:
    moved = plan.zones.head(1)
    export(plan, tmp_path / "s.geojson", [Outcome("north", "North", moved)])
    document = json.loads((tmp_path / "s.geojson").read_text("utf-8"))
    assert document["name"] == "north"
    assert [f["properties"]["zone_id"] for f in document["features"]] == ["W"]
    both = [Outcome(name, name, moved) for name in ("north", "south")]
    with pytest.raises(SourceError, match="name one scenario"):
        export(plan, tmp_path / "s.geojson", both)


def test_a_geopackage_holds_all_layers_and_each_scenario_beside_the_baseline(
    plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / "all.gpkg"
    changes = plan.zones[["zone_id", "geometry"]].assign(change="gained", area_km2=1.0)
    north = Outcome("north", "North", plan.zones.head(1), {"changes": changes})
    export(plan, path, [north, Outcome("s-2", "South", plan.zones.tail(1))])
    assert list_layers(path) == [
        "zones",
        "regions",
        "scenario_north_zones",
        "scenario_north_changes",
        "scenario_s-2_zones",
    ]
    assert Plan.open(path).baseline == plan.baseline
    assert Plan.open(path).layers == plan.layers
    assert gpd.read_file(path, layer="scenario_s-2_zones")["zone_id"].tolist() == ["E"]


def test_a_geopackage_describes_schematic_zones_as_such(plan: Plan, tmp_path: Path) -> None:
    export(plan, tmp_path / "all.gpkg")
    info = pyogrio.read_info(tmp_path / "all.gpkg", layer="zones")
    assert info["layer_metadata"]["DESCRIPTION"] == SCHEMATIC_NOTE


def test_the_baselines_coverage_is_joined_to_the_districts_by_their_adcodes(
    plan: Plan, tmp_path: Path
) -> None:
    shares = {"adcode": ["330102", "330101"], "covered_share_25km": [0.5, 0.25], "area_km2": 9.0}
    districts = plan.regions[["geometry"]].assign(**shares)
    province = districts.head(1).assign(adcode="330000")
    tables = {"coverage_district": districts, "coverage_province": province}
    export(plan, tmp_path / "all.gpkg", [Outcome("baseline", "", plan.zones, tables)])
    regions = gpd.read_file(tmp_path / "all.gpkg", layer="regions").set_index("adcode")
    assert regions["covered_share_25km"].to_dict() == {"330101": 0.25, "330102": 0.5}
    assert "area_km2" not in regions
    assert list_layers(tmp_path / "all.gpkg") == ["zones", "regions", "coverage_province"]


def test_an_unknown_suffix_names_the_known_ones(plan: Plan, tmp_path: Path) -> None:
    for name in ("out.xyz", "out", ".gpkg", "out.gpkg.bak"):
        with pytest.raises(UnknownError, match=r"there are \.gpkg, \.geojson, .*, \.xlsx$"):
            export(plan, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_exported_has_a_media_type_and_a_place_of_its_own() -> None:
    written = [FORMATS[suffix] for suffix in WRITTEN]
    assert all(form.media_type for form in written)
    assert len({form.place for form in written}) == len(written)


def test_an_export_that_fails_leaves_the_old_file(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "z.geojson"
    target.write_text("old")

    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SourceError, match="the disk is full"):
        export(plan, target)
    assert target.read_bytes() == b"old"


FEATURE = {
    "type": "Feature",
    "id": 7,
    "properties": {"zone_id": "A"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[120, 30, 5], [121, 30, 5], [121, 31], [120, 30]]],
    },
}


def collection(path: Path, *features: object, **members: object) -> Path:
    document = {"type": "FeatureCollection", "features": features} | members
    path.write_text(json.dumps(document))
    return path


def test_geojson_is_read_with_ids_and_mixed_heights(tmp_path: Path) -> None:
    empty = {"type": "Feature", "properties": None, "geometry": None}
    frame = read_table(collection(tmp_path / "z.geojson", FEATURE, empty), "zones").frame
    assert frame["zone_id"].tolist()[0] == "A"
    assert frame["id"].tolist()[0] == 7
    assert frame.geometry.iloc[0].equals(shapely.Polygon([(120, 30), (121, 30), (121, 31)]))
    assert frame.geometry.iloc[1] is None
    assert frame.crs == "EPSG:4326"


def shaped(kind: object, coordinates: object) -> dict[str, object]:
    return FEATURE | {"geometry": {"type": kind, "coordinates": coordinates}}


def test_a_feature_that_is_no_polygon_or_point_is_named(tmp_path: Path) -> None:
    faults: list[tuple[object, str]] = [
        (shaped("LineString", [[1, 2], [3, 4]]), "is a LineString, not a polygon or point"),
        (shaped("GeometryCollection", []), "is a GeometryCollection"),
        (shaped("Polygon", [[["1", 2], [3, 4], [5, 6]]]), "coordinate that is not a number"),
        (shaped("Polygon", [[[1, 2], [3, 4]]]), "cannot be read"),
        (shaped("Polygon", [[[1], [3], [5]]]), "cannot be read"),
        (shaped("Polygon", None), "cannot be read"),
        (shaped("MultiPolygon", 5), "cannot be read"),
        (shaped(["Point"], [1, 2]), "not a polygon or point"),
        (FEATURE | {"geometry": "POINT (1 2)"}, "cannot be read"),
        (FEATURE | {"properties": [1]}, "properties that are not a mapping"),
        ({"type": "Point"}, "is not a Feature"),
        (None, "is not a Feature"),
    ]
    for feature, problem in faults:
        path = collection(tmp_path / "z.geojson", FEATURE, feature, feature)
        with pytest.raises(PlanError, match=problem) as caught:
            read_table(path, "zones")
        assert [line.split(" feature ")[1][:1] for line in caught.value.lines] == ["2", "3"]


EMPTY = '{"type":"FeatureCollection","features":[],"crs":%s}'
VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.geojson", VRT, "is not JSON"),
        ("a.geojson", "[" * 100_000, "is nested too deeply"),
        ("a.geojson", "[]", "is not GeoJSON"),
        ("a.geojson", '{"type":"Topology"}', "is not a GeoJSON FeatureCollection"),
        (
            "a.geojson",
            EMPTY % '{"type":"link","properties":{"href":"http://127.0.0.1:1/crs"}}',
            "no link is followed",
        ),
        ("a.geojson", EMPTY % '{"type":"name","properties":{"name":"EPSG:1"}}', "is not known"),
        ("a.gpkg", VRT, "not a GeoPackage"),
        ("a.shp", VRT, "is not Shapefile: by its content it is XML"),
        ("a.shp", "\x00\x00'\n rest", "has no .shx, .dbf beside it"),
        ("a.fgb", VRT, "is not FlatGeobuf: by its content it is XML"),
        ("a.fgb", "fgb\x03fgb\x01 rest", "cannot be read"),
        ("a.kml", VRT, "is not KML: by its content it is XML"),
        ("a.kml", "<kml/>" + VRT, "cannot be read"),
        ("a.kml", '<!DOCTYPE x [<!ENTITY a "b">]><kml>&a;</kml>', "names other files"),
        ("a.kml", "<kml><Document>", "a.kml: "),
        ("a.shp.zip", VRT, "is not ZIP: by its content it is XML"),
        ("a.shp.zip", "PK rest", "cannot be unpacked"),
        ("a.csv", "", "is empty"),
        ("a.csv", "a,b\n1,2,3\n", "line 2 has 3 cells, the header 2"),
        ("a.vrt", VRT, "the suffix names no known format; there are .gpkg, .geojson"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_one_line(
    name: str, content: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content.replace("{}", str(tmp_path / "secret.csv")))
    with pytest.raises(ZonewrightError) as caught:
        read_table(tmp_path / name, "zones")
    (line,) = caught.value.lines
    assert reason in line
    assert line.startswith(str(tmp_path / name))
    assert "\n" not in line


def test_what_is_wrong_inside_an_archive_is_told_of_the_archive(tmp_path: Path) -> None:
    for damaged in (b"", b"\x00\x00'\n rest", b"\x00\x00'\n" + bytes(96)):
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("a.shp", damaged)
            for suffix in (".shx", ".dbf"):
                archive.writestr(f"a{suffix}", b"x" if damaged else b"")
        with pytest.raises(PlanError) as caught:
            read_table(tmp_path / "all.zip", "zones")
        (line,) = caught.value.lines
        assert line.startswith(f"{tmp_path / 'all.zip'}/a.shp: ")
        assert "zonewright-" not in line


def test_a_csv_keeps_leading_zeros_and_reads_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('code,名,n\n007,"临,港",1.5\n\n010,,\n', encoding="utf-8")
    frame = read_table(path, "ftzs").frame
    assert frame["code"].tolist() == ["007", "010"]
    assert frame["名"].tolist() == ["临,港", None]
    assert frame["n"].tolist()[0] == 1.5
    assert pd.isna(frame["n"].tolist()[1])


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").mkdir()
    with pytest.raises(ZonewrightError, match="is not a file"):
        read_table(tmp_path / "a.geojson", "zones")
