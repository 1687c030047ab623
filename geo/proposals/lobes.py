"""The land that a zone may take: lobes, which grow out of one of its blocks.

Definitions, in the plane about the block:

- A **lobe** runs straight from the point of the block's boundary that is nearest to its **tip** out
  to the tip, a strip that is half as wide again at its root as at its tip. Its outer corners are
  round, and round fillets lead into the block's boundary, so that the whole has no teeth.
- It is at least 0.5 km long and 0.75 km wide, as large as the smallest piece that is asked for, and
  at most three times as long as wide, or as **slender** as is allowed. Each is tried at three
  widths: that, half its length, and 0.8 of it.
- **Tips** are where something begins to be reached by the shortest lobe: the nearest place within
  its radius of an uncovered point, that place turned about the point by 20° and 40° to both sides
  (for what lies in the way), and the places within reach of two points at once. In the plane, a
  shortest way to reach several points from a convex block ends at one of these. Where more than 60
  points are within reach of a block, the 60 of the greatest worth make tips, and rings about the
  block do as well.
- A lobe that meets land that may not be taken is cut by it. It is left out where more than half is
  lost, where what is left has a neck, an arm or a gap that is too narrow, or a hole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.proposals.ground import as_multi, window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.proposals.ground import Ground
    from layers.edges import Floats, Ints
    from layers.ellipsoid import LocalPlane

_STOUT = 2.0  # times as long as wide: what a lobe should be
_STOUTEST = 1.25

LEAST_WIDTH_KM = 0.75
LEAST_LENGTH_KM = 0.5

_TAPER = 0.2  # of the width: what the root is wider, and the tip less
_BACK = 0.5  # of the width: how wide the strip ends in its block
_TURNS = (0.0, -20.0, 20.0, -40.0, 40.0)  # degrees about a point
_MARGIN_M = 50.0  # beyond the place from where a point is just reached
_POINTS = 60
_RINGS, _SPOKES = 8, 36
_TIPS = 60  # of a block, by worth for its length, and as many by worth
_SAME_REACH = 3  # tips that reach the same
_CORNER = 0.2  # of the width: the radius of an outer corner
_FILLET = 0.5  # of the width: the radius of a fillet
_OVERLAP_M = 40.0  # by which a lobe reaches into its block, so that the two are one
_DIGITS = 9
_NARROW_M = 200.0  # half of what an arm or a neck must be wide once a lobe is cut
_GAP_M = 15.0  # half of a gap that nobody would leave
_SMALLEST_SHARE = 0.5
_GRID_M = 1e-3


class Aims(NamedTuple):
    """Points that are not covered: degrees, radius and worth."""

    lonlat: Floats
    radius_km: Floats
    worth: Floats


@dataclass(frozen=True, eq=False)
class Lobe:
    """Land that a zone may take, in degrees.

    `shape` reaches a little into the zone, `new` is what the zone has not. `missing_km2` is how
    much more land it would be if it were half as wide as long. `apart`: it is a new block, no lobe.
    """

    zone_id: str
    ftz_id: str | None
    shape: MultiPolygon
    new: MultiPolygon
    area_km2: float
    missing_km2: float
    apart: bool = False


@dataclass(frozen=True, eq=False)
class Site:
    """A block of a zone, and what its lobes may be: at least, and at most so large."""

    zone_id: str
    ftz_id: str | None
    zone: MultiPolygon
    block: Polygon
    least_km2: float
    most_km2: float
    slender: float

    @property
    def longest_m(self) -> float:
        """Return how long a lobe may be."""
        by_shape = math.sqrt(self.slender * self.most_km2)
        return 1e3 * min(by_shape, self.most_km2 / LEAST_WIDTH_KM)


def lobes_of(
    ground: Ground, site: Site, aims: Aims, *, rules: frozenset[str] | None = None
) -> Iterator[Lobe]:
    """Yield the lobes of a block that reach some points; `rules` as `Ground.blocked` takes them."""
    plane = ground.ellipsoid.plane(*site.block.centroid.coords[0])
    flat = plane.forward(site.block)
    xy = plane.to_plane_m(aims.lonlat)
    away_m = shapely.distance(shapely.points(xy), flat) - aims.radius_km * 1e3
    near = (away_m > -_MARGIN_M) & (away_m <= site.longest_m)
    if not near.any():
        return
    roots, tips = _tips(flat, xy[near], aims.radius_km[near] * 1e3, aims.worth[near], site)
    if not len(tips):
        return
    window = window_of(plane, shapely.buffer(flat, site.longest_m, quad_segs=4))
    blocked = ground.blocked(window, site.zone_id, site.ftz_id, rules)
    shapely.prepare(blocked)
    maker = _Maker(ground, site, plane, flat, blocked)
    for root, tip in zip(roots, tips, strict=True):
        yield from maker.lobes(root, tip)


def _tips(
    flat: Polygon, xy: Floats, radius_m: Floats, worth: Floats, site: Site
) -> tuple[Floats, Floats]:
    """Return the tips to try, and the points of the boundary nearest to them."""
    best = np.argsort(-worth, kind="stable")[:_POINTS]
    places = [_single(flat, xy[best], radius_m[best]), _double(xy[best], radius_m[best])]
    if len(xy) > _POINTS:
        places.append(_rings(flat, site.longest_m))
    ends = np.concatenate(places)
    lines = shapely.get_coordinates(shapely.shortest_line(flat, shapely.points(ends)))
    roots = lines.reshape(-1, 2, 2)[:, 0]
    length = np.linalg.norm(ends - roots, axis=1)
    kept = (length > 0) & (length + _MARGIN_M <= site.longest_m)
    roots, ends, length = roots[kept], ends[kept], length[kept]
    longer = np.maximum(length + _MARGIN_M, 1e3 * LEAST_LENGTH_KM)
    tips = roots + (ends - roots) * (longer / length)[:, None]
    reached = np.linalg.norm(tips[:, None] - xy[None], axis=2) <= np.maximum(
        radius_m, 2 * _MARGIN_M
    )
    chosen = _worth_trying(reached, longer, worth)
    return roots[chosen], tips[chosen]


def _single(flat: Polygon, xy: Floats, radius_m: Floats) -> Floats:
    """Return the nearest places from where each point is reached, and turned about it."""
    lines = shapely.get_coordinates(shapely.shortest_line(flat, shapely.points(xy)))
    back = lines.reshape(-1, 2, 2)[:, 0] - xy
    back /= np.maximum(np.linalg.norm(back, axis=1), 1e-9)[:, None]
    places = []
    for turn in np.radians(_TURNS):
        turned = back @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        places.append(xy + radius_m[:, None] * turned)
    return np.concatenate(places)


def _double(xy: Floats, radius_m: Floats) -> Floats:
    """Return the places where the circles of two points cross."""
    one, other = np.triu_indices(len(xy), 1)
    between = xy[other] - xy[one]
    apart = np.linalg.norm(between, axis=1)
    r, s = radius_m[one], radius_m[other]
    cross = (apart > 1.0) & (apart < r + s) & (apart > np.abs(r - s))
    between, apart, r, s = between[cross], apart[cross], r[cross], s[cross]
    along = (apart**2 + r**2 - s**2) / (2 * apart)
    aside = np.sqrt(np.maximum(r**2 - along**2, 0.0))
    unit = between / apart[:, None]
    foot = xy[one[cross]] + along[:, None] * unit
    normal = np.column_stack([-unit[:, 1], unit[:, 0]]) * aside[:, None]
    return np.concatenate([foot - normal, foot + normal])


def _rings(flat: Polygon, longest_m: float) -> Floats:
    """Return places on rings about a block."""
    places = []
    for ring in range(1, _RINGS + 1):
        line = shapely.buffer(flat, longest_m * ring / _RINGS).exterior
        at = np.linspace(0, 1, _SPOKES, endpoint=False)
        places.append(
            shapely.get_coordinates(shapely.line_interpolate_point(line, at, normalized=True))
        )
    return np.concatenate(places)


def _worth_trying(reached: NDArray[np.bool_], length: Floats, worth: Floats) -> Ints:
    """Return the tips that reach something: the shortest of those that reach the same."""
    order = np.argsort(length, kind="stable")
    order = order[reached[order].any(axis=1)]
    _, same = np.unique(reached[order], axis=0, return_inverse=True)
    seen = np.zeros(len(order), np.int64)
    kept = np.zeros(len(order), bool)
    for number, pattern in enumerate(same.ravel().tolist()):
        kept[number] = seen[pattern] < _SAME_REACH
        seen[pattern] += 1
    order = order[kept]
    gain = reached[order] @ worth
    by_length = np.argsort(-gain / length[order] ** 2, kind="stable")[:_TIPS]
    by_gain = np.argsort(-gain, kind="stable")[:_TIPS]
    chosen: Ints = order[np.union1d(by_length, by_gain)]
    return chosen


@dataclass(frozen=True, eq=False)
class _Maker:
    """Draws the lobes of a block."""

    ground: Ground
    site: Site
    plane: LocalPlane
    flat: Polygon
    blocked: MultiPolygon

    def lobes(self, root: Floats, tip: Floats) -> Iterator[Lobe]:
        """Yield the lobes to a tip, each wider than the one before."""
        length_m = float(np.linalg.norm(tip - root))
        least_m = max(1e3 * LEAST_WIDTH_KM, 1e6 * self.site.least_km2 / length_m)
        times = [
            self.site.slender,
            *(one for one in (_STOUT, _STOUTEST) if one < self.site.slender),
        ]
        widths = sorted({max(least_m, length_m / each) for each in times})
        for width_m in widths:
            if width_m * length_m > 1e6 * self.site.most_km2:
                return
            strip = self._drawn(root, tip, width_m)
            lobe = None if strip is None else self._lobe(strip)
            if lobe is None:
                continue
            missing = length_m * max(0.0, length_m / _STOUT - width_m) / 1e6
            shape, new, km2 = lobe
            yield Lobe(self.site.zone_id, self.site.ftz_id, shape, new, km2, missing)

    def _drawn(self, root: Floats, tip: Floats, width_m: float) -> Polygon | None:
        """Return a strip with its fillets, in the plane, without the block."""
        out = (tip - root) / np.linalg.norm(tip - root)
        aside = np.array([-out[1], out[0]]) * width_m / 2
        wide, slim, back = (1 + _TAPER) * aside, (1 - _TAPER) * aside, _BACK * aside
        inner = root - out * width_m
        sharp = shapely.Polygon(
            [inner - back, root - wide, tip - slim, tip + slim, root + wide, inner + back]
        )
        strip = _offset(_offset(sharp, -_CORNER * width_m), _CORNER * width_m)
        fillet = _FILLET * width_m
        closed = _offset(_offset(shapely.union(self.flat, strip), fillet), -fillet)
        new = shapely.difference(closed, self.flat)
        end = shapely.Point(*(tip - out))
        for part in as_multi(new).geoms:
            if shapely.distance(part, end) < 1.0:
                return Polygon(part.exterior) if not part.interiors else None
        return None

    def _lobe(self, strip: Polygon) -> tuple[MultiPolygon, MultiPolygon, float] | None:
        """Return a strip in degrees, cut by what may not be taken; None where it is left out."""
        inside = shapely.intersection(shapely.buffer(strip, _OVERLAP_M), self.flat)
        shape = rounded(self.plane.inverse, shapely.union(strip, inside, grid_size=_GRID_M))
        if shapely.intersects(self.blocked, shape):
            cut = as_multi(shapely.difference(shape, self.blocked))
            uncut = shape.area - shapely.intersection(shape, self.site.zone).area
            parts = [part for part in cut.geoms if shapely.intersects(part, self.site.block)]
            new = [shapely.difference(part, self.site.zone).area for part in parts]
            if not parts or max(new) < _SMALLEST_SHARE * uncut:
                return None
            shape = as_multi(parts[int(np.argmax(new))])
            if not self._well_cut(shape):
                return None
        new_land = as_multi(shapely.difference(shape, self.site.zone))
        whole = as_multi(shapely.union(self.site.block, shape))
        km2 = float(self.ground.ellipsoid.area_km2(new_land)[0]) if len(new_land.geoms) else 0.0
        holes = len(self.site.block.interiors)
        if (
            len(whole.geoms) != 1
            or len(whole.geoms[0].interiors) > holes
            or not self.site.least_km2 <= km2 <= self.site.most_km2
        ):
            return None
        return shape, new_land, km2

    def _well_cut(self, shape: MultiPolygon) -> bool:
        """Say whether land that was cut has no narrow neck, arm or gap."""
        land = self._flat(shape)
        block = shapely.set_precision(self.flat, _GRID_M)
        whole = shapely.union(land, block, grid_size=_GRID_M)
        opened = _offset(_offset(whole, -_NARROW_M), _NARROW_M)
        new = shapely.difference(land, block, grid_size=_GRID_M)
        narrow = shapely.area(shapely.difference(new, opened))
        if opened.geom_type != "Polygon" or narrow > 0.05 * shapely.area(new):
            return False
        about = shapely.buffer(land, 10 * _GAP_M)
        beside = self._flat(shapely.clip_by_rect(self.blocked, *self.plane.inverse(about).bounds))
        filled = shapely.union(whole, beside, grid_size=_GRID_M)
        filled = shapely.intersection(filled, about, grid_size=_GRID_M)
        closed = _offset(_offset(filled, _GAP_M), -_GAP_M)
        gap = shapely.difference(closed, filled, grid_size=_GRID_M)
        return bool(shapely.area(gap) < 20 * _GAP_M**2)

    def _flat(self, land: BaseGeometry) -> BaseGeometry:
        flat: BaseGeometry = shapely.set_precision(self.plane.forward(land), _GRID_M)
        return flat


def rounded(inverse: Callable[[BaseGeometry], BaseGeometry], flat: BaseGeometry) -> MultiPolygon:
    """Return land of a plane in degrees, with nine decimals."""
    land = shapely.transform(inverse(flat), lambda xy: np.round(xy, _DIGITS))
    return as_multi(land if land.is_valid else shapely.buffer(land, 0))


def _offset(land: BaseGeometry, by_m: float) -> BaseGeometry:
    offset: BaseGeometry = shapely.buffer(land, by_m, quad_segs=8)
    return offset
