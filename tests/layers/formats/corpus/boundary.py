"""Boundary-point TXT in the dialects of the offices that write it."""

import re
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import shapely

from layers.formats import ReadOptions

from .case import NEAR, ZONES, Case, packed, text

_BY_BAND = ZONES.to_crs("EPSG:4528")
_BARE = ZONES.to_crs("EPSG:4549")
_HEAD = {
    "格式版本号": "1.01版本",
    "数据产生单位": "某市自然资源局",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "40",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}


def _head(**changes: str | None) -> str:
    """Return the head; a field that is None is left out."""
    fields = {name: value for name, value in (_HEAD | changes).items() if value is not None}
    return (
        "[属性描述]\n"
        + "".join(f"{name}={value}\n" for name, value in fields.items())
        + "[地块坐标]\n"
    )


def _points(
    rings: Iterable[Any],
    *,
    line: str = "J{number},{ring},{x},{y}",
    closed: bool = True,
    turned: bool = False,
    digits: int = 5,
) -> list[str]:
    lines = []
    number = 0
    for ring, shape in enumerate(rings, start=1):
        positions = list(shape.coords)
        for nth, (east, north) in enumerate(positions if closed else positions[:-1]):
            number += nth < len(positions) - 1
            first, second = (east, north) if turned else (north, east)
            name = number if nth < len(positions) - 1 else number - nth + 1
            lines.append(
                line.format(
                    number=name, ring=ring, x=f"{first:.{digits}f}", y=f"{second:.{digits}f}"
                )
            )
    return lines


def _parcels(
    frame: gpd.GeoDataFrame = _BY_BAND, *, comma: str = ",", at: str = "@", **how: Any
) -> str:
    """Return a parcel for each block of each zone; each has its share of the hectares."""
    lines = []
    for row in frame.itertuples():
        blocks = shapely.get_parts(row.geometry)
        for block in blocks:
            points = _points(shapely.get_rings(block), **how)
            hectares = f"{row.published_area_km2 * 100 / len(blocks):.4f}"
            fields = [
                str(len(points)),
                hectares,
                row.zone_id,
                row.name_zh,
                "面",
                "",
                row.ftz_id,
                "",
                at,
            ]
            lines += [comma.join(fields), *points]
    return "\n".join(lines) + "\n"


def _case(name: str, content: str, encoding: str = "gbk", **options: Any) -> Case:
    says = options.pop("says", "band=40")
    options = {"crs": "EPSG:4528", "says": says} | NEAR | options
    return Case(f"txt, {name}", text("zones.txt", content, encoding), **options)


_STANDARD = _head() + _parcels()
_BARE_CRS = {"crs": "EPSG:4549"}
_FEW = _STANDARD.splitlines()
_WEST = _points([_BY_BAND.geometry[0].exterior])
_ONE_RING = "\n".join(_WEST) + "\n"
_ONE = ZONES.head(1).assign(zone_id="zones")
_FIRST_TWICE = _head() + "\n".join(["6,150,W,临港,面,,F,,@", _WEST[0], *_WEST])
_BLOCKS_BY_RING = _head() + "\n".join(
    [
        "5,150,W,临港,面,,F,,@",
        *_WEST,
        "15,225,E,西片区,面,,G,,@",
        *_points(
            [
                ring
                for block in shapely.get_parts(_BY_BAND.geometry[1])
                for ring in shapely.get_rings(block)
            ]
        ),
    ]
)
_REAL = [("J1", 1, 30.5, 120.5), ("J2", 1, 30.6, 120.5), ("J3", 1, 30.6, 120.6)]
_DEGREES = "3,1,A,甲,面,,F,,@\n" + "".join(f"{n},{r},{x},{y}\n" for n, r, x, y in _REAL)
_TRIANGLE = gpd.GeoDataFrame(
    {"zone_id": ["A"]},
    geometry=[shapely.Polygon([(120.5, 30.5), (120.5, 30.6), (120.6, 30.6)])],
    crs="EPSG:4490",
)

CASES = [
    _case("standard", _STANDARD),
    _case("UTF-8", _STANDARD, "utf-8", says="encoding=UTF-8"),
    _case("no J", _head() + _parcels(line="{number},{ring},{x},{y}")),
    _case("no ring", _head() + _parcels(line="J{number},{x},{y}")),
    _case("coordinates alone", _head() + _parcels(line="{x},{y}")),
    _case("open rings", _head() + _parcels(closed=False), says="rings=open"),
    _case("X and Y exchanged", _head() + _parcels(turned=True), says="axis-order=east-first"),
    _case(
        "X and Y exchanged by option",
        _head() + _parcels(turned=True),
        options=ReadOptions(axis_order="east-first"),
    ),
    _case("no band before eastings", _head() + _parcels(_BARE), **_BARE_CRS),
    _case("central meridian", _head(带号=None, 中央子午线="120") + _parcels(_BARE), **_BARE_CRS),
    _case("meridian as band", _head(带号="120") + _parcels(_BARE), **_BARE_CRS),
    _case("band only in eastings", _head(带号="") + _parcels()),
    _case("band against the head", _head(带号="39") + _parcels()),
    _case(
        "six degrees",
        _head(几度分带="6", 带号="21") + _parcels(ZONES.to_crs("EPSG:4499")),
        crs="EPSG:4499",
        says="band=21",
    ),
    _case(
        "no band at all",
        _head(带号=None) + _parcels(_BARE),
        crs=None,
        truth=_BARE.set_crs(None, allow_override=True),
        tolerance_deg=1e-3,
        says="band=-",
    ),
    _case(
        "Xian 1980",
        _head(坐标系="1980西安坐标系") + _parcels(),
        crs="EPSG:2364",
        truth=_BY_BAND.set_crs("EPSG:2364", allow_override=True),
        tolerance_deg=1e-3,
    ),
    _case(
        "unknown datum",
        _head(坐标系="某市独立坐标系") + _parcels(),
        crs=None,
        truth=_BY_BAND.set_crs(None, allow_override=True),
        tolerance_deg=1e-3,
        says="crs=-",
    ),
    _case(
        "no band, CRS by option",
        _head(带号=None) + _parcels(_BARE),
        **_BARE_CRS,
        options=ReadOptions(crs="EPSG:4549"),
        says="",
    ),
    _case("blank lines", _STANDARD.replace("\nJ1,1", "\n\nJ1,1") + "\n\n"),
    _case("no head", _parcels(), says="crs=CGCS2000; band=40"),
    _case("full-width commas", _head() + _parcels(comma="，", line="J{number}，{ring}，{x}，{y}")),
    _case("tabs between", _head() + _parcels(comma="\t", line="J{number}\t{ring}\t{x}\t{y}")),
    _case("a height after", _head() + _parcels(line="J{number},{ring},{x},{y},12.5")),
    _case("commas at line ends", _head() + _parcels(line="J{number},{ring},{x},{y},")),
    _case("no @", _head() + _parcels(at="")),
    _case("blocks by ring", _BLOCKS_BY_RING, says="rings=blocks"),
    _case("first point twice", _FIRST_TWICE, truth=ZONES.head(1)),
    _case(
        "kilometres",
        _head(计量单位="千米")
        + re.sub(
            r"\d+\.\d{5}\b",
            lambda found: f"{float(found[0]) / 1000:.8f}",
            _STANDARD.partition("[地块坐标]\n")[2],
        ),
        says="crs=千米",
    ),
    _case("points alone", _ONE_RING, truth=_ONE, columns=(), says="crs=CGCS2000"),
    _case(
        "degrees",
        _head(计量单位="度") + _DEGREES,
        crs="EPSG:4490",
        truth=_TRIANGLE,
        columns=(),
        tolerance_deg=0.0,
        says="axis-order=north-first",
    ),
    Case(
        "txt, zipped", packed("a.zip", text("zones.txt", _STANDARD, "gbk")), crs="EPSG:4528", **NEAR
    ),
    _case("cut short", "\n".join(_FEW[:14]), refused="points; the file was cut: export it again"),
    _case(
        "a line of something else",
        _STANDARD + "合计,2,3\n",
        refused="is neither a parcel nor a point (合计,2,3); correct it",
    ),
    _case(
        "lines, not areas",
        _STANDARD.replace("面", "线"),
        refused="is not an area: a ring needs three points; correct it",
    ),
    _case(
        "two points",
        _head() + "2,1,A,甲,面,,F,,@\nJ1,1,1.5,2.5\nJ2,1,3.5,4.5\n",
        refused="is not an area: a ring needs three points; correct it",
    ),
    _case("no points", _head(), refused="has no boundary point; give a file with lines such as"),
]
