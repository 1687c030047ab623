"""Writing boundary-point TXT: a header and parcels for each 3° band of the zones.

A zone belongs to the band of its centre; each of its blocks is a parcel with its id. Points run
clockwise from the one nearest to the block's north-western corner, those of holes the other way,
and the first is repeated at the end. Outside China's bands, and in a datum other than CGCS2000 or
WGS 84, X and Y are latitude and longitude.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from pyproj import CRS

from layers.errors import SourceError
from layers.formats.boundary_points import band_of, ring_points
from layers.formats.format import Outcome
from layers.formats.provenance import provenance
from layers.geometry.gauss_kruger import GEOGRAPHIC, Band
from layers.geometry.reproject import same_degrees, transform_geometry
from layers.messages import Message
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing

_SEPARATORS = re.compile(r"[,，\t;；\r\n]")
_KM2_PER_HECTARE = 0.01
_DECIMALS_M, _DECIMALS_DEG = 4, 9


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones; `name_zh` is a parcel's name, `ftz_id` its use; areas are measured.

    Raises:
        SourceError: an id of a zone or group has a field separator.
        OSError: the file cannot be written.
    """
    zones = outcome.zones
    _check_ids(zones)
    origin = provenance(plan, outcome)
    properties = [
        "格式版本号=1.0",
        f"数据产生单位=zonewright {origin['versions']['zonewright']}",
        f"数据产生日期={(origin['data_date'] or '')[:10]}",
    ]
    beside = {
        "规划": origin["plan"],
        "规划基线": origin["baseline"],
        "方案": origin["scenario"],
        "方案名称": origin["title"],
        "方案版本": origin["revision"],
        "结果": origin["result"],
        "说明": origin["boundaries"],
        "图层": " ".join(f"{name} {one}" for name, one in origin["layers"].items()),
        "版本": " ".join(f"{name} {one}" for name, one in origin["versions"].items()),
    }
    after = [f"{name}={_field(value)}" for name, value in beside.items() if value is not None]
    lines: list[str] = []
    for band, rows in _by_band(plan, zones):
        lines += ["[属性描述]", *properties, *_head(plan, band), *after, "[地块坐标]"]
        for _, row in zones.iloc[rows].iterrows():
            lines += _parcels(plan, row, band)
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8", newline="")


def _check_ids(zones: gpd.GeoDataFrame) -> None:
    """Check that ids are valid fields.

    Raises:
        SourceError: one line per zone with an invalid one.
    """
    problems = [
        Message("format-txt-id", zone=str(zone))
        for zone, group in zip(zones["zone_id"], zones["ftz_id"], strict=True)
        if _field(zone) != zone or (not is_missing(group) and _field(group) != group)
    ]
    if problems:
        raise SourceError(problems)


def _by_band(plan: Plan, zones: gpd.GeoDataFrame) -> Iterator[tuple[Band | None, list[int]]]:
    """Yield each band, from west to east, with the rows of its zones; None outside all bands."""
    fits = same_degrees(plan.crs, CRS.from_user_input(GEOGRAPHIC["CGCS2000"]))
    bands = [band_of(shape) if fits else None for shape in zones.geometry]
    found = sorted({it.number: it for it in bands if it is not None}.items())
    for band in [*(it for _, it in found), *([None] if None in bands else [])]:
        yield band, [row for row, own in enumerate(bands) if own == band]


def _head(plan: Plan, band: Band | None) -> list[str]:
    if band is None:
        return [
            f"坐标系={plan.crs.to_string()}",
            "投影类型=经纬度",
            "计量单位=度",
            "精度=0.000000001",
        ]
    return [
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={band.number}",
        "精度=0.0001",
    ]


def _parcels(plan: Plan, row: Any, band: Band | None) -> list[str]:  # noqa: ANN401  a row of a frame
    """Return the lines of a zone: the parcel and points of each block."""
    parts = shapely.get_parts(row.geometry)
    areas_km2 = plan.ellipsoid.area_km2(parts)
    if band is not None:
        in_band = CRS.from_user_input(band.epsg("CGCS2000"))
        parts = transform_geometry(parts, plan.crs, in_band).shapes
    decimals = _DECIMALS_DEG if band is None else _DECIMALS_M
    lines: list[str] = []
    for polygon, area_km2 in zip(parts, areas_km2, strict=True):
        points: list[str] = []
        for number, ring in enumerate(ring_points(polygon), start=1):
            points += [
                f"J{point.number},{number},{point.y:.{decimals}f},{point.x:.{decimals}f}"
                for point in (*ring, ring[0])
            ]
        hectares = f"{area_km2 / _KM2_PER_HECTARE:.4f}"
        group = None if is_missing(row.ftz_id) else row.ftz_id
        fields = [
            str(len(points)),
            hectares,
            row.zone_id,
            _field(row.name_zh),
            "面",
            "",
            group or "",
        ]
        lines += [",".join([*fields, "", "@"]), *points]
    return lines


def _field(value: object) -> str:
    """Return a text as a field, without field separators."""
    return "" if is_missing(value) else _SEPARATORS.sub("、", str(value)).strip()
