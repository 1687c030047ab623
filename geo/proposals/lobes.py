"""The land that a zone may take: lobes, which grow out of one of its blocks.

Definitions, in the plane about the block:

- A **lobe** runs straight from the point of the block's boundary that is nearest to its **tip**
  (`geo.proposals.tips`) out to the tip, a strip whose outer corners are round.
- It is at least 0.5 km long and as wide as the requested **width** (1 km), as large as the
  smallest piece that is, and at most three times as long as wide, or as **slender** as is allowed.
  Each is tried at three widths: that, half its length, and 0.8 of it; and where objectives draw
  boundaries in, at such widths that half of the requested width is left.
- A strip is left out whose sides would reach back about a pointed end of the block, one sharper
  than 60°, unless lobes may be more slender than usual.
- A **broad** lobe is the convex hull of two strips of that width, whose tips reach
  more together: two that share a root, or growth along an edge of the block.
- A lobe that meets land that may not be taken is cut by it. It is left out where more than half is
  lost, where what is left is narrower than the width, has a narrow gap, a hole, is longer than
  its area allows, or fills less than four fifths of its convex hull: so it runs about no lake, and
  of what lies on both sides of a railway or river (`geo.proposals.barriers`) it is the larger part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.ground import SLENDER, Ground, as_multi, window_of
from geo.proposals.tips import MARGIN_M, Targets, Tips, tips_of
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.runtime.cache import cached_property

NARROW = 0.97
"""Of the width, for rounding: how wide a disc is that land must hold, also where it is cut."""

CORNER = 0.25
"""Of the width: how far such discs may be from a corner of the land."""

EDGE_DEG = 1e-3
"""An edge so long, straight in degrees, is straight in the plane as well."""

APART_KM = 0.75
"""How far new land lies from other new land, and a new block from zones."""

_LEFT = 0.5  # of the width: how wide a strip is that is left when its boundary is drawn in
_STOUT = 2.0  # times as long as wide: what a lobe should be
_STOUTEST = 1.25
_BROAD = 60  # broad lobes of a block, by gain, and as many by gain for their land
_PAIRS = 6  # of them that one tip is in
_MORE = 1.05  # times the gain of one of its tips: what a broad lobe is worth trying for
_BACK = 0.5  # of the width: how wide the strip ends in its block
_WRAPPED = 0.3  # of the squared width: how much of a strip may lie beside its block
_CORNER = 0.2  # of the width: the radius of an outer corner
_LOST = (2 - math.pi / 2) * _CORNER**2  # of the squared width: what round corners take away
_ROUNDED = 1.005  # times: arcs are drawn by chords
_OVERLAP_M = 40.0  # by which a lobe reaches into its block, so that the two are one
_DIGITS = 9
_NARROW_M = 200.0  # half of what an arm or a neck must be wide once a lobe is cut
_SOLID = 0.8  # of its convex hull: what land must fill once a lobe is cut
_SHARP = 1.5  # of a corner's mitre: 1 / sin(42°)
_END = 0.8  # of the width: a corner of cut land that is narrower ends there
_STRAND_M = 6.0  # half of what land along a shore must be wide, to be land at all
_GAP_M = 15.0  # half of a gap that nobody would leave
_SMALLEST_SHARE = 0.5
_GRID_M = 1e-3  # what borders drawn by two ways are the same within
_HAIR = 1e-4  # of a piece: a part of it no larger is none


class Aims(NamedTuple):
    """Points that are not covered: degrees, radius, worth, and how far boundaries are drawn in.

    `point` has the same number for a point at several radii.
    """

    lonlat: Floats
    radius_km: Floats
    worth: Floats
    point: Ints
    inset_km: Floats


@dataclass(frozen=True, eq=False)
class Lobe:
    """Land that a zone may take, in degrees.

    `shape` reaches a little into the zone, `new` is what the zone has not. `missing_km2` is how
    much more land it would be if it were half as wide as long. `zone` is what it grows out of;
    `apart`: it is a new block, no lobe.
    """

    zone_id: str
    ftz_id: str | None
    shape: MultiPolygon
    new: MultiPolygon
    area_km2: float
    missing_km2: float
    zone: MultiPolygon | None = None
    apart: bool = False


@dataclass(frozen=True, eq=False)
class Site:
    """A block of a zone, and what its lobes may be: at least, and at most so large, so wide."""

    zone_id: str
    ftz_id: str | None
    zone: MultiPolygon
    block: Polygon
    least_km2: float
    most_km2: float
    slender: float
    width_km: float = 1.0

    @property
    def longest_m(self) -> float:
        """Return how long a lobe may be."""
        by_shape = math.sqrt(self.slender * self.most_km2)
        return 1e3 * min(by_shape, self.most_km2 / self.width_km)


def lobes_of(
    ground: Ground, site: Site, aims: Aims, *, rules: frozenset[str] | None = None
) -> Iterator[Lobe]:
    """Yield the lobes of a block that reach some points; `rules` as `Ground.blocked` takes them."""
    maker = Maker.of(ground, site, rules)
    xy = maker.plane.to_plane_m(aims.lonlat)
    away_m = shapely.distance(shapely.points(xy), maker.flat) - aims.radius_km * 1e3
    near = (away_m > -MARGIN_M) & (away_m <= site.longest_m)
    if not near.any():
        return
    _, point = np.unique(aims.point[near], return_inverse=True)
    targets = Targets(xy[near], aims.radius_km[near] * 1e3, aims.worth[near], point)
    tips = tips_of(maker.flat, targets, site.longest_m)
    insets_km = np.unique(aims.inset_km[near]).tolist()
    for root, tip in zip(tips.root, tips.end, strict=True):
        yield from maker.lobes(root, tip, insets_km)
    yield from maker.broad_lobes(tips)


@dataclass(frozen=True, eq=False)
class Maker:
    """Draws the pieces that grow out of a block, in the plane about it."""

    ground: Ground
    site: Site
    plane: LocalPlane
    flat: Polygon
    rules: frozenset[str] | None

    @classmethod
    def of(cls, ground: Ground, site: Site, rules: frozenset[str] | None) -> Maker:
        """Prepare to draw; `rules` as `Ground.blocked` takes them."""
        plane = ground.ellipsoid.plane(*site.block.centroid.coords[0])
        flat = plane.forward(shapely.segmentize(site.block, EDGE_DEG))
        return cls(ground, site, plane, flat, rules)

    @cached_property
    def window(self) -> BaseGeometry:
        """Return what lies within reach of the block, in degrees."""
        return window_of(self.plane, shapely.buffer(self.flat, self.site.longest_m, quad_segs=4))

    @cached_property
    def blocked(self) -> MultiPolygon:
        """Return the land within reach that may not be taken, in degrees."""
        site = self.site
        blocked = self.ground.blocked(self.window, site.zone_id, site.ftz_id, self.rules)
        shapely.prepare(blocked)
        return blocked

    def lobes(self, root: Floats, tip: Floats, insets_km: Iterable[float]) -> Iterator[Lobe]:
        """Yield the lobes to a tip, each wider; some leave land where they are drawn in so far."""
        length_m = float(np.linalg.norm(tip - root))
        # the width of a strip of the least area, its corners round: width · length − lost · width²
        root_m2 = max(0.0, length_m**2 - 4e6 * _LOST * self.site.least_km2)
        by_area_m = 2e6 * _ROUNDED * self.site.least_km2 / (length_m + math.sqrt(root_m2))
        least_m = max(1e3 * self.site.width_km, by_area_m)
        times = [
            self.site.slender,
            *(one for one in (_STOUT, _STOUTEST) if one < self.site.slender),
        ]
        left_m = _LEFT * 1e3 * self.site.width_km
        wide_m = [max(least_m, 2e3 * inset + left_m) for inset in (0.0, *insets_km)]
        widths = sorted({max(wide, length_m / each) for wide, each in product(wide_m, times)})
        for width_m in widths:
            if width_m * length_m > 1e6 * self.site.most_km2 or self._wraps(root, tip, width_m):
                return
            missing = length_m * max(0.0, length_m / _STOUT - width_m) / 1e6
            land = self._drawn(root, tip, width_m)
            lobe = None if land is None else self.lobe(land, missing)
            if lobe is not None:
                yield lobe

    def broad_lobes(self, tips: Tips) -> Iterator[Lobe]:
        """Yield the lobes of the most promising pairs of tips."""
        width_m = 1e3 * self.site.width_km
        strips = np.asarray(shapely.polygons(_corners(tips.root, tips.end, width_m)))
        one, other = np.triu_indices(len(strips), 1)
        gain = tips.together[one, other]
        alone = np.diag(tips.together)
        more = gain > _MORE * np.maximum(alone[one], alone[other])
        one, other, gain = one[more], other[more], gain[more]
        hulls = shapely.convex_hull(shapely.union(strips[one], strips[other]))
        area_m2 = shapely.area(hulls) - width_m**2  # what of it is not in the block, about
        length_m = np.maximum(tips.length_m[one], tips.length_m[other])
        right = (area_m2 <= 1e6 * self.site.most_km2) & (length_m**2 <= self.site.slender * area_m2)
        wraps = self._wraps(tips.root, tips.end, width_m)
        right = right & ~(wraps[one] | wraps[other])
        chosen: set[int] = set()
        for worth in (gain, gain / np.maximum(area_m2, 1.0)):
            used = np.zeros(len(strips), int)
            order = np.lexsort((area_m2, -worth))
            for number in order[right[order]].tolist():
                pair = [one[number], other[number]]
                if (used[pair] < _PAIRS).all():
                    used[pair] += 1
                    chosen.add(number)
                if used.sum() >= 2 * _BROAD:
                    break
        for number in sorted(chosen):
            end = tips.end[one[number]]
            out = end - tips.root[one[number]]
            land = self._grown_from(hulls[number], width_m, end - out / np.linalg.norm(out))
            lobe = None if land is None else self.lobe(land)
            if lobe is not None:
                yield lobe

    def _wraps(self, root: Floats, tip: Floats, width_m: float) -> NDArray[np.bool_]:
        """Say whether a strip, or which of several, would lie about a pointed end of the block."""
        if self.site.slender > SLENDER:
            return np.zeros(root.shape[:-1], bool)
        behind = shapely.polygons(_corners(root, tip, width_m)[..., [0, 1, 4, 5], :])
        beside_m2 = shapely.area(shapely.difference(behind, self.flat))
        return np.asarray(beside_m2 > _WRAPPED * width_m**2)

    def _drawn(self, root: Floats, tip: Floats, width_m: float) -> BaseGeometry | None:
        """Return a strip, in the plane, and some of the block at its root."""
        out = (tip - root) / np.linalg.norm(tip - root)
        return self._grown_from(shapely.Polygon(_corners(root, tip, width_m)), width_m, tip - out)

    def _grown_from(
        self, sharp: BaseGeometry, width_m: float, place: Floats
    ) -> BaseGeometry | None:
        """Return land with round corners, in the plane, and some of the block beside it."""
        return self.grown(_soft(sharp, width_m), _GAP_M, shapely.Point(*place))

    def grown(self, more: BaseGeometry, gap_m: float, place: Point) -> BaseGeometry | None:
        """Return land beside the block, gaps closed, and some of the block, in the plane.

        Only the piece about a place counts; None where there is none.
        """
        closed = _offset(_offset(shapely.union(self.flat, more), gap_m), -gap_m)
        new = shapely.get_parts(as_multi(shapely.difference(closed, self.flat)))
        is_piece = shapely.distance(new, place) < 1.0
        if not is_piece.any():
            return None
        about = shapely.intersection(closed, shapely.buffer(new[is_piece][0], _OVERLAP_M))
        land: BaseGeometry = shapely.difference(about, shapely.union_all(new[~is_piece]))
        return land

    def lobe(self, land: BaseGeometry, missing_km2: float = 0.0) -> Lobe | None:
        """Return land in degrees, cut by what may not be taken; None where it is left out."""
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
        new_land = _without_hairs(shapely.difference(shape, self.site.zone))
        whole = as_multi(shapely.union(self.site.block, shape))
        km2 = float(self.ground.ellipsoid.area_km2(new_land)[0])
        is_one = len(whole.geoms) == 1
        closes_a_bay = len(whole.geoms[0].interiors) > len(self.site.block.interiors)
        in_limits = self.site.least_km2 <= km2 <= self.site.most_km2
        if not is_one or closes_a_bay or not in_limits:
            return None
        site = self.site
        return Lobe(site.zone_id, site.ftz_id, shape, new_land, km2, missing_km2, site.zone)

    def soft(self, sharp: BaseGeometry) -> BaseGeometry:
        """Return land with corners as round as those of the narrowest strip."""
        return _soft(sharp, 1e3 * self.site.width_km)

    def redrawn(self, sharp: Polygon, place: Point, missing_km2: float) -> Lobe | None:
        """Return an outline as a lobe that keeps to the rules for cut land in any case."""
        land = self.grown(self.soft(sharp), _GAP_M, place)
        lobe = None if land is None else self.lobe(land, missing_km2)
        return lobe if lobe is not None and self._well_cut(lobe.shape) else None

    def _without_strands(self, shape: MultiPolygon) -> MultiPolygon:
        """Return land that was cut without what is narrower than some metres, along a shore."""
        opened = shapely.buffer(self._flat(shape), -_STRAND_M, join_style="mitre")
        opened = shapely.buffer(opened, _STRAND_M, join_style="mitre")
        kept = rounded_land(self.plane.inverse, opened)
        return as_multi(shapely.intersection(shape, kept))

    def _wide(self, cut: MultiPolygon) -> MultiPolygon:
        """Return land that was cut without the narrow ends of corners sharper than some 84°."""
        by_m = _END * 1e3 * self.site.width_km / 2
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
        width_m = 1e3 * self.site.width_km
        wide = _offset(_offset(whole, -NARROW * width_m / 2), NARROW * width_m / 2)
        held = shapely.area(shapely.intersection(shapely.get_parts(wide), new))
        corners = shapely.points(shapely.get_coordinates(new))
        long_m = float(shapely.distance(corners, self.flat).max(initial=0.0))
        if (
            opened.geom_type != "Polygon"
            or long_m**2 > self.site.slender * _ROUNDED * shapely.area(new)
            or shapely.distance(corners, wide).max(initial=0.0) > CORNER * width_m
            or held.max(initial=0.0) < (1 - 0.05) * held.sum()
            or shapely.area(new) < _SOLID * shapely.area(shapely.convex_hull(new))
        ):
            return False
        about = shapely.buffer(land, 10 * _GAP_M)
        box = shapely.box(*self.plane.inverse(about).bounds)  # clip_by_rect fails at thin spikes
        beside = self._flat(shapely.intersection(self.blocked, box))
        filled = shapely.intersection(shapely.union(whole, beside), about)
        closed = _offset(_offset(filled, _GAP_M), -_GAP_M)
        return bool(shapely.area(shapely.difference(closed, filled)) < 20 * _GAP_M**2)

    def _flat(self, land: BaseGeometry) -> MultiPolygon:
        """Return the land of a geometry, which may touch a clipping box in a line, in the plane."""
        flat = self.plane.forward(as_multi(land))
        return as_multi(flat if flat.is_valid else shapely.buffer(flat, 0))


def _corners(root: Floats, tip: Floats, width_m: float) -> Floats:
    """Return the corners of a strip, or of several, narrower where it ends in its block."""
    out = (tip - root) / np.linalg.norm(tip - root, axis=-1, keepdims=True)
    aside = np.stack([-out[..., 1], out[..., 0]], axis=-1) * width_m / 2
    inner, back = root - out * width_m, _BACK * aside
    corners = inner - back, root - aside, tip - aside, tip + aside, root + aside, inner + back
    return np.stack(corners, axis=-2)


def _without_hairs(land: BaseGeometry) -> MultiPolygon:
    """Return land in degrees without what rounding left along an edge."""
    parts = shapely.get_parts(as_multi(land))
    large = parts[shapely.area(parts) > _HAIR * land.area]
    return as_multi(shapely.union_all(large))


def rounded_land(
    inverse: Callable[[BaseGeometry], BaseGeometry], flat: BaseGeometry
) -> MultiPolygon:
    """Return land of a plane in degrees, with nine decimals."""
    land = shapely.transform(inverse(flat), lambda xy: np.round(xy, _DIGITS))
    return as_multi(land if land.is_valid else shapely.buffer(land, 0))


def _soft(sharp: BaseGeometry, width_m: float) -> BaseGeometry:
    """Return land with round corners."""
    return _offset(_offset(sharp, -_CORNER * width_m), _CORNER * width_m)


def _offset(land: BaseGeometry, by_m: float) -> BaseGeometry:
    offset: BaseGeometry = shapely.buffer(land, by_m, quad_segs=8)
    return offset
