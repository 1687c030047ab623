"""Cells of some 2 km over districts: a grid in degrees, cut along the borders of districts.

A cell is a square of `CELL_DEG`; what different districts have of it are cells of their own. Land
is looked at in `_FINE` × `_FINE` parts of a cell: in the district, and dry, or not, as the centre.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from layers.context.world import ContextNetwork
from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.edges import Floats, Ints

CELL_DEG = 0.02
_FINE = 2
_DEGREE_KM = 111.2
_COS_OF_COLUMNS = 0.82  # at 35°N: how far apart columns are taken to be where values are smoothed
_STEP_DEG = CELL_DEG / 4  # of the parts of an edge that are counted in the cell of their middle


class CellGrid(NamedTuple):
    """A grid of square cells, by its south-west corner, in degrees; rows run north."""

    west: float
    south: float
    rows: int
    columns: int
    cell_deg: float = CELL_DEG

    @classmethod
    def over(cls, shapes: Shapes) -> CellGrid:
        """Return the grid that holds some shapes, its corner a whole number of cells from 0, 0."""
        low, high = np.split(shapely.total_bounds(shapes) / CELL_DEG, 2)
        columns, rows = (np.ceil(high) - np.floor(low)).astype(int).tolist()
        west, south = (np.floor(low) * CELL_DEG).tolist()
        return cls(west, south, rows, columns)

    @property
    def extent(self) -> Extent:
        """Return west, south, east, north in degrees."""
        east = self.west + self.columns * self.cell_deg
        return self.west, self.south, east, self.south + self.rows * self.cell_deg

    def finer(self) -> CellGrid:
        """Return the grid of the parts of the cells."""
        west, south, rows, columns, cell_deg = self
        return CellGrid(west, south, rows * _FINE, columns * _FINE, cell_deg / _FINE)

    def centres(self, cell: Ints) -> tuple[Floats, Floats]:
        """Return longitude and latitude of the centres of cells, by their numbers."""
        row, column = np.divmod(cell, self.columns)
        lon, lat = (
            self.west + (column + 0.5) * self.cell_deg,
            self.south + (row + 0.5) * self.cell_deg,
        )
        return lon.round(6), lat.round(6)

    def cell_km2(self) -> Floats:
        """Return the area of a cell of each row, as a column."""
        lat = self.south + (np.arange(self.rows) + 0.5) * self.cell_deg
        across: Floats = np.cos(np.radians(lat))[:, None] * (self.cell_deg * _DEGREE_KM) ** 2
        return across

    def holding(self, shapes: Shapes) -> Ints:
        """Return by cell the number of the shape that holds its centre; −1 if none.

        The centre lies between an odd and the next even crossing of its row with an outline. Where
        shapes overlap, it is the last.
        """
        parts, part_of = shapely.get_parts(shapes, return_index=True)
        rings, ring_of = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        xy = (xy - (self.west, self.south)) / self.cell_deg - 0.5
        is_edge = ring[1:] == ring[:-1]
        start, end = xy[:-1][is_edge], xy[1:][is_edge]
        shape = part_of[ring_of[ring[:-1][is_edge]]]
        first = np.ceil(np.minimum(start[:, 1], end[:, 1])).astype(int).clip(0, self.rows)
        last = np.ceil(np.maximum(start[:, 1], end[:, 1])).astype(int).clip(0, self.rows)
        edge, row = _counted(first, last - first)
        along = (row - start[edge, 1]) / (end[edge, 1] - start[edge, 1])
        column = start[edge, 0] + along * (end[edge, 0] - start[edge, 0])
        order = np.lexsort((column, row, shape[edge]))
        row, shape = row[order][::2], shape[edge][order][::2]
        column = np.ceil(column[order]).astype(int).clip(0, self.columns)
        span, cell = _counted(row * self.columns + column[::2], column[1::2] - column[::2])
        held: Ints = np.full(self.rows * self.columns, -1, np.int32)
        held[cell] = shape[span]
        return held

    def summed(self, lon: Floats, lat: Floats, amount: Floats) -> Floats:
        """Return the sum of amounts at points by row and column, without points outside."""
        row = np.floor((lat - self.south) / self.cell_deg).astype(int)
        column = np.floor((lon - self.west) / self.cell_deg).astype(int)
        inside = (row >= 0) & (row < self.rows) & (column >= 0) & (column < self.columns)
        cell = (row * self.columns + column)[inside]
        sums: Floats = np.bincount(cell, amount[inside], self.rows * self.columns).astype(float)
        return sums.reshape(self.rows, self.columns)

    def length_km(self, network: ContextNetwork) -> Floats:
        """Return the length of the edges of a network by row and column."""
        ends = [np.column_stack([network.lon[node], network.lat[node]]) for node in network[2:4]]
        start, step = ends[0], ends[1] - ends[0]
        number = np.ceil(np.abs(step).max(axis=1) / _STEP_DEG).astype(int).clip(1)
        edge, part = _counted(np.zeros(len(number), int), number)
        middle = start[edge] + ((part + 0.5) / number[edge])[:, None] * step[edge]
        return self.summed(middle[:, 0], middle[:, 1], (network.length_km / number)[edge])

    def smoothed(self, amount: Floats, km: float) -> Floats:
        """Return amounts per km² about each cell, by a bell curve of a standard deviation."""
        sigma = km / (self.cell_deg * _DEGREE_KM)
        density = (amount / self.cell_km2()).astype(np.float32)
        return gaussian_filter(density, (sigma, sigma / _COS_OF_COLUMNS), truncate=3.0)


class Cells(NamedTuple):
    """The cells of districts: number in the grid, row of the district, dry land, and a point in it.

    The point is the centre; where another district or water has that, the first part that is dry.
    """

    grid: CellGrid
    cell: Ints
    district: Ints
    land_km2: Floats
    lon: Floats
    lat: Floats

    def some(self, rows: Ints | NDArray[np.bool_]) -> Cells:
        """Return some of the cells."""
        return Cells(
            self.grid,
            self.cell[rows],
            self.district[rows],
            self.land_km2[rows],
            self.lon[rows],
            self.lat[rows],
        )


def cells_of(districts: Shapes, waters: Shapes) -> Cells:
    """Return the cells of districts with dry land, in no order.

    Where a district is all water, its water counts as land.
    """
    grid = CellGrid.over(districts)
    fine = grid.finer()
    district = fine.holding(districts)
    is_dry = fine.holding(waters) < 0
    held = district >= 0
    is_dry |= (np.bincount(district[held], is_dry[held], len(districts)) == 0)[district]
    part = np.where(held & is_dry, district, -1)
    parts = part.reshape(grid.rows, _FINE, grid.columns, _FINE).swapaxes(1, 2).reshape(-1, _FINE**2)
    some = np.flatnonzero((parts >= 0).any(axis=1))
    found = [_of_part(parts[some], number) for number in range(_FINE**2)]
    cell, district, count, number = (np.concatenate(each) for each in zip(*found, strict=True))
    cell = some[cell]
    row, column = np.divmod(cell, grid.columns)
    first = (row * _FINE + number // _FINE) * fine.columns + column * _FINE + number % _FINE
    lon, lat = fine.centres(first)
    is_central = (grid.holding(districts)[cell] == district) & (grid.holding(waters)[cell] < 0)
    lon[is_central], lat[is_central] = (each[is_central] for each in grid.centres(cell))
    land_km2 = count / _FINE**2 * grid.cell_km2()[row, 0]
    return Cells(grid, cell, district, land_km2, lon, lat)


def _of_part(parts: Ints, number: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return cells in which a part is the first of its district: cell, district, parts, part."""
    district = parts[:, number]
    is_first = (district >= 0) & (parts[:, :number] != district[:, None]).all(axis=1)
    cell = np.flatnonzero(is_first)
    count = (parts[cell] == district[cell, None]).sum(axis=1)
    return cell, district[cell], count, np.full(len(cell), number)


def _counted(first: Ints, count: Ints) -> tuple[Ints, NDArray[np.int64]]:
    """Return the numbers that begin at each of `first`, and of which each is.

    >>> [each.tolist() for each in _counted(np.array([5, 8]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 8]]
    """
    of = np.repeat(np.arange(len(count)), count)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(count) - count - first, count)
