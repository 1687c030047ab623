"""One coastline where two sources draw the same coast: that of a plan's own land.

Two sources never agree on a coast. Land of the other source beside own land is then either a
neighbour's, or a strip or an islet between own land and the sea: **own coast, drawn otherwise**.
Such a piece is narrower than a width, touches the sea, and lies near own land.
"""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geometry.antimeridian import Shapes

_NEAR = 3.0  # widths from own land within which a narrow piece is own coast
_HAIR = 0.01  # widths within which two pieces touch


def land_of_others(land: Shapes, own: Shapes, width: float, known: BaseGeometry) -> BaseGeometry:
    """Return the part of some land that is neither own nor own coast drawn otherwise.

    All are valid polygons in one plane, `width` in its unit, clipped to the area that is `known`:
    the area beyond is not sea. A narrow tongue of a neighbour between two parts of own land stays,
    since it does not touch the sea.

    >>> own, strip, neighbour = shapely.box(0, 0, 4, 4), shapely.box(4, 0, 4.2, 4), (0, 4, 4, 9)
    >>> land = np.array([own, strip, shapely.box(*neighbour), shapely.box(4.5, 1, 4.7, 1.2)])
    >>> land_of_others(land, np.array([own]), 1.0, shapely.box(-9, -9, 9, 9)).bounds
    (0.0, 4.0, 4.0, 9.0)
    """
    every, mine = shapely.union_all(land), shapely.union_all(own)
    beside: BaseGeometry = shapely.difference(every, mine)
    if beside.is_empty:
        return beside
    band = shapely.buffer(mine, (_NEAR + 2) * width, quad_segs=1)
    far, beside = shapely.difference(beside, band), shapely.intersection(beside, band)
    half = width / 2
    inner = shapely.buffer(beside, -half, quad_segs=2)
    broad = shapely.intersection(shapely.buffer(inner, 1.05 * half, quad_segs=2), beside)
    narrow = shapely.get_parts(shapely.difference(beside, broad))
    narrow = narrow[shapely.area(narrow) > 0]
    sea = shapely.difference(shapely.intersection(band, known), shapely.union(every, mine))
    grown = shapely.buffer(narrow, _HAIR * width, quad_segs=1)
    by_sea = np.unique(
        shapely.STRtree(shapely.get_parts(sea)).query(grown, predicate="intersects")[0]
    )
    shapely.prepare(mine)
    near = shapely.dwithin(mine, narrow[by_sea], _NEAR * width)
    kept: BaseGeometry = shapely.union_all([far, broad, *np.delete(narrow, by_sea[near])])
    return kept
