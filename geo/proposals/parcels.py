"""The parcels of a plan as candidates: pieces made of whole parcels.

A **chain** is a parcel, and with it the parcels that lead from it to a zone's block over the least
land; each shares with the next, and the last with the block, a border of 50 m or more, where gaps
of up to 5 m are none. A chain is one piece: of two that share a parcel, or are near each other, one
at most is taken.

A chain that meets land that may not be taken is cut by it. It is omitted where more than half is
lost, where the rest is narrower than the width, has a narrow gap, a hole, is longer than its
area allows, or fills less than four fifths of its convex hull: so it runs about no lake, and of
land on both sides of a railway or river (`geo.proposals.available_land`) it is the larger part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.available_land import AvailableLand, as_multi, window_of
from geo.proposals.land import EDGE_DEG, OVERLAP_M, LandPiece, Site, rounded_land, without_hairs
from layers.geometry.edges import Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.runtime.cache import cached_property

_GAP_M = 5.0
_BORDER_M = 50.0
_NARROW = 0.97  # of the width, for rounding: how wide a disc is that cut land must hold
_CORNER = 0.25  # of the width: how far such discs may be from a corner of cut land
_ROUNDED = 1.005  # times: arcs are drawn by chords
_NARROW_M = 200.0  # half the width that an arm or a neck needs once a chain is cut
_SOLID = 0.8  # of its convex hull: what land must fill once a chain is cut
_SHARP = 1.5  # of a corner's mitre: 1 / sin(42°)
_END = 0.8  # of the width: a corner of cut land that is narrower ends there
_STRAND_M = 6.0  # half the width that land along a shore needs, to be land at all
_SLIT_M = 15.0  # half of a gap too narrow to leave
_SMALLEST_SHARE = 0.5
_GRID_M = 1e-3  # what borders drawn by two ways are the same within


def chains_of(
    available: AvailableLand, site: Site, rules: frozenset[str] | None = None
) -> Iterator[LandPiece]:
    """Yield the chains of parcels of a block; `rules` as `AvailableLand.blocked` takes them."""
    maker = Maker.of(available, site, rules)
    parcels = available.plan.frame("parcels").geometry.to_numpy()
    parcels = shapely.get_parts(parcels[shapely.intersects(parcels, maker.window)])
    flats = np.array([*maker.plane.forward(parcels), maker.flat], dtype=object)
    block = len(parcels)
    before, land_km2 = _ways(flats, block)
    for parcel in np.flatnonzero(land_km2 <= site.most_km2).tolist():
        chain = []
        at = parcel
        while at != block:
            chain.append(flats[at])
            at = int(before[at])
        if chain:
            place = shapely.point_on_surface(chain[0])
            land = maker.grown(shapely.union_all(chain), _GAP_M, place)
            piece = None if land is None else maker.piece(land)
            if piece is not None:
                yield piece


def _ways(flats: NDArray[np.object_], block: int) -> tuple[Ints, NDArray[np.float64]]:
    """Return which parcel comes before each on its way from the block, and the land of the way."""
    one, other = shapely.STRtree(flats).query(flats, predicate="dwithin", distance=_GAP_M)
    apart = one != other
    one, other = one[apart], other[apart]
    beside = shapely.intersection(
        shapely.boundary(flats[one]), shapely.buffer(flats[other], _GAP_M, quad_segs=2)
    )
    joined = shapely.length(beside) >= _BORDER_M
    one, other = one[joined], other[joined]
    land = np.maximum(shapely.area(flats) / 1e6, 1e-9)
    graph = sp.csr_array((land[other], (one, other)), shape=(len(flats), len(flats)))
    way, before = dijkstra(graph, indices=np.array([block]), return_predecessors=True)
    return before[0], way[0]


@dataclass(frozen=True, eq=False)
class Maker:
    """Draws the pieces that grow out of a block, in the plane about it."""

    available: AvailableLand
    site: Site
    plane: LocalPlane
    flat: Polygon
    rules: frozenset[str] | None

    @classmethod
    def of(cls, available: AvailableLand, site: Site, rules: frozenset[str] | None) -> Maker:
        """Prepare to draw; `rules` as `AvailableLand.blocked` takes them."""
        plane = available.ellipsoid.plane(*site.block.centroid.coords[0])
        flat = plane.forward(shapely.segmentize(site.block, EDGE_DEG))
        return cls(available, site, plane, flat, rules)

    @cached_property
    def window(self) -> BaseGeometry:
        """Return the window within reach of the block, in degrees."""
        return window_of(self.plane, shapely.buffer(self.flat, self.site.longest_m, quad_segs=4))

    @cached_property
    def blocked(self) -> MultiPolygon:
        """Return the land within reach that may not be taken, in degrees."""
        site = self.site
        blocked = self.available.blocked(self.window, site.zone_id, site.province, self.rules)
        shapely.prepare(blocked)
        return blocked

    def grown(self, more: BaseGeometry, gap_m: float, place: Point) -> BaseGeometry | None:
        """Return land beside the block, gaps closed, and some of the block, in the plane.

        Only the piece about a place counts; None where there is none.
        """
        closed = _offset(_offset(shapely.union(self.flat, more), gap_m), -gap_m)
        new = shapely.get_parts(as_multi(shapely.difference(closed, self.flat)))
        is_piece = shapely.distance(new, place) < 1.0
        if not is_piece.any():
            return None
        about = shapely.intersection(closed, shapely.buffer(new[is_piece][0], OVERLAP_M))
        land: BaseGeometry = shapely.difference(about, shapely.union_all(new[~is_piece]))
        return land

    def piece(self, land: BaseGeometry) -> LandPiece | None:
        """Return land in degrees, without land that may not be taken; None where it is omitted."""
        shape = rounded_land(self.plane.inverse, land)
        if shapely.intersects(self.blocked, shape):
            free = shapely.difference(shape, self.blocked)
            new = shapely.get_parts(as_multi(shapely.difference(free, self.site.zone)))
            uncut = shapely.area(shapely.difference(shape, self.site.zone))
            if shapely.area(new).max(initial=0.0) < _SMALLEST_SHARE * uncut:
                return None
            largest = int(shapely.area(new).argmax())
            free = shapely.difference(free, shapely.union_all(np.delete(new, largest)))
            parts = shapely.get_parts(as_multi(free))
            held = shapely.area(shapely.intersection(parts, new[largest]))
            cut = self._without_strands(as_multi(parts[int(held.argmax())]))
            if not self._well_cut(cut):
                return None
            shape = self._wide(cut)
        new_land = without_hairs(shapely.difference(shape, self.site.zone))
        whole = as_multi(shapely.union(self.site.block, shape))
        km2 = float(self.available.ellipsoid.area_km2(new_land)[0])
        is_one = len(whole.geoms) == 1
        closes_a_bay = len(whole.geoms[0].interiors) > len(self.site.block.interiors)
        in_limits = self.site.limits.min_piece_km2 <= km2 <= self.site.most_km2
        if not is_one or closes_a_bay or not in_limits:
            return None
        site = self.site
        return LandPiece(site.zone_id, site.ftz_id, shape, new_land, km2, site.zone)

    def _without_strands(self, shape: MultiPolygon) -> MultiPolygon:
        """Return cut land without strips narrower than some metres, along a shore."""
        opened = shapely.buffer(self._flat(shape), -_STRAND_M, join_style="mitre")
        opened = shapely.buffer(opened, _STRAND_M, join_style="mitre")
        kept = rounded_land(self.plane.inverse, opened)
        return as_multi(shapely.intersection(shape, kept))

    def _wide(self, cut: MultiPolygon) -> MultiPolygon:
        """Return land that was cut without the narrow ends of corners sharper than some 84°."""
        by_m = _END * 1e3 * self.site.limits.wide_km / 2
        core = _offset(as_multi(shapely.union(self._flat(cut), self.flat)), -by_m)
        wide = shapely.buffer(core, by_m, join_style="mitre", mitre_limit=_SHARP)
        kept = shapely.union(rounded_land(self.plane.inverse, wide), self.site.block)
        return as_multi(shapely.intersection(cut, kept))

    def _well_cut(self, shape: MultiPolygon) -> bool:
        """Say whether land that was cut has no narrow neck, arm or gap, and no deep notch."""
        land = self._flat(shape)
        whole = as_multi(shapely.union(land, self.flat))
        opened = _offset(_offset(whole, -_NARROW_M), _NARROW_M)
        new = as_multi(shapely.difference(land, self.flat, grid_size=_GRID_M))
        width_m = 1e3 * self.site.limits.wide_km
        wide = _offset(_offset(whole, -_NARROW * width_m / 2), _NARROW * width_m / 2)
        held = shapely.area(shapely.intersection(shapely.get_parts(wide), new))
        corners = shapely.points(shapely.get_coordinates(new))
        long_m = float(shapely.distance(corners, self.flat).max(initial=0.0))
        if (
            opened.geom_type != "Polygon"
            or long_m**2 > self.site.limits.compact * _ROUNDED * shapely.area(new)
            or shapely.distance(corners, wide).max(initial=0.0) > _CORNER * width_m
            or held.max(initial=0.0) < (1 - 0.05) * held.sum()
            or shapely.area(new) < _SOLID * shapely.area(shapely.convex_hull(new))
        ):
            return False
        about = shapely.buffer(land, 10 * _SLIT_M)
        box = shapely.box(*self.plane.inverse(about).bounds)  # clip_by_rect fails at thin spikes
        beside = self._flat(shapely.intersection(self.blocked, box))
        filled = shapely.intersection(shapely.union(whole, beside), about)
        closed = _offset(_offset(filled, _SLIT_M), -_SLIT_M)
        return bool(shapely.area(shapely.difference(closed, filled)) < 20 * _SLIT_M**2)

    def _flat(self, land: BaseGeometry) -> MultiPolygon:
        """Return the land of a geometry, which may touch a clipping box in a line, in the plane."""
        flat = self.plane.forward(as_multi(land))
        return as_multi(flat if flat.is_valid else shapely.buffer(flat, 0))


def _offset(land: BaseGeometry, by_m: float) -> BaseGeometry:
    offset: BaseGeometry = shapely.buffer(land, by_m, quad_segs=8)
    return offset
