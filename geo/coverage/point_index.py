"""A grid index of points by longitude and latitude, queried by bounding boxes."""

from typing import TypeAlias

import numpy as np

from layers.geometry.edges import Floats, Ints

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees; east may be above 180 or west below −180."""

_MOST_CELLS = 1_000_000
_FINEST_DEG = 0.1
_KM_OF_A_DEGREE = 110.5  # of latitude, at least
_LEAST_RADIUS_KM = 6_335.0  # of curvature, anywhere on an Earth-like ellipsoid


def reach_box(bounds: Box, radius_km: float) -> Box:
    """Return a box that contains every point within the radius of a shape with these bounds.

    At latitude φ a circle of angular radius ρ spans asin(sin ρ / cos φ) of longitude to each side.
    """
    west, south, east, north = bounds
    south, north = (south - radius_km / _KM_OF_A_DEGREE, north + radius_km / _KM_OF_A_DEGREE)
    highest = np.radians(min(max(abs(south), abs(north)), 90.0))
    sine = np.sin(min(radius_km / _LEAST_RADIUS_KM, np.pi / 2)) * 1.001
    if sine >= np.cos(highest):
        return -180.0, max(south, -90.0), 180.0, min(north, 90.0)
    span = np.degrees(np.arcsin(sine / np.cos(highest)))
    return west - span, south, east + span, north


class PointIndex:
    """Points sorted by grid cell; `order` has the original row of each.

    A row of cells is contiguous, so that a box is a few slices for any number of points.
    """

    def __init__(self, lon: Floats, lat: Floats) -> None:
        count = max(len(lon), 1)
        self._west = float(lon.min()) if len(lon) else 0.0
        self._south = float(lat.min()) if len(lat) else 0.0
        width = max(np.ptp(lon) if len(lon) else 0.0, _FINEST_DEG)
        height = max(np.ptp(lat) if len(lat) else 0.0, _FINEST_DEG)
        cells = min(_MOST_CELLS, 4 * count)
        self._cell_deg = max(_FINEST_DEG, float(np.sqrt(width * height / cells)))
        self._columns = int(width / self._cell_deg) + 1
        self._rows = int(height / self._cell_deg) + 1
        cell = self._row(lat) * self._columns + self._column(lon)
        self.order = np.argsort(cell, kind="stable")
        self.lon, self.lat = lon[self.order], lat[self.order]
        filled = np.bincount(cell, minlength=self._rows * self._columns)
        self._starts = np.concatenate([[0], np.cumsum(filled)])

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.lon)

    def in_box(self, box: Box) -> Ints:
        """Return, in order, the points in the cells that a box intersects: all in it and others."""
        west, south, east, north = box
        if not len(self.lon):
            return np.empty(0, np.int64)
        columns = [
            self._column(np.array([west, east]) + turn).tolist()
            for turn in (-360.0, 0.0, 360.0)
            if self._meets(west + turn, east + turn)
        ]
        lowest, highest = self._row(np.array([south, north])).tolist()
        rows = np.arange(lowest, highest + 1) * self._columns
        starts = np.concatenate([rows[:0], *(self._starts[rows + first] for first, _ in columns)])
        ends = np.concatenate([rows[:0], *(self._starts[rows + last + 1] for _, last in columns)])
        count = ends - starts
        before = np.cumsum(count) - count
        points = np.arange(count.sum()) + np.repeat(starts - before, count)
        return np.unique(points) if len(columns) > 1 else points

    def _meets(self, west: float, east: float) -> bool:
        return east >= self._west and west <= self._west + self._columns * self._cell_deg

    def _row(self, lat: Floats) -> Ints:
        row = ((lat - self._south) / self._cell_deg).astype(np.int64)
        clipped: Ints = np.clip(row, 0, self._rows - 1)
        return clipped

    def _column(self, lon: Floats) -> Ints:
        column = ((lon - self._west) / self._cell_deg).astype(np.int64)
        clipped: Ints = np.clip(column, 0, self._columns - 1)
        return clipped
