"""The rule `sliver`: no long strip that is thinner than anybody would draw on purpose.

In words: a **strip** is land narrower than the given width over a length of at least ten times that
width. A **thin part** is a strip of a zone; a **gap** is a strip between two zones, or in one, that
no zone holds. What is left of a digitised line that missed its neighbour is a sliver; a sharp
corner (above 6°), a narrow neck or a road between zones is none.

How: a zone shrunk by half the width and grown again loses its thin parts; neighbours grown together
and shrunk again gain their gaps. Corners are mitred, so that all else comes back as it was, and the
way back is a millimetre longer, so that rounding leaves no trace. A strip's length and width are
those of the rectangle of its area and perimeter. Below a millimetre's width all is rounding.

The plane is longitude and latitude scaled to metres in the middle of the zones: edges that lie on
each other in degrees still do. Widths err by less than 2 % for every degree of latitude from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.rules.base import Breach, Parameters, counted, polygonal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.rules.context import RuleContext, Shapes
    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

_LENGTH_IN_WIDTHS = 10
_ROUNDING_M = 1e-3
_AT_THE_LIMIT = 1 - 1e-6  # a strip of just the given width is none
_KM_PER_DEGREE = 111.3
_KEPT = 2_000  # shapes whose strips are remembered


@dataclass(frozen=True)
class _Plane:
    """Degrees scaled to metres about the middle of some shapes."""

    origin: Floats
    metres: Floats  # of a degree, east and north

    @classmethod
    def of(cls, wkb: tuple[bytes, ...], ellipsoid: Ellipsoid) -> tuple[_Plane, Shapes]:
        """Return the plane about some shapes, given as WKB, and the shapes in it."""
        shapes = shapely.from_wkb(np.array(wkb, dtype=object))
        west, south, east, north = shapely.total_bounds(shapes)
        origin = np.array([(west + east) / 2, (south + north) / 2])
        e2 = ellipsoid.flattening * (2 - ellipsoid.flattening)
        phi = np.radians(origin[1])
        w2 = 1 - e2 * np.sin(phi) ** 2
        radii = np.array([np.cos(phi) / np.sqrt(w2), (1 - e2) / w2**1.5])
        plane = cls(origin, np.radians(1) * ellipsoid.semi_major_m * radii)
        return plane, shapely.transform(shapes, lambda xy: (xy - plane.origin) * plane.metres)

    def degrees(self, shapes: Shapes) -> Shapes:
        """Return shapes in degrees."""
        out: Shapes = shapely.transform(shapes, lambda xy: xy / self.metres + self.origin)
        return out


class _Strips(NamedTuple):
    """Strips in the plane, with their lengths and mean widths."""

    shapes: Shapes
    length_m: Floats
    width_m: Floats


class _Found(NamedTuple):
    """Strips, the plane they are in, and the shapes looked at in that plane; not to be changed."""

    plane: _Plane
    flat: Shapes
    strips: _Strips


def sliver(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone with thin parts, and for the zones at each side of gaps.

    The amount is the mean width of the thinnest strip.
    """
    limit = parameters["width_m"]
    for zone_id, wkb in zip(context.ids, context.wkb, strict=True):
        plane, _, strips = _thin_parts(wkb, context.ellipsoid, limit)
        if len(strips.shapes):
            yield _breach([zone_id], "part", strips, plane, limit)
    for group in _groups(context, limit):
        key = tuple(context.wkb[zone] for zone in group)
        plane, flat, gaps = _gaps(key, context.ellipsoid, limit)
        beside = shapely.distance(gaps.shapes[:, None], flat[None, :]) <= _ROUNDING_M
        for sides in np.unique(beside, axis=0):
            same = (beside == sides).all(axis=1)
            these = _Strips(*(column[same] for column in gaps))
            yield _breach(list(context.ids[group][sides]), "gap", these, plane, limit)


@lru_cache(maxsize=_KEPT)
def _thin_parts(wkb: bytes, ellipsoid: Ellipsoid, width_m: float) -> _Found:
    """Return the strips of a shape."""
    plane, flat = _Plane.of((wkb,), ellipsoid)
    half = width_m / 2 * _AT_THE_LIMIT
    opened = _offset(_offset(flat[0], -half), half + _ROUNDING_M)
    return _Found(plane, flat, _strips(shapely.difference(flat[0], opened), width_m))


@lru_cache(maxsize=_KEPT)
def _gaps(wkb: tuple[bytes, ...], ellipsoid: Ellipsoid, width_m: float) -> _Found:
    """Return the strips that lie between shapes, or in one, and in none of them."""
    plane, flat = _Plane.of(wkb, ellipsoid)
    half = width_m / 2 * _AT_THE_LIMIT
    together = shapely.union_all(flat)
    closed = _offset(_offset(together, half), -half - _ROUNDING_M)
    return _Found(plane, flat, _strips(shapely.difference(closed, together), width_m))


def _offset(flat: BaseGeometry, metres: float) -> BaseGeometry:
    return shapely.buffer(flat, metres, join_style="mitre", mitre_limit=2)


def _strips(rest: BaseGeometry, width_m: float) -> _Strips:
    """Return those parts of what is left that are long enough to be strips."""
    found = polygonal(rest)
    parts = shapely.get_parts(shapely.MultiPolygon() if found is None else found)
    area, half_perimeter = shapely.area(parts), shapely.length(parts) / 2
    length = (half_perimeter + np.sqrt(np.maximum(half_perimeter**2 - 4 * area, 0))) / 2
    width = area / length
    kept = (length >= _LENGTH_IN_WIDTHS * width_m) & (width >= _ROUNDING_M)
    return _Strips(parts[kept], length[kept], width[kept])


def _groups(context: RuleContext, width_m: float) -> list[Ints]:
    """Return the zones by groups that hang together across gaps of at most a width."""
    south, north = shapely.bounds(context.shapes)[:, [1, 3]].T
    farthest = np.minimum(np.maximum(np.abs(south), np.abs(north)), 89)
    degrees = width_m / 1e3 / (_KM_PER_DEGREE * np.cos(np.radians(farthest)))
    pairs = context.tree.query(context.shapes, predicate="dwithin", distance=degrees * 1.01)
    count = len(context.shapes)
    graph = coo_array((np.ones(pairs.shape[1]), pairs), shape=(count, count))
    groups, of = connected_components(graph, directed=False)
    return [np.flatnonzero(of == group) for group in range(groups)]


def _breach(zones: list[str], kind: str, strips: _Strips, plane: _Plane, limit_m: float) -> Breach:
    """Return the breach of strips that belong to the same zones."""
    thinnest = int(np.argmin(strips.width_m))
    width, length = float(strips.width_m[thinnest]), float(strips.length_m[thinnest])
    count = len(strips.shapes)
    who = " and ".join(zones) + (" leave" if len(zones) > 1 else " has")
    what = counted(count, kind) + f" narrower than {limit_m:g} m"
    shown = f"{width:,.0f}" if width >= 10 else f"{width:.2g}"
    figures = f"{'the narrowest ' if count > 1 else ''}{shown} m over {length:,.0f} m"
    where = shapely.MultiPolygon(list(plane.degrees(strips.shapes)))
    subject = " ".join([*zones, kind])
    return Breach(subject, zones[0], width, limit_m, "m", f"{who} {what}: {figures}", where)
