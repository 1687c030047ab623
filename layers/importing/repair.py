"""Repairing invalid polygons as far as is safe, with a record of the changes.

**Safe** means that no vertex moves: the existing rings are cut where they cross, and reassembled.
Nested rings of a polygon alternate: outline, hole, island in the hole, hole in the island. Holes
that only cross are one hole, the part of a hole outside the outline is dropped, and overlapping
parts are merged: the land added or removed by this, compared with the land within an odd number of
rings, is reported. It is not safe if nothing of the polygon remains. It runs in a separate process
with limits on vertices and time, because the number of crossings can be quadratic in the vertices.
"""

from contextlib import suppress
from functools import reduce
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.formats.table import row_numbers
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import are_valid, fault
from layers.importing.report import Record, What
from layers.messages import Message
from layers.runtime.bounded import LimitError, run_bounded
from layers.schema.layer_schema import Layer

MOST_VERTICES = 20_000
_MOST_SECONDS = 60.0
_POLYGONAL = (3, 6)
_ROUNDING = 1e-12


def repaired(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Record]]:
    """Return a layer of polygons, repaired where possible, and a record for each change.

    Rows without geometry are omitted. Polygons that cannot be repaired stay unchanged, and the
    check reports them.
    """
    shapes = frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    records = [
        _record(layer, frame, int(row), "refused", Message("import-row-empty"))
        for row in np.flatnonzero(missing)
    ]
    if layer.geometry != "MultiPolygon":
        return frame[~missing], records
    broken = np.flatnonzero(~missing & ~are_valid(shapes))
    broken = broken[shapely.get_num_coordinates(shapes[broken]) <= MOST_VERTICES]
    mended = shapes.copy()
    for row, result in zip(broken, _valid_polygons(shapes[broken]), strict=True):
        if result is not None:
            what = _what(shapes[row], result, frame.crs)
            mended[row] = result[0]
            records.append(_record(layer, frame, int(row), "changed", what))
    return frame.set_geometry(mended, crs=frame.crs)[~missing], records


def _valid_polygons(shapes: NDArray[Any]) -> list[Any]:
    """Return each polygon made valid, None if that is not safe or takes too long."""
    if not len(shapes):
        return []
    try:
        result = run_bounded(make_valid, shapely.to_wkb(shapes), seconds=_MOST_SECONDS)
    except LimitError:
        return [None] * len(shapes)
    valid = shapely.from_wkb(result)
    safe = np.isin(shapely.get_type_id(valid[:, 0]), _POLYGONAL) & ~shapely.is_empty(valid[:, 0])
    return [shape if one else None for shape, one in zip(valid, safe, strict=True)]


def make_valid(polygons: NDArray[Any]) -> NDArray[Any]:
    """Return polygons (WKB) made valid, with the land removed and added by it, as WKB.

    Lines and points are dropped. Removed and added are relative to the land within an odd number of
    rings.
    """
    none = shapely.Polygon()
    rows = np.full((len(polygons), 3), none, dtype=object)
    with np.errstate(all="ignore"):  # about invalid numbers, which the check reports
        for row, shape in enumerate(shapely.from_wkb(polygons)):
            with suppress(shapely.GEOSException):
                parts = shapely.get_parts(shape)
                land = shapely.union_all([_of_rings(part) for part in parts])
                odd = _within_odd(parts)
                rows[row] = land, shapely.difference(odd, land), shapely.difference(land, odd)
    result: NDArray[Any] = shapely.to_wkb(rows)
    return result


def _of_rings(polygon: shapely.Polygon) -> Any:  # noqa: ANN401  geometry
    """Return the land of a polygon's rings, the inner ones nested by the even-odd rule.

    >>> outline, hole, island = (shapely.box(a, a, 9 - a, 9 - a).exterior for a in (0, 1, 2))
    >>> _of_rings(shapely.Polygon(outline, [hole, island])).area  # 81 - 49 + 25
    57.0
    """
    rings = shapely.polygons(shapely.get_rings(polygon))
    parts = shapely.make_valid(rings, method="structure", keep_collapsed=False)
    outline, *holes = np.asarray(parts, dtype=object)
    once = {shapely.normalize(each).wkb: each for each in holes}
    inner = np.array([*once.values(), None], dtype=object)[:-1]
    within, around = shapely.STRtree(inner).query(inner, predicate="covered_by")
    depth = np.bincount(within[within != around], minlength=len(inner))
    land = outline
    for level in range(int(depth.max(initial=-1)) + 1):
        level_land = shapely.union_all(inner[depth == level])
        inside = shapely.difference(level_land, shapely.difference(level_land, outline))
        land = shapely.union(land, inside) if level % 2 else shapely.difference(land, level_land)
    return land


def _within_odd(polygons: NDArray[Any]) -> Any:  # noqa: ANN401  geometry
    """Return the land within an odd number of all rings of polygons."""
    linework, of = shapely.get_parts(
        shapely.make_valid(polygons, method="linework"), return_index=True
    )
    parts, part = shapely.get_parts(linework, return_index=True)
    is_area = shapely.get_type_id(parts) == _POLYGONAL[0]
    by_polygon = [
        shapely.union_all(parts[is_area & (of[part] == row)]) for row in range(len(polygons))
    ]
    union = shapely.union_all(by_polygon)
    overlaps = shapely.area(by_polygon).sum() > shapely.area(union) * (1 + _ROUNDING)
    return reduce(shapely.symmetric_difference, by_polygon) if overlaps else union


def _what(was: Any, result: Any, crs: CRS) -> Message:  # noqa: ANN401  geometry
    """Return the changes of a shape: its parts, its vertices, and its land in km²."""
    area_km2, taken_km2, given_km2 = Ellipsoid.of(CRS.from_user_input(crs)).area_km2(result)
    return Message(
        "import-row-mended",
        fault=fault(was),
        parts=int(shapely.get_num_geometries(result[0])),
        vertices_before=int(shapely.get_num_coordinates(was)),
        vertices=int(shapely.get_num_coordinates(result[0])),
        area_km2=float(area_km2),
        taken_km2=float(taken_km2),
        given_km2=float(given_km2),
    )


def _record(layer: Layer, frame: gpd.GeoDataFrame, row: int, what: What, why: Message) -> Record:
    key = None if layer.key not in frame.columns else str(frame[layer.key].iloc[row])
    return Record(row_numbers(frame.index)[row], key, what, why)
