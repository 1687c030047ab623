"""The land that proposals may take, and the honeycomb that cuts it into cells.

Land that a zone **may take** lies within a reach of it, in the districts of its own province (in
any district, where its FTZ has none in the plan), and in no zone, exclusion, water or customs
block. Only whole hexagons of a regular honeycomb in the local plane are cells, and what is left of
one at the edge of that land; a **crumb**, less than a third of a hexagon, joins the cell with which
it shares the longest border, or is left out where there is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import MultiPolygon

from geo.polygons import polygonal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.edges import Floats, Ints
    from layers.ellipsoid import LocalPlane

    Shapes = NDArray[np.object_]

_CRUMB = 1 / 3  # of a hexagon
_TOUCH_M = 1.0  # cells this near each other share a border: their edges were cut one by one
_BORDER = 0.3  # of a hexagon's side: what two cells must share at least to be neighbours
_MARGIN_DEG = 0.02


def as_multi(geometry: BaseGeometry | None) -> MultiPolygon:
    """Return the land of a geometry as one multipolygon, perhaps empty."""
    land = None if geometry is None else polygonal(geometry)
    return land if isinstance(land, MultiPolygon) else MultiPolygon()


class Ground:
    """The land of a plan: what may be taken about a place, in degrees."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ellipsoid = plan.ellipsoid

    @cached_property
    def obstacles(self) -> dict[str, Shapes]:
        """Return the layers that no proposal takes land of, by name."""
        names = ("exclusions", "waters", "customs_blocks")
        return {name: self.plan.frame(name).geometry.to_numpy() for name in names}

    @cached_property
    def _trees(self) -> dict[str, STRtree]:
        return {name: STRtree(shapes) for name, shapes in self.obstacles.items()}

    @cached_property
    def _regions(self) -> STRtree:
        return STRtree(self.plan.regions.geometry.to_numpy())

    def province_of(self, ftz: str | None) -> str | None:
        """Return the code of the coarsest region of an FTZ; None where it has no land here."""
        ftzs = self.plan.ftzs
        known = ftzs.loc[(ftzs["ftz_id"] == ftz) & ftzs["adcode"].notna(), "adcode"]
        codes = self.plan.regions[self.plan.terms.coarsest.column]
        return str(known.iloc[0]) if len(known) and (codes == known.iloc[0]).any() else None

    def allowed(self, window: BaseGeometry, province: str | None) -> MultiPolygon:
        """Return the land of a window, in degrees, that may be taken, zones not subtracted."""
        regions = self.plan.regions
        rows = self._regions.query(window, predicate="intersects")
        if province is not None:
            rows = rows[(regions[self.plan.terms.coarsest.column] == province).to_numpy()[rows]]
        box = window.bounds
        pieces = shapely.clip_by_rect(regions.geometry.to_numpy()[rows], *box)
        land = shapely.intersection(shapely.union_all(pieces), window)
        return self.without_obstacles(as_multi(land))

    def without_obstacles(self, land: MultiPolygon) -> MultiPolygon:
        """Return land without exclusions, waters and customs blocks."""
        for name, shapes in self.obstacles.items():
            rows = self._trees[name].query(land, predicate="intersects")
            if len(rows):
                land = as_multi(shapely.difference(land, shapely.union_all(shapes[rows])))
        return land


def window_of(plane: LocalPlane, flat: BaseGeometry) -> BaseGeometry:
    """Return the bounds of plane land, in degrees, with a margin."""
    west, south, east, north = plane.inverse(shapely.segmentize(flat, 5_000)).bounds
    margin = _MARGIN_DEG
    window: BaseGeometry = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return window


@dataclass(frozen=True)
class Honeycomb:
    """Regular hexagons of an area about the origin of a plane; a corner points north."""

    area_km2: float

    @property
    def pitch_m(self) -> float:
        """Return the distance between the middles of neighbours."""
        return math.sqrt(2 * self.area_km2 / math.sqrt(3)) * 1e3

    @property
    def side_m(self) -> float:
        """Return the length of a side."""
        return self.pitch_m / math.sqrt(3)

    def hexagons(self, over: BaseGeometry) -> Shapes:
        """Return the hexagons that meet some land, neighbours with the very same corners."""
        west, south, east, north = over.bounds
        rise, half = self.side_m / 2, self.pitch_m / 2
        rows = np.arange(math.floor(south / (3 * rise)) - 1, math.ceil(north / (3 * rise)) + 2)
        columns = np.arange(math.floor(west / half) - 2, math.ceil(east / half) + 3)
        across, up = (axis.ravel() for axis in np.meshgrid(columns, rows))
        kept = (across + up) % 2 == 0
        across, up = across[kept][:, None], up[kept][:, None]
        x = (across + np.array([0, 1, 1, 0, -1, -1, 0])) * half
        y = (3 * up + np.array([2, 1, -1, -2, -1, 1, 2])) * rise
        hexagons: Shapes = np.asarray(shapely.polygons(np.stack([x, y], axis=-1)), dtype=object)
        shapely.prepare(over)
        met: Shapes = hexagons[shapely.intersects(over, hexagons)]
        return met

    def cells(self, land: BaseGeometry, over: BaseGeometry) -> Shapes:
        """Return the cells of land: the hexagons over a place, cut to the land, without crumbs."""
        pieces = shapely.get_parts(shapely.intersection(self.hexagons(over), land))
        pieces = pieces[shapely.get_type_id(pieces) == 3]
        pieces = pieces[shapely.area(pieces) > 1.0]
        return self._joined(pieces)

    def _joined(self, pieces: Shapes) -> Shapes:
        """Return the pieces with each crumb in the cell of its longest border."""
        least = _CRUMB * self.area_km2 * 1e6
        is_cell = shapely.area(pieces) >= least
        one, other, length = borders(pieces)
        best: dict[int, tuple[float, int]] = {}
        for a, b, shared in zip(one.tolist(), other.tolist(), length.tolist(), strict=True):
            for crumb, cell in ((a, b), (b, a)):
                if not is_cell[crumb] and is_cell[cell] and shared > _TOUCH_M:
                    best[crumb] = max(best.get(crumb, (0.0, -1)), (shared, cell))
        into: dict[int, list[int]] = {}
        for crumb, (_, cell) in best.items():
            into.setdefault(cell, []).append(crumb)
        merged = pieces.copy()
        for cell, crumbs in into.items():
            whole = shapely.union_all(pieces[[cell, *crumbs]], grid_size=1e-3)
            if whole.geom_type == "Polygon":
                merged[cell] = whole
        joined: Shapes = merged[is_cell]
        return joined

    def is_border(self, length_m: Floats) -> NDArray[np.bool_]:
        """Say which shared lengths make two cells neighbours."""
        return length_m >= _BORDER * self.side_m


def borders(cells: Shapes) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of cells that touch, each once, and the length of the border (m)."""
    if not len(cells):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    near = shapely.buffer(cells, _TOUCH_M, join_style="mitre")
    one, other = STRtree(cells).query(near, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    return one, other, shared_m(cells[one], cells[other])


def shared_m(cells: Any, land: Any) -> Floats:  # noqa: ANN401  geometries, one or many
    """Return how much of the boundary of cells runs beside land (m)."""
    beside = shapely.buffer(land, _TOUCH_M, join_style="mitre")
    lines = shapely.intersection(shapely.boundary(cells), beside)
    length: Floats = np.maximum(np.atleast_1d(shapely.length(lines)) - 2 * _TOUCH_M, 0.0)
    return length


def parts_of(shapes: Iterable[BaseGeometry]) -> Shapes:
    """Return the polygons of geometries."""
    parts: Shapes = shapely.get_parts(np.array([*shapes], dtype=object))
    polygons: Shapes = parts[shapely.get_type_id(parts) == 3]
    return polygons
