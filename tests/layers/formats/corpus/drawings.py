"""DXF and MapInfo, awkward but legal."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from layers.formats import ReadOptions

from .case import BAND_40, NEAR, ZONES, Case, after, dropping, packed, renamed, text, vector

_METRES = ZONES.to_crs(BAND_40)
_NAMED = _METRES.assign(zone_id=["临港", "西片区"])
_UNPLACED = _METRES.set_crs(None, allow_override=True)
_NAMED_UNPLACED = _NAMED.set_crs(None, allow_override=True)


def _pairs(*values: object) -> str:
    """Return pairs of a code and a value, a line each."""
    return "".join(f"{value}\n" for value in values)


def _head(version: str = "AC1015", page: str = "ANSI_936") -> str:
    return _section("HEADER", _pairs(9, "$ACADVER", 1, version, 9, "$DWGCODEPAGE", 3, page))


def _section(name: str, body: str) -> str:
    return _pairs("  0", "SECTION", "  2", name) + body + _pairs(0, "ENDSEC")


def _light(layer: str, positions: Iterable[Any], closed: int = 1) -> str:
    places = list(positions)
    places = places[:-1] if closed else places
    vertices = "".join(_pairs(10, x, 20, y) for x, y in places)
    head = _pairs(0, "LWPOLYLINE", 8, layer, 100, "AcDbEntity", 100, "AcDbPolyline")
    return head + _pairs(90, len(places), 70, closed) + vertices


def _old(layer: str, positions: Iterable[Any], closed: int = 1) -> str:
    places = list(positions)[:-1]
    vertices = "".join(_pairs(0, "VERTEX", 8, layer, 10, x, 20, y, 30, 0.0) for x, y in places)
    head = _pairs(0, "POLYLINE", 8, layer, 66, 1, 70, closed, 10, 0.0, 20, 0.0, 30, 0.0)
    return head + vertices + _pairs(0, "SEQEND", 8, layer)


def _drawn(frame: gpd.GeoDataFrame = _METRES, line: Callable[..., str] = _light, **how: Any) -> str:
    """Return each ring of each zone as a polyline of the layer of its id."""
    rings = [
        (row.zone_id, ring)
        for row in frame.itertuples()
        for part in shapely.get_parts(row.geometry)
        for ring in shapely.get_rings(part)
    ]
    return "".join(
        line(name, [(float(x), float(y)) for x, y in ring.coords], **how) for name, ring in rings
    )


def _dxf(body: str, head: str | None = None) -> str:
    return (_head() if head is None else head) + _section("ENTITIES", body) + "  0\nEOF\n"


_LEFT = (
    _pairs(0, "POINT", 8, "W", 10, 1.0, 20, 2.0)
    + _pairs(0, "TEXT", 8, "W", 10, 1.0, 20, 2.0, 40, 2.5, 1, "临港")
    + _pairs(0, "LINE", 8, "E", 10, 1.0, 20, 2.0, 11, 3.0, 21, 4.0)
)
_GUIDES = _light("Defpoints", [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)])
_BLOCK = _pairs(0, "BLOCK", 2, "B1", 70, 0, 10, 0.0, 20, 0.0, 8, 0) + _drawn() + _pairs(0, "ENDBLK")
_INSERTED = _section("BLOCKS", _BLOCK)
_INSERT = _pairs(0, "INSERT", 8, 0, 2, "B1", 10, 0.0, 20, 0.0)


def _case(name: str, content: str, encoding: str = "gbk", **options: Any) -> Case:
    options = {"truth": _UNPLACED, "columns": (), "crs": None, "tolerance_deg": 1e-6} | options
    return Case(f"dxf, {name}", text("zones.dxf", content, encoding), **options)


DXF = [
    _case("polylines", _dxf(_drawn()), says="columns=zone_id; rings=1; band=40"),
    _case(
        "CRS by option",
        _dxf(_drawn()),
        options=ReadOptions(crs=BAND_40),
        crs=BAND_40,
        truth=ZONES,
        **NEAR,
    ),
    _case("old polylines", _dxf(_drawn(line=_old))),
    _case("rings that end where they begin", _dxf(_drawn(closed=0))),
    _case("Chinese layers in GBK", _dxf(_drawn(_NAMED)), truth=_NAMED_UNPLACED),
    _case(
        "of regions", _dxf(_drawn()), layer="regions", truth=renamed(_UNPLACED, zone_id="adcode")
    ),
    _case(
        "Chinese layers in UTF-8",
        _dxf(_drawn(_NAMED), _head("AC1027")),
        "utf-8",
        truth=_NAMED_UNPLACED,
    ),
    _case(
        "codes for letters",
        _dxf(_drawn(_METRES.assign(zone_id=["\\U+4E34\\U+6E2F", "E"]))),
        truth=_UNPLACED.assign(zone_id=["临港", "E"]),
    ),
    _case("lines, points and texts beside", _dxf(_drawn() + _LEFT + _GUIDES), says="geometry=3"),
    _case("outlines twice", _dxf(_drawn() + _drawn())),
    _case("in a block", _head() + _INSERTED + _section("ENTITIES", _INSERT) + "  0\nEOF\n"),
    _case("a layer named", _dxf(_drawn()), options=ReadOptions(layer="W"), truth=_UNPLACED.head(1)),
    _case(
        "nothing closed",
        _dxf(_LEFT),
        refused="has no closed polyline; close the polylines in the drawing",
    ),
    _case(
        "a drawing of AutoCAD",
        "AC1032" + "\x00" * 200,
        "latin-1",
        refused="is not DXF: its content is DWG; export it again",
    ),
    Case(
        "dxf, hatches of GDAL",
        vector(
            "zones.dxf", "DXF", renamed(_NAMED[["zone_id", "geometry"]], zone_id="Layer").explode()
        ),
        truth=_NAMED_UNPLACED,
        columns=(),
        crs=None,
        tolerance_deg=1e-6,
    ),
]
_OF_GBK = {"layer_options": {"ENCODING": "CP936"}}
_BOUNDED = {"layer_options": {"ENCODING": "CP936", "BOUNDS": "119,29,122,32"}}
_OF_ZONES = {"crs": "EPSG:4326"}


def _edited(old: bytes, new: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes().replace(old, new))


def _in_capitals(path: Path) -> None:
    for suffix in (".dat", ".map", ".id"):
        path.with_suffix(suffix).rename(path.with_suffix(suffix.upper()))


_TAB = vector("zones.tab", "MapInfo File", **_BOUNDED)
_MIF = vector("zones.mif", "MapInfo File", **_OF_GBK)
MAPINFO = [
    Case("tab", _TAB, **NEAR, **_OF_ZONES),
    Case(
        "tab, no character set",
        after(_TAB, _edited(b"WindowsSimpChinese", b"Neutral")),
        **NEAR,
        says="encoding=GBK",
        **_OF_ZONES,
    ),
    Case("tab, suffixes in capitals", after(_TAB, _in_capitals), **NEAR, **_OF_ZONES),
    Case("tab, zipped", packed("a.zip", _TAB, "片区/"), **NEAR, **_OF_ZONES),
    Case(
        "tab, a link",
        after(_TAB, _edited(b"NATIVE", b"LINKED")),
        refused="links to other tables; save it as a separate table in MapInfo",
    ),
    Case(
        "tab, metres",
        vector(
            "zones.tab",
            "MapInfo File",
            _METRES,
            layer_options={"ENCODING": "CP936", "BOUNDS": "40400000,3200000,40600000,3400000"},
        ),
        crs="",
        truth=ZONES,
        tolerance_deg=2e-8,
    ),
    Case("mif", _MIF, **_OF_ZONES),
    Case(
        "mif, no data",
        after(_MIF, dropping(".mid")),
        refused="has no .mid beside it; copy all its files",
    ),
]
CASES = [*DXF, *MAPINFO]
