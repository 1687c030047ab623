"""Shapefiles, and archives of them and of others, awkward but legal."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.formats import ReadOptions

from .case import (
    BAND_40,
    NEAR,
    ZONES,
    Case,
    after,
    dropping,
    packed,
    renamed,
    stating,
    text,
    turned,
    vector,
    with_row,
    written,
)

_ESRI = (
    'PROJCS["CGCS2000_3_Degree_GK_%s",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",%s],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
_NAMES = {"40500000.0": "Zone_40", "500000.0": "CM_120E"}
_METRES = ZONES.to_crs(BAND_40)
_EMPTY = with_row(ZONES, "N", None)
_GBK = vector("zones.shp", "ESRI Shapefile", encoding="GBK")
_UTF8 = vector("zones.shp", "ESRI Shapefile")
_BAND = vector("zones.shp", "ESRI Shapefile", _METRES)
_IN_BAND: dict[str, Any] = {"crs": BAND_40} | NEAR


def _projected(false_easting: str) -> Callable[[Path], object]:
    """Return a change: the .prj is as Esri's programs write it."""
    return lambda path: path.with_suffix(".prj").write_text(
        _ESRI % (_NAMES[false_easting], false_easting)
    )


def _language(code: int) -> Callable[[Path], None]:
    """Return a change: the head of the table states its language by a code."""

    def change(path: Path) -> None:
        table = path.with_suffix(".dbf")
        content = bytearray(table.read_bytes())
        content[29] = code
        table.write_bytes(content)

    return change


def _in_no_encoding(path: Path) -> None:
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("临港".encode("gbk"), b"\xff\x01\xff\x02"))


def _cut_name(path: Path) -> None:
    """Cut the last byte of a name, as programs do whose field has no room for more."""
    table, name = path.with_suffix(".dbf"), "临港".encode()
    table.write_bytes(table.read_bytes().replace(name, name[:-1] + b" "))


def _in_capitals(folder: Path) -> Path:
    """Write a shapefile whose names are all in capitals."""
    _UTF8(folder)
    for part in sorted(folder.glob("zones.*")):
        part.rename(folder / part.name.upper())
    return folder / "ZONES.SHP"


def _in_columns(path: Path) -> Path:
    """Write a shapefile whose name column is named in Chinese."""
    return written(
        path / "zones.shp", "ESRI Shapefile", renamed(ZONES, name_zh="名称"), encoding="GBK"
    )


def _as_windows_packs(folder: Path) -> Path:
    """Pack a shapefile under names in GBK that are not marked as anything."""
    name = "规划/片区"
    parts = {file.suffix: file.read_bytes() for file in [_GBK(folder), *folder.glob("zones.*")]}
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for suffix, content in parts.items():
            (folder / f"zones{suffix}").unlink()
            archive.writestr("x" * len(name.encode("gbk")) + suffix, content)
    packed_bytes = (folder / "all.zip").read_bytes()
    renamed_bytes = packed_bytes.replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))
    (folder / "all.zip").write_bytes(renamed_bytes)
    return folder / "all.zip"


def _with_password(path: Path) -> None:
    """Mark each file of an archive as encrypted."""
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    path.write_bytes(content)


def _two(folder: Path) -> Path:
    written(folder / "zones.shp", "ESRI Shapefile", ZONES)
    return written(folder / "other.shp", "ESRI Shapefile", ZONES.head(1))


CASES = [
    Case("shp, UTF-8", _UTF8),
    Case("shp, GBK", _GBK),
    Case("shp, UTF-8 without .cpg", after(_UTF8, dropping(".cpg")), says="encoding=UTF-8"),
    Case("shp, GBK without .cpg", after(_GBK, dropping(".cpg")), says="encoding=GBK"),
    Case("shp, GBK that states UTF-8", after(_GBK, stating("UTF-8")), says="encoding=GBK"),
    Case("shp, UTF-8 that states GBK", after(_UTF8, stating("GBK")), says="encoding=UTF-8"),
    Case("shp, page 936", after(_GBK, stating("936"))),
    Case("shp, language of the table", after(_GBK, dropping(".cpg"), _language(0x4D))),
    Case(
        "shp, not in the encoding named",
        _GBK,
        options=ReadOptions(encoding="utf-8"),
        refused="its text is not in utf-8; name another with encoding",
    ),
    Case(
        "shp, names in GBK",
        after(_in_columns, dropping(".cpg")),
        truth=renamed(ZONES, name_zh="名称"),
        columns=("名称", "published_area_km2"),
    ),
    Case(
        "shp, in no encoding",
        after(_GBK, dropping(".cpg"), _in_no_encoding),
        refused="its text is neither UTF-8, UTF-16 nor GBK; name its encoding with encoding",
    ),
    Case("shp, no .prj", after(_UTF8, dropping(".prj")), crs=None, says="crs=-"),
    Case(
        "shp, encoding named wrong",
        _GBK,
        options=ReadOptions(encoding="gkb"),
        refused="the encoding 'gkb' is not known; give one such as gbk",
    ),
    Case(
        "shp, CRS named wrong",
        _UTF8,
        options=ReadOptions(crs="EPSG:1"),
        refused="the CRS 'EPSG:1' is not known; give one such as EPSG:4490",
    ),
    Case(
        "shp, band without .prj",
        after(_BAND, dropping(".prj")),
        crs=None,
        truth=_METRES.set_crs(None, allow_override=True),
        says="band=40",
    ),
    Case("shp, Esri's words", after(_BAND, _projected("40500000.0")), **_IN_BAND),
    Case(
        "shp, band that the .prj lacks",
        after(_BAND, _projected("500000.0")),
        crs="EPSG:4549",
        **NEAR,
        says="band=40",
    ),
    Case(
        "shp, band that the file lacks",
        after(
            vector("zones.shp", "ESRI Shapefile", ZONES.to_crs("EPSG:4549")),
            _projected("40500000.0"),
        ),
        **_IN_BAND,
        says="band=40",
    ),
    Case(
        "shp, latitude first",
        vector("zones.shp", "ESRI Shapefile", turned(ZONES)),
        says="axis-order=north-first",
    ),
    Case(
        "shp, northing first",
        vector("zones.shp", "ESRI Shapefile", turned(_METRES)),
        **_IN_BAND,
        says="axis-order=north-first",
    ),
    Case("shp, cut names", _UTF8, says="columns=published_area_km2"),
    Case(
        "shp, measures",
        vector("zones.shp", "ESRI Shapefile", ZONES, layer_options={"SHPT": "POLYGONM"}),
    ),
    Case("shp, empty rows and cells", vector("zones.shp", "ESRI Shapefile", _EMPTY), truth=_EMPTY),
    Case(
        "shp, text cut within a letter",
        after(_UTF8, _cut_name),
        truth=ZONES.assign(name_zh=["临", "西片区"]),
        says="text=1",
    ),
    Case("shp, suffixes in capitals", _in_capitals),
    Case("zip, as Windows packs", _as_windows_packs),
    Case(
        "zip, with a note",
        packed(
            "a.zip",
            _UTF8,
            more=[
                ("说明.txt", "坐标系：2000"),
                ("zones.shp.xml", "<a/>"),
                ("__MACOSX/._zones.shp", "x"),
            ],
        ),
    ),
    Case("zip, several", packed("a.zip", _two)),
    Case(
        "zip, one named",
        packed("a.zip", _two),
        layer="regions",
        options=ReadOptions(layer="zones"),
        columns=("name_zh",),
    ),
    Case(
        "zip, of one name in two folders",
        packed("a.zip", _UTF8, "新/", more=[("旧/zones.geojson", "{")]),
        options=ReadOptions(layer="新/zones"),
    ),
    Case("zip, a path that leads out", packed("a.zip", _UTF8, "../../")),
    Case(
        "zip, of GeoJSON",
        packed("a.zip", vector("z.geojson", "GeoJSON", ZONES.set_crs(4326, allow_override=True))),
        crs="EPSG:4326",
    ),
    Case(
        "zip, of nothing",
        packed("a.zip", text("readme.md", "x")),
        refused="holds no file of a format that is read",
    ),
    Case(
        "zip, with a password",
        after(packed("a.zip", _UTF8), _with_password),
        refused="has a password; pack it without one",
    ),
    Case(
        "zip, a bomb",
        packed("a.zip", text("zones.csv", "0" * 20_000_000)),
        refused="unpacks to more than 500 times its size; pack it again",
    ),
]
