"""What land is worth by the parcels on it: the land of zones, and pieces that they take or release.

A parcel's value is spread evenly over it. Land without parcels, or whose parcels have no value, is
worth nothing; parcels that lie on each other count each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.polygons import polygonal
from layers.errors import UnknownError
from layers.geometry.antimeridian import wrapped
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.geometry.edges import Floats


class LandValue:
    """The parcels of a plan, and what their land is worth."""

    def __init__(self, plan: Plan) -> None:
        """Take the parcels that have a value.

        Raises:
            UnknownError: no parcel has one.
        """
        parcels = plan.frame("parcels")
        value = parcels["value"].to_numpy(float)
        if np.isnan(value).all():
            raise UnknownError(Message("propose-land-value-missing"))
        worth = np.flatnonzero(value > 0)
        self._ellipsoid = plan.ellipsoid
        self._parcels: NDArray[np.object_] = parcels.geometry.to_numpy()[worth]
        self._per_km2 = value[worth] / plan.ellipsoid.area_km2(self._parcels)
        self._tree = shapely.STRtree(self._parcels)

    def of(self, lands: Sequence[BaseGeometry]) -> Floats:
        """Return what each of some pieces of land is worth."""
        shapes = np.array([wrapped(land) for land in lands], dtype=object)
        value = np.zeros(len(shapes))
        land, parcel = self._tree.query(shapes, predicate="intersects")
        shared = shapely.intersection(shapes[land], self._parcels[parcel])
        pieces = [polygonal(one) for one in shared]
        kept = np.array([one is not None for one in pieces], bool)
        if kept.any():
            areas = self._ellipsoid.area_km2(np.array([p for p in pieces if p is not None], object))
            np.add.at(value, land[kept], areas * self._per_km2[parcel[kept]])
        return value

    def inside(self, zones: NDArray[np.object_]) -> float:
        """Return what the land of zones is worth, what two share once."""
        whole = shapely.union_all(zones)
        return float(self.of(shapely.get_parts(whole).tolist()).sum())
