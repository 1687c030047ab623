"""Who lives on land.

The people of a demand point live evenly over the land that is nearer to it than to other points,
at most 10 km away. Land is looked at by **cells** of 250 m, those of its waters left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.proposals.ground import Ground
from layers.geometry.antimeridian import whole
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.runtime.cache import cached_property

CELL_M = 250.0
"""How wide and high a cell is."""

_FAR_M = 10_000.0
_FEWEST = 64  # cells that land is looked at by: of smaller land they are smaller
_NONE = np.empty((0, 2))


class Residents:
    """The people of a plan, spread over its land."""

    def __init__(self, ground: Ground) -> None:
        """Take the demand of the plan of some land."""
        self._ground = ground
        demand = ground.plan.demand if ground.plan.has("demand") else None
        self._people = np.empty(0) if demand is None else demand["population"].to_numpy(float)
        lonlat = _NONE if demand is None else shapely.get_coordinates(demand.geometry.to_numpy())
        self._places_m = ground.ellipsoid.cartesian_m(*lonlat.T)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self._places_m)

    def density(self, plane: LocalPlane, xy: Floats) -> Floats:
        """Return how many people live on each m² at places of a plane."""
        if not len(self._people) or not len(xy):
            return np.zeros(len(xy))
        west, south = xy.min(axis=0) - 2 * _FAR_M
        east, north = xy.max(axis=0) + 2 * _FAR_M
        axes = np.arange(west, east, CELL_M), np.arange(south, north, CELL_M)
        cells = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        lonlat = plane.to_degrees(cells)
        window = shapely.box(*lonlat.min(axis=0), *lonlat.max(axis=0))
        land = self._ground.dry_land(window)
        near = self._nearest(lonlat[shapely.contains_xy(land, *lonlat.T)])
        own = self._nearest(plane.to_degrees(xy))
        many = np.bincount(near[near < len(self._people)], minlength=len(self._people) + 1)
        people = np.append(self._people, 0.0)
        found: Floats = people[own] / (np.maximum(many[own], 1) * CELL_M**2)
        return found

    def _nearest(self, lonlat: Floats) -> Ints:
        """Return the nearest demand point of places, one beyond the last where none is near."""
        at_m = self._ground.ellipsoid.cartesian_m(*lonlat.T)
        return np.asarray(self._tree.query(at_m, distance_upper_bound=_FAR_M)[1], np.int64)

    def on(self, lands: Sequence[BaseGeometry]) -> Floats:
        """Return how many people live on each of some pieces of land, in degrees."""
        found = np.zeros(len(lands))
        for number, land in enumerate(lands):
            if land.is_empty or not len(self._people):
                continue
            lon, lat = whole(land).centroid.coords[0]
            lon = lon % 360.0 if self._ground.is_across_180 else lon
            plane = self._ground.ellipsoid.plane(lon, lat)
            flat = plane.forward(land)
            xy = cells_in(flat)
            found[number] = self.density(plane, xy).mean() * flat.area if len(xy) else 0.0
        return found


def cells_in(flat: BaseGeometry, least_m: float = 0.0) -> Floats:
    """Return the middles of cells that lie in land of a plane, smaller where there are few."""
    if flat.is_empty:
        return _NONE
    step_m = max(least_m, min(CELL_M, (flat.area / _FEWEST) ** 0.5))
    west, south, east, north = flat.bounds
    axes = np.arange(west + step_m / 2, east, step_m), np.arange(south + step_m / 2, north, step_m)
    cells: Floats = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    return cells[shapely.contains_xy(flat, *cells.T)]
