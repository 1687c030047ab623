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

from layers.edges import Edges, nearest_turn, polygons_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

_DEGREE = 8  # of the density's polynomial: errs by less than 1e-14 of it
_HALF_SPAN = 0.105  # radians of latitude over which the polynomial holds: 670 km
_ROUNDING = 1e-14  # of the outline's area: what is left of a sum that should be nought
_STEEPEST = 0.3  # least sine of the angle between a chord and the ray that meets it


@dataclass(frozen=True)
class Origin:
    """A point in degrees, and the ellipsoid's density of area about it as a polynomial in y."""

    ellipsoid: Ellipsoid
    lon: float
    lat: float

    @cached_property
    def moments(self) -> Floats:
        """Return c_k / ((k+1)(k+2)) for density Σ c_k yᵏ, in km² for each square unit of x, y."""
        fitted = np.polynomial.Chebyshev.interpolate(
            lambda y: self.ellipsoid.area_density_km2(np.radians(self.lat) + y),
            _DEGREE,
            domain=[-_HALF_SPAN, _HALF_SPAN],
        )
        power = np.asarray(fitted.convert(kind=np.polynomial.Polynomial).coef, float)
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


class Outline:
    """A star-shaped outline about an origin: sectors between its vertices, in order of angle."""

    def __init__(self, origin: Origin, x: Floats, y: Floats) -> None:
        """Take vertices in order, counter-clockwise, the first not repeated."""
        self.origin = origin
        angle = np.arctan2(y, x)
        start = int(angle.argmin())
        self.x, self.y = np.roll(x, -start), np.roll(y, -start)
        self.angle = np.roll(angle, -start)
        self.next_x, self.next_y = np.roll(self.x, -1), np.roll(self.y, -1)
        sector = origin.triangles_km2(self.x, self.y, self.next_x, self.next_y)
        self._swept = np.concatenate([[0.0], np.cumsum(sector)])
        self.area_km2 = float(self._swept[-1])
        self.least, self.greatest = _distances(self.x, self.y, self.next_x, self.next_y)
        self.least, self.greatest = self.least.min(), self.greatest.max()

    @classmethod
    def of(cls, origin: Origin, shape: BaseGeometry) -> Outline | None:
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
        turn = x * np.roll(y, -1) - y * np.roll(x, -1)
        reach, chord = np.hypot(x, y), np.hypot(np.roll(x, -1) - x, np.roll(y, -1) - y)
        steep = turn < _STEEPEST * chord * np.maximum(reach, np.roll(reach, -1))
        if steep.any() or np.abs(y).max() > _HALF_SPAN:
            return None
        angle = np.arctan2(y, x)
        winds_once = np.count_nonzero(np.diff(angle, append=angle[0]) < 0) == 1
        return cls(origin, x, y) if winds_once else None

    def sector_of(self, angle: Floats) -> Ints:
        """Return the sector of each angle (radians, −π to π); −1, the last, before the first."""
        return np.searchsorted(self.angle, angle, side="right") - 1

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

    def swept_km2(self, x: Floats, y: Floats, angle: Floats) -> Floats:
        """Return the outline's area from its first vertex to the ray through each point.

        It grows with the angle from −π to π; before the first vertex it is negative.
        """
        sector = self.sector_of(angle)
        scale = self.scale_to_chord(self.beyond(x, y, sector), sector)
        part = self.origin.triangles_km2(self.x[sector], self.y[sector], x * scale, y * scale)
        before_first = np.where(sector < 0, self.area_km2, 0.0)
        return self._swept[sector % len(self.x)] + part - before_first


class StarEdges:
    """The edges of polygons about an origin, made ready to be cut by many outlines.

    `owner` of an edge is the number of its polygon's shape. Made once for a drag; each outline then
    costs a few passes over the edges.
    """

    def __init__(self, origin: Origin, shapes: NDArray[np.object_]) -> None:
        self.origin = origin
        self.count = len(shapes)
        polygons, owner = polygons_of(shapely.orient_polygons(shapes))
        edges = Edges.of(polygons)
        self.owner = owner[edges.polygon_of_ring[edges.ring]]
        self.px, self.py = origin.local(np.column_stack([edges.lon0, edges.lat0]))
        self.qx, self.qy = origin.local(np.column_stack([edges.lon1, edges.lat1]))
        self.area_km2 = origin.triangles_km2(self.px, self.py, self.qx, self.qy)
        self.p_angle = np.arctan2(self.py, self.px)
        q_angle = np.arctan2(self.qy, self.qx)
        turned = q_angle - self.p_angle
        self.q_angle = q_angle
        self.wraps = np.where(turned > np.pi, -1.0, np.where(turned < -np.pi, 1.0, 0.0))
        self.least, self.greatest = _distances(self.px, self.py, self.qx, self.qy)
        first = np.flatnonzero(np.diff(edges.ring, prepend=-1))
        last = np.append(first, len(edges.ring))[1:] - 1
        self.before = np.arange(len(edges.ring)) - 1
        self.before[first] = last
        self.after = np.arange(len(edges.ring)) + 1
        self.after[last] = first

    def shared_km2(self, outline: Outline) -> Floats:
        """Return the area that each shape shares with the outline, km²."""
        within = self.greatest < outline.least
        outside = self.least > outline.greatest
        total = self._sum(within, self.area_km2[within])
        total += self._outside(outside, outline)
        cut = np.flatnonzero(~(within | outside))
        if len(cut):
            total += np.bincount(self.owner[cut], self._cut(cut, outline), minlength=self.count)
        return np.where(total > _ROUNDING * outline.area_km2, total, 0.0)

    def _sum(self, mask: NDArray[np.bool_], amount: Floats) -> Floats:
        return np.bincount(self.owner[mask], amount, minlength=self.count).astype(float)

    def _outside(self, outside: NDArray[np.bool_], outline: Outline) -> Floats:
        """Return the sectors swept by edges that run wholly outside.

        In a run of such edges all but the ends cancel; whole turns count the whole outline.
        """
        wraps = self.wraps * outside
        turning = wraps != 0
        total = self._sum(turning, wraps[turning] * outline.area_km2)
        starts = np.flatnonzero(outside & ~outside[self.before])
        ends = np.flatnonzero(outside & ~outside[self.after])
        for edges, x, y, angle, sign in (
            (starts, self.px, self.py, self.p_angle, -1.0),
            (ends, self.qx, self.qy, self.q_angle, 1.0),
        ):
            if len(edges):
                swept = outline.swept_km2(x[edges], y[edges], angle[edges])
                total += np.bincount(self.owner[edges], sign * swept, minlength=self.count)
        return total

    def _cut(self, cut: Ints, outline: Outline) -> Floats:
        """Return what edges that may cross the outline sweep inside it, wedge by wedge."""
        px, py, qx, qy = self.px[cut], self.py[cut], self.qx[cut], self.qy[cut]
        turned = self.q_angle[cut] - self.p_angle[cut] + 2 * np.pi * self.wraps[cut]
        back = turned < 0
        px, qx = np.where(back, qx, px), np.where(back, px, qx)
        py, qy = np.where(back, qy, py), np.where(back, py, qy)
        first = outline.sector_of(np.where(back, self.q_angle[cut], self.p_angle[cut]))
        last = outline.sector_of(np.where(back, self.p_angle[cut], self.q_angle[cut]))
        sectors = len(outline.x)
        wedges = (last - first) % sectors + 1
        # an edge that turns by more than half the circle of wedges has lapped its own sector
        wedges += np.where((wedges == 1) & (np.abs(turned) > np.pi / 2), sectors, 0)
        edge = np.repeat(np.arange(len(cut)), wedges)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(wedges) - wedges, wedges)
        sector = (first[edge] + nth) % sectors
        px, py, qx, qy = px[edge], py[edge], qx[edge], qy[edge]
        edges = px, py, qx, qy
        first_ray = outline.x[sector], outline.y[sector]
        last_ray = outline.next_x[sector], outline.next_y[sector]
        sx, sy = _on_ray(edges, first_ray, keep=nth == 0, end=0.0)
        ex, ey = _on_ray(edges, last_ray, keep=nth == wedges[edge] - 1, end=1.0)
        s_in, e_in = outline.beyond(sx, sy, sector), outline.beyond(ex, ey, sector)
        s_scale = np.where(s_in < 0, outline.scale_to_chord(s_in, sector), 1.0)
        e_scale = np.where(e_in < 0, outline.scale_to_chord(e_in, sector), 1.0)
        area = np.empty(len(edge))
        crossing = (s_in < 0) != (e_in < 0)
        t = s_in[crossing] / (s_in[crossing] - e_in[crossing])
        cx = sx[crossing] + t * (ex - sx)[crossing]
        cy = sy[crossing] + t * (ey - sy)[crossing]
        sx, sy, ex, ey = sx * s_scale, sy * s_scale, ex * e_scale, ey * e_scale
        triangles = self.origin.triangles_km2
        whole = ~crossing
        area[whole] = triangles(sx[whole], sy[whole], ex[whole], ey[whole])
        area[crossing] = triangles(sx[crossing], sy[crossing], cx, cy)
        area[crossing] += triangles(cx, cy, ex[crossing], ey[crossing])
        swept = np.bincount(edge, area, minlength=len(cut))
        return np.where(back, -swept, swept)


def _distances(px: Floats, py: Floats, qx: Floats, qy: Floats) -> tuple[Floats, Floats]:
    """Return the least and greatest distance of each edge from the origin."""
    dx, dy = qx - px, qy - py
    length2 = np.maximum(dx * dx + dy * dy, 1e-300)
    t = np.clip(-(px * dx + py * dy) / length2, 0, 1)
    least = np.hypot(px + t * dx, py + t * dy)
    return least, np.maximum(np.hypot(px, py), np.hypot(qx, qy))


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
