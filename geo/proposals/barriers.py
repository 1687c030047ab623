"""Barriers: railways and rivers, which no piece of a proposal crosses.

A **barrier** is a line, with 25 m to each side, that no zone takes: a railway or a river of the
context map (`layers.context`), or of the plan's own `network`, where it has railways. Wide rivers,
lakes and sea are the plan's waters. The map draws a railway straight between two junctions and says
how long it is: it lies in an ellipse about that line. Where this is wider than 0.5 km to a side,
the railway may be elsewhere and is not a barrier: it is **unsure**.
"""

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.coverage.network_reach import railways_of
from layers import Plan
from layers.context import read_network, read_outlines
from layers.geometry.antimeridian import Extent, Shapes, unwrapped
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.cache import cached_property

_HALF_M = 25.0
_ASIDE_KM = 0.5
_ROUNDED_KM = 0.1  # by which the ends of a railway of the map may be off
_M_PER_DEG = 111_000.0
_LEAST_COS = 0.01  # beside a pole


class Barriers:
    """The barriers of a plan, read on first use; `around` is the middle of its longitudes."""

    def __init__(self, plan: Plan, around: float = 0.0) -> None:
        self._plan, self._around = plan, around

    @cached_property
    def _tree(self) -> STRtree:
        own, extent = railways_of(self._plan).geometry.to_numpy(), self._plan.extent
        if not len(own):
            own = _railways(self._plan.ellipsoid, extent)
        lines = np.concatenate([own, read_outlines("rivers", extent)])
        return STRtree(unwrapped(lines, self._around))

    @cached_property
    def _unsure(self) -> STRtree:
        own, extent = railways_of(self._plan).geometry.to_numpy(), self._plan.extent
        lines = own[:0] if len(own) else _railways(self._plan.ellipsoid, extent, known=False)
        return STRtree(unwrapped(lines, self._around))

    def is_crossed(self, land: BaseGeometry) -> bool:
        """Say whether the line of an unsure railway crosses some land, in degrees."""
        return len(self._unsure.query(land, predicate="intersects")) > 0

    def within(self, land: BaseGeometry) -> Shapes:
        """Return those that meet some land, as areas in degrees."""
        lines = self._tree.geometries[self._tree.query(land, predicate="intersects")]
        xy, row = shapely.get_coordinates(lines, return_index=True)
        first = np.searchsorted(row, np.arange(len(lines)))
        wide = np.maximum(np.cos(np.radians(xy[first, 1])), _LEAST_COS)
        flat = shapely.set_coordinates(lines.copy(), _scaled(xy, wide[row]))
        areas = shapely.buffer(flat, _HALF_M / _M_PER_DEG, quad_segs=2)
        xy, row = shapely.get_coordinates(areas, return_index=True)
        found: Shapes = shapely.set_coordinates(areas, _scaled(xy, 1 / wide[row]))
        return found


def _scaled(xy: np.ndarray, by: np.ndarray) -> np.ndarray:
    return np.column_stack([xy[:, 0] * by, xy[:, 1]])


def _railways(ellipsoid: Ellipsoid, extent: Extent, *, known: bool = True) -> Shapes:
    """Return the railways of the map whose place is known, or is not."""
    near = read_network("railways", extent)
    lonlat = np.column_stack([near.lon, near.lat])
    at_m = ellipsoid.cartesian_m(near.lon, near.lat)
    straight_km = np.linalg.norm(at_m[near.start] - at_m[near.end], axis=1) / 1e3 + _ROUNDED_KM
    aside_km = np.sqrt(np.maximum(near.length_km**2 - straight_km**2, 0)) / 2
    ends = np.stack([lonlat[near.start], lonlat[near.end]], axis=1)
    found: Shapes = shapely.linestrings(ends[(aside_km <= _ASIDE_KM) == known])
    return found
