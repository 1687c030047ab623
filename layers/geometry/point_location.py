"""Which polygon of many each point lies in."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geometry.edges import Ints


def polygon_at(points: NDArray[Any], tree: shapely.STRtree) -> Ints:
    """Return the number of each point's polygon in the tree; one past the last if none.

    A point on a shared border belongs to the first polygon in order.

    >>> tree = shapely.STRtree([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> polygon_at(shapely.points([0.5, 1, 1.5, 3], 0.5), tree).tolist()
    [0, 0, 1, 2]
    """
    numbers = np.full(len(points), len(tree), np.int64)
    point, polygon = tree.query(points)
    near, number = np.unique(polygon, return_inverse=True)
    # copies, because threads must not share prepared shapes
    copies = shapely.force_2d(tree.geometries[near])
    shapely.prepare(copies)
    held = shapely.intersects(copies[number], points[point])
    point, polygon = point[held], polygon[held]
    order = np.lexsort((polygon, point))[::-1]
    numbers[point[order]] = polygon[order]
    return numbers
