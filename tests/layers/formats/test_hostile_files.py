"""Files that are not what their name says, or are made to harm, end in a line, at once.

Nothing else is opened, and nothing is kept.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from layers.errors import PlanError, ZonewrightError
from layers.formats import gml, read_table
from layers.formats.gdal import read_dataset
from tests.conftest import by_force
from tests.layers.formats.corpus.case import vector

VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>secret.csv</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)
NO_FEATURES = '{"type":"FeatureCollection","features":[],"crs":%s}'
RING = "[[120,30],[121,30],[121,31],[120,31],[120,30]]"


def refusal(path: Path) -> str:
    with pytest.raises(ZonewrightError) as caught:
        read_table(path, "zones")
    (line,) = caught.value.lines
    assert line.startswith(str(path))
    assert "\n" not in line
    return line


def polygon(coordinates: str) -> str:
    geometry = f'{{"type":"Polygon","coordinates":[{coordinates}]}}'
    return f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'


def kml(number: str) -> str:
    ring = f"<LinearRing><coordinates>120,30 121,30 {number},31 120,30</coordinates></LinearRing>"
    polygon = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    mark = f"<Placemark><name>A</name>{polygon}</Placemark>"
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{mark}</Document></kml>'


NO_NUMBER = "a coordinate that is not a number"
REFUSED = (
    ("a.geojson", VRT, "is not JSON"),
    ("a.geojson", "[]", "is not GeoJSON"),
    ("a.geojson", '{"type":"Topology"}', "is not a GeoJSON FeatureCollection"),
    (
        "a.geojson",
        NO_FEATURES % '{"type":"link","properties":{"href":"http://127.0.0.1:1/crs"}}',
        "no link is followed",
    ),
    ("a.geojson", NO_FEATURES % '{"type":"name","properties":{"name":"EPSG:1"}}', "is not known"),
    ("a.geojson", polygon(RING.replace("121", "NaN", 1)), NO_NUMBER),
    ("a.geojson", polygon(RING.replace("121", "1e999", 1)), NO_NUMBER),
    ("a.geojson", polygon(RING.replace("121", "1" + "0" * 400, 1)), "cannot be read"),
    ("a.geojson", polygon(RING.replace("121", "1" * 5_000, 1)), "is not JSON"),
    ("a.geojson", polygon("[[120,30],[121,30]]"), "cannot be read"),
    ("a.gpkg", VRT, "not a GeoPackage"),
    ("a.shp", VRT, "is not Shapefile: its content is XML"),
    ("a.shp", "\x00\x00'\n rest", "has no .shx, .dbf beside it"),
    ("a.fgb", VRT, "is not FlatGeobuf: its content is XML"),
    ("a.fgb", "fgb\x03fgb\x01 rest", "cannot be read"),
    ("a.kml", VRT, "is not KML: its content is XML"),
    ("a.kml", "<kml/>" + VRT, "cannot be read"),
    ("a.kml", '<!DOCTYPE x [<!ENTITY a "b">]><kml>&a;</kml>', "declares entities"),
    ("a.kml", "<kml><Document>", "a.kml: "),
    *(("a.kml", kml(number), NO_NUMBER) for number in ("nan", "inf", "-1e400", "a")),
    ("a.shp.zip", VRT, "is not ZIP: its content is XML"),
    ("a.shp.zip", "PK rest", "cannot be unpacked"),
    ("a.csv", "", "is empty"),
    ("a.csv", "a,b\n1,2,3\n", "line 2 has 3 cells, the header 2"),
    ("a.vrt", VRT, "the suffix names no known format; there are .gpkg, .geojson"),
    # a tenth of a second each; hours where it grows with the square
    ("a.dxf", "999\n\n\n\n" * 500, "is not DXF"),
    ("a.dxf", "0\nSECTION\n$DWGCODEPAGE" + "\n" * 60_000, "cannot be read"),
    ("a.kml", "<kml><Placemark><Point><coordinates>" + " " * 500_000, "cannot be read"),
    ("a.txt", "[x]@" + " " * 500_000 + "\n", "line 1 cannot be read"),
    ("a.txt", "[地块坐标]\n" + " " * 500_000 + "x\n", "line 2 is neither"),
    ("a.geojson", '{"type":"Feature","geometry":' + "[" * 200_000, "nested too deeply"),
    ("a.json", '[{"type":' * 50_000, "nested too deeply"),
)


@pytest.mark.timeout(60)
def test_a_file_that_is_not_what_its_name_says_is_refused_without_delay(tmp_path: Path) -> None:
    for name, content, reason in REFUSED:
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert reason in refusal(tmp_path / name), (name, content[:80])
        (tmp_path / name).unlink()
    (tmp_path / "a.geojson").mkdir()
    assert "is not a file" in refusal(tmp_path / "a.geojson")
    (tmp_path / "a.csv").write_bytes(b"(" * 100_000 + b",b\n1,2\n")
    assert len(read_table(tmp_path / "a.csv", "zones").frame) == 1
    (tmp_path / "a.csv").write_text("one column\n1\n")
    assert read_table(tmp_path / "a.csv", "zones").frame.to_numpy().tolist() == [[1]]


FEATURE = {
    "type": "Feature",
    "id": 7,
    "properties": {"zone_id": "A"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[120, 30, 5], [121, 30, 5], [121, 31], [120, 30]]],
    },
}


def shaped(kind: object, coordinates: object) -> dict[str, object]:
    return FEATURE | {"geometry": {"type": kind, "coordinates": coordinates}}


def collection(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_feature_that_is_no_polygon_or_point_is_named(tmp_path: Path) -> None:
    path = tmp_path / "z.geojson"
    faults: list[tuple[object, str]] = [
        (shaped("LineString", [[1, 2], [3, 4]]), "is a LineString, not a polygon or point"),
        (shaped("GeometryCollection", []), "is a GeometryCollection"),
        (shaped("Polygon", [[["1", 2], [3, 4], [5, 6]]]), "coordinate that is not a number"),
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
        with pytest.raises(PlanError, match=problem) as caught:
            read_table(collection(path, FEATURE, feature, feature), "zones")
        assert [line.split(" feature ")[1][:1] for line in caught.value.lines] == ["2", "3"]
    line = refusal(collection(path, shaped("x" * 100_000, [])))
    assert "is a 'xxx" in line
    assert len(line) < len(str(path)) + 200
    empty = {"type": "Feature", "properties": None, "geometry": None}
    frame = read_table(collection(path, FEATURE, empty), "zones").frame
    assert (frame["zone_id"].tolist()[0], frame["id"].tolist()[0]) == ("A", 7)
    assert frame.geometry.iloc[0].equals(shapely.Polygon([(120, 30), (121, 30), (121, 31)]))
    assert (frame.geometry.iloc[1], frame.crs) == (None, "EPSG:4326")


def test_what_is_wrong_inside_an_archive_is_told_of_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    for damaged in (b"", b"\x00\x00'\n rest", b"\x00\x00'\n" + bytes(96)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.shp", damaged)
            for suffix in (".shx", ".dbf"):
                archive.writestr(f"a{suffix}", b"x" if damaged else b"")
        line = refusal(path)
        assert line.startswith(f"{path}/a.shp: ")
        assert "zonewright-" not in line
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", " " * 1000)
    content = bytearray(path.read_bytes())
    content[26] = 250  # the length of the name, which the other head contradicts
    path.write_bytes(content)
    assert len(refusal(path)) < len(str(path)) + 250


def test_a_geopackage_of_whose_fault_sqlite_says_no_text_is_damaged(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_file(path := tmp_path / "a.gpkg", layer="zones")
    path.write_bytes(path.read_bytes().replace(b'TABLE "zones"', b'TABLE "zo"\xcc  '))
    assert "damaged" in refusal(path)


def test_numbers_that_lead_nowhere_give_no_warning(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(2, 3, 5, 7)], crs=4326)
    frame.geometry = shapely.force_3d(frame.geometry.to_numpy(), 11.0)
    frame.to_file(path := tmp_path / "a.gpkg", layer="zones")
    signalling = b"\x01\0\0\0\0\0\xf0\x7f"  # a number that is none, and says so
    path.write_bytes(path.read_bytes().replace(struct.pack("<d", 7.0), signalling))
    assert len(read_table(path, "zones").located) == 2


def test_what_leads_gdal_to_other_files_is_refused_before_gdal_sees_it(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    named = VRT.replace("secret.csv", str(tmp_path / "secret.csv"))
    body = named.encode() + b"\n0\nSECTION\n"
    for start, *parts in (
        (b"fgb\x03fgb\x01", "a.fgb"),
        (b"999\n", "a.dxf"),
        (b"Version 300\n", "a.mif", "a.mid"),
        (b"!table\nDefinition Table\nType NATIVE\n", "a.tab", "a.dat", "a.map", "a.id"),
        (b"\x00\x00\x27\x0a", "a.shp", "a.shx", "a.dbf"),
    ):
        for part in parts:
            (tmp_path / str(part)).write_bytes(bytes(start) + body)  # type: ignore[arg-type]
        line = refusal(tmp_path / str(parts[0]))
        assert "declares entities or hosts" in line or "export it again" in line


def deep_collection(levels: int) -> bytes:
    """Return WKB of a point within so many collections, each of two shapes."""
    point = shapely.Point(1, 2).wkb
    head = b"\x01" + struct.pack("<II", 7, 2) + point
    return head * levels + point


@pytest.mark.parametrize("levels", [17, 100_000])
def test_deep_geometry_is_refused_before_it_is_made(levels: int, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    deep = pa.table({"zone_id": ["a"], "geometry": [deep_collection(levels)]})
    geo = {"version": "1.0.0", "primary_column": "geometry"}
    columns = {"geometry": {"encoding": "WKB", "geometry_types": []}}
    words = json.dumps(geo | {"columns": columns}).encode()
    pq.write_table(deep.replace_schema_metadata({b"geo": words}), path)
    assert "cannot be read (nested)" in refusal(path)
    pq.write_table(deep, path)
    assert "column geometry is not WKT or WKB in row 1" in refusal(path)
    if levels < 1_000:  # longer cells are refused by the reader of CSV
        (tmp_path / "a.csv").write_text(f"zone_id,wkb\na,{deep_collection(levels).hex()}\n")
        assert "column wkb is not WKT or WKB in row 2" in refusal(tmp_path / "a.csv")


def test_a_virtual_table_of_a_geopackage_is_refused(tmp_path: Path) -> None:
    path = vector("zones.gpkg", "GPKG")(tmp_path)
    by_force(path, "DROP TABLE zones", "CREATE VIRTUAL TABLE zones USING fts5(zone_id, geom)")
    assert "is a view, not a table" in refusal(path)


def test_entities_in_a_workbook_are_no_bomb(tmp_path: Path) -> None:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["zone_id", "lon", "lat"])
    book.save(whole)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "x">{entities}]>'
    body = "<worksheet><a>&e11;</a></worksheet>"
    path = tmp_path / "a.xlsx"
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"):
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                target.writestr(name, bomb + body if name == part else source.read(name))
        assert "cannot be read" in refusal(path)


def test_whatever_a_library_raises_is_a_problem_of_the_file_but_a_mistake_in_a_reader_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(error: Exception) -> Callable[..., None]:
        def fail(*_arguments: object, **_options: object) -> None:
            raise error

        return fail

    with zipfile.ZipFile(path := tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")  # openpyxl raises a KeyError
    assert "cannot be read" in refusal(path)
    path = vector("zones.fgb", "FlatGeobuf", promote_to_multi=True)(tmp_path)
    monkeypatch.setattr("pyogrio.read_dataframe", raising(MemoryError()))
    assert refusal(path).endswith("cannot be read (MemoryError); export it again")
    path = collection(tmp_path / "a.geojson")
    for mistake in (KeyError("zones"), TypeError("no"), AttributeError("no")):
        monkeypatch.setattr("layers.formats.geojson.features", raising(mistake))
        with pytest.raises(type(mistake)) as caught:
            read_table(path, "zones")
        assert caught.value is mistake


def test_gml_is_given_to_gdal_without_links_to_schemas_and_other_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(path: Path, *arguments: object) -> object:
        seen.append(path.read_text())
        return read_dataset(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(gml, "read_dataset", look)
    path = vector("z.gml", "GML")(tmp_path)
    (tmp_path / "z.xsd").unlink()
    linked = path.read_text().replace("<ogr:zone_id>W", '<ogr:zone_id x:href="http://a.b/c#d">W')
    linked = linked.replace("xmlns:gml=", 'xmlns:x="http://www.w3.org/1999/xlink" xmlns:gml=')
    path.write_text(linked.replace('schemaLocation="', 'schemaLocation="http://a.b/c '))
    assert read_table(path, "zones").frame["zone_id"].tolist() == ["W", "E"]
    (copy,) = seen
    assert "http://a.b" not in copy
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.timeout(60)
def test_merged_cells_without_end_are_filled_without_delay(tmp_path: Path) -> None:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    for row in (["zone_id", "name"], [None, "x"], *([f"z{nth}", None] for nth in range(500))):
        book.active.append(row)
    book.save(whole)
    ranges = ["A1:XFD1048576", *(f"A{nth}:XFD1048576" for nth in range(1, 3_000))]
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                end = f"<mergeCells>{merged}</mergeCells></worksheet>"
                content = content.replace(b"</worksheet>", end.encode())
            target.writestr(name, content)
    assert len(read_table(path, "ftzs").frame) <= 502
