"""The land that a zone may release: what lies beyond a straight line across one of its blocks.

A **cut** takes away what lies beyond a line, in the plane about the block. Lines in 24 directions
are tried, each at six depths: those that release a sixth, …, six sixths of the most that may be
released, at most 35 % of the block. Land released and land kept are one piece each, the land kept
has no new parts narrower than 200 m, and no customs block is met. A block of less than 3 km² is not
cut. A block that no customs block is in may be released **whole**, where its zone has others.
What is released is land: where more than a twentieth of it is water, or in no district, it is not,
for in exchange dry land is taken. Gateways (ports, airports, stations, border crossings) are kept,
unless they may be released too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.ground import Ground, as_multi
from geo.proposals.land import Site, rounded_land
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import LocalPlane
from layers.runtime.cache import cached_property

_DIRECTIONS, _DEPTHS = 24, 6
_MOST_OF_BLOCK = 0.35
_LEAST_BLOCK_KM2 = 3.0
_NARROW_M = 100.0  # half of what a narrow part is wide
_SHARP_M2 = 2e4  # what the corners at the line may add to the narrow parts
_MOST_WATER = 0.05
_SAMPLES = 32
_STEPS = 60
_SAME_KM2 = 1e-7


@dataclass(frozen=True, eq=False)
class Cut:
    """What a block keeps and releases (degrees), and the line: None where it is released whole.

    `blocks` is how many its zone has, `price` what it costs beside the objective.
    """

    zone_id: str
    ftz_id: str | None
    block: Polygon
    kept: MultiPolygon
    released: MultiPolygon
    area_km2: float
    line: _Line | None
    blocks: int
    price: float = 0.0


def cuts_of(ground: Ground, site: Site, *, gateways: bool = False) -> Iterator[Cut]:
    """Yield the cuts of a block that release at most what it may; `gateways` may be released."""
    block, most_km2, blocks = site.block, site.most_km2, len(site.zone.geoms)
    area = float(ground.ellipsoid.area_km2(block)[0])
    kept = ground.obstacles["customs_blocks"]
    if not gateways:
        kept = np.concatenate([kept, ground.plan.gateways.geometry.to_numpy()])
    kept = kept[shapely.intersects(kept, block)]
    water = ground.water_in(block)
    if blocks > 1 and not len(kept) and area <= most_km2 and _is_dry(block, water):
        whole = as_multi(block)
        yield Cut(site.zone_id, site.ftz_id, block, as_multi(None), whole, area, None, blocks)
    most = min(most_km2, _MOST_OF_BLOCK * area)
    if area < _LEAST_BLOCK_KM2 or most <= 0:
        return
    plane = ground.ellipsoid.plane(*block.centroid.coords[0])
    flat = plane.forward(block)
    narrow_m2 = _narrow_m2(flat)
    for turn in np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS:
        line = _Line(ground, block, plane, np.array([np.sin(turn), np.cos(turn)]))
        where = np.linspace(*line.ends, _SAMPLES)
        halves = shapely.polygons([line.half(float(at)) for at in where])
        areas = shapely.area(shapely.intersection(flat, halves)) / 1e6  # less and less
        for depth in range(1, _DEPTHS + 1):
            at = np.interp(-most * depth / _DEPTHS, -areas, where)
            cut = _cut(site.zone_id, site.ftz_id, line, float(at), blocks)
            if len(cut.kept.geoms) > 1 or shapely.intersects(kept, cut.released).any():
                break
            if (
                len(cut.released.geoms) == 1
                and cut.area_km2 <= most_km2
                and _is_dry(cut.released, water)
                and _narrow_m2(plane.forward(cut.kept)) <= narrow_m2 + _SHARP_M2
            ):
                yield cut


def _is_dry(land: BaseGeometry, water: BaseGeometry) -> bool:
    wet: float = shapely.area(shapely.intersection(land, water))
    return wet <= _MOST_WATER * land.area


def _narrow_m2(flat: BaseGeometry) -> float:
    """Return how much of land in the plane is narrower than 200 m, or a corner of it."""
    land = shapely.set_precision(flat, 1e-3)
    opened = shapely.buffer(shapely.buffer(land, -_NARROW_M, quad_segs=4), _NARROW_M, quad_segs=4)
    return float(shapely.area(shapely.difference(land, opened, grid_size=1e-3)))


def with_area(cut: Cut, km2: float) -> Cut:
    """Return a cut in the same direction that releases an area; a whole block stays one."""
    if cut.line is None:
        return cut
    low, high = cut.line.ends  # all of it; nothing
    best = cut
    for _ in range(_STEPS):
        middle = (low + high) / 2
        best = _cut(cut.zone_id, cut.ftz_id, cut.line, middle, cut.blocks)
        if abs(best.area_km2 - km2) <= _SAME_KM2:
            break
        low, high = (middle, high) if best.area_km2 > km2 else (low, middle)
    return best


def _cut(zone_id: str, ftz: str | None, line: _Line, at: float, blocks: int) -> Cut:
    beyond = line.beyond(at)
    released = as_multi(shapely.intersection(line.block, beyond))
    kept = as_multi(shapely.difference(line.block, beyond))
    km2 = float(line.ground.ellipsoid.area_km2([released])[0])
    return Cut(zone_id, ftz, line.block, kept, released, km2, line, blocks)


@dataclass(frozen=True, eq=False)
class _Line:
    """Lines across a block in the plane, all at right angles to the direction `out`."""

    ground: Ground
    block: Polygon
    plane: LocalPlane
    out: Floats

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Return where along the direction the block begins and ends (m)."""
        along = self.plane.to_plane_m(shapely.get_coordinates(self.block)) @ self.out
        return float(along.min()), float(along.max())

    def half(self, at: float) -> Floats:
        """Return the corners of all land beyond the line at a place along the direction (m)."""
        far = 4 * max(map(abs, self.ends)) + 1e4
        aside = np.array([-self.out[1], self.out[0]]) * far
        near, beyond = self.out * at, self.out * (at + far)
        return np.array([near - aside, near + aside, beyond + aside, beyond - aside])

    def beyond(self, at: float) -> MultiPolygon:
        """Return that land in degrees."""
        return rounded_land(self.plane.inverse, Polygon(self.half(at)))
