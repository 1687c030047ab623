"""The user's own ground: files of tiles, MBTiles and PMTiles, under the map."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command_line import small_plan
from endpoints import PLAN
from fastapi import FastAPI
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import SourceError
from service.app import create_app
from service.configuration import Configuration
from service.settings import Basemap, ServiceSettings
from service.tile_files import TileFile

PNG = b"\x89PNG\r\n\x1a\nnorth-east of the world"
JPEG = b"\xff\xd8\xff a deeper one"
TILES = {(1, 1, 0): PNG, (3, 6, 3): JPEG}


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes] = TILES) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute("INSERT INTO metadata VALUES ('attribution', '© Survey 测绘')")
        database.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        rows = [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def pmtiles(path: Path, kind: TileType = TileType.PNG) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for place, data in sorted(TILES.items(), key=lambda one: zxy_to_tileid(*one[0])):
            writer.write_tile(zxy_to_tileid(*place), data)
        header = {"tile_type": kind, "tile_compression": Compression.NONE}
        bounds = {"min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1}
        middle = {"center_zoom": 1, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize(header | bounds | middle, {"attribution": "© Survey 测绘"})
    return path


@pytest.mark.parametrize("make", [mbtiles, pmtiles])
def test_a_file_of_tiles_has_its_levels_its_source_and_each_tile_at_its_place(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    found = TileFile.open(make(tmp_path / f"my ground.{make.__name__}"))
    assert (found.shallowest, found.deepest, found.attribution) == (1, 3, "© Survey 测绘")
    assert found.tile(1, 1, 0) == (PNG, "image/png")
    assert found.tile(3, 6, 3) == (JPEG, "image/jpeg")
    assert found.tile(1, 1, 1) is None
    assert found.tile(9, 0, 0) is None


def test_a_file_that_is_no_ground_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "text.mbtiles").write_text("no database")
    (tmp_path / "text.pmtiles").write_text("no tiles")
    mbtiles(tmp_path / "empty.mbtiles", {})
    mbtiles(tmp_path / "vector.mbtiles", {(0, 0, 0): b"\x1f\x8b"})
    pmtiles(tmp_path / "vector.pmtiles", TileType.MVT)
    for name, said in (
        ("none.mbtiles", "there is no such file"),
        ("text.mbtiles", "damaged"),
        ("text.pmtiles", "damaged"),
        ("empty.mbtiles", "damaged"),
        ("vector.mbtiles", "not pictures"),
        ("vector.pmtiles", "not pictures"),
        ("relief.tif", "gdal_translate -of MBTILES relief.tif relief.mbtiles"),
    ):
        with pytest.raises(SourceError, match=said):
            Basemap.parse(str(tmp_path / name))


def test_a_tile_that_is_lost_while_the_service_runs_is_no_picture_and_no_error(
    tmp_path: Path,
) -> None:
    path = mbtiles(tmp_path / "a.mbtiles")
    found = TileFile.open(path)
    path.unlink()
    assert found.tile(1, 1, 0) is None
    assert not path.exists()


def test_the_service_answers_tiles_of_its_own_files_alone_and_the_page_asks_no_other_host(
    make_app: Callable[..., FastAPI], tmp_path: Path
) -> None:
    ground = Basemap.parse(str(mbtiles(tmp_path / "底图 1.mbtiles")))
    of = make_app(PLAN).state
    settings = ServiceSettings((ground, Basemap("https://a.example/{z}/{x}/{y}")))
    client = TestClient(create_app(of.plan, of.store, settings))
    own, other = client.get("/api/plan").json()["basemaps"]
    assert (own["name"], own["is_own"], own["deepest"]) == ("底图 1", True, 3)
    assert own["attribution"] == "© Survey 测绘"
    assert (other["name"], other["is_own"], other["deepest"]) == ("a.example", False, 18)
    assert (
        "img-src 'self' data: blob: https://a.example;"
        in (client.get("/").headers["content-security-policy"])
    )
    address = own["url"].replace("{z}", "1").replace("{x}", "1").replace("{y}", "0")
    answer = client.get(address)
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    for path in ("/api/basemaps/a.example/1/1/0", f"{address[:-1]}1", f"{address[:-5]}9/9999/0"):
        assert client.get(path).status_code == 404


def test_addresses_and_files_of_grounds_may_stand_in_one_setting(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "a.mbtiles")
    text = f"https://t.example/{{z}},{{x}},{{y}}#© T, 2026, {path}, gcj02:https://g.example/{{z}}{{x}}{{y}}"
    found = Configuration.read({"basemap": text}, {}).service().basemaps
    assert [(one.name, one.datum, one.attribution) for one in found] == [
        ("t.example", "wgs84", "© T, 2026"),
        ("a", "wgs84", "© Survey 测绘"),
        ("g.example", "gcj02", ""),
    ]


def test_a_plan_needs_no_ground(make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(Plan(small_plan())))
    assert client.get("/api/plan").json()["basemaps"] == []
