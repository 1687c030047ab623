"""Files that are made to harm end in a line, at once: nothing else is opened, nothing is kept."""

import io
import json
import random
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from layers.errors import ZonewrightError
from layers.formats import read_table
from tests.layers.formats.corpus import CASES, Case
from tests.layers.formats.corpus.case import vector

if TYPE_CHECKING:
    from collections.abc import Callable

VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>{}</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)


def refusal(path: Path) -> str:
    with pytest.raises(ZonewrightError) as caught:
        read_table(path, "zones")
    (line,) = caught.value.lines
    assert line.startswith(str(path))
    return line


def test_a_geopackage_of_whose_fault_sqlite_says_no_text_is_damaged(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_file(path := tmp_path / "a.gpkg", layer="zones")
    path.write_bytes(path.read_bytes().replace(b'TABLE "zones"', b'TABLE "zo"\xcc  '))
    assert "damaged" in refusal(path)


def test_an_archive_whose_heads_contradict_each_other_is_told_shortly(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.geojson", " " * 1000)
    content = bytearray(path.read_bytes())
    content[26] = 250  # the length of the name
    path.write_bytes(content)
    assert len(refusal(path)) < len(str(path)) + 250


def test_numbers_that_lead_nowhere_give_no_warning(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(2, 3, 5, 7)], crs=4326)
    frame.geometry = shapely.force_3d(frame.geometry.to_numpy(), 11.0)
    frame.to_file(path := tmp_path / "a.gpkg", layer="zones")
    signalling = b"\x01\0\0\0\0\0\xf0\x7f"  # a number that is none, and says so
    path.write_bytes(path.read_bytes().replace(struct.pack("<d", 7.0), signalling))
    assert len(read_table(path, "zones").located) == 2


def test_a_kind_of_geometry_that_is_as_long_as_a_book_is_told_shortened(tmp_path: Path) -> None:
    geometry = {"type": "x" * 100_000, "coordinates": []}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    (path := tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="utf-8")
    assert "is a 'xxx" in (line := refusal(path))
    assert len(line) < len(str(path)) + 200


def test_a_coordinate_of_kml_that_is_no_place_on_earth_is_refused(tmp_path: Path) -> None:
    for number in ("nan", "inf", "-1e400", "a"):
        corners = f"120,30 121,30 {number},31 120,30"
        ring = f"<LinearRing><coordinates>{corners}</coordinates></LinearRing>"
        polygon = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
        mark = f"<Placemark><name>A</name>{polygon}</Placemark>"
        text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{mark}</Document></kml>'
        (tmp_path / "a.kml").write_text(text, encoding="utf-8")
        assert "has a coordinate that is not a number" in refusal(tmp_path / "a.kml")


@pytest.mark.parametrize(
    ("name", "start", "parts"),
    [
        ("a.fgb", b"fgb\x03fgb\x01", ()),
        ("a.dxf", b"999\n", ()),
        ("a.mif", b"Version 300\n", ("a.mid",)),
        ("a.tab", b"!table\nDefinition Table\nType NATIVE\n", ("a.dat", "a.map", "a.id")),
        ("a.shp", b"\x00\x00\x27\x0a", ("a.shx", "a.dbf")),
    ],
)
def test_what_leads_gdal_to_other_files_is_refused_before_gdal_sees_it(
    name: str, start: bytes, parts: tuple[str, ...], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    body = VRT.format(secret).encode() + b"\n0\nSECTION\n"
    for part in (name, *parts):
        (tmp_path / part).write_bytes(start + body)
    line = refusal(tmp_path / name)
    assert "names other files or hosts" in line or "export it again" in line


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
    assert "column geometry is no WKT or WKB in row 1" in refusal(path)
    if levels < 1_000:  # longer cells are refused by the reader of CSV
        (tmp_path / "a.csv").write_text(f"zone_id,wkb\na,{deep_collection(levels).hex()}\n")
        assert "column wkb is no WKT or WKB in row 2" in refusal(tmp_path / "a.csv")


def test_a_virtual_table_of_a_geopackage_is_refused(tmp_path: Path) -> None:
    path = vector("zones.gpkg", "GPKG")(tmp_path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE zones")
        database.execute("CREATE VIRTUAL TABLE zones USING fts5(zone_id, geom)")
    assert "is a view, not a table" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_entities_in_a_workbook_are_no_bomb(part: str, tmp_path: Path) -> None:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["zone_id", "lon", "lat"])
    book.save(whole)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "x">{entities}]>'
    body = "<worksheet><a>&e11;</a></worksheet>"
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb + body if name == part else source.read(name))
    assert "cannot be read" in refusal(path)


@pytest.mark.timeout(60)  # a tenth of a second each; hours where it grows with the square
def test_long_runs_of_the_same_sign_are_refused_without_delay(tmp_path: Path) -> None:
    for name, content, reason in (
        ("a.dxf", b"999\n\n\n\n" * 500, "is not DXF"),
        ("a.dxf", b"0\nSECTION\n$DWGCODEPAGE" + b"\n" * 60_000, "cannot be read"),
        ("a.kml", b"<kml><Placemark><Point><coordinates>" + b" " * 500_000, "cannot be read"),
        ("a.txt", b"[x]@" + b" " * 500_000 + b"\n", "line 1 cannot be read"),
        ("a.txt", "[地块坐标]\n".encode() + b" " * 500_000 + b"x\n", "line 2 is neither"),
        ("a.geojson", b'{"type":"Feature","geometry":' + b"[" * 200_000, "nested too deeply"),
        ("a.json", b'[{"type":' * 50_000, "nested too deeply"),
    ):
        (tmp_path / name).write_bytes(content)
        assert reason in refusal(tmp_path / name)
    (tmp_path / "a.csv").write_bytes(b"(" * 100_000 + b",b\n1,2\n")
    assert len(read_table(tmp_path / "a.csv", "zones").frame) == 1


def test_a_library_that_runs_out_of_memory_is_a_problem_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    path = vector("zones.fgb", "FlatGeobuf", promote_to_multi=True)(tmp_path)
    monkeypatch.setattr("pyogrio.read_dataframe", exhausted)
    assert refusal(path).endswith("cannot be read (MemoryError); export it again")


@pytest.mark.parametrize("mistake", [KeyError("zones"), TypeError("no"), AttributeError("no")])
def test_a_mistake_in_a_reader_is_no_problem_of_the_file(
    mistake: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_arguments: object) -> None:
        raise mistake

    (tmp_path / "a.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    monkeypatch.setattr("layers.formats.geojson.features", mistaken)
    with pytest.raises(type(mistake)) as caught:
        read_table(tmp_path / "a.geojson", "zones")
    assert caught.value is mistake


def test_whatever_a_library_raises_of_a_file_is_a_problem_of_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")  # openpyxl raises a KeyError
    assert "cannot be read" in refusal(path)


DAMAGED = random.Random(4).sample(CASES, 25)  # noqa: S311  the same each time


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case.name)
def test_a_damaged_file_is_read_or_refused_and_leaves_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(case.name)  # noqa: S311  the same each time
    path = case.make(tmp_path)
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    files = [file for file in sorted(tmp_path.rglob("*")) if file.is_file()]
    for _ in range(4):
        file = chance.choice(files)
        whole = file.read_bytes()
        file.write_bytes(damaged(whole, chance))
        read_or_refused(path, case)
        file.write_bytes(whole)
    assert list(scratch.iterdir()) == []


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Return bytes that are cut short, or of which a few are others or gone."""
    if not whole:
        return b"x"
    at = chance.randrange(len(whole))
    ways: list[Callable[[], bytes]] = [
        lambda: whole[:at],
        lambda: whole[:at] + whole[at + chance.randrange(1, 40) :],
        lambda: whole[:at] + chance.randbytes(4) + whole[at + 4 :],
        lambda: whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :],
    ]
    return chance.choice(ways)()


def read_or_refused(path: Path, case: Case) -> None:
    try:
        frame = read_table(path, case.layer, case.options).frame
    except ZonewrightError as error:
        assert error.lines  # noqa: PT017
        assert not any("zonewright-" in line or "\n" in line for line in error.lines)  # noqa: PT017
    else:
        assert not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.name == "geometry"


SQUARE = "[[120,30],[121,30],[121,31],[120,31],[120,30]]"


def test_malformed_coordinates_are_refused(tmp_path: Path) -> None:
    for coordinates, why in (
        (SQUARE.replace("121", "NaN", 1), "a coordinate that is not a number"),
        (SQUARE.replace("121", "1e999", 1), "a coordinate that is not a number"),
        (SQUARE.replace("121", "1" + "0" * 400, 1), "cannot be read"),
        (SQUARE.replace("121", "1" * 5_000, 1), "is not JSON"),
        ("[[120,30],[121,30]]", "cannot be read"),
        ("[[120,30],[121,30],[120,30", "is not JSON"),
    ):
        geometry = f'{{"type":"Polygon","coordinates":[{coordinates}]}}'
        text = f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'
        (tmp_path / "a.geojson").write_text(text)
        assert why in refusal(tmp_path / "a.geojson")
