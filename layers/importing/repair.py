"""Mend polygons that are not valid, as far as that can be done safely, and say what was done.

**Safe** is what moves no vertex: `shapely.make_valid` by structure takes the rings that are there,
cuts them where they cross, and puts them together anew. It is not where nothing of the polygon is
left. It runs in a process of its own, bounded in vertices and time, since crossings can be as many
as the square of the vertices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.bounded import LimitError, run_bounded
from layers.importing.report import Record
from layers.messages import Message
from layers.validity import are_valid, fault

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.importing.report import What
    from layers.schema import Layer

MOST_VERTICES = 20_000
MOST_SECONDS = 60.0
_POLYGONAL = (3, 6)


def repaired(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Record]]:
    """Return a layer of polygons with those mended that can be, and a record for each change.

    Rows without geometry are left out. What cannot be mended stays as it is, for the check to name.
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
    for row, shape in zip(broken, _made_valid(shapes[broken]), strict=True):
        if shape is not None:
            was, mended[row] = mended[row], shape
            records.append(_record(layer, frame, int(row), "changed", _what(was, shape)))
    return frame.set_geometry(mended, crs=frame.crs)[~missing], records


def _made_valid(shapes: NDArray[Any]) -> list[Any]:
    """Return each polygon made valid, None where that is not safe or takes too long."""
    if not len(shapes):
        return []
    try:
        made = run_bounded(make_valid, shapely.to_wkb(shapes), seconds=MOST_SECONDS)
    except LimitError:
        return [None] * len(shapes)
    valid = shapely.from_wkb(made)
    safe = np.isin(shapely.get_type_id(valid), _POLYGONAL) & ~shapely.is_empty(valid)
    return [shape if one else None for shape, one in zip(valid, safe, strict=True)]


def make_valid(polygons: NDArray[Any]) -> NDArray[Any]:
    """Return polygons (WKB) made valid, WKB again; what is no area of them is dropped."""
    with np.errstate(all="ignore"):  # of numbers that lead nowhere: they are told as such
        made = [_one_made_valid(shape) for shape in shapely.from_wkb(polygons)]
    result: NDArray[Any] = shapely.to_wkb(np.array(made, dtype=object))
    return result


def _one_made_valid(shape: Any) -> Any:  # noqa: ANN401  geometry
    """Return a polygon made valid, an empty one where GEOS cannot."""
    try:
        return shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.GEOSException:
        return shapely.Polygon()


def _what(was: Any, now: Any) -> Message:  # noqa: ANN401  geometry
    return Message(
        "import-row-mended",
        fault=fault(was),
        parts=int(shapely.get_num_geometries(now)),
        vertices_before=int(shapely.get_num_coordinates(was)),
        vertices=int(shapely.get_num_coordinates(now)),
    )


def _record(layer: Layer, frame: gpd.GeoDataFrame, row: int, what: What, why: Message) -> Record:
    key = None if layer.key not in frame.columns else str(frame[layer.key].iloc[row])
    return Record(row + 1, key, what, why)
