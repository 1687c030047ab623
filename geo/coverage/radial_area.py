"""The area that polygons share with a star-shaped outline, without any overlay.

An outline is **star-shaped** about an origin when every ray from the origin meets it once. Then the
area that a polygon P shares with it is a sum over the edges of P alone (`radial_edges`): an edge
sweeps, from the origin, the triangle under it as far as it runs inside the outline, and the
outline's own sector where it runs outside. Both are exact: edges are straight in longitude and
latitude, and the ellipsoid's area under a triangle at the origin is its plane area times a
polynomial in latitude.

Coordinates here are radians about the origin: x = (λ − λ₀) cos φ₀, y = φ − φ₀.
`layers.geometry.kernel` does the same, compiled, where it is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon

from layers.geometry import kernel
from layers.geometry.edges import nearest_turn
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from layers.geometry.edges import Floats, Ints
    from layers.geometry.ellipsoid import Ellipsoid

_DEGREE = 8  # of the density's polynomial: errs by less than 1e-14 of it
_HALF_SPAN = 0.105  # radians of latitude over which the polynomial holds: 670 km
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

    @cached_property
    def compiled(self) -> kernel.Origin:
        """Return the origin as the kernel takes it."""
        return kernel.Origin(self.lon, self.lat, self.shrink, _HALF_SPAN, self.moments)

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
        least, greatest = distances(x, y, self.next_x, self.next_y)
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
        return cls.of_ring(origin, ring if shapely.is_ccw(shape.exterior) else ring[::-1])

    @classmethod
    def of_ring(cls, origin: Origin, ring: Floats) -> RadialOutline | None:
        """Return the outline of a ring in degrees; None where it is not star-shaped.

        `ring` (n, 2) is counter-clockwise, its first vertex not repeated.
        """
        if not origin.serves:
            return None
        if kernel.is_on():
            made = kernel.Outline.of_ring(origin.compiled, ring, _STEEPEST)
            return None if made is None else cls._of_compiled(origin, made)
        x, y = origin.local(ring)
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

    @classmethod
    def _of_compiled(cls, origin: Origin, compiled: kernel.Outline) -> RadialOutline:
        made = cls.__new__(cls)
        x, y, angle, swept = compiled.values
        Chords.__init__(made, x[:-1], y[:-1], x[1:], y[1:])
        made.origin, made.angle, made.swept, made.compiled = (
            origin,
            angle[:-1],
            swept[:-1],
            compiled,
        )
        made.least, made.greatest, made.steepest, made.area_km2 = compiled.figures
        return made

    @cached_property
    def compiled(self) -> kernel.Outline:
        """Return the outline as the kernel takes it."""
        rows = np.array([self.x, self.y, self.angle, self.swept])
        values = np.column_stack([rows, rows[:, 0]])
        figures = self.least, self.greatest, self.steepest, self.area_km2
        return kernel.Outline(values, figures)

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


def _following(values: Floats) -> Floats:
    """Return the value after each, the first after the last."""
    return np.concatenate([values[1:], values[:1]])


def distances(px: Floats, py: Floats, qx: Floats, qy: Floats) -> tuple[Floats, Floats]:
    """Return the least and greatest distance of each edge from the origin."""
    dx, dy = qx - px, qy - py
    length2 = np.maximum(dx * dx + dy * dy, 1e-300)
    t = np.minimum(np.maximum(-(px * dx + py * dy) / length2, 0.0), 1.0)
    nx, ny = px + t * dx, py + t * dy
    farther = np.maximum(px * px + py * py, qx * qx + qy * qy)
    return np.sqrt(nx * nx + ny * ny), np.sqrt(farther)
