"""CSV, XLSX and their kin: where points lie is said in many ways."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import shapely

from layers.formats import ReadOptions

from .case import BAND_40, POINTS, ZONES, Case, after, packed, renamed, text

_METRES = POINTS.to_crs(BAND_40)
_BARE = POINTS.to_crs("EPSG:4549")
_EAST = POINTS.geometry.x.tolist()
_NORTH = POINTS.geometry.y.tolist()
_ROWS = list(zip(POINTS["demand_id"], POINTS["name_zh"], POINTS["population"], strict=True))
_HEAD = ["demand_id", "name_zh", "population"]


def _grid(names: Sequence[str] = ("lon", "lat"), *columns: Sequence[object]) -> list[list[object]]:
    """Return the header and the rows, with two columns of coordinates."""
    columns = columns or (_EAST, _NORTH)
    return [
        [*_HEAD, *names],
        *([*row, *places] for row, *places in zip(_ROWS, *columns, strict=True)),
    ]


def _csv(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


def _of_metres(frame: gpd.GeoDataFrame) -> tuple[list[float], list[float]]:
    return frame.geometry.x.tolist(), frame.geometry.y.tolist()


def _case(
    name: str, content: str, encoding: str = "utf-8", suffix: str = ".csv", **options: Any
) -> Case:
    make = text(f"places{suffix}", content, encoding)
    return Case(f"{suffix[1:]}, {name}", make, **(_OPTIONS | options))


_ROUND = "CURVEPOLYGON (CIRCULARSTRING (120 30, 120.02 30, 120 30))"
_SURFACE = (
    "MULTISURFACE (CURVEPOLYGON (COMPOUNDCURVE ((121 30, 121.02 30), "
    "CIRCULARSTRING (121.02 30, 121.01 30.01, 121 30))), ((122 30, 122.01 30, 122 30.01, 122 30)))"
)
_DISC = shapely.Point(120.01, 30).buffer(0.01, quad_segs=400)
_HALF = shapely.intersection(
    shapely.Point(121.01, 30).buffer(0.01, quad_segs=400), shapely.box(121, 30, 121.03, 30.02)
)
_CURVED = gpd.GeoDataFrame(
    {"zone_id": ["R", "M"]},
    geometry=[
        _DISC,
        shapely.MultiPolygon([_HALF, shapely.Polygon([(122, 30), (122.01, 30), (122, 30.01)])]),
    ],
    crs="EPSG:4490",
)
_OPTIONS: dict[str, Any] = {
    "layer": "demand",
    "truth": POINTS,
    "columns": ("name_zh", "population"),
    "crs": None,
}
_UNPLACED = _METRES.set_crs(None, allow_override=True)
_BARE_UNPLACED = _BARE.set_crs(None, allow_override=True)
_X, _Y = _of_metres(_METRES)
_BARE_X, _BARE_Y = _of_metres(_BARE)
_SHAPED = [
    [*_HEAD, "WKT"],
    *([*row, f'"{shape.wkt}"'] for row, shape in zip(_ROWS, POINTS.geometry, strict=True)),
]
_ZONE_ROWS = [["zone_id", "ftz_id", "name_zh", "published_area_km2", "geom"]]
_ZONE_ROWS += [
    [
        row.zone_id,
        row.ftz_id,
        row.name_zh,
        str(row.published_area_km2),
        f'"SRID=4490;{row.geometry.wkt}"',
    ]
    for row in ZONES.itertuples()
]
_HEX_ROWS = [_ZONE_ROWS[0]] + [
    [*row[:4], shapely.to_wkb(shape, hex=True)]
    for row, shape in zip(_ZONE_ROWS[1:], ZONES.geometry, strict=True)
]
_DMS = (["120°30′00″E", "121°15′0″E"], ["北纬30°15′", "北纬31°30′00.0″"])
_COMMAS = [[str(value).replace(".", ",") for value in values] for values in (_EAST, _NORTH)]

_DEEP = "GEOMETRYCOLLECTION(" * 500 + "POINT(0 0)" + ")" * 500

CSV = [
    _case("lon and lat", _csv(_grid()), says="geometry=lon, lat"),
    _case("GBK", _csv(_grid()), "gbk", says="encoding=GBK"),
    _case("UTF-16 and tabs", _csv(_grid(), "\t"), "utf-16", says="format=CSV TAB"),
    _case("UTF-16 without mark", _csv(_grid()), "utf-16-le", says="encoding=UTF-16"),
    _case("decimal commas", _csv(_grid(("lon", "lat"), *_COMMAS), ";")),
    _case("sep=", "sep=;\n" + _csv(_grid(), ";")),
    _case("Chinese names", _csv(_grid(("经度", "纬度")))),
    _case("names with units", _csv(_grid(("Longitude (°)", "LATITUDE（度）")))),
    _case("latitude first", _csv(_grid(("lat", "lon"), _NORTH, _EAST))),
    _case(
        "names exchanged", _csv(_grid(("lon", "lat"), _NORTH, _EAST)), says="axis-order=north-first"
    ),
    _case("x and y in degrees", _csv(_grid(("x", "y"))), says="axis-order=east-first"),
    _case(
        "x is east", _csv(_grid(("X", "Y"), _X, _Y)), truth=_UNPLACED, says="axis-order=east-first"
    ),
    _case(
        "six digits",
        _csv(_grid(("X", "Y"), _BARE_Y, _BARE_X)),
        truth=_BARE_UNPLACED,
        says="axis-order=north-first",
    ),
    _case("commas at line ends", _csv(_grid()).replace("\n", ",,\n")),
    _case(
        "x is north",
        _csv(_grid(("X坐标", "Y坐标"), _Y, _X)),
        truth=_UNPLACED,
        says="axis-order=north-first; band=40",
    ),
    _case(
        "横坐标", _csv(_grid(("横坐标(m)", "纵坐标(m)"), _BARE_X, _BARE_Y)), truth=_BARE_UNPLACED
    ),
    _case(
        "undecided",
        _csv(_grid(("x", "y"), [1.5, 2.5], [3.5, 4.5])),
        truth=POINTS.set_geometry([shapely.Point(1.5, 3.5), shapely.Point(2.5, 4.5)]),
        says="axis-order=east-first",
    ),
    _case("WKT", _csv(_SHAPED), says="geometry=WKT"),
    _case("a title above", "2024年需求点\n\n" + _csv(_grid()), says="header=3"),
    _case(
        "quoted line ends",
        _csv(_grid()).replace("甲村", '"甲\n村"'),
        truth=POINTS.assign(name_zh=["甲\n村", "乙村"]),
    ),
    _case("degrees and minutes", _csv(_grid(("东经", "北纬"), *_DMS)), tolerance_deg=1e-12),
    _case(
        "empty coordinates",
        _csv([*_grid(), ["N", "", 1, "", ""]]),
        truth=gpd.GeoDataFrame(
            {"demand_id": [*POINTS["demand_id"], "N"]}, geometry=[*POINTS.geometry, None]
        ),
        columns=(),
    ),
    _case(
        "no number",
        _csv(_grid(("lon", "lat"), ["east", 1], _NORTH)),
        refused="column lon is not a coordinate in row 2 (east); correct it",
    ),
    _case(
        "no shape",
        _csv([["demand_id", "wkt"], ["1", "POINT (1 2)"], ["2", "PINT"]]),
        refused="column wkt is not WKT or WKB in row 3; correct it",
    ),
    _case(
        "deep shape",
        _csv([["demand_id", "wkt"], ["1", _DEEP]]),
        refused="column wkt is not WKT or WKB in row 2; correct it",
    ),
    _case(
        "a picture",
        "\x89PNG\r\n\x1a\n\x00\xff\xfe",
        "latin-1",
        refused="its text is neither UTF-8, UTF-16 nor GBK; name its encoding with encoding",
    ),
    _case("one name twice", "a,a\n1,2\n", refused="column 'a' appears twice; rename one"),
    _case(
        "polygons with SRID",
        _csv(_ZONE_ROWS),
        layer="zones",
        truth=ZONES,
        columns=("name_zh", "published_area_km2"),
        crs="EPSG:4490",
    ),
    _case(
        "curved WKT",
        _csv([["zone_id", "WKT"], ["R", f'"{_ROUND}"'], ["M", f'"SRID=4490;{_SURFACE}"']]),
        layer="zones",
        truth=_CURVED,
        columns=(),
        crs="EPSG:4490",
        tolerance_deg=2e-4 * 0.01,
        says="geometry=2°",
    ),
    _case(
        "curved WKT cut short",
        _csv([["zone_id", "WKT"], ["R", f'"{_ROUND[:-9]}"']]),
        layer="zones",
        refused="column WKT is not WKT or WKB in row 2; correct it",
    ),
    _case("WKB in digits", _csv(_HEX_ROWS), layer="zones", truth=ZONES, columns=("name_zh",)),
]


def _xlsx(
    sheets: dict[str, Sequence[Sequence[object]]], name: str = "places.xlsx"
) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([None if cell == "" else cell for cell in row])
        book.save(folder / name)
        return folder / name

    return make


def _merged(*ranges: str) -> Callable[[Path], None]:
    """Return a change: cells of the only sheet are merged, as a person does by hand."""

    def merge(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        for cells in ranges:
            book.active.merge_cells(cells)
        book.save(path)

    return merge


def _workbook(name: str, sheets: dict[str, Sequence[Sequence[object]]], **options: Any) -> Case:
    return Case(f"xlsx, {name}", _xlsx(sheets), **(_OPTIONS | options))


_TITLED = [["2024年需求点统计表"], [], *_grid(("经度", "纬度")), [], ["", "", ""]]
_HEADED = [
    ["2024年需求点统计表"],
    ["demand_id", "name_zh", "人口", "", "province", "位置", ""],
    ["", "", "2010", "2020", "", "经度", "纬度"],
    *(
        [*row, 7, province, *place]
        for row, province, *place in zip(_ROWS, ("浙江", ""), _EAST, _NORTH, strict=True)
    ),
]
_PARTED = renamed(POINTS, population="人口 2010").assign(province="浙江", **{"人口 2020": 7})
XLSX = [
    Case(
        "xlsx, merged heads and cells",
        after(
            _xlsx({"a": _HEADED}),
            _merged("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2", "E4:E5"),
        ),
        layer="demand",
        truth=_PARTED,
        columns=("name_zh", "人口 2010", "人口 2020", "province"),
        crs=None,
        says="header=2-3; text=1",
    ),
    Case(
        "xlsx, a decorated title and head",
        after(_xlsx({"a": [["t"], *_grid()]}), _merged("A1:E1", "F2:H2")),
        **_OPTIONS,
    ),
    _workbook(
        "the first sheet of several", {"说明": [], "数据": _grid(), "c": [["x"]]}, says="layer=数据"
    ),
    _workbook("the sheet of the name", {"a": [["x", "y"], [1, 2]], "demand": _grid()}),
    _workbook(
        "a sheet named", {"a": [["x", "y"], [1, 2]], "b": _grid()}, options=ReadOptions(layer="b")
    ),
    _workbook("a title above", {"a": _TITLED}, says="header=3"),
    _workbook(
        "errors of formulas",
        {"a": [*_grid(), ["N", "#N/A", 1, "#REF!", None]]},
        truth=gpd.GeoDataFrame(
            {"demand_id": [*POINTS["demand_id"], "N"]}, geometry=[*POINTS.geometry, None]
        ),
        columns=(),
    ),
    _workbook(
        "a truth for a number",
        {"a": _grid(("lon", "lat"), [True, 1.5], _NORTH)},
        refused="column lon is not a coordinate in row 2 (True); correct it",
    ),
    _workbook("nothing", {"a": []}, refused="is empty; give a table with a header line"),
    Case("xlsx, suffix in capitals", _xlsx({"a": _grid()}, "PLACES.XLSX"), **_OPTIONS),
    Case(
        "xlsx, an archive of something else",
        packed("a.xlsx", text("b.txt", "x")),
        refused="is not an XLSX workbook; save it as .xlsx",
    ),
    Case(
        "xlsx, an old workbook",
        after(text("a.xlsx", ""), lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))),
        refused="is not XLSX: its content is XLS",
    ),
]
CASES = [*CSV, *XLSX]
