"""The line along which a part was cut off a zone, inferred from the part."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon


def cut_line(
    part: Polygon | MultiPolygon, land: Polygon | MultiPolygon, tolerance_deg: float
) -> LineString | None:
    """Return the single line that separates a part from the rest of land; None if not single.

    The line is the part of the outline that does not run along that of the land, to the tolerance.

    >>> square, left = shapely.box(0, 0, 4, 2), shapely.Polygon([(0, 0), (1, 0), (2, 2), (0, 2)])
    >>> cut_line(left, square, 1e-6).wkt
    'LINESTRING (1 0, 2 2)'
    >>> cut_line(shapely.box(1, 0, 2, 2), square, 1e-6) is None  # it takes two lines
    True
    """
    edge = shapely.boundary(land)
    shapely.prepare(edge)
    runs: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
    for ring in shapely.get_rings(part):
        xy = shapely.get_coordinates(ring)[:-1]
        middles = (xy + np.roll(xy, -1, axis=0)) / 2
        inside = ~shapely.dwithin(edge, shapely.points(middles), tolerance_deg)
        if inside.all():
            return None
        if not inside.any():
            continue
        first = int(np.flatnonzero(inside & ~np.roll(inside, 1))[0])
        if np.count_nonzero(inside & ~np.roll(inside, 1)) > 1:
            return None
        count = np.count_nonzero(inside)
        runs.append(np.take(xy, range(first, first + count + 1), axis=0, mode="wrap"))
    if len(runs) != 1:
        return None
    line = LineString(runs[0])
    return line if line.is_simple else None
