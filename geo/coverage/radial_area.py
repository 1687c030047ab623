"""The area that polygons share with a star-shaped outline, without any overlay.

An outline is **star-shaped** about an origin when every ray from the origin meets it once. Then the
area that a polygon P shares with it is a sum over the edges of P alone: an edge sweeps, from the
origin, the triangle under it as far as it runs inside the outline, and the outline's own sector
where it runs outside. Both are exact: edges are straight in longitude and latitude, and the
ellipsoid's area under a triangle at the origin is its plane area times a polynomial in latitude.

Coordinates here are radians about the origin: x = (λ − λ₀) cos φ₀, y = φ − φ₀. One pass of array
arithmetic serves all edges of all polygons; only edges in the ring between the outline's least and
greatest distance are cut, wedge by wedge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon

from layers.edges import nearest_turn, polygons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

_DEGREE = 8  # of the density's polynomial: errs by less than 1e-14 of it
_HALF_SPAN = 0.105  # radians of latitude over which the polynomial holds: 670 km
_ROUNDING = 1e-14  # of the outline's area: the rounding error of a sum that should be zero
_APART = 10.0  # between the angles of one outline and of the next
_STEEPEST = 0.3  # least sine of the angle between a chord and the ray that meets it
_NODES = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))  # Chebyshev's
_POWERS = np.linalg.inv(np.vander(_NODES, increasing=True))  # from values there to a polynomial


@dataclass(frozen=True)
class Origin:
    """A point in degrees, and the ellipsoid's density of area about it as a polynomial in y."""

    ellipsoid: Ellipsoid
    lon: float
    lat: float

    @cached_property
    def moments(self) -> Floats:
        """Return c_k / ((k+1)(k+2)) for density Σ c_k yᵏ, in km² for each square unit of x, y."""
        at_nodes = self.ellipsoid.area_density_km2(np.radians(self.lat) + _HALF_SPAN * _NODES)
        power = _POWERS @ at_nodes / _HALF_SPAN ** np.arange(_DEGREE + 1)
        k = np.arange(len(power))
        scaled: Floats = power / ((k + 1) * (k + 2) * self.shrink)
        return scaled

    @cached_property
    def shrink(self) -> float:
        """Return cos φ₀: a length along the parallel for one along the meridian."""
        return float(np.cos(np.radians(self.lat)))

    @property
    def serves(self) -> bool:
        """Return whether the origin is far enough from a pole for what follows."""
        return abs(self.lat) < 75

    def local(self, xy_deg: Floats) -> tuple[Floats, Floats]:
        """Return degrees as x and y about the origin, in radians."""
        x = np.radians(nearest_turn(xy_deg[:, 0] - self.lon, 0.0)) * self.shrink
        return x, np.radians(xy_deg[:, 1] - self.lat)

    def triangles_km2(self, px: Floats, py: Floats, qx: Floats, qy: Floats) -> Floats:
        """Return the signed area of the triangles (origin, p, q), positive counter-clockwise.

        ∬ yᵏ over the triangle is cross(p, q) / ((k+1)(k+2)) · Σⱼ p_yʲ q_yᵏ⁻ʲ.
        """
        moments = self.moments
        total = np.full_like(px, moments[0])
        symmetric = np.ones_like(px)
        power = np.ones_like(px)
        for moment in moments[1:]:
            power = power * qy
            symmetric = symmetric * py + power
            total += moment * symmetric
        return total * (px * qy - py * qx)


class Chords:
    """The chords of star-shaped outlines, each with the sector under it, seen from the origin."""

    def __init__(self, x: Floats, y: Floats, next_x: Floats, next_y: Floats) -> None:
        self.x, self.y, self.next_x, self.next_y = x, y, next_x, next_y

    def beyond(self, x: Floats, y: Floats, sector: Ints) -> Floats:
        """Return how far points lie inside their sector's chord (a cross product; < 0 outside)."""
        ux, uy = self.x[sector], self.y[sector]
        return (self.next_x[sector] - ux) * (y - uy) - (self.next_y[sector] - uy) * (x - ux)

    def scale_to_chord(self, inside: Floats, sector: Ints) -> Floats:
        """Return the factor that brings points, of this `beyond`, along their ray to the chord."""
        base = self.x[sector] * self.next_y[sector] - self.y[sector] * self.next_x[sector]
        with np.errstate(divide="ignore", invalid="ignore"):  # the origin itself has no ray
            scale: Floats = base / (base - inside)
        return scale


class RadialOutline(Chords):
    """A star-shaped outline about an origin: sectors between its vertices, in order of angle.

    `steepest` is the least sine of the angle at which a ray meets a chord.
    """

    def __init__(self, origin: Origin, x: Floats, y: Floats, steepest: float) -> None:
        """Take vertices in order, counter-clockwise, the first not repeated."""
        angle = np.arctan2(y, x)
        order = (np.arange(len(angle)) + angle.argmin()) % len(angle)
        x, y = x[order], y[order]
        super().__init__(x, y, _following(x), _following(y))
        self.origin, self.angle, self.steepest = origin, angle[order], steepest
        sector = origin.triangles_km2(x, y, self.next_x, self.next_y)
        swept = np.cumsum(sector)
        self.area_km2 = float(swept[-1])
        self.swept = swept - sector  # up to each vertex
        least, greatest = _distances(x, y, self.next_x, self.next_y)
        self.least, self.greatest = float(least.min()), float(greatest.max())

    @classmethod
    def of(cls, origin: Origin, shape: BaseGeometry) -> RadialOutline | None:
        """Return the outline of a polygon; None where it is not star-shaped about the origin.

        A polygon with holes or parts, with a chord that a ray all but grazes, or too far from the
        origin for the polynomial, is not.
        """
        if not isinstance(shape, Polygon) or len(shape.interiors) or not origin.serves:
            return None
        ring = shapely.get_coordinates(shape.exterior)[:-1]
        x, y = origin.local(ring)
        if not shapely.is_ccw(shape.exterior):
            x, y = x[::-1], y[::-1]
        next_x, next_y = _following(x), _following(y)
        square, turn = x * x + y * y, x * next_y - y * next_x
        chord2 = (next_x - x) ** 2 + (next_y - y) ** 2
        reach2 = np.maximum(square, _following(square))
        steepest = float((turn / np.sqrt(np.maximum(chord2 * reach2, 1e-300))).min())
        if steepest < _STEEPEST or np.abs(y).max() > _HALF_SPAN:
            return None
        angle = np.arctan2(y, x)
        winds_once = np.count_nonzero(_following(angle) < angle) == 1
        return cls(origin, x, y, steepest) if winds_once else None

    def sector_of(self, angle: Floats) -> Ints:
        """Return the sector of each angle (radians, −π to π); −1, the last, before the first."""
        return np.searchsorted(self.angle, angle, side="right") - 1


class RadialOutlines(Chords):
    """Several outlines about one origin in joint arrays, so that one query serves all.

    `which` numbers them; the sectors of outline n are `start[n]:start[n] + count[n]`.
    """

    def __init__(self, each: Sequence[RadialOutline]) -> None:
        names = ("x", "y", "next_x", "next_y", "swept", "angle")
        parts = [np.concatenate([getattr(one, name) for one in each]) for name in names]
        super().__init__(*parts[:4])
        self._swept = parts[4]
        self.count = np.array([len(one.x) for one in each])
        self.start = np.cumsum(self.count) - self.count
        self._area_km2 = np.array([one.area_km2 for one in each])
        self._turn = parts[5] + _APART * np.repeat(np.arange(len(each)), self.count)
        self._triangles_km2 = each[0].origin.triangles_km2

    def sector_of(self, angle: Floats, which: Ints) -> Ints:
        """Return the sector, counted in its outline, of angles (−π to π); −1 before the first."""
        found = np.searchsorted(self._turn, angle + _APART * which, side="right") - 1
        sector: Ints = found - self.start[which]
        return sector

    def swept_km2(self, x: Floats, y: Floats, angle: Floats, which: Ints) -> Floats:
        """Return an outline's area from its first vertex to the ray through each point.

        It grows with the angle from −π to π; before the first vertex it is negative.
        """
        own = self.sector_of(angle, which)
        sector = self.start[which] + own % self.count[which]
        scale = self.scale_to_chord(self.beyond(x, y, sector), sector)
        part = self._triangles_km2(self.x[sector], self.y[sector], x * scale, y * scale)
        before_first = np.where(own < 0, self._area_km2[which], 0.0)
        swept: Floats = self._swept[sector] + part - before_first
        return swept


class Rings:
    """The rings of polygons as arrays of edges, an outer ring counter-clockwise, a hole clockwise.

    An edge runs from a vertex (`lonlat`, degrees) to that of the edge `after` it. `owner` is the
    number of its polygon's shape; the edges of shape n are `start[n]:start[n + 1]`.
    """

    def __init__(self, lonlat: Floats, after: Ints, start: Ints) -> None:
        self.lonlat, self.after, self.start = lonlat, after, start

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Rings:
        """Return the rings of shapes, one after the other."""
        polygons, owner = polygons_of(shapely.orient_polygons(shapes))
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        vertex = np.flatnonzero(ring[1:] == ring[:-1])  # all but the last of each, its first
        first = np.flatnonzero(np.diff(ring[vertex], prepend=-1))
        after = np.arange(1, len(vertex) + 1)
        after[np.append(first[1:], len(vertex))[: len(first)] - 1] = first
        count = np.bincount(owner[polygon[ring[vertex]]], minlength=len(shapes))
        return cls(xy[vertex], after, np.concatenate([[0], np.cumsum(count)]))

    @classmethod
    def joined(cls, parts: Sequence[Rings]) -> Rings:
        """Return the rings of several, their shapes numbered on."""
        before = np.cumsum([0] + [len(part.lonlat) for part in parts])
        return cls(
            np.concatenate([part.lonlat for part in parts]),
            np.concatenate([part.after + n for part, n in zip(parts, before, strict=False)]),
            np.concatenate(
                [[0], *(part.start[1:] + n for part, n in zip(parts, before, strict=False))]
            ),
        )

    def part(self, shapes: Ints) -> Rings:
        """Return the rings of some shapes."""
        begin, count = self.start[shapes], np.diff(self.start)[shapes]
        start = np.concatenate([[0], np.cumsum(count)])
        moved = np.repeat(begin - start[:-1], count)
        edge = np.arange(start[-1]) + moved
        return Rings(self.lonlat[edge], self.after[edge] - moved, start)


class RadialEdges:
    """The edges of polygons about an origin, prepared to be intersected with many outlines.

    They are prepared once for a moving zone; each step then costs a few passes over the edges.
    `wanted` says which shapes (column) each kind of outline (row) is intersected with: all, with
    one kind, where it is None.
    """

    def __init__(
        self, origin: Origin, rings: Rings, wanted: NDArray[np.bool_] | None = None
    ) -> None:
        self._origin, self._shapes = origin, len(rings.start) - 1
        self._owner = np.repeat(np.arange(self._shapes), np.diff(rings.start))
        everything = np.ones((1, self._shapes), bool)
        self._wanted = (everything if wanted is None else wanted)[:, self._owner]
        self._after = rings.after
        self._before = np.empty_like(rings.after)
        self._before[rings.after] = np.arange(len(rings.after))
        self._px, self._py = origin.local(rings.lonlat)
        self._qx, self._qy = self._px[self._after], self._py[self._after]
        self._area_km2 = origin.triangles_km2(self._px, self._py, self._qx, self._qy)
        self._angle = np.arctan2(self._py, self._px)
        turned = self._angle[self._after] - self._angle
        self._wraps = np.where(turned > np.pi, -1.0, np.where(turned < -np.pi, 1.0, 0.0))
        self._least, self._greatest = _distances(self._px, self._py, self._qx, self._qy)

    def shared_km2(self, outlines: Sequence[RadialOutline], kinds: Sequence[int]) -> Floats:
        """Return the area that each shape (column) shares with each outline (row), km².

        It is 0 for a shape that is not wanted for the outline's kind.
        """
        total = np.zeros((len(outlines), self._shapes))
        cut: list[Ints] = []
        ends: list[tuple[Ints, Ints]] = []
        for row, (outline, kind) in enumerate(zip(outlines, kinds, strict=True)):
            within = self._wanted[kind] & (self._greatest < outline.least)
            outside = self._wanted[kind] & (self._least > outline.greatest)
            cut.append(np.flatnonzero(self._wanted[kind] & ~within & ~outside))
            # in a run of edges outside, all but its ends cancel; whole turns count the whole
            starting = np.flatnonzero(outside & ~outside[self._before])
            ending = self._after[np.flatnonzero(outside & ~outside[self._after])]
            ends.append((starting, ending))
            turning = np.flatnonzero(self._wraps * outside)
            total[row] += self._sums(within, self._area_km2[within])
            total[row] += self._sums(turning, self._wraps[turning] * outline.area_km2)
        every = RadialOutlines(outlines)
        total += self._runs(ends, every, total.shape) + self._cut(cut, every, total.shape)
        rounding_km2 = _ROUNDING * np.array([[outline.area_km2] for outline in outlines])
        return np.where(total > rounding_km2, total, 0.0)

    def _sums(self, edges: NDArray[np.bool_] | Ints, amount: Floats) -> Floats:
        return np.bincount(self._owner[edges], amount, minlength=self._shapes).astype(float)

    def _by_row(self, edge: Ints, which: Ints, amount: Floats, shape: tuple[int, int]) -> Floats:
        cell = which * self._shapes + self._owner[edge]
        sums = np.bincount(cell, amount, minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    def _runs(
        self, ends: list[tuple[Ints, Ints]], outlines: RadialOutlines, shape: tuple[int, int]
    ) -> Floats:
        """Return the sectors swept by runs of edges outside, from their first and last vertices."""
        vertex = np.concatenate([vertices for both in ends for vertices in both])
        counts = [len(vertices) for both in ends for vertices in both]
        run = np.repeat(np.arange(len(counts)), counts)
        which, sign = run // 2, np.where(run % 2, 1.0, -1.0)
        x, y, angle = self._px[vertex], self._py[vertex], self._angle[vertex]
        swept = outlines.swept_km2(x, y, angle, which)
        return self._by_row(vertex, which, sign * swept, shape)

    def _cut(self, cuts: list[Ints], outlines: RadialOutlines, shape: tuple[int, int]) -> Floats:
        """Return what edges that may cross their outline sweep inside it, wedge by wedge."""
        cut = np.concatenate(cuts)
        which = np.repeat(np.arange(len(cuts)), [len(one) for one in cuts])
        p_angle, q_angle = self._angle[cut], self._angle[self._after[cut]]
        turned = q_angle - p_angle + 2 * np.pi * self._wraps[cut]
        back = turned < 0
        start, end = np.where(back, self._after[cut], cut), np.where(back, cut, self._after[cut])
        px, py, qx, qy = self._px[start], self._py[start], self._px[end], self._py[end]
        first = outlines.sector_of(np.where(back, q_angle, p_angle), which)
        last = outlines.sector_of(np.where(back, p_angle, q_angle), which)
        sectors = outlines.count[which]
        wedges = (last - first) % sectors + 1
        # an edge that turns by more than half the circle of wedges has lapped its own sector
        wedges += np.where((wedges == 1) & (np.abs(turned) > np.pi / 2), sectors, 0)
        edge = np.repeat(np.arange(len(cut)), wedges)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(wedges) - wedges, wedges)
        sector = outlines.start[which][edge] + (first[edge] + nth) % sectors[edge]
        px, py, qx, qy = px[edge], py[edge], qx[edge], qy[edge]
        edges = px, py, qx, qy
        first_ray = outlines.x[sector], outlines.y[sector]
        last_ray = outlines.next_x[sector], outlines.next_y[sector]
        sx, sy = _on_ray(edges, first_ray, keep=nth == 0, end=0.0)
        ex, ey = _on_ray(edges, last_ray, keep=nth == wedges[edge] - 1, end=1.0)
        s_in, e_in = outlines.beyond(sx, sy, sector), outlines.beyond(ex, ey, sector)
        s_scale = np.where(s_in < 0, outlines.scale_to_chord(s_in, sector), 1.0)
        e_scale = np.where(e_in < 0, outlines.scale_to_chord(e_in, sector), 1.0)
        crossing = np.flatnonzero((s_in < 0) != (e_in < 0))
        t = s_in[crossing] / (s_in[crossing] - e_in[crossing])
        cx = sx[crossing] + t * (ex - sx)[crossing]
        cy = sy[crossing] + t * (ey - sy)[crossing]
        sx, sy, ex, ey = sx * s_scale, sy * s_scale, ex * e_scale, ey * e_scale
        # where an edge crosses the chord, two triangles meet at the crossing: the second comes last
        far_x, far_y = ex[crossing], ey[crossing]
        ex[crossing], ey[crossing] = cx, cy
        area = self._origin.triangles_km2(
            np.append(sx, cx), np.append(sy, cy), np.append(ex, far_x), np.append(ey, far_y)
        )
        swept = np.bincount(np.append(edge, edge[crossing]), area, minlength=len(cut))
        return self._by_row(cut, which, np.where(back, -swept, swept), shape)


def _following(values: Floats) -> Floats:
    """Return the value after each, the first after the last."""
    return np.concatenate([values[1:], values[:1]])


def _distances(px: Floats, py: Floats, qx: Floats, qy: Floats) -> tuple[Floats, Floats]:
    """Return the least and greatest distance of each edge from the origin."""
    dx, dy = qx - px, qy - py
    length2 = np.maximum(dx * dx + dy * dy, 1e-300)
    t = np.minimum(np.maximum(-(px * dx + py * dy) / length2, 0.0), 1.0)
    nx, ny = px + t * dx, py + t * dy
    farther = np.maximum(px * px + py * py, qx * qx + qy * qy)
    return np.sqrt(nx * nx + ny * ny), np.sqrt(farther)


def _on_ray(
    edges: tuple[Floats, Floats, Floats, Floats],
    ray: tuple[Floats, Floats],
    *,
    keep: NDArray[np.bool_],
    end: float,
) -> tuple[Floats, Floats]:
    """Return where edges (p, q) meet rays from the origin; where `keep`, their own end."""
    (px, py, qx, qy), (rx, ry) = edges, ray
    dx, dy = qx - px, qy - py
    with np.errstate(divide="ignore", invalid="ignore"):
        t = -(px * ry - py * rx) / (dx * ry - dy * rx)
    t = np.where(keep, end, np.clip(np.nan_to_num(t), 0, 1))
    return px + t * dx, py + t * dy
