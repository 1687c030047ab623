"""The outlines of buffers of edges in a plane, at several radii, computed along rays.

A buffer is the union of a disc about every vertex and a strip along every edge. About an origin
that lies in all the discs it is **star-shaped**: each ray crosses its boundary once, where it
leaves the last disc or strip. The outline has a point on each of many rays, and one more at each
concave corner, where two discs or strips meet. All radii are computed in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.edges import Floats, Ints

_RAYS = 192  # about a single vertex; more where a wide polygon spreads the rays
_NARROWEST = 1e-5  # radians between two rays among which no further corner is looked for
_SAME = 1e-7  # of the radius: what lies so near is one place
_HALF_TURN = np.radians(1.5)  # half of what lies between two directions in which depth is judged
_DIRECTIONS = np.column_stack(
    [f(np.arange(0, 2 * np.pi, 2 * _HALF_TURN)) for f in (np.cos, np.sin)]
)


def outlines_m(start: Floats, end: Floats, radii_m: Sequence[float]) -> list[Floats]:
    """Return the outline (n, 2) of all within each radius of edges, counter-clockwise, in metres.

    `start` and `end` (n, 2) are the edges' ends, nearer to the origin than any radius: rings, or
    one open line. Between two rays a chord strays inward from its arc by r·(2π / 192)² / 8; half of
    that is added to the radius, so that an outline errs by 6.7e-5 · r at most, to either side.
    """
    farthest_m = float(np.sqrt(max((start**2).sum(axis=1).max(), (end**2).sum(axis=1).max())))
    counts = [int(np.ceil(_RAYS * (1 + farthest_m / radius))) for radius in radii_m]
    which = np.repeat(np.arange(len(counts)), [count + 1 for count in counts])
    angle = np.concatenate([np.arange(count + 1) * (2 * np.pi / count) for count in counts])
    radius_m = np.array(radii_m) * (1 + (np.pi / _RAYS) ** 2 / 4)
    envelope = _Envelope(start, end, radius_m, farthest_m)
    leave, piece = envelope.leave(which, angle)
    found = [(which, angle, leave)]
    two = np.flatnonzero((which[1:] == which[:-1]) & (piece[1:] != piece[:-1]))
    gaps = _Gaps(which[two], angle[two], angle[two + 1], piece[two], piece[two + 1])
    while len((gaps := gaps.at(envelope.parts(gaps))).which):
        corner, meet_m = envelope.corner(gaps)
        leave, piece = envelope.leave(gaps.which, corner)
        found.append((gaps.which, corner, leave))
        # where both are left at one place, that is the corner; else look on to either side
        is_corner = np.abs(meet_m - leave) <= _SAME * radius_m[gaps.which]
        gaps = gaps.parted(corner, piece).at(np.flatnonzero(~np.concatenate([is_corner] * 2)))
    which, angle, leave = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return [_ring(angle[mine], leave[mine]) for mine in (which == n for n in range(len(counts)))]


def _ring(angle: Floats, leave: Floats) -> Floats:
    """Return the points of an outline in order, each place once; the last ray is the first."""
    angle, once = np.unique(np.round(angle, 8), return_index=True)
    leave = leave[once]
    return np.column_stack([leave * np.cos(angle), leave * np.sin(angle)])[:-1]


class _Gaps(NamedTuple):
    """Intervals between two neighbouring rays that leave the union by different pieces.

    Of each: the number of its radius, the two angles, and the piece that either ray leaves by.
    """

    which: Ints
    low: Floats
    high: Floats
    first: Ints
    second: Ints

    def at(self, rows: Ints) -> _Gaps:
        """Return a subset of the intervals."""
        ends = self.low[rows], self.high[rows]
        return _Gaps(self.which[rows], *ends, self.first[rows], self.second[rows])

    def parted(self, angle: Floats, piece: Ints) -> _Gaps:
        """Return each interval split in two by a ray in it, all the lower halves first."""
        return _Gaps(
            np.concatenate([self.which, self.which]),
            np.concatenate([self.low, angle]),
            np.concatenate([angle, self.high]),
            np.concatenate([self.first, piece]),
            np.concatenate([piece, self.second]),
        )


class _Envelope:
    """Discs about vertices and strips along edges, of which a ray leaves the last.

    A piece is a disc (its number) or a strip's long side (numbered after the discs). Only those
    are held that may bound the union at the least radius. `which` numbers the radii.
    """

    def __init__(self, start: Floats, end: Floats, radius_m: Floats, farthest_m: float) -> None:
        self._radius_m = radius_m
        least_m = float(radius_m.min())
        vertex, ends = _vertices(start, end)
        # a disc about v is left at most at v·u + r, at least at v·u + r − a²/2(r−a), a the farthest
        near = _foremost(vertex, farthest_m**2 / (2 * (least_m - farthest_m)), farthest_m)
        number = -1 - np.arange(len(vertex))  # negative: not held
        number[near] = np.arange(len(near))
        self._centre = vertex[near]
        edge = np.flatnonzero((number[ends] >= 0).any(axis=1))
        along = end[edge] - start[edge]
        length = np.sqrt((along**2).sum(axis=1))
        edge, along = edge[length > 0], along[length > 0] / length[length > 0, None]
        edge, along = np.concatenate([edge, edge]), np.concatenate([along, -along])
        normal = along[:, ::-1] * (1, -1)
        out = (normal * start[edge]).sum(axis=1)
        # a side's points lie in the disc about v where v lies ahead of the edge by |v − p|²/2r
        ahead = (normal @ self._centre.T).max(axis=1) - out
        bounds = ahead <= 2 * farthest_m**2 / least_m
        edge, self._along, self._normal = edge[bounds], along[bounds], normal[bounds]
        self._out, self._ends = out[bounds], number[ends[edge]]
        reach = [(self._along * place[edge]).sum(axis=1) for place in (start, end)]
        self._begin, self._finish = np.minimum(*reach), np.maximum(*reach)

    def leave(self, which: Ints, angle: Floats) -> tuple[Floats, Ints]:
        """Return where a ray at each angle leaves the last piece, and which that is."""
        radius = self._radius_m[which][:, None]
        ray = np.column_stack([np.cos(angle), np.sin(angle)])
        across = (ray[:, ::-1] * (-1, 1)) @ self._centre.T
        disc = ray @ self._centre.T + np.sqrt(radius**2 - across**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            side = (radius + self._out) / (ray @ self._normal.T)
            foot = side * (ray @ self._along.T)
            beside = (foot >= self._begin) & (foot <= self._finish) & (side > 0)
        out = np.concatenate([disc, np.where(beside, side, 0.0)], axis=1)
        piece = out.argmax(axis=1)
        return out[np.arange(len(angle)), piece], piece

    def parts(self, gaps: _Gaps) -> Ints:
        """Return the gaps in which a corner may be.

        There is none from a side to the disc at its end, nor through it to the next side on.
        """
        changes = (gaps.first != gaps.second) & (gaps.high - gaps.low > _NARROWEST)
        count = len(self._centre)
        lower, upper = np.minimum(gaps.first, gaps.second), np.maximum(gaps.first, gaps.second)
        at = np.flatnonzero(changes & (lower < count) & (upper >= count))
        changes[at] = (self._ends[upper[at] - count] != lower[at, None]).all(axis=1)
        at = np.flatnonzero(changes & (lower >= count))
        one, other = gaps.first[at] - count, gaps.second[at] - count
        (a, b), (c, d) = self._normal[one].T, self._normal[other].T
        joined = (self._ends[one][:, :, None] == self._ends[other][:, None, :]).any(axis=(1, 2))
        changes[at] = ~joined | (a * d <= b * c)
        return np.flatnonzero(changes)

    def corner(self, gaps: _Gaps) -> tuple[Floats, Floats]:
        """Return the angle in each gap at which its pieces meet, and how far out.

        Where they do not, the angle is the middle, and how far NaN.
        """
        middle = (gaps.low + gaps.high) / 2
        ray = np.column_stack([np.cos(middle), np.sin(middle)])
        radius, count = self._radius_m[gaps.which], len(self._centre)
        lower, upper = np.minimum(gaps.first, gaps.second), np.maximum(gaps.first, gaps.second)
        sides = (lower >= count) * 1 + (upper >= count)
        x, y = np.empty((2, len(middle)))
        for kind, meet in enumerate((self._discs, self._disc_and_side, self._sides)):
            at = np.flatnonzero(sides == kind)
            if len(at):
                x[at], y[at] = meet(radius[at, None], lower[at], upper[at], ray[at]).T
        angle = np.arctan2(y, x)
        angle += 2 * np.pi * np.round((middle - angle) / (2 * np.pi))
        there = (angle > gaps.low - 1e-9) & (angle < gaps.high + 1e-9)
        return np.where(there, angle, middle), np.where(there, np.sqrt(x**2 + y**2), np.nan)

    def _discs(self, radius: Floats, one: Ints, other: Ints, ray: Floats) -> Floats:
        """Return where two discs' rims meet, ahead on the ray."""
        a, b = self._centre[one], self._centre[other]
        apart = b - a
        square = np.maximum((apart**2).sum(axis=1, keepdims=True), 1e-12)
        rise = np.sqrt(np.maximum(radius**2 / square - 0.25, 0.0))
        up = apart[:, ::-1] * (-1, 1)
        meeting: Floats = (a + b) / 2 + rise * np.sign((up * ray).sum(axis=1, keepdims=True)) * up
        return meeting

    def _disc_and_side(self, radius: Floats, disc: Ints, side: Ints, ray: Floats) -> Floats:
        """Return where a disc's rim meets a side: of two such places the nearer to the ray."""
        side = side - len(self._centre)
        centre, normal, along = self._centre[disc], self._normal[side], self._along[side]
        out = radius + (self._out[side] - (normal * centre).sum(axis=1))[:, None]
        half = np.sqrt(np.maximum(radius**2 - out**2, 0.0))
        foot = centre + out * normal
        one, other = foot + half * along, foot - half * along
        off = [np.abs(p[:, 0] * ray[:, 1] - p[:, 1] * ray[:, 0]) for p in (one, other)]
        return self._beside(np.where((off[0] <= off[1])[:, None], one, other), side)

    def _sides(self, radius: Floats, one: Ints, other: Ints, _: Floats) -> Floats:
        """Return where two sides meet; no place where they are parallel."""
        one, other = one - len(self._centre), other - len(self._centre)
        (a, b), (c, d) = self._normal[one].T, self._normal[other].T
        far, beyond = radius[:, 0] + self._out[one], radius[:, 0] + self._out[other]
        with np.errstate(divide="ignore", invalid="ignore"):
            x, y = far * d - beyond * b, beyond * a - far * c
            meeting = np.column_stack([x, y]) / (a * d - b * c)[:, None]
        return self._beside(self._beside(meeting, one), other)

    def _beside(self, place: Floats, side: Ints) -> Floats:
        """Return places that are on a side, NaN for one that is on its line beyond it."""
        foot = (place * self._along[side]).sum(axis=1)
        there = (foot >= self._begin[side]) & (foot <= self._finish[side])
        return np.where(there[:, None], place, np.nan)


def _vertices(start: Floats, end: Floats) -> tuple[Floats, Ints]:
    """Return the vertices of edges, each ring's once, and the two of each edge by number."""
    count = len(start)
    last = np.append(np.flatnonzero((start[1:] != end[:-1]).any(axis=1)), count - 1)
    first = np.append(0, last[:-1] + 1)
    following = np.arange(1, count + 1)
    closed = (start[first] == end[last]).all(axis=1)
    following[last] = np.where(closed, first, count + np.cumsum(~closed) - 1)
    vertex = np.concatenate([start, end[last[~closed]]])
    return vertex, np.column_stack([np.arange(count), following])


def _foremost(vertex: Floats, depth_m: float, farthest_m: float) -> Ints:
    """Return the vertices that lie less deep than `depth_m` behind the foremost, in any direction.

    Directions are tried 3° apart, with a margin for what turns between them.
    """
    margin_m = 2 * farthest_m * (1 - np.cos(_HALF_TURN) + np.sin(_HALF_TURN) ** 2)
    forward = _DIRECTIONS @ vertex.T
    least = forward.max(axis=1, keepdims=True) - depth_m - margin_m
    return np.flatnonzero((forward >= least).any(axis=0))
